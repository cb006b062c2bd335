#!/bin/sh
# What is printed: every format parses, colours, readers that go away, full disks.
. "$2/tests/cli/lib.sh"
run -s a.db ingest "$data"
CRASHQL_STORE=a.db
export CRASHQL_STORE

if command -v jq >/dev/null; then
	json() {
		jq -e . >/dev/null 2>&1
	}
elif command -v python3 >/dev/null; then
	json() {
		python3 -c 'import json, sys; json.load(sys.stdin)' 2>/dev/null
	}
else
	json() {
		grep -q '[]}]$'
	}
fi
for what in 'report' 'groups' 'faults' 'faults --sightings' 'show fault 1' 'show group 1' 'schema' \
	'schema fault' 'sql SELECT*FROM(fault)' 'sql SELECT(NULL),x'\''00ff'\'',1e999,-0.5' \
	"triage $data" 'groups --kind mce' 'report --kind mce'; do
	run ${what} --format json
	same $status 0 "$what --format json"
	json <out
	result $? "$what gives JSON"
done
for what in 'groups' 'faults' 'sql SELECT*FROM(fault)' "scan $data"; do
	case $what in
	scan*) run ${what} ;;
	*) run ${what} --format ndjson ;;
	esac
	bad=0
	[ -s out ] || bad=1
	while IFS= read -r line; do
		printf '%s\n' "$line" | json || bad=1
	done <out
	result $bad "$what gives an object a line"
done
if command -v sqlite3 >/dev/null; then
	"$crashql" sql --format csv 'SELECT * FROM fault' >fault.csv
	sqlite3 csv.db '.import --csv fault.csv f' 2>err
	same "$(sqlite3 csv.db 'SELECT count(*) FROM f')" 5 'CSV of all columns is read back'
	same "$(sqlite3 csv.db 'SELECT group_concat(title) FROM (SELECT title FROM f ORDER BY CAST(id AS INTEGER))')" \
		"$(sqlite3 a.db 'SELECT group_concat(title) FROM (SELECT title FROM fault ORDER BY id)')" \
		'and its titles are the same'
	same "$(sqlite3 csv.db 'SELECT sum(length(excerpt)) FROM f')" \
		"$(sqlite3 a.db 'SELECT sum(length(excerpt)) FROM fault')" 'and its texts of many lines too'
fi
for what in report groups faults 'show fault 1' 'schema fault'; do
	run ${what} --format markdown
	same $status 0 "$what --format markdown"
	holds out '^[#|]' "$what has a heading or a table"
done

run report
holds out 'web01 died at 2024-03-01 10:22:31 UTC' 'the verdict says who, when'
holds out 'NULL pointer dereference in widget_poll' 'and of what'
holds out '-> kernel panic: Fatal exception' 'what followed stands below its cause'
holds out 'memhog killed once on web01' 'who was killed is said'
holds out 'memhog (pid 4242, 175 MiB resident)' 'and how much memory that freed'
holds out '=.an unsigned module was loaded' 'taint letters are explained'
holds out '23 | ' 'evidence has line numbers'
lacks out 'Call Trace' 'evidence leaves the stack to the stack'
same "$(awk 'length > 80' out)" '' 'the report fits 80 columns'
run report --host db1
lacks out 'widget' 'filters hold in the report'
run faults --since 2024-03-02 --format ndjson
same "$(wc -l <out)" 2 'since'
run faults --until 2024-03-01T10:05 --format ndjson
same "$(wc -l <out)" 1 'until, the minute named included'
run faults --kernel '6.1.*' --kind oom,panic --format ndjson
same "$(wc -l <out)" 2 'kernel and kinds'
run faults --min-severity 1 --format ndjson
same "$(wc -l <out)" 1 'severity'
run faults --title POINTER --format ndjson
same "$(wc -l <out)" 1 'title, in any case'
oom=$("$crashql" sql --no-header "SELECT id FROM fault WHERE kind = 'oom'" | tr -d ' ')
run show fault "$oom"
holds out '^ *4  .*memhog invoked oom-killer' 'show numbers the lines of the log'
run show "$("$crashql" sql --no-header "SELECT key FROM fault WHERE kind = 'oom'")"
holds out 'memhog' 'show takes a key'

# control bytes and broken UTF-8 of a log do not reach the terminal, nor break the formats
printf '[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000008\n[    1.000001] Oops: 0000 [#1] SMP\n[    1.000002] CPU: 0 PID: 7 Comm: ev\033]0;il\377\007"|` Not tainted 5.10.0 #1\n[    1.000003] RIP: 0010:frob+0x1/0x10\n[    1.000004] Call Trace:\n[    1.000005]  frob_all+0x2/0x10\n[    1.000006] ---[ end trace 0 ]---\n' >evil.log
for args in 'triage' 'triage --format markdown' 'triage --format json' 'scan'; do
	run $args evil.log
	same "$(LC_ALL=C tr -d '\n\t -~' <out | LC_ALL=C tr -d '\200-\377' | wc -c)" 0 "$args prints no control byte"
done
json <out
result $? 'scan of it is JSON'

run groups
lacks out "$(printf '\033')" 'no colours on a pipe'
run groups --color=always
holds out "$(printf '\033')" 'colours when asked for'
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
	script -qec "$crashql groups" /dev/null </dev/null >out 2>err
	holds out "$(printf '\033')" 'colours on a terminal'
	NO_COLOR=1 script -qec "$crashql groups" /dev/null </dev/null >out 2>err
	lacks out "$(printf '\033')" 'no colours with NO_COLOR'
	TERM=dumb script -qec "$crashql groups" /dev/null </dev/null >out 2>err
	lacks out "$(printf '\033')" 'no colours on a dumb terminal'
else
	skip 'no script(1), or no pseudo-terminals'
fi

"$crashql" sql --format csv 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) SELECT i FROM n' 2>err | head -n 1 >out
same "$(cat out)" i 'a reader that goes away'
[ ! -s err ]
result $? 'is no message'
if [ -c /dev/full ]; then
	"$crashql" report >/dev/full 2>err
	same $? 1 'a full disk: status'
	holds err 'standard output: No space left' 'a full disk: message'
	"$crashql" scan "$data" >/dev/full 2>err
	same $? 1 'a full disk under scan'
fi
"$crashql" report >&- 2>err
[ $? -ne 0 ] || [ ! -s err ]
result $? 'a closed standard output does no harm'
(cat "$data/web01.log"; sleep 3) | "$crashql" scan - 2>err | head -n 1 | grep -q '"kind":"oom"'
result $? 'scan prints while input is coming'
xz -c "$data/web01.log" 2>/dev/null | "$crashql" scan - >out 2>err
same "$(wc -l <out)" 3 'scan of a compressed pipe'
finish
