# `crashql export` and `crashql import`.
. "$2/tests/cli/lib.sh"
src=$2
(cd "$src" && "$crashql" --store "$work/s.db" ingest -q samples/oops samples/kasan samples/warning samples/bundles) \
	>/dev/null 2>&1

for format in ureport kcidb folded sarif; do
	exits 0 "export $format" --store s.db export $format
	cp out "$format.out"
	python3 "$src/tests/exchange/check.py" $format "$format.out" s.db >out 2>err
	result $? "$format is as its schema says"
	"$crashql" --store s.db export $format 2>/dev/null | cmp -s - "$format.out"
	result $? "$format again gives the same bytes"
done
holds folded.out 'do_syscall_64;ksys_write;vfs_write;proc_reg_write;fm_write;fm_null_a.isra.0;fm_null_b.isra.0;fm_null_c.isra.0 ' \
	"the outermost function comes first"
exits 2 "a format that there is not" --store s.db export nothing
holds err "no format nothing" "is named"

cat >bug.json <<'END'
{"version": 1, "title": "BUG: unable to handle kernel NULL pointer dereference in fm_null_c (3)",
 "id": "0123456789abcdef0123456789abcdef01234567", "status": "fixed on 2026/01/02 03:04",
 "fix-commits": [{"title": "fm: check the pointer", "hash": "89abcdef0123456789abcdef0123456789abcdef"}],
 "crashes": [{"title": "general protection fault in fm_null_c", "kernel-config": "/x"}], "unknown": null}
END
exits 0 "import of a bug of syzbot" --store s.db import bug.json
holds err "1 known issue" "says how many"
run --store s.db sql --no-header "SELECT source, status IS NOT NULL, fix_title, substr(fix_hash, 1, 12) FROM known_issue"
holds out "syzbot.*fm: check the pointer.*89abcdef0123" "its fix is kept"
run --store s.db sql --no-header "SELECT group_id FROM known_issue_match"
group=$(tr -d ' ' <out)
exits 0 "the group is found" --store s.db show group "$group"
holds out "fm: check the pointer" "and names the fix"
run --store s.db report
tr -s ' \n' ' ' <out >flat
grep -q "known syzbot 0123456789abcdef" flat && grep -q "fixed by commit 89abcdef0123" flat
result $? "the report names the bug and the fix"
run --store s.db groups
holds out "syzbot 0123456789ab .*fm_null_c" "groups name it"
exits 0 "import again" --store s.db import bug.json
run --store s.db sql --no-header "SELECT count(*) FROM known_issue"
same "$(tr -d ' ' <out)" 1 "changes nothing"

# A later version of the same file, and stores that know different things.
"$crashql" --store other.db ingest -q "$src/samples/oops" >/dev/null 2>&1
exits 0 "import of the first version" --store other.db import bug.json
sed 's/"fixed on 2026[^"]*"/"fixed in 6.9"/; s/general protection fault in fm_null_c/BUG: no such title/' bug.json >later.json
touch -d '2030-01-01 00:00:00Z' later.json
exits 0 "import of a later version" --store s.db import later.json
run --store s.db sql --no-header "SELECT count(*), max(status), max(taken_utc) FROM known_issue"
holds out "1.*fixed in 6.9.*2030-01-01T00:00:00" "replaces the first one"
run --store s.db sql --no-header "SELECT group_concat(text) FROM (SELECT text FROM known_issue_mark ORDER BY text)"
same "$(cat out | tr -d ' ')" "BUG:nosuchtitle,BUG:unabletohandlekernelNULLpointerdereferenceinfm_null_c" "its titles too"
for order in "s.db other.db" "other.db s.db"; do
	rm -f merged.db
	exits 0 "merge $order" merge merged.db $order
	run --store merged.db sql --no-header "SELECT count(*), max(status), (SELECT count(*) FROM known_issue_mark) FROM known_issue"
	holds out "1.*fixed in 6.9.*2" "the later version is there: $order"
done
exits 0 "the first version again" --store s.db import bug.json

exits 0 "import of uReports, several in a file" --store s.db import ureport.out
run --store s.db sql --no-header "SELECT count(*) FROM known_issue AS k WHERE source = 'abrt' AND NOT EXISTS (SELECT 1 FROM known_issue_match AS m WHERE m.known_issue_id = k.id)"
same "$(tr -d ' ' <out)" 0 "each is found by its duphash"
printf '{"version": 1, "Bugs": [{"title": "a", "link": "/bug?id=1"}, {"title": "b", "link": "/bug?extid=2"}]}' >list.json
exits 0 "import of a list" --store list.db import list.json
run --store list.db sql --no-header "SELECT group_concat(key) FROM known_issue"
same "$(tr -d ' ' <out)" "1,2" "ids are those of the links"

printf '{\n "title": "x",\n "id": tru\n}\n' >bad.json
exits 1 "a file that is no JSON" --store s.db import bad.json
holds err "bad.json: line 3, column" "is named with line and column"
printf '{"title": "x"}\n{"id": "y"}\n' >half.json
exits 1 "an object that is no bug" --store s.db import half.json
holds err "half.json: object 2: a bug without title" "is named with its number"
run --store s.db sql --no-header "SELECT count(*) FROM known_issue WHERE title = 'x'"
same "$(tr -d ' ' <out)" 0 "nothing of the file is taken"
: >empty.json
exits 1 "an empty file" --store s.db import empty.json
exits 1 "a file that is not there" --store s.db import nowhere.json
head -c 100000 /dev/zero | tr '\0' '[' >deep.json
exits 1 "JSON that is nested too deep" --store s.db import deep.json
finish
