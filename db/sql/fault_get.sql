SELECT f.*, t.*
FROM fault_fact AS f LEFT JOIN fault_text AS t ON t.fault_id = f.id
WHERE f.id = :fault_id;
