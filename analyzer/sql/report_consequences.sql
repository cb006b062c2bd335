-- What followed from the events of a group.
SELECT c.group_id AS group_id, c.kind AS kind, c.title AS title, count(*) AS events,
       min(c.fault_id) AS fault_id
FROM chosen AS root
JOIN chosen AS c ON c.root_id = root.fault_id AND c.fault_id <> root.fault_id
WHERE root.group_id = :group_id
GROUP BY c.group_id
ORDER BY min(c.severity), events DESC, c.title
LIMIT :max_rows;
