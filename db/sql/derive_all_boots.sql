INSERT OR IGNORE INTO temp.old_boot SELECT id FROM boot;
