SELECT count(*) FROM kmemleak_object WHERE fault_id = :fault_id;
