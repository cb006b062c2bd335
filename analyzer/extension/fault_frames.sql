-- Columns of the table function fault_frames(text); declared to SQLite, never made.
CREATE TABLE fault_frames (
	fault INTEGER, -- number of the fault in the text, from 0
	kind TEXT, -- as fault.kind
	title TEXT, -- as fault.title
	stack_no INTEGER, -- number of the stack in the fault, from 0
	stack TEXT, -- role of the stack, as stack.role
	depth INTEGER, -- 0 is the innermost
	function TEXT, -- as printed
	offset INTEGER, -- [bytes] of the address in the function
	size INTEGER, -- [bytes] of the function
	module TEXT, -- of the function
	address TEXT, -- where printed
	reliable INTEGER, -- 0: marked with ?
	inlined INTEGER, -- 1: inlined into the next one
	file TEXT, -- source file, where printed
	line INTEGER, -- in file, where printed
	text TEXT HIDDEN -- the argument
)
