-- The store: what is kept of kallsyms and System.map.  Comments are documentation, see schema.sql.

-- Lists of functions of a kernel and its modules, from /proc/kallsyms or a System.map; `crashql symbolize`
-- names addresses by them.  Lists whose addresses the kernel hid (kptr_restrict) are not kept.
CREATE TABLE kernel_symbols (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	module TEXT, -- module; NULL: the kernel itself
	address TEXT, -- of the first function, which those of the list are counted from
	symbols INTEGER, -- lines of the list
	list TEXT, -- symbol_text.key: the list itself
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Lists of functions, each once: where the same kernel or module runs on many machines, the list is the same,
-- as it says how far each function is from the first one.  Its lines are `offset type name`: offset in hex,
-- type as nm(1) prints it; behind the last of some functions in a row stands what follows them.
CREATE TABLE symbol_text (
	key TEXT PRIMARY KEY CHECK (length(key) = 16), -- from the list
	bytes INTEGER NOT NULL, -- [bytes] of the list
	content BLOB NOT NULL -- the list, compressed with zstd
) STRICT, WITHOUT ROWID;
CREATE INDEX source_list ON source (kind) WHERE kind IN ('kallsyms', 'modules');

-- Internal: up to which fault and source frames have been named by the lists of their bundle.
CREATE TABLE symbol_mark (
	id INTEGER PRIMARY KEY CHECK (id = 1), -- there is one row
	fault_id INTEGER NOT NULL, -- number of the last fault
	source_id INTEGER NOT NULL -- number of the last source
) STRICT;
