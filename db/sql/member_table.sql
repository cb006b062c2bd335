-- What was read of an archive or a tree, known kinds and others: bundles are made of it.
CREATE TEMP TABLE IF NOT EXISTS member (
	path TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	known INTEGER NOT NULL, -- 1: there is a source of it
	mtime_us INTEGER, -- [us since 1970 UTC] of the file
	PRIMARY KEY (path, sha256)
) WITHOUT ROWID;
