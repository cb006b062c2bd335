INSERT OR IGNORE INTO source_path (source_id, path) VALUES (:source_id, :path);
