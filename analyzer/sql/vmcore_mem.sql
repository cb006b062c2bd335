-- Memory of a dump: totals, then counters; :arg: those whose name holds it.
WITH total AS (
	SELECT source_id, max(value) AS kb FROM mem_stat WHERE name = 'MemTotal' AND unit = 'kB' AND node IS NULL AND fault_id IS NULL GROUP BY source_id
)
SELECT coalesce('node ' || m.node || ' ', '') || m.name AS name, m.value, m.unit,
	iif(m.unit = 'kB', round(m.value * 100.0 / total.kb, 1), NULL) AS "% of total"
FROM mem_stat AS m LEFT JOIN total ON total.source_id = m.source_id
WHERE m.fault_id IS NULL AND (:arg IS NULL OR instr(lower(m.name), lower(:arg)) > 0)
ORDER BY m.unit DESC, m.row_no;
