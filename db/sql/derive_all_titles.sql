UPDATE group_title SET stale = 1 WHERE stale = 0;
