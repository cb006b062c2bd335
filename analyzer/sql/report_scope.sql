-- What the store covers, and how much of it was chosen.
WITH host_seen (host) AS (
	SELECT host FROM boot WHERE host IS NOT NULL
	UNION SELECT host FROM source WHERE host IS NOT NULL
	UNION SELECT host FROM chosen WHERE host IS NOT NULL
), kernel_seen (kernel_release) AS (
	SELECT kernel_release FROM chosen WHERE kernel_release IS NOT NULL
	UNION SELECT kernel_release FROM boot WHERE kernel_release IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chosen)
)
SELECT (SELECT count(*) FROM source) AS sources,
       (SELECT total(bytes) FROM source) AS bytes,
       (SELECT count(*) FROM host_seen) AS hosts,
       (SELECT count(*) FROM boot) AS boots,
       (SELECT count(*) FROM kernel_seen) AS kernels,
       (SELECT min(host) FROM host_seen) AS a_host,
       (SELECT min(kernel_release) FROM kernel_seen) AS a_kernel,
       (SELECT min(time_utc) FROM chosen) AS first_utc,
       (SELECT max(time_utc) FROM chosen) AS last_utc,
       (SELECT count(*) FROM chosen) AS events,
       (SELECT count(*) FROM chosen WHERE root_id = fault_id) AS roots,
       (SELECT count(DISTINCT group_id) FROM chosen WHERE root_id = fault_id) AS groups,
       (SELECT count(*) FROM chosen WHERE corrupted) AS corrupted,
       (SELECT count(*) FROM source WHERE status <> 'ok') AS unreadable,
       (SELECT count(*) FROM chosen WHERE time_local) AS local_times;
