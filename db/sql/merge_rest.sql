-- Of what both stores have, the better stays, and of equals the greater text: whichever store is merged into which.

-- Known issues: the one from the later file.
DELETE FROM temp.merge_issue WHERE EXISTS (
	SELECT 1 FROM known_issue AS k WHERE k.source = merge_issue.source AND k.key = merge_issue.key
	AND (coalesce(k.taken_utc, ''), json_array(k.title, k.status, k.url, k.fix_title, k.fix_hash, k.file), (
		SELECT json_group_array(json_array(kind, text)) FROM (
			SELECT kind, text FROM known_issue_mark AS m WHERE m.known_issue_id = k.id ORDER BY kind, text)))
	>= (coalesce(merge_issue.taken_utc, ''), json_array(merge_issue.title, merge_issue.status, merge_issue.url,
		merge_issue.fix_title, merge_issue.fix_hash, merge_issue.file), merge_issue.marks));
INSERT INTO known_issue (source, key, title, status, url, fix_title, fix_hash, file, taken_utc)
SELECT source, key, title, status, url, fix_title, fix_hash, file, taken_utc FROM temp.merge_issue
WHERE true ORDER BY source, key
ON CONFLICT (source, key) DO UPDATE SET title = excluded.title, status = excluded.status,
	url = excluded.url, fix_title = excluded.fix_title, fix_hash = excluded.fix_hash,
	file = excluded.file, taken_utc = excluded.taken_utc;
DELETE FROM known_issue_mark WHERE known_issue_id IN (
	SELECT k.id FROM known_issue AS k JOIN temp.merge_issue AS i ON i.source = k.source AND i.key = k.key);
INSERT INTO known_issue_mark (known_issue_id, kind, text)
SELECT k.id, j.value ->> 0, j.value ->> 1
FROM temp.merge_issue AS i JOIN known_issue AS k ON k.source = i.source AND k.key = i.key, json_each(i.marks) AS j;

-- Places of an address: all of one store or all of the other.
DELETE FROM temp.merge_place WHERE EXISTS (
	SELECT 1 FROM symbol_cache AS c WHERE c.build_id = merge_place.build_id AND c.address = merge_place.address)
AND (
	SELECT (coalesce(max(r.rank), 0), group_concat(json_array(c.inlined, c.function, c.file, c.line, c.column_no, c.knowledge, c.path, c.best)))
		>= (SELECT coalesce(max(s.rank), 0), group_concat(json_array(n.inlined, n.function, n.file, n.line, n.column_no, n.knowledge, n.path, n.best))
			FROM (SELECT * FROM temp.merge_place AS p WHERE p.build_id = merge_place.build_id
				AND p.address = merge_place.address ORDER BY p.position) AS n
			LEFT JOIN temp.merge_rank AS s ON s.knowledge = n.knowledge)
	FROM (SELECT * FROM symbol_cache AS p WHERE p.build_id = merge_place.build_id
		AND p.address = merge_place.address ORDER BY p.position) AS c
	LEFT JOIN temp.merge_rank AS r ON r.knowledge = c.knowledge);
DELETE FROM symbol_cache WHERE EXISTS (
	SELECT 1 FROM temp.merge_place AS p WHERE p.build_id = symbol_cache.build_id AND p.address = symbol_cache.address);
INSERT INTO symbol_cache (build_id, address, position, inlined, function, file, line, column_no, knowledge, path, best)
SELECT build_id, address, position, inlined, function, file, line, column_no, knowledge, path, best
FROM temp.merge_place ORDER BY build_id, address, position;

-- What became of frames.
DELETE FROM temp.merge_frame WHERE EXISTS (
	SELECT 1 FROM frame_symbol AS y
	LEFT JOIN temp.merge_rank AS r ON r.knowledge = y.knowledge
	LEFT JOIN temp.merge_rank AS s ON s.knowledge = merge_frame.knowledge
	WHERE y.fault_id = merge_frame.fault_id AND y.stack_no = merge_frame.stack_no AND y.depth = merge_frame.depth
	AND (coalesce(r.rank, 0), json_array(y.build_id, y.address, y.knowledge, y.function, y.offset, y.size, y.module,
		y.candidates, y.note))
	>= (coalesce(s.rank, 0), json_array(merge_frame.build_id, merge_frame.address, merge_frame.knowledge,
		merge_frame.function, merge_frame.offset, merge_frame.size, merge_frame.module, merge_frame.candidates,
		merge_frame.note)));
INSERT OR REPLACE INTO frame_symbol (fault_id, stack_no, depth, shift, build_id, address, knowledge, function, offset, size,
	module, candidates, note)
SELECT fault_id, stack_no, depth, 0, build_id, address, knowledge, function, offset, size, module, candidates, note
FROM temp.merge_frame;
UPDATE frame_symbol SET shift = (
	SELECT coalesce(sum(c.inlined), 0) FROM frame_symbol AS i
	JOIN symbol_cache AS c ON c.build_id = i.build_id AND c.address = i.address
	WHERE i.fault_id = frame_symbol.fault_id AND i.stack_no = frame_symbol.stack_no AND i.depth < frame_symbol.depth)
WHERE fault_id IN (
	SELECT fault_id FROM temp.merge_frame
	UNION
	SELECT y.fault_id FROM frame_symbol AS y
	JOIN temp.merge_place AS p ON p.build_id = y.build_id AND p.address = y.address);
DELETE FROM temp.merge_issue;
DELETE FROM temp.merge_place;
DELETE FROM temp.merge_frame;
