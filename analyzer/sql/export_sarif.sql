-- SARIF 2.1.0 (OASIS): one result a group, with the place to blame and the stack of its example.
SELECT '$schema' AS section, 'value' AS layout,
       json_quote('https://json.schemastore.org/sarif-2.1.0.json') AS item;

SELECT 'version' AS section, 'value' AS layout, json_quote('2.1.0') AS item;

SELECT 'runs' AS section, 'array' AS layout, json_object(
	'tool', json_object('driver', json_object('name', 'crashql', 'version', :version,
		'rules', (SELECT json_group_array(json_object('id', kind))
			FROM (SELECT DISTINCT kind FROM fault_group ORDER BY kind)))),
	'results', (SELECT json_group_array(json_object(
			'ruleId', g.kind,
			'level', CASE WHEN g.severity <= 3 THEN 'error' WHEN g.severity = 4 THEN 'warning' ELSE 'note' END,
			'message', json_object('text', g.title),
			'occurrenceCount', max(g.faults, 1),
			'partialFingerprints', json_object('crashqlGroup/v1', g.key),
			'locations', json_array(json_object(
				'physicalLocation', json_object('artifactLocation', json_object('uri', replace(replace(replace(coalesce(f.file, s.path), '%', '%25'), ' ', '%20'), '#', '%23')),
					'region', json_object('startLine', max(coalesce(CASE WHEN f.file IS NULL THEN f.first_line ELSE f.line END, 1), 1))),
				'logicalLocations', json_array(json_object('name', coalesce(g.function, 'unknown'), 'kind', 'function'))))))
		FROM (SELECT * FROM fault_group ORDER BY key) AS g JOIN fault AS f ON f.id = g.example_fault_id JOIN source AS s ON s.id = f.source_id)) AS item;
