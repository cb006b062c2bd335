-- Timers of a dump that were pending; :arg: of one CPU.
SELECT cpu, kind, round(expires_s, 3) AS expires_s, function, module FROM timer
WHERE :arg IS NULL OR CAST(cpu AS TEXT) = :arg
ORDER BY cpu, expires_s IS NULL, expires_s, row_no;
