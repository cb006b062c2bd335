SELECT t.id, t.key, t.kind, t.title, t.function, t.apart, t.group_id, g.key AS group_key
FROM group_title AS t LEFT JOIN fault_group AS g ON g.id = t.group_id
ORDER BY t.key;
