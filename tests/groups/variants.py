#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Faults as kernels of other ages, distributions and architectures print them get the titles that they should.

    variants.py CRASHQL TEXTS

TEXTS holds reports, written by hand after the kernel's own print formats from 3.10 to 6.14 and the prefixes of
dmesg, syslog and Android, each behind a line

    === NAME | TITLE | BUG

TITLE is that of the first fault of the report, by syzbot's conventions: the function is the innermost that is no
machinery; of a stall the entry of the work.  Reports with the same BUG are one group, all others are alone.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile


def variants(path):
    name = None
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.startswith("=== "):
                if name:
                    yield name, title, bug, "".join(text)
                name, title, bug = (field.strip() for field in line[4:].split("|"))
                text = []
            else:
                text.append(line)
    yield name, title, bug, "".join(text)


def main():
    crashql, path = sys.argv[1:]
    problems = []
    with tempfile.TemporaryDirectory() as tmp:
        wanted = {}
        for name, title, bug, text in variants(path):
            with open(os.path.join(tmp, name + ".log"), "w", encoding="utf-8") as f:
                f.write(text)
            wanted[name] = title, bug or name
        store = os.path.join(tmp, "store.db")
        logs = [os.path.join(tmp, name + ".log") for name in wanted]
        subprocess.run([crashql, "-q", "--store", store, "ingest", *logs], check=True)
        with sqlite3.connect(store) as db:
            groups = {}
            for name, (title, bug) in wanted.items():
                row = db.execute("SELECT f.title, f.group_id, f.corrupted FROM fault AS f JOIN source AS s ON s.id = f.source_id"
                                 " WHERE s.path = ? ORDER BY f.first_line LIMIT 1", (os.path.join(tmp, name + ".log"),)).fetchone()
                if not row or row[0] != title:
                    problems.append(f"{name}: title is {row and row[0]!r}, not {title!r}")
                elif row[2]:
                    problems.append(f"{name}: is taken for corrupted")
                if row:
                    groups.setdefault(bug, set()).add(row[1])
            for bug, ids in groups.items():
                if len(ids) != 1:
                    problems.append(f"{bug}: is in {len(ids)} groups")
            ids = [i for ids in groups.values() for i in ids]
            # equal titles are one group by definition
            titles = {title for title, _ in wanted.values()}
            if len(set(ids)) < len(titles):
                problems.append(f"{len(titles)} titles are in {len(set(ids))} groups")
    for text in problems:
        print(text)
    print(f"{len(wanted)} reports, {len(problems)} problems")
    return 1 if problems or len(wanted) < 40 else 0


if __name__ == "__main__":
    sys.exit(main())
