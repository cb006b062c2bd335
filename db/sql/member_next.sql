SELECT path, sha256, known, mtime_us FROM temp.member ORDER BY path, sha256;
