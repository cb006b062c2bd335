INSERT INTO fault_operand (fault_id, position, instruction, operand, register, value,
	effective_address, class, meaning)
VALUES (:fault_id, :position, :instruction, :operand, :register, :value,
	:effective_address, :class, :meaning);
