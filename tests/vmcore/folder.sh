#!/bin/sh
# A kdump folder: the dump and the text of its log beside it are two sightings of the same reports.  The
# same from an archive and a pipe, read twice, and merged.  Arguments: crashql, the folder of samples.
crashql=$1
samples=$2
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
bad=0

ask() {
	"$crashql" --store "$1" sql --no-header --format csv "$2" | tr -d '\r'
}

is() {
	[ "$2" = "$3" ] && return
	echo "$1: got '$2', not '$3'"
	bad=1
}

mkdir -p "$tmp/crash/127.0.0.1-2026-11-22-08:20:00"
cp "$samples/tiny-null.kdump" "$tmp/crash/127.0.0.1-2026-11-22-08:20:00/vmcore"
cp "$samples/tiny-null.dmesg" "$tmp/crash/127.0.0.1-2026-11-22-08:20:00/vmcore-dmesg.txt"
"$crashql" --store "$tmp/a.db" -q ingest "$tmp/crash" || bad=1
is 'sightings, events, boots' "$(ask "$tmp/a.db" 'SELECT count(*), count(DISTINCT event_id),
	count(DISTINCT boot_id) FROM fault')" '4,2,1'
is 'places in the log' "$(ask "$tmp/a.db" 'SELECT count(*) FROM fault AS a JOIN fault AS b
	USING (kind, first_line, last_line, first_byte, last_byte) WHERE a.id < b.id')" 2
log='SELECT count(*), sum(length(text)), max(seq) FROM kernel_log'
want=$(ask "$tmp/a.db" "$log")
"$crashql" --store "$tmp/a.db" -q ingest "$tmp/crash" || bad=1
is 'read twice' "$(ask "$tmp/a.db" "$log")" "$want"

(cd "$tmp" && tar -czf crash.tar.gz crash) || bad=1
"$crashql" --store "$tmp/b.db" -q ingest "$tmp/crash.tar.gz" || bad=1
is 'from an archive' "$(ask "$tmp/b.db" "$log")" "$want"
is 'from an archive, joined' "$(ask "$tmp/b.db" 'SELECT count(DISTINCT event_id) FROM fault')" 2
gzip -c "$samples/tiny-null.kdump" | "$crashql" --store "$tmp/c.db" -q ingest - || bad=1
is 'from a pipe' "$(ask "$tmp/c.db" "$log")" "$want"

"$crashql" --store "$tmp/d.db" -q merge "$tmp/d.db" "$tmp/c.db" || bad=1
for table in dump cpu cpu_register task task_frame kernel_module kernel_log; do
	rows="SELECT count(*), total(row_no) FROM $table"
	is "merged: $table" "$(ask "$tmp/d.db" "$rows")" "$(ask "$tmp/c.db" "$rows")"
done
frames='SELECT count(*) FROM task_frame JOIN task ON task.id = task_id
	WHERE task.pid = task_frame.pid AND task.source_id = task_frame.source_id'
is 'frames of tasks' "$(ask "$tmp/d.db" "$frames")" "$(ask "$tmp/c.db" "$frames")"
exit $bad
