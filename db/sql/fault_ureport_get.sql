SELECT duphash FROM fault_ureport WHERE fault_id = :fault_id;
