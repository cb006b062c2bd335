-- Lists of symbols in the bundle of a fault, the best first.
SELECT path AS path, (path GLOB '*System.map*') AS is_map
FROM source WHERE kind = 'kallsyms' AND bundle_id = :bundle_id AND status <> 'failed'
ORDER BY is_map, path LIMIT 8;
