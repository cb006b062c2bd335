-- What one side of a comparison was seen of: its boots and hosts, those without a fault too.  A boot
-- counts that ran at some time of the side, as far as its log tells.
WITH ran AS (
	SELECT b.id, b.host, b.kernel_release, b.started_utc AS first_utc,
	       strftime('%Y-%m-%dT%H:%M:%fZ', (b.started_us + coalesce((SELECT max(s.last_mono_us)
	               FROM source_boot AS s WHERE s.boot_id = b.id), 0)) / 1000000.0, 'unixepoch') AS last_utc
	FROM boot AS b
	UNION ALL
	SELECT e.boot_id, e.host, e.kernel_release, e.time_utc, e.time_utc
	FROM fault_event AS e
), side AS (
	SELECT id, host FROM ran
	WHERE (:host IS NULL OR host GLOB :host)
	  AND (:kernel IS NULL OR kernel_release GLOB :kernel)
	  AND (:since IS NULL OR last_utc >= :since)
	  AND (:before IS NULL OR first_utc < :before)
	  AND (:until IS NULL OR substr(first_utc, 1, length(:until)) <= :until)
	  AND (:after IS NULL OR substr(last_utc, 1, length(:after)) > :after)
)
SELECT count(DISTINCT id) AS boots, count(DISTINCT host) AS hosts,
       (SELECT count(*) FROM fault_event WHERE time_utc IS NULL) AS undated
FROM side;
