#!/bin/sh
# `--debuginfod`: debug information from a server of our own on 127.0.0.1.  The kernel of tiny.sh is stripped;
# what was taken off is what the server has.
. "$2/tests/cli/lib.sh"
python3 -c 'import ctypes; ctypes.CDLL("libdebuginfod.so.1")' 2>/dev/null ||
	{ echo "1..0 # SKIP python3 or libdebuginfod1 is not installed"; exit 77; }
. "$2/tests/symbols/tiny.sh"

cat >server.py <<'PY'
"""Serves served/HEX/debuginfo and served/HEX/executable as debuginfod does; notes each request in the file
requests.  The file mode says what else to do: hang never answers, fail answers 500."""
import http.server, os, re, sys, time

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open("requests", "a") as out:
            out.write(self.path + "\n")
        mode = open("mode").read().strip()
        if mode == "hang":
            time.sleep(600)
        m = re.fullmatch(r"/buildid/([0-9a-f]+)/(debuginfo|executable)", self.path)
        path = "served/%s/%s" % m.groups() if m else ""
        if mode == "fail" or not os.path.exists(path):
            self.send_error(500 if mode == "fail" else 404)
            return
        data = open(path, "rb").read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
with open("port.new", "w") as out:
    out.write(str(server.server_address[1]))
os.rename("port.new", "port")
server.serve_forever()
PY
: >requests
echo serve >mode
python3 server.py 2>server.err &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$work"' EXIT
i=0
while [ ! -s port ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
[ -s port ] || { cat server.err; echo "1..0 # SKIP no server can be started here"; exit 77; }
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY DEBUGINFOD_PROGRESS DEBUGINFOD_VERBOSE
no_proxy=127.0.0.1 NO_PROXY=127.0.0.1
export no_proxy NO_PROXY
DEBUGINFOD_URLS="http://127.0.0.1:$(cat port)"
DEBUGINFOD_CACHE_PATH=$work/cache
DEBUGINFOD_TIMEOUT=2
export DEBUGINFOD_URLS DEBUGINFOD_CACHE_PATH DEBUGINFOD_TIMEOUT
asked() { wc -l <requests | tr -d ' '; }

id=$(readelf -n dbg/vmlinux | sed -n 's/.*Build ID: *//p')
[ -n "$id" ] || { echo "1..0 # SKIP gcc makes no build-ids"; exit 77; }
mkdir -p "served/$id" bare
objcopy --only-keep-debug dbg/vmlinux "served/$id/debuginfo"
objcopy --strip-all dbg/vmlinux bare/vmlinux
want="kernel.c:$(line kernel.c 'line of the call of middle')"
printf ' %s\n' "$inl" "$m2" >frames
same_kernel="--no-standard -k 9.9.9-test --build-id $id"

# Nothing is asked of it but with the option.
run symbolize $same_kernel frames
same "$status $(cat out)" "0 $(cat frames)" "without the option nothing is known"
run symbolize $same_kernel --debuginfo bare frames
same "$(asked)" 0 "and no server was asked"
run symbolize $same_kernel --debuginfod frames
same "$status $(cat err)" "0 " "with it one is"
holds out "^ $m2 $want\$" "and its file is used"
holds out "^ inner kernel.c:.* \[inline\]\$" "inlined functions, too"
same "$(cat requests)" "/buildid/$id/debuginfo" "one request"
run symbolize $same_kernel --debuginfod --debuginfo bare frames
holds out "^ $m2 $want\$" "a file at hand that has none does not stand in its way"
same "$(asked)" 1 "what was fetched is kept in \$DEBUGINFOD_CACHE_PATH"
[ -e "cache/$id/debuginfo" ]
result $? "which is where the client has it"
run symbolize $same_kernel --debuginfo dbg --debuginfod frames
holds out "^ $m2 $want\$" "debug information at hand"
same "$(asked)" 1 "needs no server"

# Addresses of the stripped file.
rm -rf cache requests; : >requests
echo "0x$(nm dbg/vmlinux | awk '$3 == "kernel_init" { print $1 }')" >one
"$crashql" symbolize -a -e bare/vmlinux --no-standard <one >out 2>err
same "$(sed -n 2p out) $(asked)" "??:0 0" "addresses of a stripped file"
"$crashql" symbolize -a -e dbg/vmlinux --no-standard <one >whole 2>err
"$crashql" symbolize -a -e bare/vmlinux --no-standard --debuginfod <one >out 2>err
same "$(cat out) $(asked)" "$(cat whole) 1" "and with what a server has of it"

# A store.
rm -rf cache requests; echo 1 >requests
{
	echo "[    0.000000] Linux version 9.9.9-test (a@b) (gcc) #1 SMP PREEMPT_DYNAMIC"
	echo "[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000010"
	echo "[    1.000001] Call Trace:"
	sed 's/^/[    1.000002] /' frames
	echo "[    1.000003] ---[ end trace 0000000000000000 ]---"
} >log
run --store s.db ingest log
"$crashql" --store s.db sql --write "INSERT INTO dump (source_id, row_no, kernel_release, build_id) VALUES (1, 0, '9.9.9-test', '$id')" >/dev/null 2>&1
rm -rf cache
run --store s.db symbolize --no-standard
same "$(asked)" 1 "a store is symbolized without a request, too"
run --store s.db symbolize --no-standard --debuginfod
same "$status $(asked)" "0 2" "and with one when that is wanted"
same "$("$crashql" --store s.db sql --format csv --no-header "SELECT count(*) FROM frame WHERE file = 'kernel.c'" 2>/dev/null | tr -d '\r')" 3 "and gets its lines"

# Only the file itself: names.
mkdir -p exe
mv served/"$id" away
mkdir -p "served/$id"
cp dbg/vmlinux stripped
objcopy --strip-debug stripped
cp stripped "served/$id/executable"
rm -rf cache requests; : >requests
run symbolize $same_kernel --debuginfod --explain frames
same "$status $(grep -c '{symtab}$' out)" "0 2" "a server that has the file alone gives names"
rm -rf served cache requests; : >requests
run symbolize $same_kernel --debuginfod frames
same "$status $(cat out) $(cat err)" "0 $(cat frames) " "one that has neither is no failure"
same "$(asked)" 2 "it was asked for both"

# A server that fails, says nothing, is not there, is not named: the text comes through, status 1.
check_failure() { # what, pattern
	rm -rf cache requests; : >requests
	printf ' %s\n' "$inl" "$m2" "$mod [testmod]" >some
	timeout 60 "$crashql" symbolize $same_kernel --debuginfod some >out 2>err
	status=$?
	same "$status $(cat out)" "1 $(cat some)" "$1: status 1, and the text as it was"
	same "$(grep -c . err)" 1 "$1: one message"
	holds err "$2" "$1: which says so"
}
echo hang >mode
check_failure "a server that says nothing" "no answer from $DEBUGINFOD_URLS: "
rm -rf cache
echo fail >mode
run symbolize $same_kernel --debuginfod frames
same "$status $(cat out)" "0 $(cat frames)" "a server that fails is one that has nothing, as the client sees it"
kill $server
wait $server 2>/dev/null
check_failure "a server that is not there" "no answer from $DEBUGINFOD_URLS: Connection refused"
DEBUGINFOD_URLS=
check_failure "no server is named" "DEBUGINFOD_URLS names no server"
unset DEBUGINFOD_URLS
check_failure "no server is named at all" "DEBUGINFOD_URLS names no server"
rm -f s.db
run --store s.db ingest log
run --store s.db symbolize --no-standard
same "$status" 0 "without the option none is needed"
finish
