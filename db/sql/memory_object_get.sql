SELECT * FROM memory_object WHERE fault_id = :fault_id;
