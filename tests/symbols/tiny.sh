# A kernel and a module of some functions, made with gcc for tests that symbolize, in the folder dbg:
# dbg/vmlinux, dbg/mods/testmod.ko; their sources lie beside.  Sourced after tests/cli/lib.sh.  Sets m2, m,
# inl, mod: frames that return behind the calls that are marked in the sources.
for tool in gcc objdump nm addr2line awk; do
	command -v $tool >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 77; }
done

cat >kernel.c <<'EOF'
volatile int sink;
const char banner[] = "Linux version 9.9.9-test (a@b) (gcc) #1 SMP";
void __attribute__((noinline)) deep(int n)
{
	sink -= n;
}
static inline __attribute__((always_inline)) void inner(int n)
{
	deep(n); /* line of inner */
	sink++;
}
void __attribute__((noinline)) leaf(int n)
{
	sink += n;
	sink *= 3;
}
void __attribute__((noinline)) middle(int n)
{
	inner(sink); /* line of the call of inner */
	leaf(n); /* line of the call of leaf */
	sink++;
}
void __attribute__((noinline)) middle2(int n)
{
	middle(n + 1); /* line of the call of middle */
	sink++;
}
int kernel_init(void)
{
	return sink;
}
int main(void)
{
	middle2(1); /* line of the call of middle2 */
	return (int)sizeof(banner) + kernel_init();
}
EOF
cat >twin1.c <<'EOF'
extern volatile int sink;
void leaf(int n);
void use1(int n);
static void __attribute__((noinline)) twin(int n)
{
	leaf(n); /* twin 1 */
	sink++;
}
void use1(int n) { twin(n); sink++; }
EOF
cat >twin2.c <<'EOF'
extern volatile int sink;
void leaf(int n);
void use2(int n);
static void __attribute__((noinline)) twin(int n)
{
	sink += n * 1000;
	sink += n * 2000;
	sink += n * 3000;
	sink += n * 4000;
	sink += n * 5000;
	sink += n * 6000;
	sink += n * 7000;
	sink += n * 8000;
	sink += n * 9000;
	sink += n * 10000;
	leaf(n); /* twin 2 */
	sink++;
}
void use2(int n) { twin(n); sink++; }
EOF
sed 's/use1/use3/g; s/twin 1/twin 3/; s/^static/\n\nstatic/' twin1.c >twin3.c
cat >mod.c <<'EOF'
void leaf(int n);
extern volatile int sink;
void mod_write(int n);
void mod_write(int n)
{
	sink--;
	leaf(n + 2); /* line of the call in the module */
	sink++;
}
EOF
mkdir -p dbg/mods init
flags="-O2 -g -fno-pie -fno-stack-protector -fno-optimize-sibling-calls -fcf-protection=none"
gcc $flags -no-pie -o dbg/vmlinux kernel.c twin1.c twin2.c twin3.c 2>cc.err &&
	gcc $flags -c -o dbg/mods/testmod.ko mod.c 2>>cc.err ||
	{ cat cc.err; echo "1..0 # SKIP gcc cannot make the files"; exit 77; }

line() { grep -n "$2 \*/" "$1" | cut -d: -f1; }
# size FILE FUNCTION: of the first of that name, hex without zeros
size() { nm -S "$1" | awk -v f="$2" '$4 == f && !n++ { sub(/^0+/, "", $2); print $2 }'; }
# after FILE FUNCTION CALLEE [N]: offset of what follows the call in the N-th function of that name
after() {
	objdump -dr --no-show-raw-insn "$1" | awk -v f="<$2>:" -v callee="$3" -v want="${4:-1}" '
		function hex(s,  i, v) { v = 0; s = tolower(s)
			for (i = 1; i <= length(s); i++) v = v * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
			return v }
		$2 == f { seen++; base = $1; sub(/^0+/, "", base); base = hex(base == "" ? "0" : base); next }
		/^[0-9a-f]+ </ { if (seen == want) exit }
		seen == want && /R_/ { if (index($0, callee) && prev) called = 1; next }
		seen == want && $1 ~ /^[0-9a-f]+:$/ {
			at = $1; sub(/:/, "", at)
			if (called) { printf "%x\n", hex(at) - base; exit }
			prev = $0 ~ /(call|bl|jal|brasl)/
			if (prev && index($0, "<" callee ">")) called = 1
		}'
}
[ -n "$(after dbg/vmlinux middle2 middle)" ] || { echo "1..0 # SKIP objdump's calls are not understood"; exit 77; }

m2="middle2+0x$(after dbg/vmlinux middle2 middle)/0x$(size dbg/vmlinux middle2)"
m="middle+0x$(after dbg/vmlinux middle leaf)/0x$(size dbg/vmlinux middle)"
mod="mod_write+0x$(after dbg/mods/testmod.ko mod_write leaf)/0x$(size dbg/mods/testmod.ko mod_write)"
inl="middle+0x$(after dbg/vmlinux middle deep)/0x$(size dbg/vmlinux middle)"
