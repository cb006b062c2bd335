INSERT OR IGNORE INTO known_issue_mark (known_issue_id, kind, text) VALUES (:id, :kind, :text);
