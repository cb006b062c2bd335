-- Where a row of evidence was read.
SELECT coalesce((SELECT path FROM source WHERE id = coalesce(:source_id, f.source_id)), '') AS path,
       coalesce(:source_id, f.source_id) AS source_id, f.first_line AS first_line,
       f.last_line AS last_line
FROM (SELECT 1) LEFT JOIN fault_fact AS f ON f.id = :fault_id;
