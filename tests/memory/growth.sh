#!/bin/sh
# growth.sh CRASHQL SOURCE_DIR: two scans of kmemleak and two snapshots of slabinfo and meminfo, an hour
# apart.  The queries are those of docs/memory.md, so that what is written there works.
set -eu
crashql=$1 docs=$2/docs/memory.md
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir before after

leak() { # address size stack…
	printf 'unreferenced object 0x%s (size %s):\n  comm "daemon", pid 81, jiffies 4294937296 (age 12.340s)\n' "$1" "$2"
	printf '  hex dump (first 16 bytes):\n    00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  ................\n'
	printf '  backtrace:\n'
	shift 2
	for f; do printf '    [<00000000a1b2c3d4>] %s\n' "$f"; done
}
ring() { leak "$1" 512 'kmalloc_trace+0x26/0x90' 'ring_open+0x3c/0x1a0 [pump]' 'pump_ioctl+0x51/0x200 [pump]'; }
node() { leak "$1" 64 'kmem_cache_alloc+0x2b8/0x300' 'tree_insert+0x40/0x90' 'do_syscall_64+0x5d/0xb0'; }
{ ring ffff888100000000; node ffff888200000000; node ffff888200000040; } > before/kmemleak
{ ring ffff888100000000; ring ffff888100000200; ring ffff888100000400; node ffff888200000000; } > after/kmemleak

slabs() { # objects of dentry
	printf 'slabinfo - version: 2.1\n'
	printf '# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n'
	printf 'dentry            %6d %6d    192   21    1 : tunables    0    0    0 : slabdata   %d   %d      0\n' "$1" "$1" $(($1 / 21)) $(($1 / 21))
	printf 'kmalloc-64          6400   6400     64   64    1 : tunables    0    0    0 : slabdata    100    100      0\n'
}
slabs 2100 > before/slabinfo
slabs 12600 > after/slabinfo

meminfo() { # free, slab
	printf 'MemTotal:        2030000 kB\nMemFree:         %7d kB\nMemAvailable:    1500000 kB\n' "$1"
	printf 'Buffers:           10000 kB\nCached:           300000 kB\nActive:           200000 kB\nInactive:         150000 kB\nSlab:            %7d kB\n' "$2"
}
meminfo 900000 60000 > before/meminfo
meminfo 700000 260000 > after/meminfo
vmstat() { # scanned by kswapd and by tasks, reclaimed, swapped out, compaction that helped and that did not
	printf 'nr_free_pages 100\nnr_dirty 3\npgpgin 5\npswpin 40\npswpout %d\npgfault %d\npgmajfault 70\n' "$4" $(($1 + 1000))
	printf 'pgsteal_kswapd %d\npgsteal_direct 0\npgscan_kswapd %d\npgscan_direct %d\npgscan_direct_throttle 900\n' "$3" "$1" "$2"
	printf 'compact_stall 9\ncompact_success %d\ncompact_fail %d\nworkingset_refault_file 10\n' "$5" "$6"
}
vmstat 1000 0 1000 0 0 0 > before/vmstat
vmstat 27000 10000 10000 3600 30 90 > after/vmstat

ps_table() { # resident memory of a daemon
	printf 'USER         PID %%CPU %%MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n'
	printf 'root           1  0.0  0.1 105056 12000 ?        Ss   Feb09   1:47 /sbin/init\n'
	printf 'www           81  0.2  1.0 %d %d ?        Sl   Feb09   9:47 /usr/sbin/leakd -D\n' $(($1 * 2)) "$1"
}
ps_table 100000 > before/ps
ps_table 160000 > after/ps

printf 'available: 2 nodes (0-1)\nnode 0 cpus: 0 1\nnode 0 size: 1000 MB\nnode 0 free: 10 MB\nnode 1 cpus: 2 3\nnode 1 size: 1000 MB\nnode 1 free: 610 MB\n' > after/numactl
{ printf '                           node0           node1\nnuma_hit                    9000            1000\nnuma_miss                   1000               0\nnuma_foreign                   0            1000\n'
  printf 'interleave_hit                 0               0\nlocal_node                  6000             900\nother_node                  4000             100\n'; } > after/numastat
touch -d '2026-03-01T10:00:00Z' before/*
touch -d '2026-03-01T11:00:00Z' after/*
"$crashql" --store s.db ingest before after 2>/dev/null

# The blocks of SQL of the documentation, one file each, by the view they ask.
awk '/^```sql$/ { n++; next } /^```$/ { n = n > 0 ? n : 0; inside = 0; next } { }
	/^SELECT/ { inside = 1 } inside { print > ("q" n ".sql") }' "$docs"
ask() {
	file=$(grep -l "FROM $1" q*.sql | head -1)
	[ -n "$file" ] || { echo "docs/memory.md has no query of $1"; exit 1; }
	"$crashql" --store s.db sql --format csv "$(cat "$file")"
}
expect() {
	got=$(ask "$1" | tr -d '\r')
	[ "$got" = "$2" ] || { printf '%s:\n%s\nexpected:\n%s\n' "$1" "$got" "$2"; exit 1; }
}
expect kmemleak_growth 'function,old_objects,new_objects,bytes_growth,bytes_per_hour,title
ring_open,1,3,1024,1024.0,memory leak in ring_open
tree_insert,2,1,-64,-64.0,memory leak in tree_insert'
expect slab_growth 'name,old_objs,new_objs,bytes_growth,bytes_per_hour
dentry,2100,12600,2016000,2016000.0
kmalloc-64,6400,6400,0,0.0'
expect meminfo_growth 'name,old_value,new_value,growth,unit
Slab,60000,260000,200000,kB
MemFree,900000,700000,-200000,kB'
expect vmstat_activity 'seconds,compact_success_percent,reclaim_percent,direct_percent,scanned_per_s,swap_out_per_s,major_faults
,,100.0,0.0,,,70
3600.0,25.0,25.0,27.8,10.0,1.0,0'
expect process_growth 'comm,pid,old_rss_kb,new_rss_kb,rss_growth_kb,rss_kb_per_hour
leakd,81,100000,160000,60000,60000.0'
expect "numa_node WHERE total_kb" 'node,total_kb,free_percent,imbalance_percent
0,1024000,1.0,-30.0
1,1024000,61.0,30.0'
expect "numa_node WHERE numa_hit" 'node,remote_percent,miss_percent
0,40.0,10.0
1,10.0,0.0'
