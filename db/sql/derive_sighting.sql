INSERT INTO temp.sighting
SELECT f.id, f.id, sb.boot_id, f.source_boot_id, f.kind, f.message,
	CAST(round(f.time_boot * 1000000) AS INTEGER), d.time_us, f.first_byte, f.key
FROM temp.todo_fault AS t CROSS JOIN fault_fact AS f ON f.id = t.id
	JOIN fault_derived AS d ON d.fault_id = f.id
	JOIN source_boot AS sb ON sb.id = f.source_boot_id;
