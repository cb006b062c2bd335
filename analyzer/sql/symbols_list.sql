SELECT k.module AS module, k.address AS address, unpack(t.content) AS list
FROM kernel_symbols AS k JOIN symbol_text AS t ON t.key = k.list
WHERE k.source_id = :source_id ORDER BY k.row_no;
