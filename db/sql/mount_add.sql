INSERT INTO mount (
	source_id, row_no, device, mount_point, fs_type, read_only, address
) VALUES (
	:source_id, :row_no, :device, :mount_point, :fs_type, :read_only, :address
);
