-- Several faults of one kind at one place are told apart by their order.
WITH place AS (
	SELECT id, coalesce(merge_key, first_byte, '') AS at,
		row_number() OVER (
			PARTITION BY kind, coalesce(merge_key, first_byte, '') ORDER BY id
		) - 1 AS again
	FROM fault_fact WHERE source_id = :source_id
)
UPDATE fault_fact SET key = key_of(:source_key, kind, place.at, nullif(place.again, 0))
FROM place WHERE place.id = fault_fact.id;
