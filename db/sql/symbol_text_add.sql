INSERT INTO symbol_text (key, bytes, content)
SELECT key_of(:list), length(CAST(:list AS BLOB)), pack(:list)
WHERE NOT EXISTS (SELECT 1 FROM symbol_text WHERE key = key_of(:list));
