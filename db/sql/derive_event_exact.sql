-- Sightings with the same time since boot; several at one time are paired in their order.
WITH nth AS (
	SELECT id, boot_id, kind, message, boot_us, row_number() OVER (
		PARTITION BY source_boot_id, kind, message, boot_us ORDER BY first_byte, key
	) AS n
	FROM temp.sighting WHERE boot_us IS NOT NULL AND message IS NOT NULL
), event AS (
	SELECT id, min(id) OVER (PARTITION BY boot_id, kind, message, boot_us, n) AS event FROM nth
)
UPDATE temp.sighting SET event = event.event FROM event
WHERE event.id = sighting.id AND sighting.event <> event.event;
