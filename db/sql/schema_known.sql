-- The store: what other databases of bugs know.  Comments are documentation, see schema.sql.

-- The hash by which ABRT and FAF tell that two oopses are the same (derived).
CREATE TABLE fault_ureport (
	fault_id INTEGER PRIMARY KEY REFERENCES fault_fact (id), -- fault.id
	duphash TEXT NOT NULL -- SHA-1 of the names of the first 6 reliable frames, hex
) STRICT;
CREATE INDEX fault_ureport_duphash ON fault_ureport (duphash);

-- Bugs that others know, read by `crashql import`.
CREATE TABLE known_issue (
	id INTEGER PRIMARY KEY, -- number in this store
	source TEXT NOT NULL, -- syzbot or abrt
	key TEXT NOT NULL, -- id of the bug there; of a uReport its duphash
	title TEXT NOT NULL, -- as it is called there
	status TEXT, -- as it says
	url TEXT, -- where it is discussed or reported
	fix_title TEXT, -- title of the commit that fixes it
	fix_hash TEXT, -- hash of that commit
	file TEXT NOT NULL, -- file it was read from
	taken_utc TEXT, -- [UTC] when that file was written
	UNIQUE (source, key)
) STRICT;

-- What the faults of a known issue look like.
CREATE TABLE known_issue_mark (
	known_issue_id INTEGER NOT NULL REFERENCES known_issue (id), -- known_issue.id
	kind TEXT NOT NULL CHECK (kind IN ('title', 'duphash')), -- title: fault.title; duphash: fault_ureport.duphash
	text TEXT NOT NULL, -- the title or the hash
	PRIMARY KEY (known_issue_id, kind, text)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_issue_mark_text ON known_issue_mark (text, kind);
CREATE INDEX group_title_title ON group_title (title);
