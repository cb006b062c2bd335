#!/bin/sh
# The verb sql: what it prints, and that it cannot write.
. "$2/tests/cli/lib.sh"
run -s a.db ingest "$data"
CRASHQL_STORE=a.db
export CRASHQL_STORE

if command -v sqlite3 >/dev/null; then
	q='SELECT id, kind, title, time_boot, taint, pid, corrupted FROM fault ORDER BY id'
	"$crashql" sql --format csv "$q" | tr -d '"' >ours # they quote more
	sqlite3 -csv -header a.db "$q" | tr -d '\r"' >theirs
	cmp -s ours theirs
	result $? 'sqlite3 sees the same rows'
else
	skip 'no sqlite3'
fi
exits 0 'a query' sql 'SELECT kind, count(*) AS n FROM fault GROUP BY kind ORDER BY kind'
holds out '^hung_task *2$' 'its rows are there'
exits 0 'several statements' sql 'SELECT 1 AS a; SELECT 2 AS b;'
exits 0 'no header' sql --no-header 'SELECT 42'
same "$(cat out)" 42 'no header: the value alone'
exits 2 'wrong SQL' sql 'SELEC 1'
holds err 'syntax error' 'wrong SQL: said why'
exits 2 'no such table' sql 'SELECT * FROM not_there'
holds err 'crashql schema' 'no such table: said what lists them'
exits 0 'empty statement' sql ' -- nothing
'
echo 'SELECT 7
  AS seven;
.schema boot
SELECT 8 AS eight' | "$crashql" sql >out 2>err
same $? 0 'statements on standard input'
holds out '^ *7$' 'the first ran'
holds out '^ *8$' 'the last ran without its semicolon'
holds out 'kernel_release' 'commands of the shell work there too'

before=$(cksum <a.db)
while read -r sql; do
	exits 2 "refused: $sql" sql "$sql"
done <<'SQL'
DELETE FROM taint_flag
UPDATE boot SET host = 'x'
INSERT INTO setting VALUES (1, 'a', 'b')
INSERT INTO sqlite_master VALUES ('view', 'v', 'v', 0, 'CREATE VIEW v AS SELECT 1')
DROP VIEW fault
UPDATE sqlite_master SET sql = ''
CREATE TABLE mine (x)
CREATE TEMP TABLE mine (x)
ATTACH 'other.db' AS other
VACUUM
VACUUM INTO 'copy.db'
PRAGMA user_version = 99
PRAGMA application_id(1)
PRAGMA journal_mode = DELETE
PRAGMA writable_schema = ON
PRAGMA wal_checkpoint
REINDEX
ANALYZE
SELECT load_extension('x')
SELECT 1; DELETE FROM boot
WITH x AS (SELECT 1) DELETE FROM boot
SQL
same "$(cksum <a.db)" "$before" 'the store is as it was'
[ ! -e other.db ] && [ ! -e copy.db ]
result $? 'no other file was made'
for sql in 'PRAGMA table_info(boot)' 'PRAGMA user_version' 'PRAGMA integrity_check' \
	'SELECT * FROM pragma_table_info('\''boot'\'')' 'SELECT value FROM json_each('\''[1]'\'')' 'EXPLAIN SELECT * FROM fault'; do
	exits 0 "allowed: $sql" sql "$sql"
done
exits 0 'write when asked to' sql --write 'CREATE TABLE mine (x); INSERT INTO mine VALUES (3)'
exits 0 'and read it' sql --no-header 'SELECT x FROM mine'
same "$(cat out)" 3 'what was written is there'
exits 2 'a constraint' sql --write "INSERT INTO taint_flag VALUES ('W', 'again')"
finish
