#!/bin/sh
# `crashql symbolize` of text, with a kernel and a module that are made here: two ELF files of some
# functions, and logs that name addresses in them.  Offsets come from objdump and nm, lines from the
# marks in the sources.
. "$2/tests/cli/lib.sh"

. "$2/tests/symbols/tiny.sh"

cat >log <<EOF
[    0.000000] Linux version 9.9.9-test (a@b) (gcc) #1 SMP
[    1.000000] BUG: something, no frame here
[    1.000001] RIP: 0010:leaf+0x0/0x$(size dbg/vmlinux leaf)
[    1.000002] Call Trace:
[    1.000003]  <TASK>
[    1.000004]  $m
Nov 28 10:00:00 host kernel: [    1.000005][   T12]  ? $m2
[    1.000006]  $mod [testmod]
[    1.000007]  [<0000000012345678>] $m2
<4>[    1.000008]  (middle) from [<c010b9a1>] ($m2)
[    1.000009]  unknown_function+0x1/0x2
[    1.000010]  ([<0000000000112345>] $m2)
[    1.000011] [c0000000fe5b7ac0] [c00000000001a2b4] $m2 (unreliable)
[    1.000012] $m2 (already.c:12)
EOF
run symbolize --no-standard --debuginfo dbg log
same "$status" 0 "a log is symbolized"
cp out got
same "$(grep -vc '\[inline\]' got)" "$(wc -l <log | tr -d ' ')" "no line is lost"
grep -v '\[inline\]' got | while IFS= read -r l; do
	IFS= read -r was <&3 || break
	case $l in "$was"*) ;; *) echo "$l" ;; esac
done 3<log >changed
same "$(cat changed)" "" "every line begins with its own bytes"
entry=$(addr2line -e dbg/vmlinux "$(nm dbg/vmlinux | awk '$3 == "leaf" { print $1 }')" | sed 's/.*://; s/ .*//')
holds got "leaf+0x0/0x[0-9a-f]* kernel.c:$entry\$" "an instruction pointer is looked up itself"
holds got "  middle+0x.* kernel.c:$(line kernel.c 'line of the call of leaf')\$" "a return address is that of the call in front"
holds got "T12\]  ? middle2+0x.* kernel.c:$(line kernel.c 'line of the call of middle')\$" "behind syslog, caller and ?"
holds got "\[testmod\] mod.c:$(line mod.c 'line of the call in the module')\$" "a frame of a module"
same "$(grep -c "middle2.* kernel.c:$(line kernel.c 'line of the call of middle')\$" got)" 5 "x86 with addresses, arm, s390, powerpc"
holds got "unknown_function+0x1/0x2\$" "a function that is not there"
holds got "(already.c:12)\$" "what has its source is left alone"

# Many lines, which are looked up together in parts, give what each part gives.
for i in 1 2 3 4 5 6 7 8 9 10; do cat log; printf ' middle+0x%x/0x%s\n' $i "$(size dbg/vmlinux middle)"; done >some.log
i=0; while [ $i -lt 150 ]; do cat some.log; i=$((i + 1)); done >many.log
run symbolize --no-standard --debuginfo dbg some.log
i=0; while [ $i -lt 150 ]; do cat out; i=$((i + 1)); done >want
run symbolize --no-standard --debuginfo dbg many.log
same "$(cksum <out)" "$(cksum <want)" "$(wc -l <many.log | tr -d ' ') lines of a file"
"$crashql" symbolize --no-standard --debuginfo dbg <many.log >out
same "$(cksum <out)" "$(cksum <want)" "the same as standard input"
cat many.log | "$crashql" symbolize --no-standard --debuginfo dbg >out
same "$(cksum <out)" "$(cksum <want)" "and through a pipe"

