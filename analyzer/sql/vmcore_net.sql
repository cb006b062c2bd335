-- Network interfaces of a dump.
SELECT ifindex, name, mtu, flags, iif(carrier, 'up', 'down') AS link, namespace FROM net_device
ORDER BY row_no;
