DELETE FROM group_rule;
