PRAGMA journal_mode = MEMORY;
PRAGMA synchronous = OFF;
