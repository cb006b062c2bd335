SELECT r.stack_no AS stack_no, r.depth AS depth, r.flags AS flags, r.function AS function, r.offset AS offset,
       r.size AS size, r.module AS module, r.address AS address, r.build_id AS build_id, r.file AS file,
       y.build_id AS done_build_id, y.address AS done_address, y.knowledge AS done_knowledge
FROM frame_fact AS r LEFT JOIN frame_symbol AS y USING (fault_id, stack_no, depth)
WHERE r.fault_id = :fault_id ORDER BY r.stack_no, r.depth;
