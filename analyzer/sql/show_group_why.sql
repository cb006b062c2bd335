-- Why the reports of a group are in it; see show_fault.sql for the columns section and layout.

SELECT 'group' AS section, 'fields' AS layout, g.title, g.kind, g.function, g.id, g.key, g.faults, g.titles
FROM fault_group AS g WHERE g.id = :id;

SELECT 'titles' AS section, 'table' AS layout, t.faults, t.kind, t.title, t.joined_by, o.title AS joined_to,
       round(t.similarity, 3) AS similarity, t.joined_text
FROM group_title AS t LEFT JOIN group_title AS o ON o.key = t.joined_to
WHERE t.group_id = :id ORDER BY t.joined_to IS NOT NULL, t.faults DESC, t.key;

SELECT 'reports' AS section, 'table' AS layout, w.fault_id AS id, w.joined_by, w.title,
       round(w.similarity, 3) AS similarity, w.joined_text, w.stack
FROM group_why AS w WHERE w.group_id = :id
ORDER BY w.joined_to IS NOT NULL, w.title, w.fault_id LIMIT 200;

SELECT 'shared_signatures' AS section, 'table' AS layout, s.level, count(DISTINCT s.fault_id) AS faults,
       s.text
FROM fault_derived AS d JOIN fault_signature AS s ON s.fault_id = d.fault_id
WHERE d.group_id = :id AND d.event_id = d.fault_id
GROUP BY s.level, s.signature
ORDER BY min(s.row_no), faults DESC, s.signature LIMIT 60;

SELECT 'nearly_joined' AS section, 'table' AS layout, n.near_group_id AS group_id,
       round(n.similarity, 3) AS similarity, n.level, n.near_title, n.title, n.text
FROM group_nearest AS n WHERE n.group_id = :id
ORDER BY n.similarity IS NULL, n.similarity DESC, n.near_title LIMIT 20;

SELECT 'history' AS section, 'table' AS layout, h.change, h.old_group_id, h.old_key, h.new_group_id,
       h.new_key, h.reason
FROM group_history AS h
WHERE h.old_group_id = :id OR h.new_group_id = :id
   OR h.new_key IN (SELECT t.key FROM group_title AS t WHERE t.group_id = :id)
ORDER BY h.id LIMIT 100;
