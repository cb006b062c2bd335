-- The store: the code that reports print.  Comments are documentation, see schema.sql.

-- Instructions around the one that a report is about, from its Code: line (derived).
CREATE TABLE fault_code (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id), -- fault.id
	position INTEGER NOT NULL, -- number of the instruction in its fault, from 0, in the order of memory
	offset INTEGER NOT NULL, -- [bytes] from the instruction that the report is about; below 0: in front of it
	bytes TEXT NOT NULL, -- as printed: bytes, or words of the architecture
	instruction TEXT, -- in the assembler's words, AT&T syntax on x86, targets of branches counted as offset is; NULL: not disassembled
	is_fault INTEGER NOT NULL CHECK (is_fault IN (0, 1)), -- 1: the one that the report is about
	is_sure INTEGER NOT NULL CHECK (is_sure IN (0, 1)), -- 0: the bytes can be read in other ways that meet the faulting instruction as well
	PRIMARY KEY (fault_id, position)
) STRICT, WITHOUT ROWID;

-- What the instruction that a report is about did: in row 0 the address it used and a sentence, then
-- the registers that the address is made of (derived).
CREATE TABLE fault_operand (
	fault_id INTEGER NOT NULL REFERENCES fault_fact (id), -- fault.id
	position INTEGER NOT NULL, -- number of the row in its fault; 0: the instruction as a whole
	instruction TEXT, -- as fault_code.instruction
	operand TEXT, -- in memory: registers, scale and displacement; NULL: none
	register TEXT, -- name of the register; NULL: the operand as a whole
	value TEXT, -- of the register, hex digits as printed; NULL: the report does not say
	effective_address TEXT, -- of the operand, computed from the registers
	class TEXT, -- null, poison, error, user, non-canonical, kasan, linear, vmalloc, module, kernel, …, trap, division; NULL: nothing is known
	meaning TEXT, -- in words
	PRIMARY KEY (fault_id, position)
) STRICT, WITHOUT ROWID;
