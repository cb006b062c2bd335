SELECT key, path, layout, host, taken_utc FROM bundle ORDER BY key;
