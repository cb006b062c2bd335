#!/bin/sh
# What reading a memory dump costs, beside the tools that do it with debug information, in one run: wall
# time (best of RUNS) and peak memory.  crash and drgn need the kernel's vmlinux; what is not installed is
# left out.  Not run by ctest.
# With vmlinux and its System.map beside it, also of a copy of the dump that tells neither types nor symbols nor
# unwind tables of its kernel, so that all of them come from vmlinux.
#   tests/bench/vmcore.sh DUMP [VMLINUX [CRASHQL [RUNS]]]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
[ $# -ge 1 ] || { sed -n 2,7p "$0"; exit 2; }
dump=$1
vmlinux=${2:-}
crashql=${3:-$here/build/release/crashql}
runs=${4:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/all.py" <<'PY'
import sys
from drgn.helpers.linux import *
print(get_dmesg(prog).decode(errors="replace"))
for t in for_each_task(prog):
    print(t.pid.value_(), task_state_to_char(t), t.comm.string_().decode(errors="replace"))
    try:
        print(prog.stack_trace(t))
    except Exception as e:
        print(e)
for s in for_each_slab_cache(prog):
    print(s.name.string_().decode(), int(s.object_size), int(s.size), slab_cache_usage(s) if "slab_cache_usage" in globals() else "")
for i, n in enumerate(("NR_FREE_PAGES",)):
    print(n, prog["vm_zone_stat"][prog[n]].counter.value_())
for m in list_for_each_entry("struct module", prog["modules"].address_of_(), "list"):
    print(m.name.string_().decode())
PY
printf '%s\n' log ps 'foreach bt' 'kmem -i' 'kmem -s' mod quit > "$work/crash.in"
system_map=$(dirname "$vmlinux")/System.map${vmlinux##*/vmlinux}
if [ -n "$vmlinux" ] && [ -r "$system_map" ]; then
	python3 "$here/tests/vmcore/hide_memory.py" "$dump" "$work/bare" "$system_map" __start_BTF:__stop_BTF \
		kallsyms_names:kallsyms_markers __start_orc_unwind_ip:__stop_orc_unwind_ip >/dev/null ||
		rm -f "$work/bare" # not kdump-compressed, or not of x86-64
fi
python3 - "$dump" "$vmlinux" "$crashql" "$runs" "$work" <<'PY'
import os, shutil, subprocess, sys, time

dump, vmlinux, crashql, runs, work = sys.argv[1:]


def run(name, argv, stdin=None):
    """Wall time and peak memory of the best of some runs; the first one, cold, is told too."""
    best, cold, rss = None, None, 0
    for i in range(int(runs)):
        if os.path.exists(work + "/x.db"):
            os.unlink(work + "/x.db")
        start = time.monotonic()
        p = subprocess.Popen(argv, stdin=open(stdin) if stdin else subprocess.DEVNULL,
                             stdout=open(work + "/out", "w"), stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(p.pid, 0)
        wall = time.monotonic() - start
        cold = wall if cold is None else cold
        best = wall if best is None else min(best, wall)
        rss = max(rss, usage.ru_maxrss)
    print(f"{name:44} {best:8.3f} s  (first {cold:7.3f} s)  {rss / 1024:8.1f} MiB"
          f"{'' if status == 0 else '  exit %d' % os.waitstatus_to_exitcode(status)}", flush=True)
    return best, rss


print(f"{dump}: {os.path.getsize(dump) / 1048576:.1f} MiB")
log = run("crashql vmcore log", [crashql, "vmcore", dump, "log"])
whole = run("crashql ingest (everything, into SQLite)", [crashql, "--store", work + "/x.db", "ingest", dump])
bare = None
if os.path.exists(work + "/bare"):
    bare = run("crashql ingest (the kernel out of vmlinux)",
               [crashql, "--store", work + "/x.db", "ingest", "--debuginfo", vmlinux, work + "/bare"])
if shutil.which("makedumpfile"):
    peer = run("makedumpfile --dump-dmesg", ["makedumpfile", "-f", "--dump-dmesg", dump, work + "/dmesg"])
    print(f"  log: {log[0] / peer[0]:.2f} of its time")
if vmlinux and shutil.which("crash"):
    peer = run("crash log; ps; foreach bt; kmem -i; kmem -s; mod",
               ["crash", "-s", "-x", vmlinux, dump], work + "/crash.in")
    print(f"  everything: {whole[0] / peer[0]:.3f} of its time, {whole[1] / peer[1]:.3f} of its memory")
    if bare:
        print(f"  out of vmlinux: {bare[0] / peer[0]:.3f} of its time, {bare[1] / peer[1]:.3f} of its memory")
if vmlinux and shutil.which("drgn"):
    peer = run("drgn, the same", ["drgn", "-q", "-c", dump, "-s", vmlinux, work + "/all.py"])
    print(f"  everything: {whole[0] / peer[0]:.3f} of its time, {whole[1] / peer[1]:.3f} of its memory")
PY
