# crashql.so in sqlite3, and the same functions in `crashql sql`.
# Usage: sh extension.sh CRASHQL SOURCE_DIR MODULE [SANITIZERS]
module=$3
sanitize=${4:-}
. "$2/tests/cli/lib.sh"

# AddressSanitizer must be loaded before all else, and sqlite3 is not built with it.
if [ -n "$sanitize" ]; then
	preload=$(gcc -print-file-name=libasan.so)
	export ASAN_OPTIONS=detect_leaks=0
	sqlite() { LD_PRELOAD=$preload sqlite3 "$@"; }
else
	sqlite() { sqlite3 "$@"; }
fi

# ask SQL: the answer of sqlite3 in $answer
ask() {
	answer=$(sqlite -batch :memory: -cmd ".load $module" "$1" 2>err)
}

cat >oops.log <<'END'
[   12.345678] BUG: kernel NULL pointer dereference, address: 0000000000000018
[   12.345679] #PF: supervisor read access in kernel mode
[   12.345680] #PF: error_code(0x0000) - not-present page
[   12.345681] Oops: 0000 [#1] PREEMPT SMP
[   12.345682] CPU: 1 PID: 77 Comm: cat Not tainted 6.1.0 #1
[   12.345683] RIP: 0010:widget_open+0x12/0x40 [widget]
[   12.345684] Code: 48 89 e5 <48> 8b 40 18 c3
[   12.345685] RAX: 0000000000000000 RBX: 0000000000000001 RCX: 0000000000000000
[   12.345686] Call Trace:
[   12.345687]  <TASK>
[   12.345688]  chrdev_open+0xb6/0x1c0
[   12.345689]  ? cdev_device_add+0x90/0x90
[   12.345690]  do_dentry_open+0x13c/0x3a0
[   12.345691]  </TASK>
[   12.345692] ---[ end trace 0000000000000000 ]---
END

ask "SELECT fault_title(CAST(readfile('oops.log') AS TEXT))"
same "$answer" "BUG: unable to handle kernel NULL pointer dereference in widget_open" "title of a log"
ask "SELECT fault_title('all is well'), fault_title(NULL), fault_title('') IS NULL"
same "$answer" "||1" "no fault, no title"

ask "SELECT group_concat(function, ' ') FROM fault_frames(CAST(readfile('oops.log') AS TEXT)) WHERE stack = 'fault' AND reliable"
same "$answer" "widget_open chrdev_open do_dentry_open" "frames of a log"
ask "SELECT offset, size, module FROM fault_frames(CAST(readfile('oops.log') AS TEXT)) WHERE function = 'widget_open' LIMIT 1"
same "$answer" "18|64|widget" "a frame's offset, size and module"
ask "SELECT count(*) FROM fault_frames(NULL); SELECT count(*) FROM fault_frames('nothing'); SELECT count(*) FROM fault_frames"
same "$answer" "0
0
0" "no text, no frames"
ask "CREATE TABLE l (t); INSERT INTO l SELECT CAST(readfile('oops.log') AS TEXT) FROM (VALUES (1), (2), (3)); SELECT count(*) / 3.0 = (SELECT count(*) FROM fault_frames(CAST(readfile('oops.log') AS TEXT))) FROM l JOIN fault_frames(l.t)"
same "$answer" "1" "frames of every row of a join"

ask "SELECT stack_similarity('a;b;c', 'a;b;c'), stack_similarity('a', 'b'), stack_similarity('a', NULL) IS NULL"
same "$answer" "1.0|0.0|1" "similarity of the same, of others, of nothing"
# the aligned function of two weighs 1, the other 2^-alpha: more than half, whatever alpha is
ask "SELECT stack_similarity('x;y', 'x;z') > 0.5, stack_similarity('x;y', 'x;z') < 1, stack_similarity('x;y', 'x;z') = stack_similarity('x;z', 'x;y')"
same "$answer" "1|1|1" "similarity in between, and both ways"
ask "SELECT stack_similarity(char(10) || ' foo+0x1/0x2' || char(10) || ' bar+0x3/0x4', 'foo;bar')"
same "$answer" "1.0" "frames as logs print them, and with semicolons"

ask "SELECT fault_signature(CAST(readfile('oops.log') AS TEXT), 'title')"
"$crashql" --store s.db ingest -q oops.log >/dev/null 2>&1
same "$answer" "$(sqlite3 s.db "SELECT signature FROM fault_signature WHERE level = 'title'")" \
	"signature is that of the store"
ask "SELECT fault_signature('x', 'no such')"
holds err "no such level" "a level that there is not is an error"

# addresses of the module itself, when the compiler gave it a build-id
build_id=$(readelf -n "$module" 2>/dev/null | sed -n 's/.*Build ID: //p')
address=$(nm "$module" 2>/dev/null | sed -n 's/^0*\([0-9a-f]*\) t functions_register$/\1/p')
if [ -n "$build_id" ] && [ -n "$address" ]; then
	want=$(addr2line -e "$module" "0x$address" | sed 's|.*/\([^/]*:[0-9]*\).*|\1|')
	CRASHQL_DEBUGINFO=$module
	export CRASHQL_DEBUGINFO
	ask "SELECT symbolize('$build_id', '0x$address')"
	case $answer in
	*"/$want (functions_register)"*) result 0 "an address of a file in \$CRASHQL_DEBUGINFO" ;;
	*) result 1 "an address of a file in \$CRASHQL_DEBUGINFO: '$answer', addr2line: $want" ;;
	esac
	upper=$(echo "$build_id" | tr a-f A-F)
	ask "SELECT symbolize('$build_id', '0x$address') = symbolize('$upper', $((0x$address)))"
	same "$answer" "1" "build-id in upper case, offset as a number"
	unset CRASHQL_DEBUGINFO
else
	skip "the module has no build-id or no symbols"
	skip "the module has no build-id or no symbols"
fi
ask "SELECT symbolize('00112233445566778899aabbccddeeff00112233', 0), symbolize(NULL, 1), symbolize('zz', 1), symbolize('abc', 'x')"
same "$answer" "|||" "what is not known is NULL"

# bytes of any kind end no program
ask "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT count(*) FROM n
	WHERE fault_title(randomblob(i * 20)) IS NULL OR 1;
	WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT count(stack_similarity(randomblob(i), randomblob(i))) FROM n;
	WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT count(*) FROM n
	WHERE symbolize(hex(randomblob(i % 70)), random()) IS NULL OR 1"
same "$answer" "300
300
300" "random bytes"
ask "SELECT fault_title('BUG: KASAN: slab-out-of-bounds in ' || CAST(x'80fffe' AS TEXT) || 'f+0x1/0x2') IS NOT NULL"
same "$answer" "1" "bytes that are no UTF-8"

# the same in the shell of crashql, which lets nothing be written
run --store s.db sql --no-header "SELECT fault_title(excerpt) = title FROM fault"
same "$(tr -d ' ' <out)" "1" "crashql sql has the functions"
run --store s.db sql --no-header "SELECT count(DISTINCT r.function) FROM fault AS f JOIN fault_frames(f.excerpt) AS r"
same "$(tr -d ' ' <out)" "4" "crashql sql has the table function"
finish
