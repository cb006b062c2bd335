SELECT file, line, rule FROM group_rule ORDER BY position;
