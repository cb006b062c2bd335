SELECT sum(inlined) AS inlined, (SELECT knowledge FROM symbol_cache AS l
	WHERE l.build_id = :build_id AND l.address = :address AND l.inlined = 0) AS knowledge, max(best) AS best
FROM symbol_cache WHERE build_id = :build_id AND address = :address HAVING count(*) > 0;
