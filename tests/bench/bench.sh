#!/bin/sh
# How fast the whole program is: ingest of a folder (files, faults a second), and scan of a log of 1 GiB
# made here, from a file and through a pipe (MB a second).  Not run by ctest.
#   tests/bench/bench.sh [CRASHQL [FOLDER [MIB]]]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
crashql=${1:-$here/build/release/crashql}
folder=${2:-$here/samples}
mib=${3:-1024}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 - "$crashql" "$folder" "$mib" "$work" "$here" <<'PY'
import os, resource, subprocess, sys, time

crashql, folder, mib, work, here = sys.argv[1:]


def timed(name, args, stdin=None):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    out = subprocess.run([crashql, *args], stdin=stdin, capture_output=True).stdout
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return name, wall, cpu, out


def show(row, what):
    name, wall, cpu, _ = row
    print(f"{name:24} {wall:7.2f} s  {cpu:7.2f} s CPU  {what:>16}")


# a kernel that talks, with a report every MiB
with open(os.path.join(here, "samples/gpf/poisoned-pointer.log"), "rb") as f:
    report = f.read()
quiet = b"".join(b"[%5d.%06d] usb 1-%d: new high-speed USB device number %d using xhci_hcd\n"
                 % (i // 7, i * 7919 % 1000000, i % 9, i) for i in range(14000))
log = os.path.join(work, "log")
with open(log, "wb") as f:
    while f.tell() < int(mib) << 20:
        f.write(quiet)
        f.write(report)
size = os.path.getsize(log)

row = timed("scan, file", ["scan", log])
show(row, f"{size / row[1] / 1e6:.0f} MB/s")
with subprocess.Popen(["cat", log], stdout=subprocess.PIPE) as cat:
    row = timed("scan, pipe", ["scan", "-"], cat.stdout)
show(row, f"{size / row[1] / 1e6:.0f} MB/s")
store = os.path.join(work, "a.db")
for name in "ingest", "ingest again":
    row = timed(name, ["-s", store, "ingest", "-q", folder])
    n = timed("", ["-s", store, "sql", "--format", "csv", "SELECT count(*) FROM fault"])[3]
    n = int(n.split()[-1])
    show(row, f"{n / row[1]:.0f} faults/s")
row = timed("regroup", ["-s", store, "regroup"])
show(row, f"{n / row[1]:.0f} faults/s")
row = timed("report", ["-s", store, "report"])
show(row, "")
PY
