#!/bin/sh
# Stores that are none, or cannot be used; merging; deriving again.
. "$2/tests/cli/lib.sh"

echo 'this is no database, whatever its name says; it is long enough for a header of SQLite, or so' >text.db
exits 3 'store that is no SQLite' -s text.db report
holds err 'text.db: not a crashql store' 'store that is no SQLite: said so'
exits 3 'ingest into it' -s text.db ingest "$data"
same "$(head -c 7 text.db)" 'this is' 'and it is left alone'
if command -v sqlite3 >/dev/null; then
	sqlite3 other.db 'CREATE TABLE mine (x); INSERT INTO mine VALUES (1)'
	exits 3 'store of another program' -s other.db ingest "$data"
	same "$(sqlite3 other.db 'SELECT x FROM mine')" 1 'and it is left alone'
fi
: >empty.db
exits 0 'empty file becomes a store' -s empty.db ingest "$data"
exits 3 'folder that is not there' -s no/such/folder/a.db ingest "$data"
exits 3 'folder that cannot be written' -s /proc/a.db ingest "$data"
same "$(grep -c . err)" 1 'and it is said once'

run -s a.db ingest "$data/web01.log"
run -s b.db ingest "$data/db1.log"
run -s all.db ingest "$data"
exits 0 'merge' merge ab.db a.db b.db
exits 0 'merge the other way round' merge ba.db b.db a.db
exits 0 'merge again' merge ab.db a.db b.db ab.db
q="SELECT f.key, f.title, f.time_utc, f.host, e.key, c.key, g.key, g.faults FROM fault f
	JOIN fault e ON e.id = f.event_id LEFT JOIN fault c ON c.id = f.caused_by
	JOIN fault_group g ON g.id = f.group_id ORDER BY 1"
for db in all ab ba; do
	"$crashql" -s $db.db sql --format csv "$q" >$db.csv
done
same "$(wc -l <all.csv)" 6 'all faults are there'
cmp -s all.csv ab.csv
result $? 'merged halves are the whole'
cmp -s ab.csv ba.csv
result $? 'in any order'

# More evidence of one advice than it shows, and no time to sort it by: ids must not choose.
for i in 1 2 3 4 5 6 7 8 9; do
	cat >stuck$i.log <<-END
		watchdog: BUG: soft lockup - CPU#$i stuck for 2${i}s! [cat:77$i]
		CPU: $i PID: 77$i Comm: cat Not tainted 6.1.$i #1
		Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS $i
		RIP: 0010:foo_spin$i+0x10/0x40
		Call Trace:
		 foo_write$i+0x10/0x40
		 vfs_write+0xc0/0x310
	END
done
q2='SELECT rule, title, evidence FROM advice'
run -s up.db ingest stuck1.log stuck2.log stuck3.log stuck4.log stuck5.log stuck6.log stuck7.log stuck8.log stuck9.log
run -s down.db ingest stuck9.log stuck8.log stuck7.log stuck6.log stuck5.log
run -s down.db ingest stuck4.log stuck3.log stuck2.log stuck1.log
"$crashql" -s up.db sql --format csv "$q2" >up.csv
"$crashql" -s down.db sql --format csv "$q2" >down.csv
holds up.csv 'and [0-9]* more' 'advice with much evidence'
cmp -s up.csv down.csv
result $? 'is the same in any order'

exits 3 'merge of what is no store' merge ab.db text.db
holds err 'text.db' 'and the file is named'
exits 3 'merge of what is not there' merge ab.db nothing.db
"$crashql" -s ab.db sql --format csv "$q" | cmp -s - all.csv
result $? 'a merge that failed changes nothing'
exits 0 'regroup' -s ab.db regroup
"$crashql" -s ab.db sql --format csv "$q" | cmp -s - all.csv
result $? 'regroup gives the same again'
exits 0 'ingest again' -s all.db ingest "$data"
holds err '0 new sources' 'and nothing is new'
[ ! -e all.db-wal ]
result $? 'a closed store is one file'
finish
