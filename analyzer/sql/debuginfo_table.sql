CREATE TEMP TABLE debuginfo (
	state TEXT NOT NULL, what TEXT NOT NULL, name TEXT, release TEXT, build_id TEXT, frames INTEGER, faults INTEGER,
	package TEXT, install TEXT, file TEXT, found TEXT, reason TEXT
) STRICT;
