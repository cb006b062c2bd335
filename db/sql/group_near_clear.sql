DELETE FROM group_near;
