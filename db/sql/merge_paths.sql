SELECT path FROM source_path WHERE source_id = :source_id ORDER BY path;
