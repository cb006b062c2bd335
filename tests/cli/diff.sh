#!/bin/sh
# Comparing two stores, two kernels, and two halves of time.  The logs are made here, after the formats
# that Linux prints: boots of two hosts with an old and a new kernel.
. "$2/tests/cli/lib.sh"

# boot HOST KERNEL DAY FUNCTION...: the log of one boot, with one WARNING of each function
boot() {
	host=$1
	kernel=$2
	day=$3
	shift 3
	printf '%sT10:00:00.000000+00:00 %s kernel: [    0.000000] Linux version %s (a@b) (gcc) #1 SMP\n' "$day" "$host" "$kernel"
	printf '%sT10:00:01.000000+00:00 %s kernel: [    1.000000] Command line: ro\n' "$day" "$host"
	s=10
	for f; do
		for text in "WARNING: CPU: 0 PID: 7 at drivers/frob.c:12 $f+0x1c/0x90" 'Modules linked in:' \
			"CPU: 0 PID: 7 Comm: frobd Not tainted $kernel #1" "RIP: 0010:$f+0x1c/0x90" 'Call Trace:' \
			' <TASK>' ' frob_ioctl+0x10/0x20' ' do_syscall_64+0x10/0x20' ' </TASK>' '---[ end trace 0000000000000000 ]---'; do
			printf '%sT10:00:%s.000000+00:00 %s kernel: [   %s.000000] %s\n' "$day" $s "$host" $s "$text"
		done
		s=$((s + 1))
	done
}
mkdir old new
boot web1 6.1.0-1 2024-03-01 frob_often frob_gone frob_same >old/a.log
boot web2 6.1.0-1 2024-03-02 frob_same >old/b.log
boot web1 6.1.0-1 2024-03-03 >old/c.log
boot web1 6.6.0-1 2024-03-10 frob_often frob_often frob_often frob_often frob_often frob_often frob_often frob_often frob_same >new/a.log
boot web2 6.6.0-1 2024-03-11 frob_new frob_same >new/b.log
boot web2 6.6.0-1 2024-03-12 frob_often frob_often frob_often frob_often >new/c.log
run -s old.db ingest old
run -s new.db ingest new
run -s all.db ingest old new

exits 0 'two stores' diff old.db new.db
holds out '^old: old.db: 4 faults in 3 boots of 2 hosts' 'the old side is told'
holds out '^new: new.db: 15 faults in 3 boots of 2 hosts' 'the new side is told'
holds out '^new .* frob_new' 'a group is new'
holds out '^more .* frob_often' 'a group is more frequent'
holds out '^gone .* frob_gone' 'a group is gone'
lacks out 'frob_same' 'a group as frequent as before is not listed'
mv out stores
exits 0 'two stores, all' diff --all old.db new.db
holds out '^same .* frob_same' 'unless asked for'
exits 0 'two stores the other way round' diff new.db old.db
holds out '^gone .* frob_new' 'what was new is gone'
holds out '^less .* frob_often' 'what was more is less'
exits 0 'two kernels' -s all.db diff --kernel '6.1.*' --kernel '6.6.*'
holds out '^old: kernel 6.1.\*: 4 faults in 3 boots of 2 hosts' 'the kernel is named'
[ "$(tail -n +4 out)" = "$(tail -n +4 stores)" ]
result $? 'two kernels of one store are as two stores'
exits 0 'since' -s all.db diff --since 2024-03-10
holds out '^new: since 2024-03-10: 15 faults in 3 boots of 2 hosts' 'the time is named'
[ "$(tail -n +4 out)" = "$(tail -n +4 stores)" ]
result $? 'halves of time are as two stores'
exits 0 'until' -s all.db diff --until 2024-03-03
[ "$(tail -n +4 out)" = "$(tail -n +4 stores)" ]
result $? 'up to a day and after it'
exits 0 'since and until' -s all.db diff --since 2024-03-10 --until 2024-03-11T09 --format csv
lacks out 'frob_new' 'until ends the new half'
exits 0 'a host' diff --host web2 old.db new.db --format csv
lacks out '^more' 'filters hold on both sides'
exits 0 'a kind' diff --kind oom old.db new.db
holds err 'no group is new' 'nothing to tell is said'
exits 0 'limit' diff --limit 1 --format ndjson old.db new.db
same "$(grep -c . out)" 1 'limit'
holds out '"change":"new"' 'what is new comes first'

exits 0 'columns for programs' diff --all --format csv old.db new.db
same "$(head -n 1 out)" 'change,key,kind,title,function,severity,old_group_id,new_group_id,old_faults,new_faults,old_boots,new_boots,old_boots_all,new_boots_all,old_hosts,new_hosts,old_hosts_all,new_hosts_all,old_per_boot,new_per_boot,old_per_host,new_per_host,ratio,chance,first_seen_utc,last_seen_utc' 'columns'
# 1 of 13 faults in one of two equal shares: 2 * (1 + 13) / 2^13
same "$(grep frob_often out | cut -d, -f9-24)" '1,12,1,2,3,3,1,2,2,2,0.333333,4.0,0.5,6.0,12.0,0.003418' 'counts, rates, ratio and chance'
same "$(grep frob_new out | cut -d, -f9-24)" '0,1,0,1,3,3,0,1,2,2,0.0,0.333333,0.0,0.5,,1.0' 'a single one may be chance'
for format in json ndjson markdown; do
	exits 0 "$format" diff --format $format old.db new.db
	holds out 'gone.*frob' "$format lists"
done

# one title in the old store, two of the same bug in the new one: the group goes on
oops() {
	printf '[   %s.000000] %s\n' "$1" "$2" "$1" "Oops: 0000 [#1] PREEMPT SMP" "$1" "CPU: 0 PID: 7 Comm: x Not tainted 6.1.0 #1" \
		"$1" 'RIP: 0010:zap+0x1c/0x90' "$1" 'Call Trace:' "$1" ' <TASK>' "$1" ' zip+0x10/0x20' "$1" ' zop+0x10/0x20' \
		"$1" ' zup+0x10/0x20' "$1" ' </TASK>' "$1" '---[ end trace 0000000000000000 ]---'
}
oops 10 'BUG: kernel NULL pointer dereference, address: 0000000000000008' >one.log
oops 20 'general protection fault, probably for non-canonical address 0xdead000000000108: 0000 [#1] PREEMPT SMP' >two.log
oops 30 'BUG: kernel NULL pointer dereference, address: 0000000000000008' >three.log
run -s one.db ingest one.log
run -s two.db ingest two.log three.log
exits 0 'groups of several titles' diff --all --format csv one.db two.db
same "$(grep -c '^new,\|^gone,' out)" 0 'a title that joined a known group is not new'
same "$(grep -c 'in zap' out)" 1 'it is counted with it'
exits 0 'the other way round' diff --all --format csv two.db one.db
same "$(grep -c '^new,\|^gone,' out)" 0 'nor is the group gone'

exits 4 'exit code: worse' diff --exit-code old.db new.db
exits 0 'exit code: the same' diff --exit-code old.db old.db
exits 2 'one store' diff old.db
holds err 'two stores' 'one store: said so'
exits 2 'nothing to compare' -s all.db diff
exits 2 'three kernels' -s all.db diff -K 5 -K 6 -K 7
exits 2 'no time' -s all.db diff --since yesterday
exits 3 'no such store' diff old.db nothing.db
holds err 'nothing.db' 'no such store: named'
finish
