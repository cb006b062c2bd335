-- Memory that kmemleak found unreferenced, by who allocated it.
SELECT c.title AS title, c.host AS host, min(k.comm) AS comm, count(k.fault_id) AS objects,
       sum(k.size) AS bytes, min(c.fault_id) AS fault_id, count(*) OVER () - :max_rows AS more
FROM chosen AS c
LEFT JOIN kmemleak_object AS k ON k.fault_id = c.fault_id
WHERE c.kind = 'kmemleak'
GROUP BY c.group_id, c.host
ORDER BY bytes DESC, objects DESC, c.title, c.host
LIMIT :max_rows;
