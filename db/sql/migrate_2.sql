-- Version 1 to 2.  Its tables of dumps were never filled: schema_dump.sql makes them anew after this.
PRAGMA user_version = 2;
DROP TABLE lock_wait;
DROP TABLE kernel_log;
DROP TABLE kernel_module;
DROP TABLE task_frame;
DROP TABLE task;
DROP TABLE cpu;
DROP TABLE dump;
ALTER TABLE fault_derived ADD COLUMN title_id INTEGER REFERENCES group_title (id);
ALTER TABLE fault_derived ADD COLUMN group_name TEXT;
ALTER TABLE fault_derived ADD COLUMN apart INTEGER NOT NULL DEFAULT 0 CHECK (apart IN (0, 1));
ALTER TABLE fault_derived ADD COLUMN rules_key TEXT;
ALTER TABLE fault_derived ADD COLUMN stack_no INTEGER;
ALTER TABLE fault_derived ADD COLUMN depth INTEGER;
ALTER TABLE fault_derived ADD COLUMN host TEXT;
ALTER TABLE fault_derived ADD COLUMN kernel_release TEXT;
CREATE INDEX fault_derived_title ON fault_derived (title_id, event_id);
DROP INDEX fault_derived_group;
CREATE INDEX fault_derived_group ON fault_derived (group_id, event_id, host, kernel_release, time_utc, severity,
	caused_by, title_id);
ALTER TABLE fault_group ADD COLUMN titles INTEGER NOT NULL DEFAULT 1;
CREATE INDEX fault_fact_kind ON fault_fact (kind);
CREATE INDEX fault_fact_oops ON fault_fact (oops_number) WHERE oops_number >= 2;
