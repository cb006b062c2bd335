#!/bin/sh
# crashql advise from a log to JSON, which must be as docs/advice.schema.json says.  Arguments: the
# program, the source folder.
set -eu
crashql=$1 top=$2
command -v python3 >/dev/null || exit 77
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
fail() {
	echo "FAIL: $*" >&2
	exit 1
}

"$crashql" --store "$dir/a.db" ingest -q "$top/samples/bundles" || fail ingest
"$crashql" --store "$dir/a.db" advise --format json >"$dir/a.json"
python3 "$top/tests/advice/check_schema.py" "$top/docs/advice.schema.json" "$dir/a.json" || fail schema
"$crashql" --store "$dir/a.db" advise --format ndjson >"$dir/a.ndjson"
python3 -c 'import json, sys
a = json.load(open(sys.argv[1]))["advice"]
b = [json.loads(line) for line in open(sys.argv[2])]
assert a and a == b, "json and ndjson differ, or are empty"' "$dir/a.json" "$dir/a.ndjson" || fail ndjson

# what ingest put into the store is what advise says
"$crashql" --store "$dir/a.db" sql --format csv 'SELECT rule FROM advice ORDER BY id' | sed 1d >"$dir/stored"
python3 -c 'import json, sys
for a in json.load(open(sys.argv[1]))["advice"]: print(a["rule"])' "$dir/a.json" | cmp - "$dir/stored" || fail stored
"$crashql" --store "$dir/a.db" advise --format csv | head -1 | grep -q '^rule,severity,title,host,evidence,source,' || fail csv
"$crashql" --store "$dir/a.db" advise --format markdown | grep -q '^## 1\. ' || fail markdown
"$crashql" --store "$dir/a.db" advise --host nobody | grep -q '^No advice' || fail host

# the files of one machine in which much is wrong, and of one that is well
"$crashql" --store "$dir/sick.db" ingest -q "$top/samples/advice/sick" || fail sick
"$crashql" --store "$dir/sick.db" advise --format json >"$dir/sick.json"
python3 "$top/tests/advice/check_schema.py" "$top/docs/advice.schema.json" "$dir/sick.json" || fail "schema of sick"
"$crashql" --store "$dir/sick.db" sql --format csv 'SELECT rule FROM advice ORDER BY rule' | sed 1d >"$dir/rules.got"
cat >"$dir/rules.want" <<-END
	frag_free_lists
	hugepages_unused
	min_free_high
	numa_balancing_off
	overcommit_never_limit
	page_tables
	psi_memory_stall
	slab_share
	swappiness_low_thrash
	thp_compaction_stall
	unaccounted_memory
	zone_reclaim_mode
END
diff -u "$dir/rules.want" "$dir/rules.got" || fail "rules on the sick machine"
# both files that it took are named
"$crashql" --store "$dir/sick.db" advise | tr -s ' \n' ' ' | grep -q 'vm.overcommit_ratio = 50; MemAvailable 391 MiB ([^)]*proc/meminfo; [^)]*sysctl_-a)' || fail "sources"
"$crashql" --store "$dir/well.db" ingest -q "$top/samples/advice/healthy" || fail healthy
"$crashql" --store "$dir/well.db" advise | grep -q '^No advice' || fail "advice for the healthy machine"

# a read-only store
chmod 400 "$dir/a.db"
"$crashql" --store "$dir/a.db" advise | grep -q 'evidence  ' || fail read-only

# rules of the user's own, and a mistake in one
mkdir "$dir/rules"
sed 's/^-- severity: 2/-- severity: 1/' "$top/analyzer/advice/rules/oom_cgroup_limit.sql" >"$dir/rules/oom_cgroup_limit.sql"
"$crashql" --store "$dir/a.db" advise --rules "$dir/rules" --min-severity 1 --format csv | grep -q '^oom_cgroup_limit,1,' || fail rules
echo "-- oops" >>"$dir/rules/mine.sql"
status=0
"$crashql" advise --list --rules "$dir/rules" 2>"$dir/err" || status=$?
[ "$status" = 2 ] || fail "status $status"
grep -q "rules/mine.sql:1: " "$dir/err" || fail "message: $(cat "$dir/err")"
status=0
"$crashql" advise --list --rules "$dir/none" 2>/dev/null || status=$?
[ "$status" = 2 ] || fail "no folder: status $status"
status=0
"$crashql" advise --min-severity 6 2>/dev/null || status=$?
[ "$status" = 2 ] || fail "severity 6: status $status"
for format in text json ndjson csv markdown; do
	"$crashql" advise --list --format $format | grep -q oom_cgroup_limit || [ $format = markdown ] || fail "list as $format"
done
