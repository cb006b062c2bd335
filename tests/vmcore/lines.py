#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Source lines of a dump's stacks are those that eu-addr2line finds for their addresses.

    lines.py CRASHQL DUMP

The kernel's debug file is that of the standard places (Debian package linux-image-RELEASE-dbg).  Exit status
77: it is not there, or the dump or eu-addr2line is not.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from debug_dump import ingest, skip, standard_files

FRAMES = """
SELECT f.task_id, f.depth, f.address, f.exact, f.inlined, f.function, f.file, f.line, f.module
FROM task_frame AS f WHERE f.context <> 'user' AND f.task_id IS NOT NULL ORDER BY f.task_id, f.depth
"""


def chains(db):
    """Per address of the kernel: its places, innermost first."""
    places, found = [], {}
    for _, _, address, exact, inlined, _, path, line, module in db.execute(FRAMES):
        places.append((path, line))
        if inlined:
            continue
        if module is None:
            found[int(address, 16) - (0 if exact else 1)] = places
        places = []
    return found


def addr2line(vmlinux, addresses):
    text = "\n".join(f"{a:#x}" for a in addresses)
    out = subprocess.run(["eu-addr2line", "-a", "-i", "-e", vmlinux], input=text, check=True,
                         capture_output=True, text=True).stdout
    found = {}
    for line in out.splitlines():
        if re.fullmatch(r"0x[0-9a-f]+", line):
            places = found.setdefault(int(line, 16), [])
        else:
            path, number = re.match(r"(.*?):(\d+)", line).groups()
            places.append((path, int(number)))
    return found


def same(ours, theirs):
    """Paths are shortened: to what follows the folder that the kernel was built in."""
    return len(ours) == len(theirs) and all(
        path and line == number and whole.endswith(path.lstrip("./"))
        for (path, line), (whole, number) in zip(ours, theirs))


def main():
    crashql, dump = sys.argv[1:]
    if not os.access(dump, os.R_OK):
        skip(f"no {dump}")
    if not shutil.which("eu-addr2line"):
        skip("no eu-addr2line (Debian package elfutils)")
    with tempfile.TemporaryDirectory() as tmp:
        plain = ingest(crashql, dump, os.path.join(tmp, "plain.db"))
        offset, = plain.execute("SELECT kaslr_offset FROM dump").fetchone()
        vmlinux, _ = standard_files(plain)
        without = plain.execute("SELECT count(*), sum(file IS NOT NULL) FROM task_frame").fetchone()
        db = ingest(crashql, dump, os.path.join(tmp, "lines.db"), "--debuginfo", vmlinux)
        ours = {address - int(offset, 16): places for address, places in chains(db).items()}
        frames = db.execute("SELECT count(*) FROM task_frame WHERE inlined = 0").fetchone()
    theirs = addr2line(vmlinux, sorted(ours))
    failed = [f"{a:#x}: {places}, eu-addr2line: {theirs.get(a)}" for a, places in sorted(ours.items())
              if not same(places, theirs.get(a, []))]
    if without[1]:
        failed.append("lines without debug information")
    if frames[0] != without[0]:
        failed.append(f"{frames[0]} frames, {without[0]} without debug information")
    if len(ours) < 30:
        failed.append(f"only {len(ours)} addresses")
    print("\n".join(failed) if failed else f"ok: {len(ours)} addresses")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
