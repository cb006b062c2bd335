#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long grouping takes, how much memory, and how right it is, on generated reports.  Not run by ctest.

    bench.py [CRASHQL [REPORTS [BUGS]]]      REPORTS: 100000 of BUGS: 1000

Prints for a tenth of the reports and for all of them: ingest, regroup (everything derived again) with its
peak memory, ingest of 100 reports more, and how well groups match the truth: of pairs of reports in one
group the share that are one bug (precision), of pairs of one bug the share in one group (recall); beside
it the same for titles alone, and for the first three functions (what most tools hash).
"""
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter

here = os.path.dirname(os.path.abspath(__file__))


def timed(args):
    start = time.monotonic()
    pid = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = pid.stderr.read()
    _, status, usage = os.wait4(pid.pid, 0)
    if status:
        sys.exit(f"{' '.join(args)}: {message.decode()}")
    return time.monotonic() - start, usage.ru_maxrss // 1024


def pairs(counts):
    return sum(n * (n - 1) // 2 for n in counts)


def quality(store, truth, column):
    key = {"group": "f.group_id", "title": "f.kind || f.title",
           "frames": "(SELECT text FROM fault_signature s WHERE s.fault_id = f.id AND s.level = 'frames')"}[column]
    db = sqlite3.connect(store)
    both, one, other = Counter(), Counter(), Counter()
    for group, pid in db.execute(f"SELECT coalesce({key}, f.id), f.pid FROM fault_event AS f"):
        bug = truth.get(pid)
        both[group, bug] += 1
        one[group] += 1
        other[bug] += 1
    same = pairs(both.values())
    return same / pairs(one.values()), same / pairs(other.values()), len(one)


def read_truth(folder):
    with open(os.path.join(folder, "truth.tsv")) as f:
        return {int(pid): int(bug) for pid, bug in (line.split() for line in f)}


def main():
    crashql = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else os.path.join(here, "../../../build/release/crashql")
    reports = int(sys.argv[2]) if len(sys.argv) > 2 else 100000
    bugs = sys.argv[3] if len(sys.argv) > 3 else "1000"
    with tempfile.TemporaryDirectory() as work:
        for n in (reports // 10, reports):
            folder, store, more = (os.path.join(work, f"{n}{x}") for x in ("", ".db", "-more"))
            subprocess.run([sys.executable, os.path.join(here, "generate.py"), folder, str(n), bugs, "1"], check=True)
            subprocess.run([sys.executable, os.path.join(here, "generate.py"), more, "100", bugs, "2"], check=True)
            truth = read_truth(folder) | read_truth(more)
            print(f"{n} reports of {bugs} bugs")
            seconds, mib = timed([crashql, "-s", store, "ingest", "-q", folder])
            print(f"  ingest            {seconds:7.2f} s  {mib:5d} MiB")
            seconds, mib = timed([crashql, "-s", store, "regroup"])
            print(f"  regroup           {seconds:7.2f} s  {mib:5d} MiB")
            seconds, mib = timed([crashql, "-s", store, "ingest", "-q", more])
            print(f"  100 reports more  {seconds:7.2f} s  {mib:5d} MiB")
            seconds, mib = timed([crashql, "-s", store, "groups", "--format", "csv"])
            print(f"  groups            {seconds:7.2f} s  {mib:5d} MiB")
            for column in "group", "title", "frames":
                precision, recall, groups = quality(store, truth, column)
                print(f"  by {column:6}  precision {precision:.4f}  recall {recall:.4f}  {groups} groups")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
