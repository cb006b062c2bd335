INSERT INTO temp.merge_issue (source, key, title, status, url, fix_title, fix_hash, file, taken_utc, marks)
VALUES (:source, :key, :title, :status, :url, :fix_title, :fix_hash, :file, :taken_utc, :marks);
