-- What one run of store_derive() works on, of this connection alone.  The planner does not know that
-- these are small beside the tables of the store: CROSS JOIN and
-- MATERIALIZED tell it to begin with them.
CREATE TEMP TABLE IF NOT EXISTS todo_boot (id INTEGER PRIMARY KEY); -- source_boot.id
CREATE TEMP TABLE IF NOT EXISTS todo_fault (id INTEGER PRIMARY KEY); -- fault.id
CREATE TEMP TABLE IF NOT EXISTS todo_group (id INTEGER PRIMARY KEY); -- fault_group.id
CREATE TEMP TABLE IF NOT EXISTS todo_title (id INTEGER PRIMARY KEY); -- group_title.id
-- Titles that lost faults to others.
CREATE TEMP TABLE IF NOT EXISTS moved_title (old_id INTEGER, new_id INTEGER, faults INTEGER, PRIMARY KEY (old_id, new_id)) WITHOUT ROWID;
-- Reports that titles won (1) and lost (-1).
CREATE TEMP TABLE IF NOT EXISTS title_delta (title_id INTEGER, fault_id INTEGER, n INTEGER);
CREATE TEMP TABLE IF NOT EXISTS old_boot (id INTEGER PRIMARY KEY); -- boot.id
CREATE TEMP TABLE IF NOT EXISTS boot_node (
	id INTEGER PRIMARY KEY, -- source_boot.id
	label INTEGER, -- smallest id of what is one boot
	key TEXT,
	host_name TEXT, -- short, NULL when it says nothing
	boot_uuid TEXT, host TEXT, kernel_release TEXT, kernel_version TEXT, arch TEXT, hardware TEXT,
	command_line TEXT, started_us INTEGER, started_local INTEGER, kaslr_offset TEXT
);
CREATE INDEX IF NOT EXISTS temp.boot_node_label ON boot_node (label);
CREATE INDEX IF NOT EXISTS temp.boot_node_uuid ON boot_node (boot_uuid);
-- What source_boots of one boot have in common.
CREATE TEMP TABLE IF NOT EXISTS boot_mark (mark TEXT, id INTEGER, PRIMARY KEY (mark, id)) WITHOUT ROWID;
-- Sightings, and the event (smallest id) that each is of.
CREATE TEMP TABLE IF NOT EXISTS sighting (
	id INTEGER PRIMARY KEY, event INTEGER, boot_id INTEGER, source_boot_id INTEGER, kind TEXT,
	message TEXT, boot_us INTEGER, time_us INTEGER, first_byte INTEGER, key TEXT
);
CREATE INDEX IF NOT EXISTS temp.sighting_event ON sighting (event);
DELETE FROM temp.todo_boot;
DELETE FROM temp.todo_fault;
DELETE FROM temp.todo_group;
DELETE FROM temp.todo_title;
DELETE FROM temp.moved_title;
DELETE FROM temp.title_delta;
DELETE FROM temp.old_boot;
DELETE FROM temp.boot_node;
DELETE FROM temp.boot_mark;
DELETE FROM temp.sighting;
