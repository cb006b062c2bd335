INSERT OR IGNORE INTO temp.member (path, sha256, known, mtime_us) VALUES (:path, :sha256, :known, :mtime_us);
