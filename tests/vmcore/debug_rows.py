#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A dump that does not tell of its kernel gives the same rows when the kernel's debug file is at hand.

    debug_rows.py CRASHQL DUMP

Types (BTF), symbols (kallsyms), and both with the unwind tables (ORC) are made unreadable in copies of the dump.
Exit status 77: no dump, or the debug file and System.map of its kernel (Debian package linux-image-RELEASE-dbg)
are not in the standard places.
"""

import os
import sys
import tempfile

import hide_memory
from debug_dump import ingest, skip, standard_files

BTF = ("__start_BTF", "__stop_BTF")
KALLSYMS = ("kallsyms_names", "kallsyms_markers")
ORC = ("__start_orc_unwind_ip", "__stop_orc_unwind_ip")
# What is hidden, and what is known then: without the debug file, and with it.
CASES = (
    ((BTF,), "vmcoreinfo kallsyms", "vmcoreinfo kallsyms dwarf orc"),
    ((KALLSYMS,), "vmcoreinfo", "vmcoreinfo symtab btf orc dwarf"),
    ((BTF, KALLSYMS, ORC), "vmcoreinfo", "vmcoreinfo symtab dwarf orc"),
)

# What says of which file a row is, or where its facts came from.
OTHER_FILE = {"key", "path", "sha256", "taken_utc", "knowledge", "evidence", "remedy"}


def rows(db, table):
    columns = [name for _, name, *_ in db.execute(f"PRAGMA table_info('{table}')") if name not in OTHER_FILE]
    if not columns:
        return []
    names = ", ".join(f'"{c}"' for c in columns)
    return sorted(db.execute(f'SELECT {names} FROM "{table}"'), key=repr)


def knowledge(db):
    return db.execute("SELECT knowledge FROM dump").fetchone()[0]


def problems(crashql, data, names, vmlinux, want, case, tmp):
    """What differs from the rows of the whole dump."""
    hidden, without, with_file = case
    data = bytearray(data)
    hide_memory.hide(data, names, hidden)
    copy = os.path.join(tmp, "copy")
    with open(copy, "wb") as f:
        f.write(data)
    blind = ingest(crashql, copy, os.path.join(tmp, "blind.db"), "--no-standard")
    got = ingest(crashql, copy, os.path.join(tmp, "got.db"), "--debuginfo", vmlinux)
    if knowledge(blind) != without:
        yield f"without debug file: {knowledge(blind)}, not {without}"
    if knowledge(got) != with_file:
        yield f"{knowledge(got)}, not {with_file}"
    tables = [name for name, in want.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    yield from (f"table {t}: rows differ" for t in tables if rows(want, t) != rows(got, t))
    if got.execute("SELECT count(*) FROM task").fetchone()[0] < 30:
        yield "there are no tasks"
    blind.close()
    got.close()


def main():
    crashql, dump = sys.argv[1:]
    if not os.access(dump, os.R_OK):
        skip(f"no {dump}")
    failed = False
    with tempfile.TemporaryDirectory() as tmp:
        plain = ingest(crashql, dump, os.path.join(tmp, "plain.db"), "--no-standard")
        vmlinux, system_map = standard_files(plain)
        with open(dump, "rb") as f:
            data = f.read()
        want = ingest(crashql, dump, os.path.join(tmp, "want.db"), "--debuginfo", vmlinux)
        for i, case in enumerate(CASES):
            folder = os.path.join(tmp, str(i))
            os.mkdir(folder)
            found = list(problems(crashql, data, hide_memory.symbols(system_map), vmlinux, want, case, folder))
            print("\n".join(found) if found else f"ok: {case[2]}")
            failed |= bool(found)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
