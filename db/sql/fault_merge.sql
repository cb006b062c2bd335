-- One more piece of a fault that is printed in pieces.
UPDATE fault_fact SET
	first_line = coalesce(min(first_line, :first_line), first_line, :first_line),
	last_line = coalesce(max(last_line, :last_line), last_line, :last_line),
	first_byte = coalesce(min(first_byte, :first_byte), first_byte, :first_byte),
	last_byte = coalesce(max(last_byte, :last_byte), last_byte, :last_byte)
WHERE id = :fault_id;
