-- id: hugepages_unused
-- severity: 3
-- title: {idle:bytes} of RAM lies idle in the pool of huge pages
-- needs: stat HugePages_Total, stat HugePages_Free, stat Hugepagesize, stat MemTotal
-- meaning: Pages in the pool belong to hugetlbfs alone: no other program can use them, used or
--   not, and they cannot be reclaimed or swapped.
-- threshold: Free huge pages that nobody has reserved of 10 % of RAM or more, and half of the
--   pool or more.
-- reference: Documentation/admin-guide/mm/hugetlbpage.rst, HugePages_Free and HugePages_Rsvd;
--   the shares are values of experience
-- kernels: all
-- evidence: HugePages_Total {pages:count}, HugePages_Free {free:count}, HugePages_Rsvd
--   {reserved:count}, pages of {size:bytes}: {idle:bytes} idle of {total:bytes} RAM;
--   MemAvailable {available:bytes}
-- remedy: Lower vm.nr_hugepages to what is used, or find out why the database that they were
--   meant for did not take them (memlock limit, group of the shared memory, page size).
-- command: sysctl -w vm.nr_hugepages={new}
--   grep -rs hugepages /etc/sysctl.conf /etc/sysctl.d /etc/default/grub
-- effects: A program that maps huge pages later may get none: the pool can only grow again
--   while memory is not fragmented. Lower it when the program that owns the pool is running.
SELECT host, source_id, NULL AS fault_id, huge_pages AS pages, huge_free AS free,
       coalesce(huge_reserved, 0) AS reserved, huge_size AS size, total, available,
       (huge_free - coalesce(huge_reserved, 0)) * huge_size AS idle,
       CAST(huge_pages - huge_free + coalesce(huge_reserved, 0) AS INTEGER) AS new
FROM meminfo_now
WHERE huge_pages > 0 AND (huge_free - coalesce(huge_reserved, 0)) * huge_size >= 0.1 * total
  AND huge_free - coalesce(huge_reserved, 0) >= 0.5 * huge_pages
ORDER BY idle DESC, machine;
