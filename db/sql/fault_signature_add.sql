INSERT INTO fault_signature (fault_id, row_no, level, version, signature, text)
VALUES (:fault_id, :row_no, :level, :version, :signature, :text);
