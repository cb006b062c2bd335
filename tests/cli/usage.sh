#!/bin/sh
# Options, help and exit statuses.
. "$2/tests/cli/lib.sh"
verbs="triage ingest report groups faults show diff sql vmcore scan regroup merge formats schema help"

exits 0 'help' --help
for verb in $verbs; do
	holds out "^  $verb " "help lists $verb"
done
for verb in $verbs; do
	exits 0 "help of $verb" "$verb" --help
	holds out "^Usage: crashql .* $verb" "help of $verb says how to use it"
	[ ! -s err ]
	result $? "help of $verb prints no message"
	long=$(awk 'length > 80' out)
	same "$long" '' "help of $verb fits 80 columns"
done
exits 0 'version' --version
holds out '^crashql [0-9]' 'version is said'
holds out '^SQLite 3' 'version of a library is said'
exits 0 'version after a command' groups -V

exits 2 'no command'
holds err 'no command given' 'no command: said so'
exits 2 'unknown command' frobnicate
holds err 'no such command: frobnicate' 'unknown command is named'
exits 2 'unknown long option' groups --frob
holds err 'no such option: --frob' 'unknown long option is named'
exits 2 'unknown short option' groups -z
exits 2 'value missing' groups --limit
holds err '--limit needs N' 'value missing: said so'
exits 2 'value no number' groups --limit 4x
exits 2 'value not wanted' ingest --quiet=1 x
exits 2 'no such choice' groups --format xml
holds err 'one of text, json' 'choices are listed'
exits 2 'ambiguous option' groups --k x
exits 2 'no such kind' groups --kind frob
exits 2 'no such time' groups --since yesterday
exits 2 'argument missing' ingest
holds err 'ingest: needs PATH' 'argument missing: said which'
holds err 'crashql ingest --help' 'and whose help has more'
exits 2 'show without a number' show fault
holds err 'which fault' 'show without a number: asked for'
exits 2 'too many arguments' report x
exits 2 'limit below the least' ingest --max-line 1 "$data"
[ ! -s out ]
result $? 'usage errors print nothing on standard output'

exits 3 'no store' groups
holds err 'crashql.db: no such store' 'no store: the file is named'
holds err 'crashql ingest' 'no store: what to do is said'
same "$(grep -c . err)" 1 'no store: said once'

exits 0 'ingest' --store a.db ingest "$data"
holds err '5 faults' 'ingest says what it found'
exits 0 'store before the command' -s a.db groups
exits 0 'store after the command' groups -sa.db
exits 0 'short value apart' groups -s a.db -n 1
exits 0 'long value apart' groups --store a.db --limit 1
exits 0 'cut long option' groups --sto=a.db --lim=1
same "$(wc -l <out)" 2 'limit holds'
CRASHQL_STORE=a.db
export CRASHQL_STORE
exits 0 'store from the environment' groups
exits 0 'quiet ingest' -q ingest "$data"
[ ! -s err ]
result $? 'quiet ingest says nothing'
exits 0 'options end at --' ingest -- "$data/db1.log"
exits 1 'file that is not there' ingest "$data/db1.log" not-there.log
holds err 'not-there.log' 'file that is not there is named'
same "$(grep -c not-there err)" 1 'file that is not there is named once'
exits 1 'triage of a file that is not there' triage "$data/web01.log" not-there.log
holds out 'web01 died' 'what could be read is reported'
exits 2 'show of nothing' show fault 99999
exits 0 'nothing found is no error' groups --kind mce
finish
