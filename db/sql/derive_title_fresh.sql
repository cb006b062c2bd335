UPDATE group_title SET stale = 0 WHERE stale = 1;
