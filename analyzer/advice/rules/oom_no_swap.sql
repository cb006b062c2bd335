-- id: oom_no_swap
-- severity: 3
-- title: Memory ran out, and there is no swap
-- needs: oom
-- meaning: Anonymous memory that nobody has touched for days cannot leave RAM: without swap
--   there is nowhere to put it. All pressure falls on the page cache, the machine gets slow
--   and then kills.
-- threshold: A global OOM event with 0 kB of swap in all, and anonymous memory at half of RAM
--   or more.
-- reference: mm/vmscan.c, get_scan_count() and can_reclaim_anon_pages(), Linux 6.1: without
--   swap only file pages are scanned
-- kernels: all
-- evidence: {victim} killed{at}: {anon:kb} of {ram:kb} RAM is anonymous memory; swap: none
-- remedy: Add swap, on disk or as compressed memory (zram); a few GiB are enough for what is
--   never used. Where swap is off on purpose (Kubernetes nodes), give the program a limit that
--   fits instead.
-- command: fallocate -l 4G /swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon /swapfile
--   echo '/swapfile none swap defaults 0 0' >> /etc/fstab
-- effects: A program that uses more than RAM gets slow before it is killed. On btrfs the file
--   needs `chattr +C` first; on XFS of kernels before 4.18 use dd in place of fallocate.
SELECT f.host, f.source_id, f.id AS fault_id, coalesce(s.victim_comms, 'nobody') AS victim,
       coalesce(' at ' || substr(f.time_utc, 1, 19), '') AS at, m.anon_kb AS anon, s.total_kb AS ram
FROM fault_event AS f JOIN oom_summary AS s ON s.fault_id = f.id JOIN oom_memory AS m ON m.fault_id = f.id
WHERE s.kind = 'global' AND s.total_swap_kb = 0 AND m.anon_kb >= 0.5 * s.total_kb
ORDER BY f.time_utc DESC, f.key DESC;
