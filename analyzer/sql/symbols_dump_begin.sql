-- What is found for the frames of one dump, and where its rows go to make room for inlined functions.
CREATE TEMP TABLE IF NOT EXISTS frame_found (
	row_no INTEGER PRIMARY KEY, build_id TEXT, address INTEGER, inlined INTEGER,
	function TEXT, offset INTEGER, size INTEGER, module TEXT
) STRICT;
CREATE TEMP TABLE IF NOT EXISTS frame_move (
	row_no INTEGER PRIMARY KEY, to_row INTEGER UNIQUE, to_depth INTEGER
) STRICT;
DELETE FROM frame_found;
DELETE FROM frame_move;
