#!/bin/sh
# Bare addresses get names from the kallsyms, System.map and /proc/modules that the store keeps of their bundle or
# folder: of the same boot, or of another one where a frame or the log says how far it was moved.
# What is expected follows from the lists and logs that are written here.
. "$2/tests/cli/lib.sh"
command -v tar >/dev/null || { echo "1..0 # SKIP tar is not installed"; exit 77; }

sql() { "$crashql" --store "$1" sql --format csv --no-header "$2" 2>/dev/null | tr -d '\r'; }
# name STORE ADDRESS: what the frame at that address is called.
name() { sql "$1" "SELECT function, offset, size, module, knowledge FROM frame WHERE address = '0x$2'"; }

# log FILE LINE...: an oops of a kernel; the lines are its stack.
log() {
	file=$1
	shift
	{
		echo '[    0.000000] Linux version 9.9.9-test (a@b) (gcc) #1 SMP PREEMPT_DYNAMIC'
		echo "[    0.000001] Command line: root=/dev/vda $words"
		echo '[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000010'
		echo '[    1.000001] Oops: 0000 [#1] PREEMPT SMP NOPTI'
		echo '[    1.000002] CPU: 0 PID: 98 Comm: init Not tainted 9.9.9-test #1'
		echo '[    1.000003] RIP: 0010:gone+0x0/0x10'
		echo '[    1.000003] RAX: 0000000000000000 RBX: 0000000000000001'
		echo '[    1.000004] Call Trace:'
		for line; do
			echo "[    1.000005]  $line"
		done
		echo '[    1.000006] ---[ end trace 0000000000000000 ]---'
		[ -z "$offset" ] || echo "[    1.000007] Kernel Offset: $offset from 0xffffffff81000000 (relocation range: 0xffffffff80000000-0xffffffffbfffffff)"
	} >"$file"
}
words= offset=

# kallsyms FILE BASE: _text at ffffffffBASE00000; a module at ffffffffc0a5c000.
kallsyms() {
	cat >"$1" <<EOF
0000000000000000 A fixed_percpu_data
00000000000001f0 A cpu_number
ffffffff${2}00000 T _text
ffffffff${2}00010 t first
ffffffff${2}00050 T second
ffffffff${2}00100 t third
ffffffff${2}00180 T _etext
ffffffff${2}00200 d data_of_it
ffffffffc0a5c000 t mod_init	[testmod]
ffffffffc0a5c040 t mod_write	[testmod]
ffffffffc0a5c100 b mod_data	[testmod]
EOF
}
# bundle NAME: a sosreport with the log $log and lists that the caller puts into it.
bundle() {
	mkdir -p "$1/sos_commands/kernel" "$1/proc" "$1/boot"
	: >"$1/sos_commands/kernel/x"
}

# 1. Of the same boot, from a bundle that is gone afterwards.
bundle sos1
log sos1/sos_commands/kernel/dmesg '[<ffffffff82a00055>] ? 0xffffffff82a00055' '0xffffffff82a00110' '0xffffffffc0a5c050' '0xffffffff82a00055' '0xffffffff82a00290'
kallsyms sos1/proc/kallsyms 82a
tar cf sos1.tar sos1
"$crashql" --store 1.db -q ingest sos1.tar
rm -r sos1.tar
same "$(sql 1.db "SELECT coalesce(module, 'vmlinux'), address, symbols FROM kernel_symbols ORDER BY row_no")" "vmlinux,0xffffffff82a00000,6
testmod,0xffffffffc0a5c000,3" "code is kept, and what follows it"
same "$(name 1.db ffffffff82a00110)" "third,16,128,,kallsyms" "ingest names an address"
same "$(name 1.db ffffffffc0a5c050)" "mod_write,16,192,testmod,kallsyms" "and one of a module"
same "$(name 1.db ffffffff82a00290)" ",,,,none" "behind the code there are no names"
before=$(sql 1.db 'SELECT * FROM frame ORDER BY fault_id, stack_no, depth')
"$crashql" --store 1.db -q symbolize --no-standard
same "$(sql 1.db 'SELECT * FROM frame ORDER BY fault_id, stack_no, depth')" "$before" "symbolize does the same without the bundle"
"$crashql" --store 1.db -q regroup
same "$(sql 1.db 'SELECT * FROM frame ORDER BY fault_id, stack_no, depth')" "$before" "and so does regroup"

# 2. Addresses that the kernel hid.
bundle sos2
cp sos1/sos_commands/kernel/dmesg sos2/sos_commands/kernel/dmesg
sed 's/^[0-9a-f]\{16\}/0000000000000000/' sos1/proc/kallsyms >sos2/proc/kallsyms
exits 0 "hidden addresses" --store 2.db ingest sos2
same "$(sql 2.db 'SELECT count(*) FROM kernel_symbols')" 0 "hidden addresses are not kept"
same "$(name 2.db ffffffff82a00110)" ",,,,none" "nor used"

# 3. The log's KASLR offset says that the list is of another boot.
bundle sos3
offset=0x3000000
log sos3/sos_commands/kernel/dmesg '0xffffffff84000055' '0xffffffff82a00110' '0xffffffffc0a5c050'
kallsyms sos3/proc/kallsyms 82a
"$crashql" --store 3.db -q ingest sos3
same "$(name 3.db ffffffff84000055)" "second,5,176,,kallsyms" "a list is moved by KASLR's offset"
same "$(name 3.db ffffffff82a00110)" ",,,,none" "where it was is nothing any more"
same "$(name 3.db ffffffffc0a5c050)" ",,,,none" "nor in modules, which lie elsewhere"
offset=

