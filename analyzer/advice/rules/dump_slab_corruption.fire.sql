-- title: Objects of slab caches are overwritten in the dump
-- evidence: skbuff_head_cache: object 0xffff8e58009341a0: poison overwritten at offset 8: 424144
-- command: slub_debug=FZPU,skbuff_head_cache
INSERT INTO source (id, path, kind, bytes, status, host) VALUES
	(1, 'vmcore', 'vmcore', 1, 'ok', 'web01');
INSERT INTO dump (source_id, row_no, host) VALUES (1, 0, 'web01');
INSERT INTO slab_corruption (source_id, row_no, cache, object_address, problem, first_bad, last_bad, found) VALUES
	(1, 0, 'skbuff_head_cache', '0xffff8e58009341a0', 'poison overwritten', 8, 10, '424144');
