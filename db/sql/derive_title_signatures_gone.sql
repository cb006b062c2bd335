DELETE FROM title_signature
WHERE faults <= 0 AND title_id IN (SELECT title_id FROM temp.title_delta WHERE n < 0);