# 4. A frame with name and address says so, for the kernel and for a module.
bundle sos4
log sos4/sos_commands/kernel/dmesg '[<ffffffff9e000055>] second+0x5/0xb0' '0xffffffff9e000110' '[<ffffffffc0001050>] mod_write+0x10/0xc0 [testmod]' '0xffffffffc0001005' '0xffffffffc0a5c050'
kallsyms sos4/proc/kallsyms 82a
"$crashql" --store 4.db -q ingest sos4
same "$(name 4.db ffffffff9e000110)" "third,16,128,,kallsyms" "a list is moved by a known pair"
same "$(name 4.db ffffffffc0001005)" "mod_init,5,64,testmod,kallsyms" "and that of a module"
same "$(name 4.db ffffffffc0a5c050)" ",,,,none" "not where the module was before"

# 5. A list that no move makes right.
bundle sos5
log sos5/sos_commands/kernel/dmesg '[<ffffffff82a00055>] second+0x5/0xb0' '[<ffffffff82a00310>] third+0x10/0x80' '0xffffffff82a00020'
kallsyms sos5/proc/kallsyms 82a
"$crashql" --store 5.db -q ingest sos5
same "$(name 5.db ffffffff82a00020)" ",,,,none" "a list of another kernel is not used"

# 6. System.map, by KASLR's offset, by a known pair, and with nokaslr; of another release not at all.
bundle sos6
offset=0x3000000
log sos6/sos_commands/kernel/dmesg '0xffffffff84000055'
kallsyms sos6/boot/System.map-9.9.9-test 810
"$crashql" --store 6.db -q ingest sos6
same "$(name 6.db ffffffff84000055)" "second,5,176,,system-map" "System.map by KASLR's offset"
offset=
log sos6/sos_commands/kernel/dmesg '[<ffffffff84000055>] second+0x5/0xb0' '0xffffffff84000110'
"$crashql" --store 6b.db -q ingest sos6
same "$(name 6b.db ffffffff84000110)" "third,16,128,,system-map" "by a known pair"
log sos6/sos_commands/kernel/dmesg '0xffffffff81000055'
"$crashql" --store 6c.db -q ingest sos6
same "$(name 6c.db ffffffff81000055)" ",,,,none" "not where nothing says how far it was moved"
words=nokaslr
log sos6/sos_commands/kernel/dmesg '0xffffffff81000055'
"$crashql" --store 6d.db -q ingest sos6
same "$(name 6d.db ffffffff81000055)" "second,5,176,,system-map" "but with nokaslr"
mv sos6/boot/System.map-9.9.9-test sos6/boot/System.map-9.9.8-test
"$crashql" --store 6e.db -q ingest sos6
same "$(name 6e.db ffffffff81000055)" ",,,,none" "not by that of another kernel"
words=

# 7. A plain folder, in any order; of two boots in it nothing tells which one the list is of.
mkdir case
log case/dmesg '0xffffffff82a00055'
kallsyms case/kallsyms 82a
"$crashql" --store 7.db -q ingest case
same "$(name 7.db ffffffff82a00055)" "second,5,176,,kallsyms" "a folder's list"
"$crashql" --store 7b.db -q ingest case/dmesg
same "$(name 7b.db ffffffff82a00055)" ",,,," "no list yet"
"$crashql" --store 7b.db -q ingest case/kallsyms
same "$(name 7b.db ffffffff82a00055)" "second,5,176,,kallsyms" "the list comes after the log"
"$crashql" --store 7c.db -q ingest case/kallsyms
"$crashql" --store 7d.db -q ingest case/dmesg
"$crashql" -q merge 7e.db 7c.db 7d.db
"$crashql" -q merge 7f.db 7d.db 7c.db
rows="SELECT f.key, r.depth, r.function, r.offset, r.size, r.knowledge FROM frame AS r JOIN fault AS f ON f.id = r.fault_id ORDER BY 1, 2"
same "$(sql 7e.db "$rows")" "$(sql 7.db "$rows")" "merged, the list first"
same "$(sql 7f.db "$rows")" "$(sql 7.db "$rows")" "merged, the log first"
"$crashql" -q merge 7e.db 7f.db
texts="SELECT key, bytes, hex(content) FROM symbol_text ORDER BY key"
same "$(sql 7e.db "$texts")" "$(sql 7.db "$texts")" "lists are merged as they are"
mkdir -p two
log two/a '0xffffffff82a00055'
log two/b '0xffffffff82a00110'
sed -i 's/PREEMPT_DYNAMIC/PREEMPT/' two/b
kallsyms two/kallsyms 82a
"$crashql" --store 7g.db -q ingest two
same "$(name 7g.db ffffffff82a00055)" ",,,,none" "which of two boots is not known"

bundle sosold
log sosold/sos_commands/kernel/dmesg '0xffffffff82a00055'
log sosold/sos_commands/kernel/dmesg.old '0xffffffff82a00110'
sed -i 's/PREEMPT_DYNAMIC/PREEMPT/' sosold/sos_commands/kernel/dmesg.old
kallsyms sosold/proc/kallsyms 82a
"$crashql" --store 7h.db -q ingest sosold
same "$(name 7h.db ffffffff82a00110)" ",,,,none" "nor in a bundle, where nothing tells which one was last"

# 8. Two machines with one kernel keep its list once.
for host in a b; do
	bundle host-$host
	log host-$host/sos_commands/kernel/dmesg '0xffffffff82a00055'
done
kallsyms host-a/proc/kallsyms 82a
kallsyms host-b/proc/kallsyms 91c
"$crashql" --store 8.db -q ingest host-a host-b
same "$(sql 8.db 'SELECT count(*), (SELECT count(*) FROM symbol_text) FROM kernel_symbols')" "4,2" "each list once"
finish