# Inlined: deep() is called by inner(), which is in middle().
printf '[    2.000000]  ? %s\n' "$inl" >inline.log
run symbolize --no-standard --debuginfo dbg --kernel 9.9.9-test inline.log
same "$(sed -n 1p out)" "[    2.000000]  ? inner kernel.c:$(line kernel.c 'line of inner') [inline]" "an inlined function has a line in front"
same "$(sed -n 2p out)" "[    2.000000]  ? $inl kernel.c:$(line kernel.c 'line of the call of inner')" "its caller stands behind the frame"
run symbolize --no-standard --debuginfo dbg --no-inline inline.log
same "$(wc -l <out | tr -d ' ')" 1 "--no-inline"
# What comes out is what crashql itself reads.
printf '%s\n' '[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000010' '[    1.000000] Call Trace:' \
	"[    1.000000]  $inl" "[    1.000000]  $m2" >again.log
run symbolize --no-standard --debuginfo dbg again.log
cp out again
run scan again
same "$(grep -o '"function":"inner"' out | head -1)" '"function":"inner"' "the output is read again"

# Functions of one name.
s1=$(nm -S dbg/vmlinux | awk '$4 == "twin" { print $2 }' | sort | uniq -c | awk '$1 == 2 { sub(/^0+/, "", $2); print $2 }')
s2=$(nm -S dbg/vmlinux | awk '$4 == "twin" { print $2 }' | sort | uniq -c | awk '$1 == 1 { sub(/^0+/, "", $2); print $2 }')
if [ -n "$s1" ] && [ -n "$s2" ]; then
	echo " twin+0x$(after dbg/vmlinux twin leaf 2)/0x$s2" >twin.log
	echo " twin+0x$(after dbg/vmlinux twin leaf 1)/0x$s1" >>twin.log
	run symbolize --no-standard --debuginfo dbg twin.log
	holds out "/0x$s2 twin2.c:$(line twin2.c 'twin 2')\$" "of two functions of one name the one of the size is taken"
	holds out "/0x$s1 one of twin1.c:$(line twin1.c 'twin 1'), twin3.c:$(line twin3.c 'twin 3')\$" "of two of one size both are told"
	echo " twin+0x4/0x9999" >twin.log
	run symbolize --no-standard --debuginfo dbg twin.log
	same "$(cat out)" " twin+0x4/0x9999" "no function of that size: another build, nothing is added"
	holds err "another build" "and that is said"
else
	for i in 1 2 3 4; do skip "the twins are not of the sizes wanted"; done
fi

# Another kernel.
sed 's/9\.9\.9-test/8.8.8-test/' log >other.log
run symbolize --no-standard --debuginfo dbg other.log
holds err "is of kernel 9.9.9-test, not 8.8.8-test" "a kernel of another release is refused"
lacks out "kernel.c" "and not used"
run symbolize --no-standard --debuginfo dbg --force other.log
holds out "kernel.c" "unless forced"

# Addresses: KASLR's offset said, solved from a pair, not known.
link=$((0x$(nm dbg/vmlinux | awk '$3 == "middle2" { print $1 }') + 0x$(after dbg/vmlinux middle2 middle)))
at=$(printf '%x' $((link - 0x80000000)))
want="kernel.c:$(line kernel.c 'line of the call of middle')"
printf '[    1.0]  [<%s>]\nKernel Offset: 0xffffffff80000000 from 0x400000\n' "$at" >addr.log
run symbolize --no-standard --debuginfo dbg -k 9.9.9-test addr.log
holds out "\[<$at>\] middle2+0x.* $want\$" "an address, with the offset that a later line says"
printf '[    1.0]  [<%s>]\n[    1.0]  [<%s>] %s\n' "$at" "$at" "$m2" >pair.log
run symbolize --no-standard --debuginfo dbg -k 9.9.9-test pair.log
same "$(grep -c "$want\$" out)" 2 "an address, with the offset solved from one with a name"
printf '[    1.0]  [<%s>]\n' "$at" >alone.log
run symbolize --no-standard --debuginfo dbg -k 9.9.9-test alone.log
same "$(cat out)" "[    1.0]  [<$at>]" "without the offset an address is not guessed at"

