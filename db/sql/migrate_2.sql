-- Version 1 to 2.  Its tables of dumps were never filled: schema_dump.sql makes them anew after this.
PRAGMA user_version = 2;
DROP TABLE lock_wait;
DROP TABLE kernel_log;
DROP TABLE kernel_module;
DROP TABLE task_frame;
DROP TABLE task;
DROP TABLE cpu;
DROP TABLE dump;
