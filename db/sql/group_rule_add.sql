INSERT INTO group_rule (position, file, line, rule) VALUES (:position, :file, :line, :rule);
