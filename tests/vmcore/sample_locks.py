#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sample_locks.py CRASHQL SAMPLES: what is read out of the dump tiny-locks against the truth.

Truth: tiny-locks.proc is what /proc of the same guest printed a moment before the dump; the locks are those
of the module that took them, whose source the table below repeats.
"""
import re, sqlite3, subprocess, sys, tempfile, os

crashql, samples = sys.argv[1:]
# task: kind, mode, lock, who holds it.  Locks on the heap have no name; NONE: nothing tells
LOCKS = {
    'lm_ab': ('mutex', None, 'lm_b [lockmod]', 'lm_ba'),
    'lm_ba': ('mutex', None, 'lm_a [lockmod]', 'lm_ab'),
    'lm_a3': ('mutex', None, 'lm_a [lockmod]', 'lm_ab'),
    'lm_c_kill': ('mutex', None, 'lm_c [lockmod]', 'lm_c_hold'),
    'lm_heap': ('mutex', None, None, 'lm_c_hold'),
    'lm_rw_r': ('rwsem', 'read', 'lm_rw [lockmod]', 'lm_rw_hold'),
    'lm_rw_w': ('rwsem', 'write', 'lm_rw [lockmod]', 'lm_rw_hold'),
    'lm_rr_w': ('rwsem', 'write', 'lm_rw_read [lockmod]', 'lm_rr_hold'),
    'lm_sem': ('semaphore', None, 'lm_sem [lockmod]', None),
    'lm_done': ('completion', None, 'lm_done [lockmod]', None),
    'lm_wq': ('wait_queue', None, 'lm_wq [lockmod]', None),
    'lm_rt': ('rt_mutex', None, 'lm_rt [lockmod]', 'lm_rt_hold'),
}
failed = 0


def check(what, got, want):
    global failed
    if got != want:
        failed += 1
        print('%s:\n  want %r\n  got  %r' % (what, want, got))


def sections(path):
    ret, name = {}, None
    for line in open(path):
        if line.startswith('== '):
            name = line[3:].strip()
            ret[name] = []
        elif name and line.strip():
            ret[name].append(line.rstrip('\n'))
    return ret


with tempfile.TemporaryDirectory() as folder:
    store = os.path.join(folder, 's.db')
    dump = os.path.join(samples, 'vmcore', 'tiny-locks.vmcore')
    subprocess.run([crashql, '--store', store, 'ingest', dump], check=True, stderr=subprocess.DEVNULL)
    db = sqlite3.connect(store)
    proc = sections(os.path.join(samples, 'vmcore', 'tiny-locks.proc'))
    rows = lambda sql, *a: db.execute(sql, a).fetchall()

    # who waits for what
    got = {r[0]: r[1:] for r in rows(
        "SELECT waiter_comm, kind, mode, iif(lock LIKE '0x%', NULL, lock), owner_comm FROM lock_waiter "
        "WHERE waiter_comm LIKE 'lm_%'")}
    check('locks', got, LOCKS)
    check('the worker that waits', rows("SELECT kind, lock, owner_comm FROM lock_waiter WHERE waiter_comm LIKE 'kworker%'"),
          [('mutex', 'lm_c [lockmod]', 'lm_c_hold')])
    names = dict(rows('SELECT pid, comm FROM task'))
    rings = [[names[int(p)] for p in r[0].split('>')] for r in rows('SELECT pids FROM lock_deadlock')]
    check('deadlocks', [sorted(set(r)) for r in rings], [['lm_ab', 'lm_ba']])
    blocked = dict(rows('SELECT comm, blocked_tasks FROM lock_blocker WHERE root'))
    check('blockers', blocked, {'lm_c_hold': 3, 'lm_rw_hold': 2, 'lm_rr_hold': 1, 'lm_rt_hold': 1})

    # what ran where: the module's work item, its delayed one and its timer
    check('work', rows("SELECT state, function, module FROM work_item WHERE module = 'lockmod'"),
          [('running', 'lm_work_fn', 'lockmod')])
    timers = {r[0]: r[1:] for r in rows("SELECT function, kind, expires_s FROM timer WHERE module = 'lockmod'")}
    check('timers', {k: v[0] for k, v in timers.items()}, {'lm_work2_fn': 'delayed work', 'lm_timer_fn': 'timer'})
    # armed 1000 s and 2000 s ahead, some seconds before the dump
    check('when', (980 < timers['lm_work2_fn'][1] < 1000, 1980 < timers['lm_timer_fn'][1] < 2000), (True, True))

    # /proc/mounts, /proc/modules, /proc/interrupts
    # the root's device is "rootfs" there, "none" in the mount itself
    check('mounts', [tuple(r) for r in rows('SELECT mount_point, fs_type FROM mount ORDER BY row_no')],
          [tuple(l.split()[1:3]) for l in proc['mounts']])
    check('modules', [(n, s, a) for n, s, a in rows('SELECT name, size, address FROM kernel_module ORDER BY row_no')],
          [(f[0], int(f[1]), f[5]) for f in (l.split() for l in proc['modules'])])
    want = {}
    for l in proc['interrupts'][1:]:
        m = re.match(r' *(\d+): +(\d+) +(\d+) +(\S+) +\S+ +(.*)', l)
        if m:
            want[int(m[1])] = (m[4], m[5], int(m[2]) + int(m[3]))
    got = {r[0]: r[1:] for r in rows('SELECT irq, chip, name, count FROM irq')}
    check('interrupts', {k: v[:2] for k, v in got.items()}, {k: v[:2] for k, v in want.items()})
    # the serial line went on printing
    check('interrupt counts', all(got[k][2] >= v[2] for k, v in want.items()), True)

    # /proc/slabinfo: layouts are the same; counts moved a little until the dump
    want = {f[0]: [int(x) for x in f[1:6]] + [int(f[14])] for f in (l.split() for l in proc['slabinfo'][2:])}
    got = {r[0]: list(r[1:]) for r in rows('SELECT name, active_objs, num_objs, objsize, objperslab, pagesperslab, num_slabs FROM slab_cache')}
    check('slab caches', {k: v[2:5] for k, v in got.items()}, {k: v[2:5] for k, v in want.items()})
    same = sum(got[k] == want[k] for k in want)
    check('slab caches with equal counts, of %d' % len(want), same >= 0.9 * len(want), True)

    # /proc/meminfo and /proc/buddyinfo
    mem = {l.split(':')[0]: int(l.split()[1]) for l in proc['meminfo']}
    got = dict(rows("SELECT name, value FROM mem_stat WHERE unit = 'kB'"))
    check('MemTotal', got['MemTotal'], mem['MemTotal'])
    for name in ('MemFree', 'MemAvailable', 'Slab', 'KernelStack', 'AnonPages', 'Shmem', 'PageTables', 'Buffers', 'Cached',
                 'CommitLimit', 'Committed_AS'):
        if abs(got[name] - mem[name]) > 0.03 * mem[name] + 64:
            check(name, got[name], mem[name])
    zones = [l.split()[3] for l in proc['buddyinfo']]
    check('zones', [r[0] for r in rows('SELECT zone FROM zone_state ORDER BY row_no')], zones)
    free = sum(n << o for o, n in rows('SELECT page_order, free_blocks FROM buddy_free'))
    check('free pages', free * 4 <= got['MemFree'] and free * 4 > 0.9 * got['MemFree'], True)

sys.exit(1 if failed else 0)
