SELECT source, key, title, status, url, fix_title, fix_hash, file, taken_utc,
	(SELECT json_group_array(json_array(kind, text)) FROM (
		SELECT kind, text FROM known_issue_mark AS m WHERE m.known_issue_id = k.id ORDER BY kind, text)) AS marks
FROM known_issue AS k ORDER BY source, key;
