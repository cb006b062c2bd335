#!/bin/sh
# Input that is damaged, hostile or no input at all: one message with file and place, the right exit
# status, bounded memory, and nothing else is lost.
. "$2/tests/cli/lib.sh"
good=$2/samples/gpf/poisoned-pointer.log
grep -q __asan_init "$crashql" && sanitized=1
title='general protection fault in fm_gpf'

# one_message STATUS FILE PATTERN: ingest FILE beside a good log; the good one's fault is there, and
# standard error says one thing about FILE.
one_message() {
	rm -f a.db
	run -s a.db ingest -q good.log "$2"
	same "$status" "$1" "$2: exit status"
	same "$(grep -c "$2" err)" 1 "$2: one message"
	holds err "$3" "$2: says what and where"
	same "$("$crashql" -s a.db sql --format csv 'SELECT count(*) > 0 FROM fault' | tail -1)" 1 \
		"$2: costs the other file nothing"
}

# quiet_about FILE: FILE holds the report, between what is none.
quiet_about() {
	rm -f a.db
	exits 0 "$1" -s a.db ingest -q "$1"
	same "$(wc -c <err)" 0 "$1: nothing to say"
	"$crashql" -s a.db groups >out
	holds out "$title" "$1: the report is found"
}

cp "$good" good.log

# --- bytes
head -c 300000 /dev/urandom >noise
{ cat noise; echo; cat good.log; cat noise; } >in-noise.log
quiet_about in-noise.log
{ head -c 300000 /dev/zero; echo; cat good.log; } >nul.log
quiet_about nul.log
sed 's/$/\r/' good.log >crlf.log
quiet_about crlf.log
{ printf '\377\376[    1.000000] \300\257\n'; LC_ALL=C sed "s/Debian/$(printf '\303')(/" good.log; } >invalid-utf8.log
quiet_about invalid-utf8.log
"$crashql" -s a.db faults --format json >out
iconv -f UTF-8 -t UTF-8 out >/dev/null 2>&1
result $? 'JSON of it is valid UTF-8'
{ head -c 100000000 /dev/zero | tr '\0' a; echo; cat good.log; } >long-line.log
quiet_about long-line.log
: >empty
rm -f a.db
exits 0 'empty file' -s a.db ingest empty
holds err 'empty: is empty' 'empty file is told'
exits 0 'noise alone' -s a.db ingest noise
holds err 'noise: is of no known kind' 'noise is told'

# --- compressed and cut
for tool in gzip xz zstd bzip2 lz4; do
	command -v $tool >/dev/null || continue
	$tool -c <good.log >whole.$tool 2>/dev/null
	head -c 6000 whole.$tool >cut.$tool
	one_message 1 cut.$tool "cut.$tool: .*byte 6000"
done
head -c 300000000 /dev/zero | gzip -9 >bomb.gz
one_message 1 bomb.gz 'bomb.gz: expands to more than 1000 times its size .*byte'
exits 1 'bomb, its store' -s a.db ingest bomb.gz
same "$("$crashql" -s a.db sql --format csv "SELECT status FROM source WHERE path = 'bomb.gz'" |
	tail -1)" partial 'bomb: told in the store'

# --- archives
mkdir -p x/y
cp good.log x/y/deep.log
(cd x/y && tar -cPf ../../dots.tar ../y/../y/deep.log /dev/null ../../good.log)
quiet_about dots.tar
same "$("$crashql" -s a.db sql --format csv "SELECT count(*) FROM source_path
	WHERE path LIKE '%..%'" | tail -1)" 0 'no path of it leads out'
cp good.log nested
i=0
while [ $i -lt 100 ]; do
	i=$((i + 1))
	tar -cf outer nested && mv outer nested
done
mv nested nested.tar
one_message 1 nested.tar 'nested.tar!nested!.*: archive inside too many archives'
i=0
path=x
while [ $i -lt 500 ]; do
	i=$((i + 1))
	path=$path/d
