INSERT INTO fault_ureport (fault_id, duphash) VALUES (:fault_id, :duphash);
