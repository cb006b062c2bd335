-- Pieces of one report that another CPU's report tore apart are one event.
WITH joined AS MATERIALIZED (
	SELECT p.event AS piece, s.event AS whole
	FROM temp.sighting AS s CROSS JOIN fault_fact AS f ON f.id = s.id
		JOIN fault_fact AS g ON g.source_id = f.source_id AND g.first_byte = f.piece_byte
		JOIN temp.sighting AS p ON p.id = g.id
	WHERE f.piece_byte IS NOT NULL AND p.event <> s.event
)
UPDATE temp.sighting SET event = joined.whole FROM joined WHERE joined.piece = sighting.event;
