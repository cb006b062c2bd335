#!/bin/sh
# bundles.sh CRASHQL SOURCE_DIR: collections of every layout, made here from captures of real guests in
# samples/: which machine and which time they are of, what is read, and what is said first.
# The layouts are those of sos, supportutils, kexec-tools, abrt, apport, must-gather and dumpstate.
set -eu
crashql=$1 samples=$2/samples
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
failed=0

ask() { "$crashql" --store s.db sql --format csv "$1" | tail -n +2 | tr -d '\r"'; }
read_in() { rm -f s.db; "$crashql" --store s.db ingest "$@" 2>ingest.err || { cat ingest.err; failed=1; }; }
same() { # what, got, wanted
	[ "$2" = "$3" ] && return
	printf '%s:\n  got    %s\n  wanted %s\n' "$1" "$2" "$3"
	failed=1
}

meminfo() {
	printf 'MemTotal:        2030000 kB\nMemFree:           21000 kB\nMemAvailable:      15000 kB\n'
	printf 'Buffers:           10000 kB\nCached:            30000 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\n'
}
plain() { sed 's/\r$//' "$1"; }

# A sosreport of today and one of old times, both in a collection of a cluster.
sosreport() { # folder, host
	mkdir -p "$1/sos_commands/kernel" "$1/sos_commands/memory" "$1/sos_commands/date" "$1/proc" "$1/etc"
	plain "$samples/oom/global.log" > "$1/sos_commands/kernel/dmesg"
	printf '%s\n' "$2" > "$1/etc/hostname"
	printf 'Linux %s 6.1.0-13-amd64 #1 SMP Debian x86_64 GNU/Linux\n' "$2" > "$1/sos_commands/kernel/uname_-a"
	printf 'Sun Nov 22 11:54:10 UTC 2026\n' > "$1/sos_commands/date/date"
	meminfo > "$1/proc/meminfo"
}
sosreport sosreport-db1-2026-11-22-abcdefg db1
sosreport db2-99.123 db2
mv db2-99.123/sos_commands/date db2-99.123/sos_commands/general
tar -cJf db1.tar.xz sosreport-db1-2026-11-22-abcdefg
tar -czf db2.tar.gz db2-99.123
tar -cf cluster.tar db1.tar.xz db2.tar.gz
read_in cluster.tar
same 'hosts of a cluster' "$(ask "SELECT layout, host, taken_utc FROM bundle ORDER BY host")" \
	'sosreport,db1,2026-11-22T11:54:10.000000Z
sosreport,db2,2026-11-22T11:54:10.000000Z'
same 'faults of a cluster' "$(ask "SELECT host, kind, count(*) FROM fault GROUP BY host, kind")" 'db1,oom,1
db2,oom,1'

# What a person reads first.
"$crashql" triage db1.tar.xz > triage.txt 2>/dev/null
for words in 'out of memory' 'db1' 'no swap'; do
	head -24 triage.txt | grep -qi "$words" || { echo "triage does not say '$words' first:"; head -24 triage.txt; failed=1; }
done

# What is said of a machine without faults.
mkdir -p well/sos_commands/memory well/proc/pressure well/etc
echo web1 > well/etc/hostname; echo web1 > well/sos_commands/memory/about
{ printf 'MemTotal:       16000000 kB\nMemFree:         2000000 kB\nMemAvailable:   12000000 kB\nBuffers:          500000 kB\nCached:          9500000 kB\n'
  printf 'Active:          5000000 kB\nInactive:        7920000 kB\nSwapTotal:       4000000 kB\nSwapFree:        3000000 kB\nAnonPages:       3200000 kB\nShmem:            160000 kB\nSlab:            1040000 kB\nSUnreclaim:       200000 kB\n'
} > well/proc/meminfo
echo 'Node 0, zone   Normal   1000   500      0      0      0      0      0      0      0      3      1' > well/proc/buddyinfo
printf 'some avg10=0.00 avg60=0.00 avg300=0.40 total=12\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n' > well/proc/pressure/memory
"$crashql" triage well > well.txt 2>/dev/null
tr -s ' \n' ' ' < well.txt > well.flat
# 3 * 512 + 1024 of 1000 + 2 * 500 + 2560 pages; 16000000 - 2000000 - 12920000 - 1040000 is in no counter
for words in 'No fault found. Memory is healthy: 75 % of 15 GiB available, 25 % of 3.8 GiB swap used' \
	'processes 20 %, page cache 62 %, shared 1 %, slab 6 %' '56 % of what is free in blocks of 512 pages' \
	'waited for memory 0.4 % of the last 5 minutes'; do
	grep -q "$words" well.flat || { echo "not said of a healthy machine: $words"; cat well.txt; failed=1; }
