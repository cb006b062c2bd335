-- Boots that are told of in a bundle, or in a folder that is none: how many, and the release of the last one.
WITH seen AS MATERIALIZED (
	SELECT DISTINCT b.id AS id, b.key AS key, b.kernel_release AS release, b.started_us AS started_us
	FROM source_boot AS sb JOIN boot AS b ON b.id = sb.boot_id
	WHERE sb.source_id IN (
		SELECT o.id FROM source AS o WHERE o.bundle_id = :bundle_id
		UNION ALL
		SELECT o.id FROM source AS o WHERE :bundle_id IS NULL AND o.bundle_id IS NULL
			AND rtrim(o.path, replace(o.path, '/', '')) = :folder)
)
SELECT CASE WHEN count(DISTINCT s.release) = 1 THEN max(s.release)
            WHEN count(*) = count(s.started_us) THEN (
	SELECT n.release FROM seen AS n WHERE n.release IS NOT NULL
	ORDER BY n.started_us DESC, n.key LIMIT 1) END AS release,
       count(*) AS boots
FROM seen AS s;
