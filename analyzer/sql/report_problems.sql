-- What could not be read, or only in part.
SELECT path, status, message, count(*) OVER () - :max_rows AS more
FROM source
WHERE status <> 'ok'
ORDER BY status, path
LIMIT :max_rows;
