-- The store: views of overwritten memory.  They come after those of views.sql; the same rules hold.

-- What SLUB debugging found overwritten, and who probably did it.  A use after free is the doing of
-- who freed the object and kept a pointer; bytes behind the end of an object that of who allocated it
-- and wrote too far; bytes in front of it that of the object before it, or of an index below 0.
CREATE VIEW slub_summary AS SELECT
	r.fault_id AS fault_id, -- fault.id
	r.cache AS cache, -- slab cache
	CASE WHEN r.problem LIKE 'Poison%' THEN 'freed object'
		WHEN r.problem LIKE 'Left Redzone%' OR r.problem LIKE '%Redzone%' AND r.first_bad < 0 THEN 'left red zone'
		WHEN r.problem LIKE '%Redzone%' THEN 'right red zone'
		WHEN r.problem LIKE '%adding%' THEN 'padding'
		WHEN r.problem LIKE 'Free%corrupt%' THEN 'free pointer'
		WHEN r.problem LIKE '%already free%' THEN 'freed twice'
		WHEN r.problem LIKE 'Invalid object pointer%' THEN 'no object' END AS region, -- what was hit: freed object, left red zone, right red zone, padding, free pointer; freed twice; no object: an address was freed that is none
	r.first_bad AS first_bad, -- [bytes] as slub_report.first_bad
	r.last_bad - r.first_bad + 1 AS bad_bytes, -- [bytes] how many
	r.expected AS expected, -- what stood there, hex
	(SELECT p.name FROM memory_pattern AS p WHERE p.kind = 'slab' AND p.value = r.expected) AS expected_name, -- its name
	r.found AS found, -- what stands there, hex
	r.found_text AS found_text, -- the same as text
	CASE WHEN length(r.found) >= 2 AND replace(replace(r.found, substr(r.found, 1, 2), ''), ' ', '') = ''
		THEN (SELECT p.name FROM memory_pattern AS p WHERE p.kind = 'slab' AND p.value = substr(r.found, 1, 2)) END AS found_name, -- name of the pattern, where all of it is one
	CASE WHEN length(r.found) = 2 AND length(r.expected) = 2 AND r.last_bad = r.first_bad
		AND (SELECT sum((x.n >> b.bit & 1) <> (y.n >> b.bit & 1)) FROM
			(SELECT (instr('123456789abcdef', substr(r.found, 1, 1)) << 4) + instr('123456789abcdef', substr(r.found, 2, 1)) AS n) AS x,
			(SELECT (instr('123456789abcdef', substr(r.expected, 1, 1)) << 4) + instr('123456789abcdef', substr(r.expected, 2, 1)) AS n) AS y,
			(SELECT column1 AS bit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7))) AS b) = 1
		THEN 1 ELSE 0 END AS single_bit, -- 1: one bit of one byte differs, as when the memory is faulty
	CASE WHEN r.problem LIKE 'Poison%' OR r.problem LIKE 'Free%corrupt%' THEN r.free_function
		WHEN r.problem LIKE '%Redzone%' OR r.problem LIKE '%adding%' THEN r.alloc_function
		ELSE (SELECT d.function FROM fault_derived AS d WHERE d.fault_id = r.fault_id) END AS suspect, -- function to ask first
	CASE WHEN r.problem LIKE 'Poison%' OR r.problem LIKE 'Free%corrupt%' THEN 'freed the object and may still use it'
		WHEN r.problem LIKE 'Left Redzone%' OR r.problem LIKE '%Redzone%' AND r.first_bad < 0 THEN 'allocated the object; who has the one in front of it may have written beyond its end'
		WHEN r.problem LIKE '%Redzone%' OR r.problem LIKE '%adding%' THEN 'allocated the object and may write beyond its end'
		WHEN r.problem LIKE '%already free%' THEN 'freed it again'
		WHEN r.problem LIKE 'Invalid object pointer%' THEN 'freed what is no object' END AS reason -- why
FROM slub_report AS r;

-- Internal: rows of a KASAN report's shadow memory: the one that holds the address, and the index of
-- the address in it.  Generic KASAN prints rows of 128 bytes; with tags they have 256, and the bytes
-- are tags without a name.
CREATE VIEW kasan_row AS SELECT
	q.fault_id AS fault_id, -- fault.id
	substr(q.line, instr(q.line, ': ') + 2) AS bytes, -- shadow bytes of the row
	((instr('123456789abcdef', substr(q.address, -2, 1)) << 4) + instr('123456789abcdef', substr(q.address, -1)) & 127) >> 3 AS place -- of the address in the row
FROM (SELECT m.fault_id, f.address,
		substr(substr(m.memory_state, instr(m.memory_state, '>') + 1), 1,
			instr(substr(m.memory_state, instr(m.memory_state, '>') + 1) || char(10), char(10)) - 1) AS line
	FROM memory_object AS m JOIN fault_fact AS f ON f.id = m.fault_id
	WHERE f.kind = 'kasan' AND instr(m.memory_state, '>') > 0 AND instr(m.memory_state, '80: ') > 0
		AND f.address IS NOT NULL) AS q;

-- What the shadow memory of a KASAN report says of the address that was accessed.
CREATE VIEW kasan_shadow AS SELECT
	s.fault_id AS fault_id, -- fault.id
	s.value AS value, -- shadow byte of the first of the accessed bytes that may not be used, hex
	p.name AS name, -- its name in the kernel
	p.meaning AS meaning -- what it says of the memory
FROM (SELECT r.fault_id,
		CASE WHEN substr(r.bytes, 3 * r.place + 1, 2) = '00' THEN substr(r.bytes, 3 * r.place + 4, 2)
			ELSE substr(r.bytes, 3 * r.place + 1, 2) END AS value
	FROM kasan_row AS r) AS s
LEFT JOIN memory_pattern AS p ON p.kind = 'kasan' AND p.value = s.value
WHERE length(s.value) = 2;
