UPDATE fault_derived SET group_id = :group_id WHERE title_id = :id AND group_id IS NOT :group_id;
