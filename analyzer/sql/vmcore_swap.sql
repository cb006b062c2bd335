-- Swap areas of a dump.
SELECT path, kind, size_kb, used_kb, priority FROM swap ORDER BY row_no;
