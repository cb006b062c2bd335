-- id: oom_protected_task
-- severity: 2
-- title: {comm} is shielded from the OOM killer, so others died for it
-- needs: oom, oom_task
-- meaning: The task held more memory than the one that was killed, and its oom_score_adj kept
--   it from being chosen. Innocent programs are killed one after another while the large one
--   grows on.
-- threshold: oom_score_adj below 0, resident memory of a tenth of all or more, and more than
--   the victim had.
-- reference: Documentation/filesystems/proc.rst, 3.1 /proc/PID/oom_score_adj; mm/oom_kill.c,
--   oom_badness(), Linux 6.1: -1000 is never chosen, each step below 0 takes a thousandth of
--   memory off the score
-- kernels: 2.6.36 and later; oom_adj -17 before
-- evidence: {comm} (pid {pid}, oom_score_adj {adj}) had {rss:kb} resident, {part:pct} of
--   memory, and was spared; {victim} with {victim_rss:kb} was killed
-- remedy: Give a value near 0 to programs that can grow, and bound those that must not die by
--   a memory limit of their own. Keep -1000 for small things that one needs to log in.
-- command: echo 0 > /proc/{pid}/oom_score_adj
--   systemctl edit UNIT    # [Service] OOMScoreAdjust=0 and MemoryMax=
-- effects: The program can be killed when memory runs out; without a limit it will be the
--   first.
SELECT f.host, f.source_id, f.id AS fault_id, c.comm, c.pid, c.oom_score_adj AS adj,
       c.rss_pages * s.page_kb AS rss, 1.0 * c.rss_pages * s.page_kb / s.total_kb AS part,
       s.victim_comms AS victim, v.rss AS victim_rss
FROM fault_event AS f JOIN oom_summary AS s ON s.fault_id = f.id
JOIN (SELECT fault_id, max(coalesce(anon_rss_kb, 0) + coalesce(file_rss_kb, 0) + coalesce(shmem_rss_kb, 0)) AS rss
      FROM oom_kill GROUP BY fault_id) AS v ON v.fault_id = f.id
JOIN oom_candidate AS c ON c.fault_id = f.id
WHERE c.oom_score_adj < 0 AND c.pid <> 1 AND s.total_kb > 0
  AND c.rss_pages * s.page_kb >= 0.1 * s.total_kb AND c.rss_pages * s.page_kb > v.rss
  AND NOT EXISTS (SELECT 1 FROM oom_kill AS k WHERE k.fault_id = f.id AND k.pid = c.pid)
ORDER BY c.rss_pages DESC, f.key DESC;
