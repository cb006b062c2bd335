INSERT INTO net_device (
	source_id, row_no, name, ifindex, mtu, flags, carrier, namespace, address
) VALUES (
	:source_id, :row_no, :name, :ifindex, :mtu, :flags, :carrier, :namespace, :address
);
