# Rules that steer groups, numbers and keys that last, and what `show group --why` and `groups` tell.
# Usage: sh steer.sh CRASHQL SOURCE_DIR DUMP_STORE
. "$2/tests/cli/lib.sh"
dump_store=$3

# report NAME HOST DAY FUNCTION CALLER...: a log with a NULL dereference, at a time of its own
count=0
report() {
	name=$1 host=$2 day=$3 kernel=$4 function=$5
	shift 5
	count=$((count + 1))
	{
		echo "$day 10:00:00 $host kernel: [    0.000000] Linux version $kernel (a@b) #1 SMP"
		echo "$day 10:00:0$((count % 10)) $host kernel: [   $((count + 10)).0$((count + 10))123] BUG: kernel NULL pointer dereference, address: 0000000000000010"
		echo "$day 10:00:0$((count % 10)) $host kernel: [   $((count + 10)).0$((count + 10))124] Oops: 0000 [#1] SMP"
		echo "$day 10:00:0$((count % 10)) $host kernel: [   $((count + 10)).0$((count + 10))125] CPU: 0 PID: $count Comm: sh Not tainted $kernel #1"
		echo "$day 10:00:0$((count % 10)) $host kernel: [   $((count + 10)).0$((count + 10))126] Hardware name: Model $host"
		echo "$day 10:00:0$((count % 10)) $host kernel: [   $((count + 10)).0$((count + 10))127] RIP: 0010:$function+0x1/0x20"
		echo "$day 10:00:0$((count % 10)) $host kernel: [   $((count + 10)).0$((count + 10))128] Call Trace:"
		for f in "$@"; do
			echo "$day 10:00:0$((count % 10)) $host kernel: [   $((count + 10)).0$((count + 10))129]  $f+0x5/0x10"
		done
	} >"$name.log"
}

# group_of FUNCTION [COLUMN]: of the group that the reports of FUNCTION are in
group_of() {
	"$crashql" -s s.db sql --format csv "SELECT g.${2:-id} FROM fault f JOIN fault_group g ON g.id = f.group_id WHERE f.function = '$1' LIMIT 1" | tail -1
}

report a web1 "Mar  1" 6.1.0-10-amd64 foo bar baz qux
report b web2 "Mar  2" 6.1.0-13-amd64 fob bar baz qux
report c web3 "Mar  3" 6.1.0-13-amd64 vendor_trace foo bar baz qux
exits 0 ingest -s s.db ingest -q a.log b.log c.log
foo=$(group_of foo)
fob=$(group_of fob)
key=$(group_of foo key)
[ "$foo" != "$fob" ]
result $? "two functions are two groups"

# rules that are wrong
printf '# x\nmerge "a" to "b"\n' >bad.rules
exits 2 "a rule that is none" -s s.db regroup --rules bad.rules
holds err 'bad.rules:2: a rule of this sort reads: merge PATTERN' "names file and line, and what to write"
exits 1 "rules that are not there" -s s.db regroup --rules nowhere.rules
holds err 'nowhere.rules' "names the file"

# rules
cat >good.rules <<'RULES'
ignore frame "vendor_*"
merge "*in foo" "*in fob" into "the foo bug"
RULES
exits 0 "regroup by rules" -s s.db regroup --rules good.rules
same "$(group_of fob)" "$(group_of foo)" "merged by a rule"
same "$(group_of foo title)" "the foo bug" "under the name that the rule gives"
same "$(group_of foo faults)" 3 "the function that is ignored is not blamed"
exits 0 "the old key leads on" -s s.db show group "$key"
holds out 'the foo bug' "to the group of the rule"
exits 0 "the old number leads on" -s s.db show group "$fob"
holds out 'the foo bug' "to the same group"
exits 0 "why" -s s.db show group "$(group_of foo)" --why
holds out 'HISTORY' "tells of the past"
holds out 'SHARED SIGNATURES' "tells what the reports share"
exits 2 "why of a fault" -s s.db show fault 1 --why
exits 0 "why as JSON" -s s.db show group "$(group_of foo)" --why --format json
holds out '"reports":' "has the reports"

# the rules stay with the store
report d web4 "Mar  4" 6.1.0-14-amd64 fob other caller
exits 0 "a later ingest" -s s.db ingest -q d.log
same "$(group_of foo faults)" 4 "goes by the rules of the store"
exits 0 regroup -s s.db regroup
same "$(group_of foo faults)" 4 "so does regroup"
exits 0 "merge into a new store" merge m.db s.db
same "$("$crashql" -s m.db sql --format csv 'SELECT count(*) FROM group_rule' | tail -1)" 2 "the rules come along"
"$crashql" -s plain.db ingest -q a.log b.log c.log d.log
exits 0 "a store without rules is merged" merge s.db plain.db
same "$(group_of foo faults)" 4 "into one with rules"
"$crashql" -s whole.db ingest -q a.log b.log
exits 0 "a store with rules is merged" merge whole.db plain.db s.db
same "$("$crashql" -s whole.db sql --format csv "SELECT max(faults) FROM fault_group WHERE title = 'the foo bug'" | tail -1)" 4 "all are derived by them"

printf 'split "*in fob" by caller\n' >split.rules
exits 0 "split" -s s.db regroup --rules split.rules
same "$("$crashql" -s s.db sql --format csv "SELECT count(*) FROM fault_group WHERE title LIKE '%in fob [[]caller %]'" | tail -1)" 0 "LIKE has no classes"
same "$("$crashql" -s s.db sql --format csv "SELECT group_concat(title, '; ') FROM (SELECT title FROM fault_group WHERE title GLOB '*in fob *' ORDER BY title)" | tail -1)" \
	"BUG: unable to handle kernel NULL pointer dereference in fob [caller bar]; BUG: unable to handle kernel NULL pointer dereference in fob [caller other]" "one group a caller"
: >none.rules
exits 0 "an empty file" -s s.db regroup --rules none.rules
same "$("$crashql" -s s.db sql --format csv 'SELECT count(*) FROM group_rule' | tail -1)" 0 "drops the rules"
"$dump_store" s.db >with.txt
"$dump_store" plain.db >without.txt
cmp with.txt without.txt >out 2>&1
result $? "and the store is as if there had been none"

# new since
exits 0 "new since a kernel" -s plain.db groups --new-since 6.1.0-13 --format csv
holds out 'dereference in fob' "has what no kernel before had"
lacks out 'dereference in foo,' "has no other"
exits 0 "new since a kernel by number, not by letters" -s plain.db groups --new-since 6.1.0-9 --format csv
holds out 'dereference in foo' "10 comes after 9"
exits 2 "new since nothing" -s plain.db groups --new-since soon

finish
