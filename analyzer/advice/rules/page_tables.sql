-- id: page_tables
-- severity: 3
-- title: Page tables take {part:pct} of RAM
-- needs: stat PageTables, stat MemTotal
-- meaning: Every process that maps a shared segment has page tables of its own for it: a
--   thousand database connections to a 64 GiB buffer in 4 KiB pages take 128 GiB of page
--   tables. This memory cannot be reclaimed.
-- threshold: PageTables at 2 % of RAM and 512 MiB or more.
-- reference: Documentation/admin-guide/mm/hugetlbpage.rst; 2 % is what support engineers use
--   in the field (memstate of oled-tools)
-- kernels: all
-- evidence: PageTables {tables:bytes} of {total:bytes} RAM; huge pages in the pool:
--   {huge:count}; shared memory {shmem:bytes}
-- remedy: Put the shared buffer into huge pages (PostgreSQL huge_pages, Oracle
--   use_large_pages, MySQL large-pages, Java -XX:+UseLargePages), and use fewer processes
--   (connection pool).
-- command: grep -H VmPTE /proc/[0-9]*/status | sort -k2 -n | tail -5
--   sysctl -w vm.nr_hugepages={pages}    # for all of the shared memory
-- effects: Huge pages are taken from everybody else and cannot be swapped; reserve them soon
--   after boot, and set the memlock limit of the program.
SELECT host, source_id, NULL AS fault_id, page_tables AS tables, total, page_tables / total AS part,
       coalesce(huge_pages, 0) AS huge, shmem,
       CAST(coalesce(shmem, 0) / coalesce(nullif(huge_size, 0), 2097152) AS INTEGER) + 1 AS pages
FROM meminfo_now
WHERE page_tables >= 0.02 * total AND page_tables >= 512 << 20
ORDER BY part DESC, machine;
