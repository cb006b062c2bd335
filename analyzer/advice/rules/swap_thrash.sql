-- id: swap_thrash
-- severity: 2
-- title: The machine swaps the same memory in and out: RAM is too small for what runs
-- needs: stat pswpin, stat workingset_refault_anon
-- meaning: Pages that were swapped out are needed again soon after. Programs wait for the swap
--   device most of the time; hung tasks and an OOM kill come next.
-- threshold: Anonymous refaults of half of all pages swapped out or more, among 10 million
--   pages (40 GiB) or more.
-- reference: mm/workingset.c, workingset_refault(), Linux 5.9 and later (anonymous workingset
--   detection); one in two is a value of experience
-- kernels: 5.9 and later
-- evidence: {outs:count} pages swapped out, {ins:count} in, {refaults:count} of them needed
--   again soon; MemAvailable {available:bytes} of {total:bytes}
-- remedy: Take load off the machine or add RAM; bound the largest programs. zram or zswap make
--   the same traffic cheaper.
-- command: ps -eo pid,comm,rss --sort=-rss | head; grep -H VmSwap /proc/[0-9]*/status | sort -k2 -n | tail -5
--   echo 1 > /sys/module/zswap/parameters/enabled
-- effects: zswap takes up to 20 % of RAM (max_pool_percent) and CPU time for compression.
SELECT v.host, v.source_id, NULL AS fault_id, v.swap_outs AS outs, v.swap_ins AS ins, v.refault_anon AS refaults,
       m.available, m.total, m.source_id AS meminfo_source_id
FROM vmstat_now AS v LEFT JOIN meminfo_now AS m ON m.machine = v.machine
WHERE v.swap_outs >= 10000000 AND v.refault_anon >= 0.5 * v.swap_outs
ORDER BY v.refault_anon DESC, v.machine;
