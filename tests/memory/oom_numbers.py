#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""oom_numbers.py CRASHQL LOG...: every number of an OOM report must be in the store.

Each log is a capture of a real guest.  It is read here by expressions of this script alone, and the
store by SQL.  A line of the report that holds a number which no expression takes
fails the test, as does a number that the store does not have.  Then the badness that the store makes
again must choose the task that the kernel chose, and what the views add up is added up here too.
"""
import json
import os
import re
import subprocess
import sys
import tempfile


class Check:
    def __init__(self, crashql, log):
        self.log, self.failed, self.checked = log, 0, 0
        self.crashql = crashql
        self.folder = tempfile.TemporaryDirectory()
        self.store = os.path.join(self.folder.name, "store.db")
        subprocess.run([crashql, "--store", self.store, "ingest", log], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.faults = [r["id"] for r in self.sql("SELECT id FROM fault WHERE kind = 'oom' ORDER BY first_line")]
        self.fault = None

    def sql(self, query):
        out = subprocess.run([self.crashql, "--store", self.store, "sql", "--format", "json", query],
                             check=True, capture_output=True, text=True).stdout
        return json.loads(out)

    def rows(self, table):
        return self.sql(f"SELECT * FROM {table} WHERE fault_id = {self.fault}")

    def same(self, what, log, store):
        self.checked += 1
        if log != store:
            self.failed += 1
            print(f"{self.log}: {what}: the log says {log!r}, the store {store!r}")


def reports(log):
    """Reports of the log, lines without prefix: from the head to the kill, or to the panic."""
    found, inside = [], False
    for line in open(log, errors="replace"):
        line = re.sub(r"^\[ *\d+\.\d+\](\[ *[TC]\d+\])? ?", "", line.rstrip("\r\n"))
        if "invoked oom-killer" in line:
            inside = True
            found.append([])
        if inside:
            found[-1].append(line)
        if "Killed process" in line or line.startswith("Kernel panic"):
            inside = False
    return found


def take(line, pattern, found):
    """Give every match of pattern to found() and return the line without them."""
    def one(match):
        found(*match.groups())
        return " "
    return re.sub(pattern, one, line)


def page_kb(lines):
    for line in lines:
        m = re.match(r"Node \d+ \w+: \d+\*(\d+)kB", line)
        if m:
            return int(m.group(1))
    return 4


class Reader:
    """Compares line by line.  Methods return what of the line was not understood."""

    def __init__(self, check, lines):
        self.c, self.kb = check, page_kb(lines)
        self.oom = check.rows("oom")[0]
        self.stats = {(s["node"], s["name"]): s for s in check.rows("mem_stat")}
        self.zones = {(z["node"], z["zone"]): z for z in check.rows("zone_state")}
        self.buddy = {(b["node"], b["zone"], b["page_order"]): b for b in check.rows("buddy_free")}
        self.tasks = {t["pid"]: t for t in check.rows("oom_task")}
        self.kills = {k["pid"]: k for k in check.rows("oom_kill")}
        self.columns, self.zone, self.in_memcg, self.in_slab = None, None, False, False

    def stat(self, node, name, value, unit):
        row = self.stats.pop((node, name), {})
        self.c.same(f"{name} of node {node}", (float(value), unit), (row.get("value"), row.get("unit")))

    def oom_field(self, name, value):
        self.c.same(name, value, self.oom[name])

    def head(self, line):
        m = re.match(r"(.*) invoked oom-killer: gfp_mask=(0x[0-9a-f]+)\(([^)]*)\), order=(-?\d+), "
                     r"oom_score_adj=(-?\d+)$", line)
        for name, value in zip(("trigger_comm", "gfp_mask", "gfp_flags"), m.groups()):
            self.oom_field(name, value)
        self.oom_field("page_order", int(m.group(4)))
        self.oom_field("oom_score_adj", int(m.group(5)))
        return ""

    def counters(self, line):
        return take(line, r"(\w+):(\d+)(?= |$)", lambda n, v: self.stat(None, n, v, "pages"))

    def node_line(self, line):
        node = int(re.match(r"Node (\d+)", line).group(1))
        line = re.sub(r"^Node \d+", "", line)
        line = take(line, r"([\w()]+): ?(\d+)kB", lambda n, v: self.stat(node, n, v, "kB"))
        return take(line, r"(\w+)\? (yes|no)", lambda n, v: self.stat(node, n, v == "yes", ""))

    def zone_line(self, line):
        m = re.match(r"Node (\d+) (\w+) ", line)
        node, zone = int(m.group(1)), m.group(2)
        self.zone = self.zones[(node, zone)]
        columns = {"free": "free_pages", "boost": "boost_pages", "min": "min_pages",
                   "low": "low_pages", "high": "high_pages", "present": "present_pages",
                   "managed": "managed_pages", "free_cma": "free_cma_pages",
                   "reserved_highatomic": "highatomic_pages"}

        def found(name, value):
            if name in columns:
                self.c.same(f"{zone} {name}", int(value) // self.kb, self.zone[columns[name]])
            else:
                self.stat(node, f"{zone} {name}", value, "kB")
        line = take(line[m.end():], r"([\w()]+):(\d+)[kK]B", found)
        return take(line, r"(\w+)\? (yes|no)",
                    lambda n, v: self.stat(node, f"{zone} {n}", v == "yes", ""))

    def buddy_line(self, line):
        m = re.match(r"Node (\d+) (\w+): ", line)
        node, zone, total = int(m.group(1)), m.group(2), 0

        def found(blocks, size, types):
            nonlocal total
            order = (int(size) // self.kb).bit_length() - 1
            row = self.buddy.pop((node, zone, order), {})
            self.c.same(f"blocks of order {order} in {zone}", (int(blocks), types or None),
                        (row.get("free_blocks"), row.get("types")))
            total += int(blocks) * int(size)
        line = take(line[m.end():], r"(\d+)\*(\d+)kB(?: \((\w+)\))?", found)
        return take(line, r"= (\d+)kB", lambda v: self.c.same(f"sum of {zone}", int(v), total))

    def hugepages(self, line):
        node = int(re.match(r"Node (\d+)", line).group(1))
        size = re.search(r"hugepages_size=(\w+)", line).group(1)
        line = re.sub(r"^Node \d+|hugepages_size=\w+", "", line)
        return take(line, r"(\w+)=(\d+)", lambda n, v: self.stat(node, f"{n}({size})", v, "pages"))

    def pages(self, line):
        value, name = re.match(r"(\d+) (.*)", line).groups()
        self.stat(None, name, value, "pages")
        column = {"pages RAM": "pages_ram", "pages reserved": "pages_reserved",
                  "pages HighMem/MovableOnly": "pages_highmem"}.get(name)
        if column:
            self.oom_field(column, int(value))
        return ""

    def swap(self, line):
        name, value = re.match(r"(\w+ swap) += (\d+)kB", line).groups()
        self.stat(None, name, value, "kB")
        self.oom_field(name.lower().replace(" ", "_") + "_kb", int(value))
        return ""

    def memcg(self, line):
        what, usage, limit, failcnt = re.match(
            r"([\w+]+): usage (\d+)kB, limit (\d+)kB, failcnt (\d+)$", line).groups()
        prefix = {"memory": "memcg", "swap": "swap", "memory+swap": "swap", "kmem": "kmem"}[what]
        self.oom_field(f"{prefix}_usage_kb", int(usage))
        self.oom_field(f"{prefix}_limit_kb", int(limit))
        self.oom_field(f"{prefix}_failcnt", int(failcnt))
        return ""

    def memcg_stat(self, line):
        name, value = line.split()
        counts = name.startswith(("workingset_", "pg", "thp_", "zsw", "swpin", "swpout"))
        self.stat(None, name, value, "" if counts else "B")
        return ""

    def slab(self, line):
        name, used, total = re.match(r"(\S.*?) +(\d+)KB +(\d+)KB$", line).groups()
        self.stat(None, f"slab {name} used", used, "kB")
        self.stat(None, f"slab {name} total", total, "kB")
        return ""

    def task(self, line):
        m = re.match(r"\[ *(\d+)\] +(.*)", line)
        row = self.tasks.pop(int(m.group(1)), {})
        words = m.group(2).split(None, len(self.columns) - 1)
        names = {"total_vm": "total_vm_pages", "rss": "rss_pages", "rss_anon": "rss_anon_pages",
                 "rss_file": "rss_file_pages", "rss_shmem": "rss_shmem_pages", "name": "comm"}
        for column, word in zip(self.columns, words):
            self.c.same(f"{column} of task {m.group(1)}", word if column == "name" else int(word),
                        row.get(names.get(column, column)))
        return ""

    def constraint(self, line):
        pairs = dict(p.split("=", 1) for p in line[len("oom-kill:"):].split(",") if "=" in p)
        for key, column in (("constraint", "constraint_kind"), ("cpuset", "cpuset"),
                            ("mems_allowed", "mems_allowed"), ("oom_memcg", "oom_memcg"),
                            ("task_memcg", "task_memcg")):
            if key in pairs:
                self.oom_field(column, pairs[key])
        kill = self.kills.get(int(pairs["pid"]), {})
        self.c.same("task and uid of the constraint line", (pairs["task"], int(pairs["uid"])),
                    (kill.get("comm"), kill.get("uid")))
        return ""

    def kill(self, line):
        pid, comm, rest = re.search(r"Killed process (\d+) \((.*?)\) (.*)", line).groups()
        row = self.kills.pop(int(pid), {})
        self.c.same("name of the victim", comm, row.get("comm"))
        columns = {"total-vm": "total_vm_kb", "anon-rss": "anon_rss_kb", "file-rss": "file_rss_kb",
                   "shmem-rss": "shmem_rss_kb", "UID": "uid", "pgtables": "pgtables_kb",
                   "oom_score_adj": "oom_score_adj"}
        return take(rest, r"([\w-]+):(-?\d+)(?:kB)?",
                    lambda n, v: self.c.same(f"{n} of the victim", int(v), row.get(columns[n])))

    def line(self, line):
        """What is left of the line; None: it is of the stack or the registers."""
        if "invoked oom-killer" in line:
            return self.head(line)
        if line.startswith("oom-kill:"):
            return self.constraint(line)
        if "Killed process" in line:
            return self.kill(line)
        if re.match(r"\[ *pid *\]", line):
            self.columns = line.split("]", 1)[1].split()
            return ""
        if re.match(r"\[ *\d+\]", line):
            return self.task(line)
        if line.startswith("lowmem_reserve[]:"):
            self.c.same("lowmem_reserve", line.split(":")[1].strip(), self.zone["lowmem_reserve"])
            return ""
        if re.match(r"[\w+]+: usage \d", line):
            return self.memcg(line)
        if line.startswith("Memory cgroup stats for"):
            self.in_memcg = True
            return ""
        if line.startswith("Unreclaimable slab info"):
            self.in_slab = True
            return ""
        if line.startswith("Tasks state"):
            self.in_memcg = self.in_slab = False
            return ""
        if self.in_slab and re.search(r"\d", line):
            return self.slab(line)
        if self.in_memcg:
            return self.memcg_stat(line)
        if re.match(r"(Free|Total) swap", line):
            return self.swap(line)
        if re.match(r"\d+ (pages|total) ", line):
            return self.pages(line)
        if "hugepages_total=" in line:
            return self.hugepages(line)
        if re.match(r"Node \d+ \w+ free:", line):
            return self.zone_line(line)
        if re.match(r"Node \d+ \w+: ", line):
            return self.buddy_line(line)
        if re.match(r"Node \d+ ", line):
            return self.node_line(line)
        if re.match(r" ?(active_|unevictable|slab_|mapped|sec_|kernel_misc|free:)", line):
            return self.counters(line)
        return None

    def nothing_else(self):
        """The store has no row that the log has not."""
        for what, rest in (("mem_stat", self.stats), ("buddy_free", self.buddy),
                           ("oom_task", self.tasks), ("oom_kill", self.kills)):
            self.c.same(f"rows of {what} that are not in the log", [], list(rest))


def check_views(c, lines):
    text = "\n".join(lines)
    tasks = {}
    for m in re.finditer(r"^\[ *(\d+)\] +\d+ +\d+ +\d+ +(\d+) +(\d+) +(\d+) +(-?\d+) ", text, re.M):
        tasks[int(m.group(1))] = [int(x) for x in m.groups()[1:]]
    killed = re.search(r"Killed process (\d+) ", text)
    limit = re.search(r"^memory: usage \d+kB, limit (\d+)kB", text, re.M)
    ram = re.search(r"^(\d+) pages RAM", text, re.M)
    kb = 4
    if limit:
        total = int(limit.group(1)) // kb
    else:
        total = int(ram.group(1)) - int(re.search(r"^(\d+) pages reserved", text, re.M).group(1))
        total += int(re.search(r"^Total swap = (\d+)kB", text, re.M).group(1)) // kb
    badness = {pid: rss + swap + pgtables // (kb * 1024) + adj * (total // 1000)
               for pid, (rss, pgtables, swap, adj) in tasks.items() if adj != -1000}
    stored = {r["pid"]: r for r in c.rows("oom_candidate")}
    for pid, value in badness.items():
        c.same(f"badness of {pid}", value, stored[pid]["badness"])
    summary = c.rows("oom_summary")[0]
    c.same("task with the highest badness",
           max(badness, key=badness.get) if badness else None, summary["worst_pid"])
    c.same("kind", "memcg" if limit else "global", summary["kind"])
    c.same("sum of resident memory", sum(t[0] for t in tasks.values()) * kb if tasks else None,
           summary["tasks_rss_kb"])
    if killed:
        c.same("the kernel's choice", int(killed.group(1)), summary["worst_pid"])
        c.same("the kernel's choice has the highest badness", 1, summary["choice_is_worst"])
    if not limit:
        names = ("free", "free_pcp", "active_anon", "inactive_anon", "isolated_anon", "active_file",
                 "inactive_file", "isolated_file", "unevictable", "slab_reclaimable",
                 "slab_unreclaimable", "pagetables", "sec_pagetables", "bounce",
                 "kernel_misc_reclaimable")
        used = sum(int(re.search(rf"\b{n}:(\d+)(?!\d*kB)", text).group(1)) * kb for n in names)
        used += int(re.search(r"\bkernel_stack:(\d+)kB", text).group(1))
        c.same("memory in no counter", total * kb - used, summary["unaccounted_kb"])


def main():
    failed = 0
    for log in sys.argv[2:]:
        c = Check(sys.argv[1], log)
        found = reports(log)
        c.same("number of OOM events", len(found), len(c.faults))
        for c.fault, lines in zip(c.faults, found):
            reader = Reader(c, lines)
            for line in lines:
                left = reader.line(line)
                if left and re.search(r"\d", left):
                    c.failed += 1
                    print(f"{log}: not taken: {left.strip()}   of: {line}")
            reader.nothing_else()
            check_views(c, lines)
        print(f"{log}: {c.checked} comparisons, {c.failed} failed")
        failed += c.failed or c.checked < 40
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
