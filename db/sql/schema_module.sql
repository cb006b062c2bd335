-- The store: modules of a dead kernel.  Comments are documentation, see schema.sql.

-- Where the sections of modules of a dump were loaded, as /sys/module/NAME/sections shows it.
CREATE TABLE module_section (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	module TEXT, -- kernel_module.name
	name TEXT, -- .text, .data, .bss, ...; what begins with .init was given back when the module was ready
	address TEXT, -- where it was loaded
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;
