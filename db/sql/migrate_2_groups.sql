-- Version 1 to 2: every group had one title.
INSERT INTO group_title (key, group_id, kind, title, function, faults)
SELECT key, id, kind, title, function, faults FROM fault_group ORDER BY id;
UPDATE fault_derived SET title_id = t.id FROM group_title AS t
WHERE t.group_id = fault_derived.group_id;
