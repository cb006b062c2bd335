#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tasks, stacks and modules of real dumps are those that drgn found with the kernel's debug information.

    corpus_tasks.py CRASHQL FOLDER

FOLDER has dumps NAME.* with NAME.truth.json beside them.  Exit status 77: there are none.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile

LEAST = 0.97  # part of the stacks that must be equal


def dumps(folder):
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    for truth in (n for n in names if n.endswith(".truth.json")):
        stem = truth[: -len("truth.json")]
        for name in names:
            if name.startswith(stem) and name != truth:
                yield os.path.join(folder, name), os.path.join(folder, truth)


def ingest(crashql, dump, store):
    """The store of one dump.  Damage of the file is told by the exit status 1, which fails here."""
    run = subprocess.run([crashql, "--store", store, "ingest", dump], capture_output=True, text=True)
    if run.returncode:
        return None, f"{dump}: ingest: status {run.returncode}: {run.stderr}"
    return sqlite3.connect(store), None


def task_problems(db, truth):
    fields = "pid tgid ppid comm state cpu total_vm_pages oom_score_adj".split()
    want = {tuple(t[f] for f in fields) + (t["task"], int(t["kthread"])) for t in truth["tasks"]}
    got = set(db.execute(f"SELECT {', '.join(fields)}, address, kernel_thread FROM task WHERE pid <> 0"))
    yield from (f"task {t} is missing" for t in sorted(want - got, key=str))
    yield from (f"task {t} is not in the truth" for t in sorted(got - want, key=str))


def module_problems(db, truth):
    want = {(m["name"], m["base"], m["size"]) for m in truth["modules"]}
    got = set(db.execute("SELECT name, address, size FROM kernel_module"))
    if want != got:
        yield f"modules {sorted(got)}, not {sorted(want)}"


def is_wrong_truth(stack, pid, on_cpu):
    """QEMU notes CPU + 1 as pid of what a CPU ran: drgn shows the stacks of PID 1 and 2 as the CPUs', and
    of what ran only its last words."""
    if isinstance(stack, dict):
        return True
    return pid in (1, 2) or (on_cpu and len(stack) <= 2)


def stack_problems(db, truth):
    running = {pid for (pid,) in db.execute("SELECT pid FROM task WHERE on_cpu = 1")}
    equal = 0
    problems = []
    for pid, want in truth["stacks"].items():
        pid = int(pid)
        got = [name for (name,) in db.execute(
            "SELECT function FROM task_frame JOIN task ON task.id = task_id"
            " WHERE task.pid = ? ORDER BY depth", (pid,))]
        if want == got or is_wrong_truth(want, pid, pid in running):
            equal += want == got
            continue
        problems.append(f"stack of {pid} is {got}, not {want}")
    total = equal + len(problems)
    if total < 30 or equal < LEAST * total:
        yield f"{equal} of {total} stacks are equal"
        yield from problems


def main():
    crashql, folder = sys.argv[1:]
    found = list(dumps(folder))
    failed = False
    for dump, truth_path in found:
        with open(truth_path, encoding="utf-8") as f:
            truth = json.load(f)
        with tempfile.TemporaryDirectory() as tmp:
            db, problem = ingest(crashql, dump, os.path.join(tmp, "store.db"))
            if problem:
                problems = [problem]
            else:
                problems = [*task_problems(db, truth), *module_problems(db, truth),
                            *stack_problems(db, truth)]
                db.close()
        for text in problems:
            print(f"{dump}: {text}")
        print(f"{dump}: {'failed' if problems else 'ok'}")
        failed |= bool(problems)
    if not found:
        print(f"skipped: no dumps with their truth in {folder}")
        return 77
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
