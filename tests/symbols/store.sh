#!/bin/sh
# `crashql symbolize` and `crashql debuginfo` on a store.
. "$2/tests/cli/lib.sh"
. "$2/tests/symbols/tiny.sh"

cat >log <<EOF
[    0.000000] Linux version 9.9.9-test (a@b) (gcc) #1 SMP PREEMPT_DYNAMIC
[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000010
[    1.000001] Oops: 0000 [#1] PREEMPT SMP NOPTI
[    1.000002] CPU: 0 PID: 98 Comm: init Not tainted 9.9.9-test #1
[    1.000003] RIP: 0010:leaf+0x0/0x$(size dbg/vmlinux leaf)
[    1.000004] Call Trace:
[    1.000005]  <TASK>
[    1.000006]  $inl
[    1.000007]  $m2
[    1.000008]  $mod [testmod]
[    1.000009]  nowhere+0x1/0x2
[    1.000010]  </TASK>
[    1.000011] ---[ end trace 0000000000000000 ]---
EOF
sql() { "$crashql" --store s.db sql --format csv --no-header "$1" 2>/dev/null; }
exits 0 "ingest" --store s.db ingest log
before=$(sql "SELECT depth, function, file FROM frame ORDER BY stack_no, depth")
same "$(printf '%s\n' "$before" | grep -c '\.c')" 0 "no frame has a file before"
run --store s.db symbolize -v --no-standard --debuginfo dbg
same "$status" 0 "a store is symbolized"
holds err "5 frames: 4 with file and line, 0 with less, 1 unknown" "frames are counted"
holds err "^crashql: 4 addresses looked up" "addresses are looked up"
at=$(line kernel.c 'line of the call of inner')
want="inner,1,kernel.c,$(line kernel.c 'line of inner'),line
middle,0,kernel.c,$at,line
middle2,0,kernel.c,$(line kernel.c 'line of the call of middle'),line
mod_write,0,mod.c,$(line mod.c 'line of the call in the module'),line
nowhere,0,,,none"
lines=$want
same "$(sql "SELECT function, inlined, file, line, knowledge FROM frame WHERE from_ip = 0 ORDER BY depth" | tr -d '\r')" "$want" "inlined functions, files and lines"
same "$(sql "SELECT group_concat(depth) FROM (SELECT depth FROM frame ORDER BY depth)" | tr -d '\r"')" "0,1,2,3,4,5" "depths count the inlined ones"
same "$(sql "SELECT (SELECT count(*) FROM frame_symbol WHERE build_id GLOB '[0-9a-f]*'), (SELECT count(DISTINCT address) FROM symbol_cache)" | tr -d '\r')" "4,4" "the cache goes by build-id and address"
entry=$(addr2line -e dbg/vmlinux "$(nm dbg/vmlinux | awk '$3 == "leaf" { print $1 }')" | sed 's/.*://; s/ .*//')
same "$(sql "SELECT function, file, line FROM fault" | tr -d '\r')" "leaf,kernel.c,$entry" "the fault's own file and line follow"
run --store s.db show fault 1
holds out "inner kernel.c:$(line kernel.c 'line of inner') (inlined)" "show prints them"
run --store s.db report
holds out "kernel.c:$at" "and so does report"

# A second run, without the files: nothing is asked of them, and nothing is lost.
mv dbg gone
run --store s.db symbolize -v --no-standard --debuginfo gone/nothing
holds err "^crashql: 0 addresses looked up" "a second run looks up nothing"
same "$(sql "SELECT function, inlined, file, line, knowledge FROM frame WHERE from_ip = 0 ORDER BY depth" | tr -d '\r')" "$want" "and loses nothing"
run --store s.db regroup
same "$(sql "SELECT function, file, line FROM fault" | tr -d '\r')" "leaf,kernel.c,$entry" "nor does regroup"

# What the store knows of an address serves another fault.
sed 's/NULL pointer dereference, address: 0000000000000010/paging request at ffff888100000000/' log >log2
run --store s.db ingest log2
mv gone dbg
run --store s.db symbolize -v --no-standard --debuginfo dbg
holds err "^crashql: 0 addresses looked up" "an address that the cache has is not looked up for another fault"
same "$(sql "SELECT count(*) FROM frame WHERE file = 'mod.c'" | tr -d '\r')" 2 "which gets it"
run --store s.db symbolize -v --no-standard --debuginfo dbg --again
holds err "^crashql: 4 addresses looked up" "--again"

# Addresses of a file, kept in a store: the same text whether the store knew them or not.
at() { nm dbg/vmlinux | awk -v f="$1" '$3 == f { print $1 }'; }
last=$((0x$(at _fini) + 8)) i=$((0x$(at _init) - 3)) count=3
printf '0x1\nffffffffffffffff\n0x7fffffffffffffff\n' >addrs
while [ $i -lt $last ]; do printf '0x%x\n' $i; i=$((i + 1)); count=$((count + 1)); done >>addrs
cat addrs addrs | awk 'NR % 7 != 3' >twice # not all, some again, in any order
for how in "" --no-inline "--paths full" "--no-inline --paths full"; do
	"$crashql" symbolize -a -e dbg/vmlinux $how <addrs >plain 2>err
	"$crashql" --store new.db symbolize -v -a -e dbg/vmlinux $how <addrs >kept 2>err
	same "$(cksum <kept)" "$(cksum <plain)" "addresses, none of them or all in the store $how"
	same "$(cat err)" "crashql: $count addresses: $([ -z "$how" ] && echo $count || echo 0) looked up in debug information" "and looked up once $how"
done
holds plain "^middle\$" "there are functions"
same "$("$crashql" symbolize -a -e dbg/vmlinux <addrs | awk '/^inner$/ { getline; getline; print; exit }')" middle "and inlined ones"
"$crashql" symbolize -a -e dbg/vmlinux <twice >plain
"$crashql" --store part.db symbolize -a -e dbg/vmlinux <twice >kept 2>err
same "$(cksum <kept)" "$(cksum <plain)" "the same addresses several times"
tail -100 addrs >some
"$crashql" --store some.db symbolize -a -e dbg/vmlinux <some >/dev/null 2>err
"$crashql" --store some.db symbolize -v -a -e dbg/vmlinux <addrs >kept 2>err
"$crashql" symbolize -a -e dbg/vmlinux <addrs >plain
same "$(cksum <kept) $(grep -o ': [0-9]* looked up' err)" "$(cksum <plain) : $((count - 100)) looked up" "a part of them in the store"
# What faults have brought into a store serves addresses, and the other way round.
printf '0x%x\n' $((0x$(at middle2) + 0x$(after dbg/vmlinux middle2 middle) - 1)) >one
run --store s.db symbolize -v --no-standard --debuginfo dbg
"$crashql" symbolize -a -e dbg/vmlinux <one >plain
"$crashql" --store s.db symbolize -v -a -e dbg/vmlinux <one >kept 2>err
same "$(cksum <kept) $(cat err)" "$(cksum <plain) crashql: 1 address: 0 looked up in debug information" "an address that a fault was at"
"$crashql" --store new.db ingest log >/dev/null 2>&1
"$crashql" --store new.db symbolize -v --no-standard --debuginfo dbg >out 2>err
holds err "^crashql: 1 address looked up" "faults of addresses that were asked for: that of the module alone is looked up"
same "$("$crashql" --store new.db sql --format csv --no-header "SELECT function, inlined, file, line, knowledge FROM frame WHERE from_ip = 0 ORDER BY depth" 2>/dev/null | tr -d '\r')" "$want" "with what symbolizing it gives"
# A file of the same build-id that knew less does not stand in the way of one that knows more.
objcopy --strip-debug dbg/vmlinux stripped
"$crashql" --store less.db symbolize -a -e stripped --no-standard <addrs >/dev/null 2>err
"$crashql" --store less.db symbolize -v -a -e dbg/vmlinux <addrs >kept 2>err
"$crashql" symbolize -a -e dbg/vmlinux <addrs >plain
same "$(cksum <kept)" "$(cksum <plain)" "what a stripped file told is asked again of the whole one"
"$crashql" --store less.db symbolize -v -a -e stripped --no-standard <addrs >kept 2>err
same "$(cksum <kept) $(grep -o ': [0-9]* looked up' err)" "$(cksum <plain) : 0 looked up" "and kept for the stripped one"
# Without a build-id nothing says which file it was.
objcopy --remove-section .note.gnu.build-id dbg/vmlinux nameless
"$crashql" --store none.db symbolize -a -e nameless <addrs >kept 2>err
same "$(cksum <kept)" "$(cksum <plain)" "a file without build-id is looked up"
holds err "nameless has no build-id" "which is said"
exits 2 "--again is not for addresses" --store s.db symbolize --again -a -e dbg/vmlinux
# A folder that is relative itself stands in front of a path once.
mkdir -p rel && (cd rel && gcc -O2 -g -c -fdebug-prefix-map="$PWD"=build/tree -o rel.o -x c - <../mod.c)
printf '0x%x\n' $((0x$(nm rel/rel.o | awk '$3 == "mod_write" { print $1 }') + 0x10000)) >one
"$crashql" symbolize -a -e rel/rel.o --paths full <one >out 2>err
holds out "^build/tree/<stdin>:5:" "a relative folder"

# Stacks of a dump: rows as a dump has them, addresses moved by KASLR's offset.  Functions that are inlined get
# rows of their own, the others make room for them, each stack on its own.
hex() { printf '0x%016x' $((0x$(at $1) + $2 + 0x1000000)); }
dsql() { "$crashql" --store d.db sql "$@" 2>/dev/null | tr -d '\r'; }
"$crashql" --store d.db ingest log >/dev/null 2>&1
dsql --write "INSERT INTO dump (source_id, row_no, kernel_release, kaslr_offset, knowledge)
	VALUES (1, 0, '9.9.9-test', '0x0000000001000000', 'vmcoreinfo orc')" >/dev/null
ret=0x$(after dbg/vmlinux middle2 middle) inret=0x$(after dbg/vmlinux middle deep) modret=0x$(after dbg/mods/testmod.ko mod_write leaf)
dsql --write "INSERT INTO task_frame (source_id, row_no, task_row, pid, depth, function, offset, size, module, address, context, reliable, inlined, exact, knowledge)
	VALUES (1, 0, 0, 7, 0, 'leaf', 0, NULL, NULL, '$(hex leaf 0)', 'exception', 1, 0, 1, 'registers'),
	       (1, 1, 0, 7, 1, 'middle', $inret, 0x$(size dbg/vmlinux middle), NULL, '$(hex middle $inret)', 'task', 1, 0, 0, 'orc'),
	       (1, 2, 0, 7, 2, 'middle', $inret, 0x$(size dbg/vmlinux middle), NULL, '$(hex middle $inret)', 'task', 0, 0, 0, 'scan'),
	       (1, 3, 0, 7, 3, 'mod_write', $modret, 0x$(size dbg/mods/testmod.ko mod_write), 'testmod', '0x00000000c0000010', 'task', 1, 0, 0, 'orc'),
	       (1, 4, 0, 7, 4, NULL, NULL, NULL, NULL, '$(hex middle2 $ret)', 'user', 1, 0, 1, 'orc'),
	       (1, 5, 1, 8, 0, 'nowhere', 1, 2, NULL, '0x0000000000001234', 'task', 1, 0, 0, 'orc'),
	       (1, 6, 1, 8, 1, 'middle', $inret, 0x$(size dbg/vmlinux middle), NULL, '$(hex middle $inret)', 'task', 1, 0, NULL, 'orc'),
	       (1, 7, 1, 8, 2, NULL, NULL, NULL, NULL, '$(hex middle2 $ret)', 'task', 1, 0, 0, 'orc')" >/dev/null
frames="SELECT row_no, task_row, pid, depth, function, offset, size, module, inlined, reliable, exact, file, line FROM task_frame ORDER BY row_no"
before=$(dsql --format csv --no-header "$frames")
# mod_write's line is known only when the module is at hand.
inner="inner,,,,1" l1=$(line kernel.c 'line of inner') l2=$(line kernel.c 'line of the call of inner')
middle="middle,$((inret)),$((0x$(size dbg/vmlinux middle))),,0"
rows() {
	echo "0,0,7,0,leaf,0,,,0,1,1,kernel.c,$entry
1,0,7,1,$inner,1,0,kernel.c,$l1
2,0,7,2,$middle,1,0,kernel.c,$l2
3,0,7,3,$inner,0,0,kernel.c,$l1
4,0,7,4,$middle,0,0,kernel.c,$l2
5,0,7,5,mod_write,$((modret)),$((0x$(size dbg/mods/testmod.ko mod_write))),testmod,0,1,0,$1
6,0,7,6,,,,,0,1,1,,
7,1,8,0,nowhere,1,2,,0,1,0,,
8,1,8,1,$inner,1,,kernel.c,$l1
9,1,8,2,$middle,1,,kernel.c,$l2
10,1,8,3,middle2,$((ret)),$((0x$(size dbg/vmlinux middle2))),,0,1,0,kernel.c,$(line kernel.c 'line of the call of middle')"
}
"$crashql" --store d.db symbolize -v --no-standard --debuginfo dbg/vmlinux >out 2>err
same "$(dsql --format csv --no-header "$frames")" "$(rows ,)" "frames of a dump get file, line and the functions inlined there"
same "$(dsql --format csv --no-header "SELECT knowledge FROM dump")" "vmcoreinfo orc dwarf" "and the dump says that debug information was used"
"$crashql" --store d.db symbolize -v --no-standard --debuginfo dbg >out 2>err
same "$(dsql --format csv --no-header "$frames")" "$(rows "mod.c,$(line mod.c 'line of the call in the module')")" "those of a module when that is there"
holds err "^crashql: 1 address looked up" "which alone is looked up"
"$crashql" --store d.db symbolize -v --no-standard --debuginfo dbg >out 2>err
same "$(dsql --format csv --no-header "$frames") $(grep -c '^crashql: 0 addresses looked up' err)" "$(rows "mod.c,$(line mod.c 'line of the call in the module')") 1" "once more changes nothing"
"$crashql" --store d.db symbolize --no-standard --debuginfo dbg --again >out 2>err
same "$(dsql --format csv --no-header "$frames")" "$(rows "mod.c,$(line mod.c 'line of the call in the module')")" "nor does --again"
"$crashql" --store d.db symbolize --no-standard --again >out 2>err
same "$(dsql --format csv --no-header "SELECT row_no, task_row, pid, depth, inlined, file, line FROM task_frame ORDER BY row_no")" \
	"$(printf '%s\n' "$before" | awk -F, '{ print $1 "," $2 "," $3 "," $4 "," $9 ",," }')" "--again without the files is what the dump tells"

# Where a module lies, from a frame of the report that has a name and an address.
in=$((0x$(after dbg/mods/testmod.ko mod_write leaf)))
begin=$((0x$(nm dbg/mods/testmod.ko | awk '$3 == "mod_write" { print $1 }') - 0x3ffff000))
bare=$(printf '%016x' $((begin + in))) named=$(printf '%016x' $((begin + 1)))
sed "s/^\(.*\)nowhere+.*/\1[<$bare>]/; s/^\(.*\)mod_write+.*/\1[<$named>] mod_write+0x1\/0x$(size dbg/mods/testmod.ko mod_write) [testmod]/" log >pair
"$crashql" --store p.db ingest pair >/dev/null 2>&1
"$crashql" --store p.db symbolize --no-standard --debuginfo dbg >out 2>err
same "$("$crashql" --store p.db sql --format csv --no-header "SELECT function, module, offset, file, line FROM frame WHERE address = '0x$bare'" 2>/dev/null | tr -d '\r')" \
	"mod_write,testmod,$in,mod.c,$(line mod.c 'line of the call in the module')" "an address in a module that another frame tells the place of"

# A bundle: names of bare addresses from its kallsyms, and in modules from /proc/modules.
b=sosreport-web
mkdir -p $b/sos_commands/kernel $b/proc
: >$b/sos_commands/kernel/x
inmod=$(printf '%x' $((0x$(after dbg/mods/testmod.ko mod_write leaf) + 0x$(nm dbg/mods/testmod.ko | awk '$3 == "mod_write" { print $1 }') - 0x40000000 + 0x1000)))
sed "s/^\(.*\)nowhere+.*/\1[<ffffffff81000055>]\n\1[<$inmod>]/" log >$b/sos_commands/kernel/dmesg
printf '%s\n' 'ffffffff81000000 T _text' 'ffffffff81000010 t first' 'ffffffff81000050 T second' \
	'ffffffff81000100 T _etext' >$b/proc/kallsyms
printf '%s\n' 'other 16384 0 - Live 0xffffffffc0100000' 'testmod 16384 0 - Live 0xffffffffc0001000 (OE)' >$b/proc/modules
tar cf $b.tar $b
"$crashql" --store b.db ingest $b.tar >/dev/null 2>&1
"$crashql" --store b.db symbolize --no-standard --debuginfo dbg/mods >out 2>err
bsql() { "$crashql" --store b.db sql --format csv --no-header "$1" 2>/dev/null | tr -d '\r'; }
same "$(bsql "SELECT function, offset, size, knowledge FROM frame WHERE address = '0xffffffff81000055'")" "second,5,176,kallsyms" "an address is named by kallsyms of its bundle"
same "$(bsql "SELECT function, module, file, line FROM frame WHERE address = '0x$inmod'")" "mod_write,testmod,mod.c,$(line mod.c 'line of the call in the module')" "one in a module is found by /proc/modules"

# What knew less does not stand in the way of what knows more, nor is it lost when that is gone.
mkdir bare bare/mods
objcopy --strip-debug dbg/vmlinux bare/vmlinux
objcopy --strip-debug dbg/mods/testmod.ko bare/mods/testmod.ko
levels="SELECT function, inlined, file, line, knowledge FROM frame WHERE from_ip = 0 ORDER BY depth"
lsql() { "$crashql" --store l.db sql --format csv --no-header "$levels" 2>/dev/null | tr -d '\r'; }
printf '0000000000401000 T _text\n%s T middle2\n%016x T next\n0000000000501000 T _etext\n' "$(at middle2)" \
	$((0x$(at middle2) + 0x$(size dbg/vmlinux middle2))) >list
mkdir -p sosreport-l/sos_commands/kernel sosreport-l/proc
: >sosreport-l/sos_commands/kernel/x
cp log sosreport-l/sos_commands/kernel/dmesg
cp list sosreport-l/proc/kallsyms
"$crashql" --store l.db ingest sosreport-l >/dev/null 2>&1
"$crashql" --store l.db symbolize --no-standard >out 2>err
same "$(lsql | cut -d, -f1,5 | tr '\n' ' ')" "middle,none middle2,kallsyms mod_write,none nowhere,none " "kallsyms alone"
"$crashql" --store l.db symbolize --no-standard --debuginfo bare >out 2>err
same "$(lsql | cut -d, -f1,5 | tr '\n' ' ')" "middle,symtab middle2,symtab mod_write,symtab nowhere,none " "then stripped files"
"$crashql" --store l.db symbolize --no-standard >out 2>err
same "$(lsql | cut -d, -f1,5 | tr '\n' ' ')" "middle,symtab middle2,symtab mod_write,symtab nowhere,none " "which keep their word when they are gone"
"$crashql" --store l.db symbolize --no-standard --debuginfo dbg >out 2>err
same "$(lsql)" "$lines" "then whole ones"
"$crashql" --store l.db symbolize -v --no-standard --debuginfo bare >out 2>err
same "$(lsql) $(grep -c '^crashql: 0 addresses looked up' err)" "$lines 1" "and so do these"

# What is missing.
run --store s.db debuginfo --no-standard --debuginfo dbg/mods --format csv
holds out "^found\|^missing,kernel,vmlinux,9.9.9-test" "nothing is missing that the store knows"
"$crashql" --store t.db ingest log >/dev/null 2>&1
run --store t.db debuginfo --no-standard --format csv
holds out "^missing,kernel,vmlinux,9.9.9-test,,4,1" "the kernel"
holds out "^missing,module,testmod,9.9.9-test,,1,1" "the module"
sed 's/9\.9\.9-test/5.14.0-570.el9.x86_64/' log >rhel
sed 's/9\.9\.9-test/5.14.21-150500.55.19-default/' log >suse
sed 's/9\.9\.9-test/5.15.0-91-generic/; s/PREEMPT_DYNAMIC/101-Ubuntu SMP/' log >ubuntu
sed 's/9\.9\.9-test/6.1.0-18-amd64/; s/PREEMPT_DYNAMIC/Debian 6.1.76-1/' log >debian
sed 's/9\.9\.9-test/6.5.6-300.fc39.x86_64/' log >fedora
"$crashql" --store u.db ingest rhel suse ubuntu debian fedora >/dev/null 2>&1
run --store u.db debuginfo --no-standard --debuginfo dbg --format csv
holds out "^refused,kernel,vmlinux,6.1.0-18-amd64,.*,linux-image-6.1.0-18-amd64-dbg,.*is of kernel 9.9.9-test" "another kernel at hand is told"
holds out ",kernel-debuginfo-5.14.0-570.el9.x86_64," "RHEL's package"
holds out ",kernel-default-debuginfo-5.14.21-150500.55.19," "SUSE's"
holds out ",linux-image-unsigned-5.15.0-91-generic-dbgsym," "Ubuntu's"
holds out ",kernel-debuginfo-6.5.6-300.fc39.x86_64," "Fedora's"
sed '/<\/TASK>/a [    1.000010] Modules linked in: other testmod(OE) third(E)' debian >own
"$crashql" --store v.db ingest own >/dev/null 2>&1
run --store v.db debuginfo --no-standard --format csv
holds out "^missing,module,testmod,6.1.0-18-amd64,,1,1,,.*outside the kernel" "no package has a module that is not of the kernel"
exits 2 "a FILE and --store" --store s.db symbolize log
finish
