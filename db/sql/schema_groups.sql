-- The store: how faults come together to groups.  Comments are documentation, see schema.sql.

-- What a fault has in common with others of its bug, from the finest level to the coarsest (derived).
CREATE TABLE fault_signature (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id), -- fault.id
	row_no INTEGER NOT NULL, -- number of the row in its fault, from 0
	level TEXT NOT NULL, -- text, stack, frames, content, object, path, evidence, title, alt or culprit: see docs/grouping.md
	version INTEGER NOT NULL, -- of the recipe of the level
	signature TEXT NOT NULL, -- from level and text: the same in every store
	text TEXT NOT NULL, -- what it is made of; functions are separated by " < ", innermost first
	PRIMARY KEY (fault_id, row_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX fault_signature_same ON fault_signature (signature);

-- Titles, and which group each is in: a group has one title or several (derived).
CREATE TABLE group_title (
	id INTEGER PRIMARY KEY, -- number in this store
	key TEXT NOT NULL UNIQUE, -- from kind and title, or from the rule that joined them: the same in every store; `show group` takes it
	group_id INTEGER REFERENCES fault_group (id), -- fault_group.id
	kind TEXT NOT NULL, -- fault.kind
	title TEXT NOT NULL, -- fault.title, or the name that a rule gives
	function TEXT, -- fault.function
	faults INTEGER NOT NULL DEFAULT 0, -- how many reports have this title
	apart INTEGER NOT NULL DEFAULT 0 CHECK (apart IN (0, 1)), -- 1: a rule keeps it apart from others
	joined_to TEXT, -- key of the title of the group that it was joined to; NULL: it names the group
	joined_by TEXT, -- level of the signature that both have, or similarity
	joined_text TEXT, -- text of that signature; with a similarity, of the content that both have
	similarity REAL, -- of the stacks of the two titles, 0 to 1
	example_fault_id INTEGER REFERENCES fault_fact (id), -- fault.id of the one that tells most
	stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1)) -- 1: what is kept of its faults must be made again from all of them
) STRICT;
CREATE INDEX group_title_group ON group_title (group_id);
CREATE INDEX group_title_stale ON group_title (id) WHERE stale = 1;

-- Internal: signatures of the reports of a title that groups are made of.
CREATE TABLE title_signature (
	title_id INTEGER NOT NULL REFERENCES group_title (id), -- group_title.id
	level TEXT NOT NULL, -- stack, content, path or evidence
	signature TEXT NOT NULL, -- fault_signature.signature
	text TEXT NOT NULL, -- fault_signature.text
	faults INTEGER NOT NULL, -- how many reports have it
	PRIMARY KEY (title_id, level, signature)
) STRICT, WITHOUT ROWID;

-- Pairs of titles that nearly were one group, both ways (derived).
CREATE TABLE group_near (
	title_id INTEGER NOT NULL REFERENCES group_title (id), -- group_title.id
	near_title_id INTEGER NOT NULL REFERENCES group_title (id), -- group_title.id of another group
	level TEXT NOT NULL, -- what they have in common: level of a signature, or similarity
	text TEXT, -- text of that signature
	similarity REAL, -- of their stacks, 0 to 1; NULL: one has none
	PRIMARY KEY (title_id, near_title_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_near_other ON group_near (near_title_id);

-- Internal: what became of groups and titles that are no more; a journal of this store, so that it
-- depends on the order in which captures came.  `show group` follows it.
CREATE TABLE group_history (
	id INTEGER PRIMARY KEY, -- in order of time
	change TEXT NOT NULL CHECK (change IN ('merge', 'split', 'rename')), -- merge: the old group went into the new one; split: the new one left the old one; rename: a title is called otherwise
	old_group_id INTEGER, -- fault_group.id, perhaps of a group that is no more
	old_key TEXT, -- its key
	new_group_id INTEGER, -- fault_group.id
	new_key TEXT, -- its key
	reason TEXT -- the signature that joined them, in words
) STRICT;
CREATE INDEX group_history_key ON group_history (old_key);
CREATE INDEX group_history_group ON group_history (old_group_id);

-- Rules of the user's that steer titles and groups; see docs/grouping.md.
CREATE TABLE group_rule (
	position INTEGER PRIMARY KEY, -- rules are tried in this order, from 0
	file TEXT NOT NULL, -- file they were read from
	line INTEGER NOT NULL, -- line in file
	rule TEXT NOT NULL -- the rule as written
) STRICT;
