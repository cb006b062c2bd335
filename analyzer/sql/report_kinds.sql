-- How many events of which kind, the worst first.
SELECT kind, count(*) AS events, min(severity) AS severity
FROM chosen
GROUP BY kind
ORDER BY severity, events DESC, kind;
