SELECT f.key AS fault_key, y.stack_no AS stack_no, y.depth AS depth, y.build_id AS build_id, y.address AS address,
	y.knowledge AS knowledge, y.function AS function, y.offset AS offset, y.size AS size, y.module AS module,
	y.candidates AS candidates, y.note AS note
FROM frame_symbol AS y JOIN fault_fact AS f ON f.id = y.fault_id ORDER BY f.key, y.stack_no, y.depth;
