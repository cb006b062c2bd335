DELETE FROM known_issue_mark WHERE known_issue_id = :id;
