-- Its key is set when its content is known, in the same transaction.
INSERT INTO source (path, kind, bytes, status) VALUES ('', '', 0, 'ok');
