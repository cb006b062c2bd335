#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A dump without ORC tables gives the same stacks when the kernel's debug file has call frame information.

    debug_unwind.py CRASHQL DUMP

The tables of vmlinux are made unreadable in a copy of the dump.  Exit status 77: no dump, or the debug file and
System.map of its kernel (Debian package linux-image-RELEASE-dbg) are not in the standard places.
"""

import os
import sys
import tempfile

import hide_memory
from debug_dump import ingest, skip, standard_files

LEAST = 0.97  # part of the stacks that must be equal
FRAMES = """
SELECT t.pid, f.depth, f.address, f.function, f.context FROM task_frame AS f JOIN task AS t ON t.id = f.task_id
WHERE NOT f.inlined ORDER BY t.pid, f.depth
"""
BY_KNOWLEDGE = "SELECT count(*) FROM task_frame WHERE NOT inlined AND knowledge = ?"


def stacks(db):
    found = {}
    for pid, _, *frame in db.execute(FRAMES):
        found.setdefault(pid, []).append(frame)
    return found


def main():
    crashql, dump = sys.argv[1:]
    if not os.access(dump, os.R_OK):
        skip(f"no {dump}")
    with tempfile.TemporaryDirectory() as tmp:
        plain = ingest(crashql, dump, os.path.join(tmp, "plain.db"), "--no-standard")
        vmlinux, system_map = standard_files(plain)
        copy = os.path.join(tmp, "copy")
        with open(dump, "rb") as f:
            data = bytearray(f.read())
        hide_memory.hide(data, hide_memory.symbols(system_map),
                         [("__start_orc_unwind_ip", "__stop_orc_unwind_ip")])
        with open(copy, "wb") as f:
            f.write(data)
        db = ingest(crashql, copy, os.path.join(tmp, "copy.db"), "--debuginfo", vmlinux)
        want, got = stacks(plain), stacks(db)
        by = {how: db.execute(BY_KNOWLEDGE, (how,)).fetchone()[0] for how in ("orc", "dwarf")}
    failed = [f"{pid}: {got.get(pid)}, not {frames}" for pid, frames in want.items() if got.get(pid) != frames]
    equal = len(want) - len(failed)
    print(f"{equal} of {len(want)} stacks are equal; frames by {by}")
    if equal >= LEAST * len(want) and len(want) > 30 and by["dwarf"] > 10 * by["orc"]:
        return 0
    print("\n".join(failed))
    return 1


if __name__ == "__main__":
    sys.exit(main())
