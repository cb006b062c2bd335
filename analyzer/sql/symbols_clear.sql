DELETE FROM frame_symbol;
DELETE FROM symbol_cache;
