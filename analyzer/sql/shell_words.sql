-- Words that the shell completes: tables, columns, commands, keywords.
SELECT word FROM (
	SELECT name AS word FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'
	UNION
	SELECT c.name FROM sqlite_schema AS t, pragma_table_xinfo(t.name) AS c
	WHERE t.type IN ('table', 'view')
	UNION
	SELECT name FROM pragma_function_list WHERE name GLOB '[a-z]*'
	UNION
	SELECT column1 FROM (VALUES ('.expand'), ('.format'), ('.help'), ('.quit'), ('.schema'),
		('.tables'), ('SELECT'), ('FROM'), ('WHERE'), ('GROUP BY'), ('ORDER BY'), ('HAVING'),
		('LIMIT'), ('OFFSET'), ('JOIN'), ('LEFT JOIN'), ('USING'), ('DISTINCT'), ('BETWEEN'),
		('IS NULL'), ('IS NOT NULL'), ('LIKE'), ('GLOB'), ('EXISTS'), ('UNION'), ('UNION ALL'),
		('EXCEPT'), ('INTERSECT'), ('WITH'), ('RECURSIVE'), ('CASE'), ('WHEN'), ('THEN'),
		('ELSE'), ('END'), ('DESC'), ('VALUES'), ('EXPLAIN'), ('OVER'), ('PARTITION BY'))
)
WHERE word IS NOT NULL
ORDER BY word COLLATE NOCASE, word;