done
meminfo > well/proc/meminfo
"$crashql" triage well 2>/dev/null | tr -s ' \n' ' ' > ill.flat
grep -q 'Memory is in trouble: almost nothing is available; 1 % of 1.9 GiB available, no swap' ill.flat ||
	{ echo 'not said of a machine without memory:'; cat ill.flat; failed=1; }

# supportconfig: commands and files in a few texts.
mkdir scc_sles15_221020_1015
cd scc_sles15_221020_1015
part() { printf '\n#==[ %s ]======================================#\n# %s\n' "$1" "$2"; }
{ part Command /bin/date; echo 'Thu Oct 20 10:15:45 UTC 2022'; part Command '/bin/uname -a'
  echo 'Linux sles15 5.3.18-150300.59.93-default #1 SMP x86_64 GNU/Linux'; } > basic-environment.txt
{ part Command '/usr/bin/free -k'
  printf '              total        used        free      shared  buff/cache   available\nMem:        2030000     1900000       21000           0       40000       15000\nSwap:             0           0           0\n'
  part 'Configuration File' /proc/meminfo; meminfo
  part Command '/bin/cat /proc/sys/vm/swappiness'; echo 60; } > memory.txt
{ part Command '/bin/dmesg'; plain "$samples/oom/memcg.log"; } > boot.txt
cd ..
tar -cJf scc_sles15_221020_1015.txz scc_sles15_221020_1015
read_in scc_sles15_221020_1015.txz
same supportconfig "$(ask "SELECT layout, host, taken_utc FROM bundle")" 'supportconfig,sles15,2022-10-20T10:15:45.000000Z'
same 'its meminfo' "$(ask "SELECT value, unit FROM mem_stat WHERE name = 'MemAvailable'")" '15000,kB'
same 'its free' "$(ask "SELECT value, unit FROM mem_stat WHERE name = 'Mem.used'")" '1900000,kB'
same 'its settings' "$(ask "SELECT value FROM setting WHERE name = 'vm.swappiness'")" 60
same 'its fault' "$(ask "SELECT kind, host FROM fault")" 'oom,sles15'
same 'its snapshots' "$(ask "SELECT kind, substr(path, instr(path, 'memory.txt')), host FROM source WHERE path LIKE '%memory.txt%' ORDER BY kind")" \
	'free,memory.txt,sles15
meminfo,memory.txt!proc/meminfo,sles15
value,memory.txt!proc/sys/vm/swappiness,sles15'
"$crashql" --store s.db ingest scc_sles15_221020_1015.txz 2>again
grep -q ' 0 new sources, 4 in the store already' again || { echo 'supportconfig is not the same when it is read again:'; cat again; failed=1; }

# A terminal's outputs in one file are of one machine: advice that asks several of them is given.
{ printf '[root@db9 ~]# cat /proc/meminfo\nMemTotal:       16000000 kB\nMemFree:          300000 kB\nMemAvailable:     400000 kB\n'
  printf '[root@db9 ~]# cat /proc/vmstat\nnr_free_pages 75000\nnr_dirty 3\nnr_mapped 100\npswpin 90000000\npswpout 100000000\nworkingset_refault_anon 80000000\n'
} > terminal.txt
read_in terminal.txt
"$crashql" --store s.db advise 2>/dev/null | tr -s ' \n' ' ' | grep -q 'rule swap_thrash.*MemAvailable 391 MiB of 15 GiB' ||
	{ echo 'no advice from a terminal'; "$crashql" --store s.db advise; failed=1; }

# A cgroup's memory is that of the groups below it, too: (0 + 260762) of 262144 KiB.
read_in "$samples/oom/memcg-tree-v1.log"
same 'memory of a tree of cgroups' "$(ask "SELECT anon_percent, unaccounted_percent FROM oom_summary")" '99.5,0.5'

# What kdump leaves, whole and broken off; the log of the crash kernel is no log of the crash.
mkdir -p crash/127.0.0.1-2026-11-22-11:08:53 crash/127.0.0.1-2026-11-23-09:00:00
plain "$samples/oom/panic-on-oom.log" > crash/127.0.0.1-2026-11-22-11:08:53/vmcore-dmesg.txt
echo '[    1.000000] kdump.sh[300]: saving vmcore complete' > crash/127.0.0.1-2026-11-22-11:08:53/kexec-dmesg.log
head -c 9000 crash/127.0.0.1-2026-11-22-11:08:53/vmcore-dmesg.txt > crash/127.0.0.1-2026-11-23-09:00:00/vmcore-dmesg-incomplete.txt
: > crash/127.0.0.1-2026-11-23-09:00:00/vmcore-incomplete
read_in crash
same 'kdump folders' "$(ask "SELECT layout, count(*) FROM bundle GROUP BY layout")" 'kdump,2'
same 'panics of kdump' "$(ask "SELECT count(*) FROM fault WHERE kind = 'panic' AND host IS NULL")" 1

