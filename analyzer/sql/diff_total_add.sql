-- What one side was seen of.
INSERT INTO total VALUES (?1, ?2, ?3);
