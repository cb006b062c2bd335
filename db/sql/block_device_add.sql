INSERT INTO block_device (
	source_id, row_no, name, major, minor, size_bytes, in_flight, address
) VALUES (
	:source_id, :row_no, :name, :major, :minor, :size_bytes, :in_flight, :address
);
