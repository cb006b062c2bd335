UPDATE group_title SET stale = 1
WHERE stale = 0 AND id = (SELECT title_id FROM fault_derived WHERE fault_id = :fault_id);
