#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a dump says of the end of its machine, and the verdict of triage.

    machine.py CRASHQL SAMPLES CORPUS

The expected values are those of crash 8.0.2 (DATE, LOAD AVERAGE) and drgn 0.0.22 (panic_cpu, the task that ran
there, saved_command_line, shadow_timekeeper.xtime_sec, avenrun).  Dumps of CORPUS that are not there are left out.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile

PANIC = "Fatal exception"
OOPS = "BUG: kernel NULL pointer dereference, address: 0000000000000020"
# panic_message, panic_cpu, panic_pid, panic_comm, taken_utc to the second, loads, command_line
CORPUS = {
    "nullp.c31": (PANIC, 1, 120, "init", "2026-11-22T07:32:16", (0.08, 0.02, 0.01),
                  "console=ttyS0 loglevel=8 panic=0 scn=null procs=6 oops=panic"),
    "deadlock.c31": (None, None, None, None, "2026-11-22T08:14:27", (0.16, 0.03, 0.01),
                     "console=ttyS0 loglevel=8 panic=0 scn=spin_deadlock procs=3"),
    # the Oops started the crash kernel before panic() could say anything
    "kdump.flat": (OOPS, 0, 1, "init", "2026-11-22T07:57:13", (0.08, 0.02, 0.01),
                   "console=ttyS0 loglevel=8 printk.time=1 panic=10 scn=kdump crashkernel=192M procs=4 oops=panic"),
}
# counters of nullp.c31: NUMA events, which the CPUs had not folded, summed up by drgn over per_cpu_zonestats; kmem -i
COUNTERS = {"numa_hit": 6838, "numa_interleave": 618, "numa_local": 6838, "Cached": 4100, "Buffers": 0,
            "CommitLimit": 105252, "SwapTotal": 0, "Committed_AS": (14454 + 2048 + 2043) * 4}
# of nullp.c31, whose last page is one of zeros: descriptors whose data ends beyond this, read with struct.unpack
CUT, CUT_MISSING, PAGES = 3000000, 9551, 19366
# sections of faultmod in nullp.c31: mod.sect_attrs in drgn; 27 of them
SECTIONS = {".text": "0xffffffffc0367000", ".text.unlikely": "0xffffffffc0367e69", ".exit.text": "0xffffffffc0368073",
            ".rodata": "0xffffffffc03694e0", ".orc_unwind": "0xffffffffc03695b0", ".data": "0xffffffffc036a040",
            ".bss": "0xffffffffc036a580", ".note.gnu.build-id": "0xffffffffc0369000", ".strtab": "0xffffffffc036fca8"}
VERDICTS = {
    "nullp.c31": ("died at 2026-11-22 07:32:16 UTC of: BUG: unable to handle kernel NULL", "Fatal exception"),
    "kdump.flat": ("idle: 1 of 2 CPUs", "died at 2026-11-22 07:57:13 UTC of: BUG: unable to handle kernel NULL", "(pid 1)"),
    "deadlock.c31": ("No fault is in the log.", "deadlock", "kernel 6.1.0-56-amd64",
                     "Advice A deadlock in the dumped kernel WHAT",
                     "deadlock: init[114] waits for spinlock fm_lock [faultmod], held by init[114] itself (suspected"),
}
FINDINGS = {
    # the blockers that README.md of the samples names; both of the ring have a third waiter
    "tiny-locks.vmcore": ("lm_ab[41] waits for mutex lm_b [lockmod], held by lm_ba[42], which waits for mutex lm_a"
                          " [lockmod], held by lm_ab[41].", "lm_rw_hold[47] holds what 2 tasks wait for: lm_rw",
                          "waiting for completion lm_done [lockmod]"),
    "tiny-corruption.vmcore": ("No fault is in the log. The dump shows overwritten memory: object 0xffff8e58009341a0",
                               "< do_syscall_64 < entry_SYSCALL_64; freed by"),
    "tiny-null.kdump": ("idle: 1 of 2 CPUs", "ran init[56], exception: oops_end < page_fault_oops <"),
}
# a log that the crash kernel has saved, of a kernel that did not come to panic()
LOG = """[    0.000000] Linux version 5.14.0-70.el9.x86_64 (mockbuild@build) (gcc 11) #1 SMP
[  812.100000] BUG: kernel NULL pointer dereference, address: 0000000000000020
[  812.100100] #PF: supervisor read access in kernel mode
[  812.100200] #PF: error_code(0x0000) - not-present page
[  812.100300] Oops: 0000 [#1] PREEMPT SMP PTI
[  812.100400] CPU: 3 PID: 4411 Comm: reader Kdump: loaded Not tainted 5.14.0-70.el9.x86_64 #1
[  812.100500] RIP: 0010:widget_poll+0x15/0x40 [widget]
[  812.100600] Call Trace:
[  812.100700]  vfs_read+0x9c/0x1a0
[  812.100800]  ksys_read+0x5f/0xe0
[  812.100900]  do_syscall_64+0x38/0x90
"""
problems = []


