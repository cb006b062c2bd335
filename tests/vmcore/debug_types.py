#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A dump without BTF gives the same rows when the kernel's debug file is at hand.

    debug_types.py CRASHQL DUMP

BTF is made unreadable in a copy of the dump.  Exit status 77: no dump, or the debug file and System.map of
its kernel (Debian package linux-image-RELEASE-dbg) are not in the standard places.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile

import hide_memory

# What says of which file a row is, or where its facts came from.
OTHER_FILE = {"key", "path", "sha256", "taken_utc", "knowledge", "evidence"}


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def ingest(crashql, dump, store, *options):
    subprocess.run([crashql, "--store", store, "ingest", *options, dump], check=True, capture_output=True)
    return sqlite3.connect(store)


def rows(db, table):
    columns = [name for _, name, *_ in db.execute(f"PRAGMA table_info('{table}')") if name not in OTHER_FILE]
    if not columns:
        return []
    names = ", ".join(f'"{c}"' for c in columns)
    return sorted(db.execute(f'SELECT {names} FROM "{table}"'), key=repr)


def main():
    crashql, dump = sys.argv[1:]
    if not os.access(dump, os.R_OK):
        skip(f"no {dump}")
    with tempfile.TemporaryDirectory() as tmp:
        plain = ingest(crashql, dump, os.path.join(tmp, "plain.db"), "--no-standard")
        release, = plain.execute("SELECT kernel_release FROM dump").fetchone()
        vmlinux, system_map = (f"/usr/lib/debug/boot/{name}-{release}" for name in ("vmlinux", "System.map"))
        if not os.access(vmlinux, os.R_OK) or not os.access(system_map, os.R_OK):
            skip(f"no {vmlinux} (Debian package linux-image-{release}-dbg)")
        copy = os.path.join(tmp, "copy")
        with open(dump, "rb") as f:
            data = bytearray(f.read())
        hide_memory.hide(data, hide_memory.symbols(system_map), [("__start_BTF", "__stop_BTF")])
        with open(copy, "wb") as f:
            f.write(data)
        without = ingest(crashql, copy, os.path.join(tmp, "without.db"), "--no-standard")
        want = ingest(crashql, dump, os.path.join(tmp, "want.db"), "--debuginfo", vmlinux)
        got = ingest(crashql, copy, os.path.join(tmp, "got.db"), "--debuginfo", vmlinux)
        tables = [name for name, in want.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        failed = [f"{t}: rows differ" for t in tables if rows(want, t) != rows(got, t)]
        if without.execute("SELECT count(*) FROM task").fetchone()[0]:
            failed.append("tasks without types: BTF is not hidden")
        count = got.execute("SELECT count(*) FROM task WHERE knowledge = 'dwarf'").fetchone()[0]
        if count < 30:
            failed.append(f"{count} tasks are known by DWARF")
        knowledge, = got.execute("SELECT knowledge FROM dump").fetchone()
        if knowledge != "vmcoreinfo kallsyms dwarf orc":
            failed.append(f"knowledge is {knowledge}")
    print("\n".join(failed) if failed else f"ok: {len(tables)} tables, {count} tasks")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
