-- A fault or group by its number or key; a bare number is that of a fault.
SELECT what, id FROM (
	SELECT 1 AS n, 'fault' AS what, id FROM fault WHERE key = :key AND coalesce(:what, 'fault') = 'fault'
	UNION ALL
	SELECT 2, 'fault', id FROM fault WHERE id = :id AND coalesce(:what, 'fault') = 'fault'
	UNION ALL
	SELECT 3, 'group', id FROM fault_group WHERE key = :key AND coalesce(:what, 'group') = 'group'
	UNION ALL
	SELECT 4, 'group', id FROM fault_group WHERE id = :id AND :what = 'group'
)
ORDER BY n
LIMIT 1;
