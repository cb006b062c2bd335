INSERT INTO fault_code (fault_id, position, offset, bytes, instruction, is_fault, is_sure)
VALUES (:fault_id, :position, :offset, :bytes, :instruction, :is_fault, :is_sure);
