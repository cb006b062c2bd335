# Groups of the captures of samples/groups/lab, whose README says what they are.
# Usage: sh lab.sh CRASHQL SOURCE_DIR DUMP_STORE
. "$2/tests/cli/lib.sh"
dump_store=$3
lab=$2/samples/groups/lab
for tool in sqlite3 xz; do
	command -v $tool >/dev/null || {
		echo "1..0 # SKIP $tool is not installed"
		exit 77
	}
done

cp "$lab"/run*.console.xz .
exits 0 "ingest of all runs" -s all.db ingest -q run1.console.xz run2.console.xz run3.console.xz run4.console.xz run5.console.xz

# where each scenario begins in each run, and what is wrong in it
{
	echo "CREATE TEMP TABLE mark (path TEXT, line INTEGER, scenario TEXT);"
	for run in run?.console.xz; do
		xz -dc "$run" | sed -n '/LAB: start/{
=
s/.*LAB: start \([a-z0-9_]*\).*/\1/p
}' | while read -r line && read -r scenario; do
			echo "INSERT INTO mark VALUES ('$run', $line, '$scenario');"
		done
	done
	echo "CREATE TEMP TABLE truth (scenario TEXT, bug TEXT);"
	while read -r scenario bug; do
		echo "INSERT INTO truth VALUES ('$scenario', '$bug');"
	done <"$lab/scenarios.tsv"
	cat <<'SQL'
CREATE TEMP TABLE seen AS
SELECT f.id, f.group_id, f.title, f.caused_by, s.path, f.first_line, t.bug, t.scenario
FROM fault_event AS f JOIN source AS s ON s.id = f.source_id
JOIN mark AS m ON m.path = s.path AND m.line = (SELECT max(x.line) FROM mark AS x WHERE x.path = s.path AND x.line <= f.first_line)
JOIN truth AS t ON t.scenario = m.scenario;
SQL
} >seen.sql

# ask QUERY: of the store all.db with the table seen
ask() {
	{ cat seen.sql; echo "$1"; } >ask.sql
	sqlite3 all.db <ask.sql
}

same "$(ask "SELECT count(*) FROM mark")" "$(( $(wc -l <"$lab/scenarios.tsv") * 5 ))" "each scenario is in each run"
same "$(ask "SELECT count(*) FROM fault_event")" "$(ask "SELECT count(*) FROM seen")" "every fault is of a scenario"
same "$(ask "SELECT group_concat(scenario) FROM truth WHERE (SELECT count(DISTINCT path) FROM seen WHERE seen.scenario = truth.scenario) < 4")" "" "every scenario gave a report in at least four runs"
same "$(ask "SELECT group_concat(scenario) FROM (SELECT scenario, count(DISTINCT group_id) AS n
	FROM (SELECT *, row_number() OVER (PARTITION BY path, scenario ORDER BY first_line) AS nth FROM seen)
	WHERE nth = 1 GROUP BY scenario) WHERE n <> 1")" "" "a scenario is one group in all runs"
same "$(ask "SELECT group_concat(title) FROM (SELECT min(title) AS title, count(DISTINCT bug) AS n
	FROM seen WHERE caused_by IS NULL GROUP BY group_id) WHERE n <> 1")" "" "no group has two bugs"
same "$(ask "SELECT count(*) FROM seen AS a JOIN seen AS b ON a.id < b.id AND a.scenario = b.scenario
	AND a.title = b.title AND a.group_id <> b.group_id")" 0 "equal titles are one group"

# the same rows in whatever order they come
for run in 5 3 1 2 4; do
	"$crashql" -s turned.db ingest -q "run$run.console.xz" || result 1 "ingest of run $run"
done
"$crashql" -s half1.db ingest -q run2.console.xz run5.console.xz
"$crashql" -s half2.db ingest -q run1.console.xz run4.console.xz run3.console.xz
exits 0 "merge of two halves" merge merged.db half2.db half1.db
cp all.db again.db
exits 0 "regroup" -s again.db regroup
"$dump_store" all.db >all.txt
for store in turned merged again; do
	"$dump_store" "$store.db" >"$store.txt"
	cmp all.txt "$store.txt" >out 2>&1
	result $? "the same rows: $store"
done

echo "1..$n"
exit $failed