# kallsyms and System.map.
printf '%s\n' 'ffffffff81000000 T _text' 'ffffffff81000010 t first' 'ffffffff81000050 T second' \
	'ffffffff81000050 t second_alias' 'ffffffff81000100 T _etext' \
	'ffffffffc0001000 t mod_init	[testmod]' 'ffffffffc0001040 t mod_exit	[testmod]' >kallsyms
printf ' [<ffffffff81000055>]\n [<ffffffffc0001014>]\n [<ffffffff82000000>]\n' >k.log
run symbolize --no-standard --kallsyms kallsyms --explain k.log
same "$(sed -n 1p out)" " [<ffffffff81000055>] second+0x5/0xb0 {kallsyms}" "a name from kallsyms"
same "$(sed -n 2p out)" " [<ffffffffc0001014>] mod_init+0x14/0x40 [testmod] {kallsyms}" "of a module"
holds out "82000000> *\|82000000>\] {none}" "nothing behind the last symbol"
sed 's/^[0-9a-f]*/0000000000000000/' kallsyms >hidden
run symbolize --no-standard --kallsyms hidden k.log
same "$status" 1 "hidden addresses are an error"
holds err "kptr_restrict" "which names the reason"
printf 'Kernel Offset: 0x1000000 from 0xffffffff81000000\n [<ffffffff82000055>]\n' >m.log
run symbolize --no-standard --system-map kallsyms --explain m.log
holds out "second+0x5/0xb0 {system-map}\$" "a name from System.map, KASLR's offset taken off"

# A pipe: a line is answered before the next one comes.
mkfifo pipe
"$crashql" symbolize --no-standard --debuginfo dbg <pipe >piped 2>/dev/null &
pid=$!
exec 4>pipe
printf ' %s\n' "$m2" >&4
i=0
while [ ! -s piped ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
holds piped "$want\$" "a line comes out of a pipe before the next goes in"
exec 4>&-
wait $pid
printf 'no end' | "$crashql" symbolize --no-standard >out
same "$(od -c <out | head -1)" "$(printf 'no end' | od -c | head -1)" "a last line without end gets none"

# Split DWARF: entries in files that were moved away, and are given.
mkdir split dwo
if (cd split && gcc $flags -no-pie -gsplit-dwarf -o vmlinux ../kernel.c 2>/dev/null && mv ./*.dwo ../dwo); then
	inl2="middle+0x$(after split/vmlinux middle deep)/0x$(size split/vmlinux middle)"
	printf ' %s\n' "$inl2" >split.log
	run symbolize --no-standard --debuginfo split -k 9.9.9-test split.log
	same "$(sed 's, [^ ]*/kernel, kernel,' out)" " $inl2 kernel.c:$(line kernel.c 'line of inner')" "without its .dwo file a frame has its line"
	run symbolize --no-standard --debuginfo split --debuginfo dwo -k 9.9.9-test split.log
	same "$(sed 's, [^ ]*/kernel, kernel,' out)" " inner kernel.c:$(line kernel.c 'line of inner') [inline]
 $inl2 kernel.c:$(line kernel.c 'line of the call of inner')" "with it the inlined function"
else
	skip "gcc cannot split DWARF"
	skip "gcc cannot split DWARF"
fi

# Addresses of a file.
printf '0x%x\n' $((link - 1)) | "$crashql" symbolize --addresses --exe dbg/vmlinux >out 2>err
same "$(sed -n '1p' out) $(sed -n '2p' out | sed 's/.*\///; s/:[0-9]*$//')" "middle2 $want" "--addresses"
echo "nonsense" | "$crashql" symbolize --addresses --exe dbg/vmlinux >out 2>err
same $? 2 "no address: wrong usage"
exits 2 "--addresses without a file" symbolize --addresses
finish
