# SPDX-License-Identifier: Apache-2.0
"""What tests of dumps with their kernel's debug file share."""

import os
import sqlite3
import subprocess
import sys


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def ingest(crashql, dump, store, *options):
    subprocess.run([crashql, "--store", store, "ingest", *options, dump], check=True, capture_output=True)
    return sqlite3.connect(store)


def standard_files(db):
    """vmlinux and System.map of the kernel of the dump in the store; skips when Debian's are not there."""
    release, = db.execute("SELECT kernel_release FROM dump").fetchone()
    paths = [f"/usr/lib/debug/boot/{name}-{release}" for name in ("vmlinux", "System.map")]
    for path in paths:
        if not os.access(path, os.R_OK):
            skip(f"no {path} (Debian package linux-image-{release}-dbg)")
    return paths