done
mkdir -p "$path" && cp good.log "$path/"
rm -f a.db
exits 0 'folders 500 deep' -s a.db ingest -q x

# --- files that cannot be read, and folders that change
mkdir closed changing
cp good.log closed/secret.log
chmod 000 closed/secret.log
other=
[ "$(id -u)" -ne 0 ] || other='setpriv --reuid 65534 --regid 65534 --clear-groups'
chmod 755 . closed
if $other "$crashql" --version >/dev/null 2>&1; then
	$other "$crashql" scan closed good.log >out 2>err
	same $? 1 'unreadable file: exit status'
	holds err '^warning: closed/secret.log: cannot be opened: Permission denied' \
		'unreadable file: is told'
	holds out "$title" 'unreadable file: costs the other file nothing'
else
	skip 'unreadable file: root reads everything'
fi
one_message 1 missing.log 'missing.log: cannot be opened: No such file'
i=0
while [ $i -lt 200 ]; do
	i=$((i + 1))
	{ echo "$i"; cat good.log; } >changing/$i.log
done
{
	while [ $i -gt 0 ]; do
		rm -f changing/$i.log
		: >changing/$((i / 2)).log
		i=$((i - 1))
	done
} &
rm -f a.db
run -s a.db ingest -q good.log changing
[ "$status" -le 1 ] && ! grep -qvE '^warning: (changing/[0-9]*.log: |[0-9]+ more could not be read)' err
result $? 'folder that changes: files that went are told, no more'
wait
"$crashql" -s a.db groups >out
holds out "$title" 'folder that changes: the rest is read'
"$crashql" scan - <x >out 2>err
same $? 1 'a folder as standard input: exit status'
holds err '^warning: -: is a folder' 'a folder as standard input: is told'

# --- what is not there, of commands that read no captures
mkdir folder
exits 1 'symbolize: no such file' symbolize no-such.log
same "$(cat err)" 'crashql: no-such.log: No such file or directory' 'symbolize: says it once'
exits 1 'import: no such file' -s i.db import no-such.json
same "$(cat err)" 'crashql: no-such.json: No such file or directory' 'import: says it once'
exits 2 'import: a folder' -s i.db import folder
same "$(head -1 err)" 'crashql: folder is a folder: name the files in it' 'import: a folder: says so'

# --- a full disk
for command in 'scan good.log' 'triage good.log' '-s a.db report' '-s a.db faults' formats schema --help; do
	# shellcheck disable=SC2086
	"$crashql" $command >/dev/full 2>err
	same $? 1 "$command: full standard output"
	holds err 'standard output: No space left on device' "$command: says so"
done
mkdir small
if mount -t tmpfs -o size=1536k tmpfs small 2>/dev/null; then
	i=0
	while [ $i -lt 100 ]; do
		i=$((i + 1))
		{ echo "$i"; cat good.log; } >x/$i.log
	done
	exits 3 'store on a full disk' -s small/a.db ingest -q x
	same "$(cat err)" 'crashql: small/a.db: database or disk is full: what was read before is kept; make room and run it again' 'store on a full disk: one message'
	mount -o remount,size=64m small
	exits 0 'room again' -s small/a.db ingest -q x
	same "$("$crashql" -s small/a.db sql --format csv 'SELECT count(*) FROM fault' | tail -1)" 101 \
		'room again: all is there'
	umount small
else
	skip 'store on a full disk: no tmpfs'
fi

# --- memory
if command -v python3 >/dev/null && [ -z "$sanitized" ]; then
	for f in long-line.log bomb.gz nested.tar in-noise.log; do
		kib=$(python3 -c "import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)" "$crashql" scan $f)
		[ "$kib" -lt 65536 ]
		result $? "$f: memory below 64 MiB ($kib KiB)"
	done
else
	skip 'memory: no python3, or sanitizers'
fi
finish
