INSERT INTO kmemleak_object (
	fault_id, row_no, position, address, size, comm, pid, jiffies, age_s, checksum, hexdump
) VALUES (
	:fault_id, :row_no, :position, :address, :size, :comm, :pid, :jiffies, :age_s, :checksum,
	:hexdump
);
