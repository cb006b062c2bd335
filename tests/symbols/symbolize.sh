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

# What the compiler makes of a function has a suffix, and is that function, printed with it or without.
cat >variants.c <<'EOF'
extern volatile int sink;
int table[64];
struct s { int a, b, c, d; };
int part_user(int n), part_user2(int n), isra_user(int n);
__attribute__((noinline, cold)) static void bad(int x) { sink = x; __builtin_trap(); }
__attribute__((noinline)) static int isra(struct s *s, int n)
{
	int sum = 0;
	for (int i = 0; i < n; i++)
		sum += table[(s->a + i) & 63] * s->a;
	if (sum == 77)
		bad(sum);
	return sum;
}
__attribute__((noinline)) static int cprop(int n, int k)
{
	int sum = 0;
	for (int i = 0; i < n; i++)
		sum += table[(i * k) & 63];
	sink++;
	return sum;
}
static int part(int n)
{
	if (n < 5)
		return n;
	for (int i = 0; i < n; i++)
		sink += table[i & 63] / (n + 1);
	for (int i = 0; i < n; i++)
		sink -= table[(i + 3) & 63] % (n + 2);
	return sink;
}
int part_user(int n) { return part(n) + 1; }
int part_user2(int n) { return part(n + 2) + 3; }
int isra_user(int n) { struct s s = { n, 1, 2, 3 }; return isra(&s, n) + cprop(n, 3) + cprop(n + 1, 3); }
EOF
mkdir variants
gcc $flags -no-pie -o variants/vmlinux kernel.c variants.c 2>/dev/null
llvm=$(nm variants/vmlinux | awk '$3 ~ /^cprop/ { print $3 }')
objcopy --redefine-sym "$llvm=cprop.llvm.1234567890123456789" variants/vmlinux
: >variants.log
: >want
for s in $(nm variants/vmlinux | awk '$3 ~ /^(isra|cprop|part|bad)\./ { print $3 }'); do
	a=$((0x$(nm variants/vmlinux | awk -v f="$s" '$3 == f { print $1 }'))) z=$((0x$(size variants/vmlinux "$s")))
	at=$(addr2line -e variants/vmlinux "$(printf '0x%x' $((a + z / 2 - 1)))" | sed 's/.*://; s/ .*//')
	for name in "$s" "${s%%.*}"; do
		printf ' %s+0x%x/0x%x\n' "$name" $((z / 2)) "$z" >>variants.log
		printf ' %s+0x%x/0x%x variants.c:%s\n' "$name" $((z / 2)) "$z" "$at" >>want
	done
done
for suffix in constprop cold part llvm; do
	grep -q "\.$suffix" variants.log || echo "# gcc makes no .$suffix here"
done
run symbolize --no-standard --debuginfo variants --no-inline -k 9.9.9-test variants.log
same "$(cat out)" "$(cat want)" "variants of functions"
grep -q . want
result $? "there are some"

# User space: the path and address that a sanitizer prints, `lib.so+0x…`, and the mapping of a segfault line.
cat >foo.c <<'EOF'
int foo(volatile int *p);
static inline __attribute__((always_inline)) int in(volatile int *p)
{
	return *p; /* the fault */
}
int foo(volatile int *p)
{
	return in(p) + 1; /* the call of in */
}
EOF
mkdir user
gcc -O2 -g -shared -fPIC -fcf-protection=none -Wl,--build-id -o user/libfoo.so foo.c
id=$(readelf -n user/libfoo.so | sed -n 's/.*Build ID: *//p') at=$((0x$(nm user/libfoo.so | awk '$3 == "foo" { print $1 }')))
# The segment of code, as a kernel maps it: whole pages.
read -r off addr <<EOF
$(readelf -lW user/libfoo.so | awk '$1 == "LOAD" && /R E/ { print $2, $3; exit }')
EOF
off=$((off & ~0xfff)) addr=$((addr & ~0xfff))
ip=$((0x7f0000000000 + at - addr)) wrong=0123456789abcdef0123456789abcdef01234567
{
	printf '    #0 0x7f0011223344 in foo (/srv/libfoo.so+0x%x) (BuildId: %s)\n' $at "$id"
	printf 'libfoo.so+0x%x\n' $at
	printf '[   1.0] um[12]: segfault at 8 ip 0000%x sp 00007ffc00000000 error 4 in libfoo.so[7f0000000000+1000]\n' $ip
	printf '[   1.0] um[12]: segfault at 8 ip 0000%x sp 00007ffc00000000 error 4 in libfoo.so[%x,7f0000000000+1000]\n' $ip $((off + ip - 0x7f0000000000))
} >user.log
run symbolize --no-standard --debuginfo user user.log
same "$(grep -c "foo+0x0/0x[0-9a-f]* foo.c:$(line foo.c 'the call of in')\$" out) $(grep -c "in foo.c:$(line foo.c 'the fault') \[inline\]\$" out)" "4 4" "addresses of a shared object, by file, build-id and mapping"
sed "s/$id/$wrong/" user.log | head -1 >wrong.log
run symbolize --no-standard --debuginfo user wrong.log
same "$(cat out)" "$(cat wrong.log)" "one of another build is not looked up"
holds err "build-id is $id, not $wrong" "which is said with both build-ids"
run symbolize --no-standard --debuginfo user --force wrong.log
holds out "foo.c:$(line foo.c 'the call of in')\$" "unless forced"

