-- One file when closed.
PRAGMA journal_mode = DELETE;
