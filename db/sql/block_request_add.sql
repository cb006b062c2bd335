INSERT INTO block_request (
	source_id, row_no, device, operation, sector, bytes, age_s, address
) VALUES (
	:source_id, :row_no, :device, :operation, :sector, :bytes, :age_s, :address
);
