-- The store: where in the source addresses of code are.  Comments are documentation, see schema.sql.

-- What was found for addresses of files with debug information, so that it need not be looked up again:
-- one row a function, those that the compiler inlined first (derived by `crashql symbolize`).
CREATE TABLE symbol_cache (
	build_id TEXT NOT NULL, -- of the file, hex; file:PATH of one that has none
	address INTEGER NOT NULL, -- link-time address that was looked up; of a return address the byte in front, as a signed number
	position INTEGER NOT NULL, -- 0 is the innermost function
	inlined INTEGER NOT NULL CHECK (inlined IN (0, 1)), -- 1: inlined into the function of the next position
	function TEXT, -- its name
	file TEXT, -- source file, without the folder that it was built in
	line INTEGER, -- in file; of a function that others are inlined into the line that calls them
	column_no INTEGER, -- in line, from 1
	knowledge TEXT NOT NULL, -- how it is known: line, dwarf, symtab
	path TEXT, -- file with the folder that it was built in, as the compiler was given it; NULL: the same as file
	best TEXT, -- the best knowledge that the file with that build-id had then: line, or symtab of one without debug information
	PRIMARY KEY (build_id, address, position)
) STRICT, WITHOUT ROWID;

-- Internal: what became of each frame of a fault when it was symbolized; view frame joins it with
-- symbol_cache.
CREATE TABLE frame_symbol (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id), -- fault.id
	stack_no INTEGER NOT NULL, -- stack.stack_no
	depth INTEGER NOT NULL, -- of the frame as printed
	shift INTEGER NOT NULL, -- inlined functions further in, in the same stack
	build_id TEXT, -- symbol_cache.build_id; kallsyms:KEY or system-map:KEY: a list of symbols; NULL: nothing knows it
	address INTEGER, -- symbol_cache.address
	knowledge TEXT NOT NULL, -- line, dwarf, symtab, kallsyms, system-map or none
	function TEXT, -- where the report does not say
	offset INTEGER, -- [bytes] likewise
	size INTEGER, -- [bytes] likewise
	module TEXT, -- likewise
	candidates TEXT, -- places of several functions of that name, when nothing tells which it is
	note TEXT, -- why a file at hand was not used
	PRIMARY KEY (fault_id, stack_no, depth)
) STRICT, WITHOUT ROWID;