def check(what, got, want):
    if got != want:
        problems.append(f"{what} is {got!r}, not {want!r}")


def rows(crashql, path, tmp):
    store = os.path.join(tmp, "store.db")
    subprocess.run([crashql, "-q", "--store", store, "ingest", path], check=True)
    with sqlite3.connect(store) as db:
        return db.execute("SELECT panic_message, panic_cpu, panic_pid, panic_comm, substr(taken_utc, 1, 19),"
                          " load_1, load_5, load_15, command_line, crashed_utc IS NULL FROM dump").fetchall()


def counters(crashql, path, tmp):
    store = os.path.join(tmp, "store.db")
    subprocess.run([crashql, "-q", "--store", store, "ingest", path], check=True)
    with sqlite3.connect(store) as db:
        sections = db.execute("SELECT name, address FROM module_section WHERE module = 'faultmod'").fetchall()
        return db.execute("SELECT name, value FROM mem_stat").fetchall(), sections


def triage(crashql, path):
    run = subprocess.run([crashql, "triage", path], capture_output=True, text=True, check=True)
    return " ".join(run.stdout.split())


def main():
    crashql, samples, corpus = sys.argv[1:]
    for name, want in CORPUS.items():
        path = os.path.join(corpus, name)
        if not os.path.exists(path):
            print(f"skipped: no {path}")
            continue
        with tempfile.TemporaryDirectory() as tmp:
            (got,) = rows(crashql, path, tmp)
        check(f"{name}: who crashed and why", got[:4], want[:4])
        check(f"{name}: taken", got[4], want[4])
        check(f"{name}: load", got[5:8], want[5])
        check(f"{name}: command line", got[8], want[6])
        check(f"{name}: no crash", got[9], int(want[0] is None))
        report = triage(crashql, path)
        for text in VERDICTS[name]:
            check(f"{name}: {text!r} in the report", text in report, True)

    if os.path.exists(os.path.join(corpus, "nullp.c31")):
        with tempfile.TemporaryDirectory() as tmp:
            cut = os.path.join(tmp, "vmcore")
            with open(os.path.join(corpus, "nullp.c31"), "rb") as whole, open(cut, "wb") as f:
                f.write(whole.read(CUT))
            store = os.path.join(tmp, "cut.db")
            run = subprocess.run([crashql, "-q", "--store", store, "ingest", cut], capture_output=True, text=True)
            check("exit status of a cut dump", run.returncode, 1)
            check("it is said to be cut", f"{CUT_MISSING} of {PAGES} pages are not there" in run.stderr, True)
            with sqlite3.connect(store) as db:
                check("coverage of a cut dump",
                      db.execute("SELECT coverage, pages_missing, pages_present FROM dump").fetchall(),
                      [("filtered and truncated", CUT_MISSING, PAGES - CUT_MISSING)])
        with tempfile.TemporaryDirectory() as tmp:
            got, sections = counters(crashql, os.path.join(corpus, "nullp.c31"), tmp)
        check("sections", {name: dict(sections).get(name) for name in SECTIONS}, SECTIONS)
        check("number of sections", len(sections), 27)
        check("each counter once", len(got), len(dict(got)))
        check("counters", {name: dict(got).get(name) for name in COUNTERS}, COUNTERS)

    with tempfile.TemporaryDirectory() as tmp:
        (got,) = rows(crashql, os.path.join(samples, "vmcore", "tiny-null.kdump"), tmp)
        check("sample: who crashed and why", got[:4], (PANIC, 0, 56, "init"))
        check("sample: command line", got[8], "console=ttyS0 loglevel=8 panic=0 scn=null procs=2 oops=panic")
    for name, texts in FINDINGS.items():
        report = triage(crashql, os.path.join(samples, "vmcore", name))
        for text in texts:
            check(f"{name}: {text!r} in the report", text in report, True)

    with tempfile.TemporaryDirectory() as tmp:
        for name, died in (("vmcore-dmesg.txt", True), ("dmesg.txt", False)):
            path = os.path.join(tmp, name)
            with open(path, "w", encoding="utf-8") as f:
                f.write(LOG)
            check(f"{name}: the machine died", "died" in triage(crashql, path).split("Covers")[0], died)

    for text in problems:
        print(text)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
