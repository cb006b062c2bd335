SELECT * FROM page_alloc_failure WHERE fault_id = :fault_id;