# An ABRT problem folder: the report without prefix.
mkdir -p abrt/oops-2026-11-22-11:08:53-811-0
cd abrt/oops-2026-11-22-11:08:53-811-0
sed -n 's/^\[[ 0-9.]*\] //p' "$samples/oops/$(ls "$samples/oops" | grep 'log$' | head -1)" | tr -d '\r' > backtrace
echo abrt-oops > analyzer; echo 2.10.9 > abrt_version; echo 1795345733 > time; echo db3.example.com > hostname
echo 6.1.0-13-amd64 > kernel
cd ../..
read_in abrt
same 'abrt folder' "$(ask "SELECT layout, host, taken_utc FROM bundle")" 'abrt,db3.example.com,2026-11-22T11:08:53.000000Z'
[ "$(ask "SELECT count(*) FROM fault WHERE host = 'db3.example.com'")" -ge 1 ] || { echo 'abrt: no fault'; failed=1; }

# apport: fields, the lines of a long one begin with a blank.
{ echo 'ProblemType: KernelOops'; echo 'Architecture: amd64'; echo 'Date: Sun Nov 22 11:08:53 2026'
  echo 'Uname: Linux 6.1.0-13-amd64 x86_64'; echo 'CurrentDmesg:'; plain "$samples/oom/global.log" | sed 's/^/ /'
  echo 'ProcMeminfo:'; meminfo | sed 's/^/ /'; echo 'Tags: bookworm'; } > linux-image.crash
read_in linux-image.crash
same 'apport' "$(ask "SELECT kind, count(*) FROM fault GROUP BY kind")" 'oom,1'
same 'its tasks' "$(ask "SELECT count(*) > 0 FROM oom_task")" 1

# must-gather: logs of nodes below cluster-scoped-resources' side.
mkdir -p must-gather.local.1/quay-io/cluster-scoped-resources/core/nodes must-gather.local.1/quay-io/host_service_logs/masters
echo 'kind: Node' > must-gather.local.1/quay-io/cluster-scoped-resources/core/nodes/m0.yaml
plain "$samples/oom/memcg.log" | sed -n 's/^\[ *\([0-9]*\)\.[0-9]*\] /Nov 22 11:08:53 m0 kernel: /p' > must-gather.local.1/quay-io/host_service_logs/masters/kubelet_service.log
read_in must-gather.local.1
same 'must-gather' "$(ask "SELECT layout, (SELECT kind || ' ' || host FROM fault) FROM bundle")" 'must-gather,oom m0'

# A bugreport: parts between dashes, the kernel's log among them.
mkdir bug
{ printf '========================================================\n== dumpstate: 2021-03-01 10:11:12\n========================================================\n\n'
  echo 'Kernel: Linux version 4.14.117-g1 (android-build@x) #1 SMP PREEMPT'
  echo '------ MEMORY INFO (/proc/meminfo: 2021-03-01 10:11:12) ------'; meminfo
  echo "------ 0.001s was the duration of 'MEMORY INFO' ------"
  echo '------ KERNEL LOG (dmesg) ------'; plain "$samples/oom/global.log"
  echo "------ 0.031s was the duration of 'KERNEL LOG (dmesg)' ------"; } > bug/bugreport-aosp-2021-03-01-10-11-12.txt
echo bugreport-aosp-2021-03-01-10-11-12.txt > bug/main_entry.txt
(cd bug && python3 -c 'import zipfile, os
z = zipfile.ZipFile("../bugreport.zip", "w", zipfile.ZIP_DEFLATED)
[z.write(f) for f in sorted(os.listdir("."))]') 2>/dev/null || tar -cf bugreport.zip -C bug .
read_in bugreport.zip
same bugreport "$(ask "SELECT layout, taken_utc FROM bundle")" 'bugreport,2021-03-01T10:11:12.000000Z'
same 'its meminfo' "$(ask "SELECT value FROM mem_stat WHERE name = 'MemFree' AND fault_id IS NULL")" 21000
same 'its fault' "$(ask "SELECT kind, count(*) FROM fault GROUP BY kind")" 'oom,1'

exit $failed
