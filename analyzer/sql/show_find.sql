-- A fault or group by its number or key; a bare number is that of a fault.  Numbers and keys of groups
-- that are no more, and keys of titles, lead to the group that they are in now.
WITH RECURSIVE trail (step, key, id) AS (
	SELECT 0, :key, :id
	UNION
	SELECT t.step + 1, h.new_key, h.new_group_id
	FROM trail AS t JOIN group_history AS h
		ON (h.old_key = t.key OR h.change <> 'split' AND h.old_group_id = t.id)
	WHERE t.step < 100
)
SELECT what, id FROM (
	SELECT 1 AS n, 'fault' AS what, id FROM fault WHERE key = :key AND coalesce(:what, 'fault') = 'fault'
	UNION ALL
	SELECT 2, 'fault', id FROM fault WHERE id = :id AND coalesce(:what, 'fault') = 'fault'
	UNION ALL
	SELECT 3, 'group', id FROM fault_group WHERE key = :key AND coalesce(:what, 'group') = 'group'
	UNION ALL
	SELECT 4, 'group', id FROM fault_group WHERE id = :id AND :what = 'group'
	UNION ALL
	SELECT 5, 'group', group_id FROM group_title WHERE key = :key AND coalesce(:what, 'group') = 'group'
	UNION ALL
	SELECT 6 + t.step, 'group', g.group_id FROM trail AS t JOIN group_title AS g ON g.key = t.key
	WHERE t.step > 0 AND coalesce(:what, 'group') = 'group'
	UNION ALL
	SELECT 106 + t.step, 'group', g.id FROM trail AS t JOIN fault_group AS g ON g.id = t.id
	WHERE t.step > 0 AND :what = 'group'
)
ORDER BY n
LIMIT 1;
