-- Rows of another store that hang on no source, while they are compared with those that are here.
CREATE TEMP TABLE IF NOT EXISTS merge_issue (
	source TEXT, key TEXT, title TEXT, status TEXT, url TEXT, fix_title TEXT, fix_hash TEXT, file TEXT,
	taken_utc TEXT, marks TEXT
);
CREATE TEMP TABLE IF NOT EXISTS merge_place (
	build_id TEXT, address INTEGER, position INTEGER, inlined INTEGER, function TEXT, file TEXT, line INTEGER,
	column_no INTEGER, knowledge TEXT, path TEXT, best TEXT, PRIMARY KEY (build_id, address, position)
);
CREATE TEMP TABLE IF NOT EXISTS merge_frame (
	fault_key TEXT, fault_id INTEGER, stack_no INTEGER, depth INTEGER, build_id TEXT, address INTEGER,
	knowledge TEXT, function TEXT, offset INTEGER, size INTEGER, module TEXT, candidates TEXT, note TEXT
);
CREATE TEMP TABLE IF NOT EXISTS merge_rank (knowledge TEXT PRIMARY KEY, rank INTEGER);
INSERT OR IGNORE INTO temp.merge_rank (knowledge, rank) VALUES
	('none', 0), ('system-map', 10), ('kallsyms', 20), ('btf', 30), ('symtab', 40), ('dwarf', 50), ('line', 60);
DELETE FROM temp.merge_issue;
DELETE FROM temp.merge_place;
DELETE FROM temp.merge_frame;
