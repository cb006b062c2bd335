#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make logs of many faults of few bugs, and the truth: which report is of which bug.

    generate.py FOLDER REPORTS BUGS [SEED]

Writes FOLDER/*.log, 500 reports each, and FOLDER/truth.tsv: the pid that a report names, and its bug.
Nothing but the pid tells the bug, and each pid is there once.  The bugs are the same for every SEED, the
reports others.

What varies from report to report of one bug, as it does between machines:
  - five kernels, each inlines other functions (a culprit that is inlined is not named: its caller is),
    splits others into .isra.0, .part.0, .constprop.0 and .cold, and calls its entry code otherwise
  - several callers that lead to the same code; stale return addresses ("? func") in between; cut stacks
  - with KASAN a bad pointer is seen as another kind of fault than without
  - addresses, offsets, sizes, CPUs, tasks, hosts
Bugs come in families: one in three has the callers of another one, and another function at the top.
"""
import os
import random
import sys

SYSTEMS = 150
FUNCTIONS = 40
KERNELS = ["5.10.0-28-amd64", "5.15.0-105-generic", "6.1.0-13-amd64", "6.1.0-21-amd64", "6.8.0-31-generic"]
VERBS = ("init exit probe open close read write send recv alloc_ctx put_ctx lookup insert remove update flush start "
         "stop reset submit complete handle parse build attach detach connect bind poll map unmap commit walk find "
         "merge split queue drain scan").split()
TAILS = [
    ["vfs_read", "ksys_read", "__x64_sys_read"], ["vfs_write", "ksys_write", "__x64_sys_write"],
    ["vfs_ioctl", "__x64_sys_ioctl"], ["__sock_sendmsg", "____sys_sendmsg", "___sys_sendmsg", "__x64_sys_sendmsg"],
    ["sock_recvmsg", "__sys_recvfrom", "__x64_sys_recvfrom"], ["do_filp_open", "do_sys_openat2", "__x64_sys_openat"],
    ["vfs_get_tree", "path_mount", "__x64_sys_mount"], ["do_mmap", "vm_mmap_pgoff", "__x64_sys_mmap"],
]
ENTRY = {0: ["do_syscall_64", "entry_SYSCALL_64_after_hwframe"], 1: ["do_syscall_64", "entry_SYSCALL_64_after_hwframe"],
         2: ["do_syscall_64", "entry_SYSCALL_64_after_hwframe"], 3: ["x64_sys_call", "do_syscall_64", "entry_SYSCALL_64_after_hwframe"],
         4: ["x64_sys_call", "do_syscall_64", "entry_SYSCALL_64_after_hwframe"]}
WORK = ["process_one_work", "worker_thread", "kthread", "ret_from_fork"]
KINDS = ["kasan"] * 30 + ["null"] * 25 + ["gpf"] * 10 + ["warning"] * 20 + ["bug"] * 10 + ["hung"] * 5


class Bug:
    taken = set()

    def __init__(self, number, rng, other):
        self.number = number
        self.kind = rng.choice(KINDS)
        if other and rng.random() < 0.33:  # a sibling: other code called the same way
            self.system, self.chains = other.system, other.chains
        else:
            self.system = rng.randrange(SYSTEMS)
            shared = self.names(rng, 2)
            self.chains = [shared + self.names(rng, rng.randrange(1, 4)) + self.tail(rng) for _ in range(3)]
        used = {f for c in self.chains for f in c}
        free = [f for f in self.functions() if f not in used and f not in Bug.taken]
        self.culprit = rng.choice(free)
        Bug.taken.add(self.culprit)
        self.access = rng.choice(["Read", "Write"])
        self.size = rng.choice([1, 2, 4, 8, 8])
        self.object = rng.choice([64, 96, 128, 256, 512])
        self.offset = rng.randrange(0, self.object, 8)
        self.alloc = rng.choice(self.functions())
        self.free = rng.choice(self.functions())
        self.field = rng.randrange(0, 256, 8)
        self.line = rng.randrange(20, 4000)

    def functions(self):
        return [f"s{self.system}_{v}" for v in VERBS[:FUNCTIONS]]

    def names(self, rng, n):
        return rng.sample(self.functions(), n)

    @staticmethod
    def tail(rng):
        return ["work"] if rng.random() < 0.15 else list(rng.choice(TAILS))


def rolled(kernel, function, what, share):
    """The same answer for the same kernel and function: a compiler decides once."""
    return random.Random(f"{kernel}/{function}/{what}").random() < share


def shown(kernel, function):
    for suffix in ".isra.0", ".part.0", ".constprop.0", ".cold":
        if rolled(kernel, function, suffix, 0.05):
            return function + suffix
    return function


def frame(rng, name):
    size = (sum(map(ord, name)) % 200 + 20) * 16
    return f"{name}+0x{rng.randrange(1, size):x}/0x{size:x}"


class Report:
    def __init__(self, bug, rng, pid):
        self.bug, self.rng, self.pid = bug, rng, pid
        self.kernel = rng.randrange(len(KERNELS))
        self.cpu, self.comm = rng.randrange(64), rng.choice(["kworker/3:1", "sshd", "nginx", "qemu-system-x86", "a.out"])
        chain = list(rng.choice(bug.chains))
        chain = chain[:-1] + WORK if chain[-1] == "work" else chain + ENTRY[self.kernel]
        path = [f for f in [bug.culprit] + chain if not (f.startswith("s") and rolled(self.kernel, f, "inline", 0.06))]
        if rng.random() < 0.05:
            path = path[:max(4, rng.randrange(4, len(path) + 1))]
        self.path = [shown(self.kernel, f) for f in path]

    def trace(self, frames):
        yield "Call Trace:"
        yield " <TASK>"
        for f in frames:
            while self.rng.random() < 0.15:
                yield f" ? {frame(self.rng, f's{self.rng.randrange(SYSTEMS)}_{self.rng.choice(VERBS)}')}"
            yield f" {frame(self.rng, f)}"
        yield " </TASK>"

    def head(self):
        return (f"CPU: {self.cpu} PID: {self.pid} Comm: {self.comm} Not tainted {KERNELS[self.kernel]} #1")

    def hardware(self):
        return f"Hardware name: Vendor Model {self.pid % 7}, BIOS 1.{self.pid % 3} 01/01/2024"

    def address(self):
        return f"ffff8881{self.rng.randrange(1 << 32):08x}"

    def lines(self):
        return getattr(self, self.bug.kind)()

    def kasan(self):
        b = self.bug
        address = self.address()
        yield "=================================================================="
        yield f"BUG: KASAN: slab-use-after-free in {frame(self.rng, self.path[0])}"
        yield f"{b.access} of size {b.size} at addr {address} by task {self.comm}/{self.pid}"
        yield ""
        yield self.head()
        yield self.hardware()
        yield from self.trace(["dump_stack_lvl", "print_report", "kasan_report"] + self.path)
        yield ""
        for what, function in ("Allocated", b.alloc), ("Freed", b.free):
            yield f"{what} by task {self.rng.randrange(1, 1 << 20)}:"
            call = "kmalloc_trace" if what == "Allocated" else "kfree"
            for f in ["kasan_save_stack", "kasan_set_track", call, function] + ["do_syscall_64"]:
                yield f" {frame(self.rng, f)}"
            yield ""
        start = int(address, 16) - b.offset
        yield f"The buggy address belongs to the object at {start:016x}"
        yield f" which belongs to the cache kmalloc-{b.object} of size {b.object}"
        yield f"The buggy address is located {b.offset} bytes inside of"
        yield f" freed {b.object}-byte region [{start:016x}, {start + b.object:016x})"
        yield "=================================================================="

    def oops(self, first, code):
        yield first
        yield f"Oops: {code} [#1] PREEMPT SMP NOPTI"
        yield self.head()
        yield self.hardware()
        yield f"RIP: 0010:{frame(self.rng, self.path[0])}"
        yield f"RSP: 0018:ffffc900{self.rng.randrange(1 << 32):08x} EFLAGS: 00010246"
        yield from self.trace(self.path[1:])
        yield "---[ end trace 0000000000000000 ]---"

    def null(self):
        if self.rng.random() < 0.08:  # with KASAN the same access is another trap
            yield from self.gpf(": 0000", 0xdffffc0000000000 + self.bug.field // 8)
            return
        yield from self.oops(f"BUG: kernel NULL pointer dereference, address: {self.bug.field:016x}", "0000")

    def gpf(self, tail="", address=None):
        address = 0xdead000000000000 + self.bug.field if address is None else address
        yield (f"general protection fault, probably for non-canonical address 0x{address:x}{tail} "
               "[#1] PREEMPT SMP NOPTI")
        yield self.head()
        yield self.hardware()
        yield f"RIP: 0010:{frame(self.rng, self.path[0])}"
        yield from self.trace(self.path[1:])
        yield "---[ end trace 0000000000000000 ]---"

    def place(self):
        return f"drivers/s{self.bug.system}/core.c:{self.bug.line + 7 * (self.kernel // 2)}"

    def warning(self):
        yield "------------[ cut here ]------------"
        yield f"WARNING: CPU: {self.cpu} PID: {self.pid} at {self.place()} {frame(self.rng, self.path[0])}"
        yield self.head()
        yield self.hardware()
        yield f"RIP: 0010:{frame(self.rng, self.path[0])}"
        yield from self.trace(self.path[1:])
        yield "---[ end trace 0000000000000000 ]---"

    def bug_on(self):
        yield "------------[ cut here ]------------"
        yield f"kernel BUG at {self.place()}!"
        yield f"invalid opcode: 0000 [#1] PREEMPT SMP NOPTI"
        yield self.head()
        yield self.hardware()
        yield f"RIP: 0010:{frame(self.rng, self.path[0])}"
        yield from self.trace(self.path[1:])
        yield "---[ end trace 0000000000000000 ]---"

    def hung(self):
        comm = self.comm.replace("/", "-")
        yield f"INFO: task {comm}:{self.pid} blocked for more than {self.rng.choice([120, 122, 241])} seconds."
        yield f"      Not tainted {KERNELS[self.kernel]} #1"
        yield '"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.'
        yield f"task:{comm} state:D stack:0 pid:{self.pid} ppid:2 flags:0x00004000"
        yield from self.trace(["__schedule", "schedule", "schedule_preempt_disabled", "__mutex_lock"] + self.path)


def write(folder, n_reports, n_bugs, seed):
    rng = random.Random(n_bugs)
    bugs = []
    for i in range(n_bugs):
        bugs.append(Bug(i, rng, rng.choice(bugs) if bugs else None))
    # few bugs make most of the reports
    weights = [1 / (1 + i) ** 0.5 for i in range(n_bugs)]
    rng.shuffle(weights)
    rng = random.Random(seed)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "truth.tsv"), "w") as truth:
        for first in range(0, n_reports, 500):
            host = f"host{first // 500 % 97:02d}"
            log = open(os.path.join(folder, f"{first // 500:05d}.log"), "w")
            clock = 10.0
            for i in range(first, min(first + 500, n_reports)):
                bug = rng.choices(bugs, weights)[0]
                pid = i + 1 + seed * 10_000_000
                report = Report(bug, rng, pid)
                method = report.bug_on if bug.kind == "bug" else report.lines
                for line in method():
                    clock += 0.000013
                    log.write(f"[{clock:12.6f}] {line}\n")
                clock += 1 + rng.random()
                log.write(f"[{clock:12.6f}] {host}: usb 1-1: new device\n")
                truth.write(f"{pid}\t{bug.number}\n")
            log.close()


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    write(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 1)
