SELECT * FROM slub_report WHERE fault_id = :fault_id;