# Unpacked packages of two kernels: files with debug information alone, which do not say what they are of.
for r in 5.0.0-1.el9.x86_64 5.0.0-2.el9.x86_64; do
	{ [ $r = 5.0.0-1.el9.x86_64 ] || printf '\n\n'; cat mod.c; } >mod2.c
	d=packages/$r/usr/lib/debug/lib/modules/$r/kernel/fs
	mkdir -p $d packages/$r/lib/modules/$r
	gcc $flags -c -o whole.ko mod2.c
	objcopy --only-keep-debug whole.ko $d/testmod.ko.debug
	objcopy --strip-debug whole.ko packages/$r/lib/modules/$r/testmod.ko
	xz packages/$r/lib/modules/$r/testmod.ko 2>/dev/null
done
echo " $mod [testmod]" >mod.log
l=$(line mod.c 'line of the call in the module')
for r in 1 2; do
	run symbolize --no-standard --debuginfo packages -k 5.0.0-$r.el9.x86_64 mod.log
	same "$(cat out)" " $mod [testmod] mod2.c:$((l + 2 * (r - 1)))" "of two kernels that of release $r"
done
run symbolize --no-standard --debuginfo packages -k 5.0.0-3.el9.x86_64 mod.log
same "$(cat out)" " $mod [testmod]" "none for a third"
holds err "is of kernel 5.0.0-[12].el9.x86_64, not 5.0.0-3.el9.x86_64" "which is said"

# A vmlinux with BTF alone tells nothing of an address.
objcopy --strip-all --add-section .BTF=user.log --remove-section .note.gnu.build-id dbg/vmlinux btf-vmlinux
run symbolize --no-standard --debuginfo btf-vmlinux -k 9.9.9-test --explain inline.log
same "$(cat out)" "$(cat inline.log) {none}" "BTF has no addresses"

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

# A module's place, from a frame in it that has both, also when that comes later; of that boot alone.
in=$((0x$(after dbg/mods/testmod.ko mod_write leaf)))
begin=$((0x$(nm dbg/mods/testmod.ko | awk '$3 == "mod_write" { print $1 }')))
bare=$(printf '%016x' $((-0x3ffff000 + begin + in)))
wantmod="mod_write+0x$(printf %x $in)/0x$(size dbg/mods/testmod.ko mod_write) \[testmod\] mod.c:$(line mod.c 'line of the call in the module')"
printf '[    1.0]  [<%s>]\n' "$bare" >bare.log
printf '[    1.0]  [<%s>] mod_write+0x%x/0x%s [testmod]\n' "$(printf '%016x' $((-0x3ffff000 + begin + 1)))" 1 "$(size dbg/mods/testmod.ko mod_write)" >named.log
cat bare.log named.log >both.log
run symbolize --no-standard --debuginfo dbg -k 9.9.9-test both.log
holds out "\[<$bare>\] $wantmod\$" "an address in a module, by a later frame of it"
cat named.log bare.log | "$crashql" symbolize --no-standard --debuginfo dbg -k 9.9.9-test >out
holds out "\[<$bare>\] $wantmod\$" "through a pipe, by one before"
run symbolize --no-standard --debuginfo dbg -k 9.9.9-test bare.log
same "$(cat out)" "$(cat bare.log)" "not without one"
{ cat both.log; echo "[    0.000000] Linux version 9.9.9-test (a@b) (gcc) #1 SMP"; cat bare.log; } >boots.log
run symbolize --no-standard --debuginfo dbg -k 9.9.9-test boots.log
same "$(grep -c mod.c out) $(tail -1 out)" "2 $(cat bare.log)" "of that boot alone"

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
