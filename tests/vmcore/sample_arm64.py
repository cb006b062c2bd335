#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sample_arm64.py CRASHQL SAMPLES: what is read out of the dump tiny-arm64 against its serial console.

The console has the log, and what /proc printed a moment before the panic: what went on changing since (states
of threads that the kernel wakes now and then, some counters) is compared where it cannot have changed.
"""
import os, re, sqlite3, subprocess, sys, tempfile

crashql, samples = sys.argv[1:]
dump = os.path.join(samples, 'vmcore', 'tiny-arm64.vmcore')
failed = 0


def check(what, got, want):
    global failed
    if got != want:
        failed += 1
        print('%s:\n  want %r\n  got  %r' % (what, want, got))


log, proc, name = [], {}, None
for line in open(os.path.join(samples, 'vmcore', 'tiny-arm64.console')):
    line = line.rstrip('\n')
    if re.match(r'\[ *\d+\.\d+\]', line):
        log.append(line)
    elif line.startswith('=== '):
        name = line[4:]
        proc[name] = []
    elif line:
        proc[name].append(line)

with tempfile.TemporaryDirectory() as folder:
    store = os.path.join(folder, 's.db')
    subprocess.run([crashql, '--store', store, 'ingest', dump], check=True, stderr=subprocess.DEVNULL)
    db = sqlite3.connect(store)
    rows = lambda sql, *a: db.execute(sql, a).fetchall()

    got = subprocess.run([crashql, 'vmcore', dump, 'log'], check=True, capture_output=True, text=True).stdout
    check('lines of the log', len(got.splitlines()), len(log))
    callers = [c for c, in rows('SELECT caller FROM kernel_log ORDER BY seq')]
    for line, caller, want in zip(got.splitlines(), callers, log):
        time, who, text = re.match(r'(\[ *\S+\])\[ *(\S+)\](.*)', want).groups()
        check('line of the log', (line.rstrip(), caller), (time + text, who))

    offset = re.search(r'Kernel Offset: 0x([0-9a-f]+)', '\n'.join(log))[1]
    cpu, pid, comm = re.search(r'CPU: (\d+) PID: (\d+) Comm: (\S+)', '\n'.join(log)).groups()
    check('dump', rows('SELECT arch, kaslr_offset, panic_message, panic_cpu, panic_pid, panic_comm FROM dump'),
          [('arm64', '0x%016x' % int(offset, 16), 'sysrq triggered crash', int(cpu), int(pid), comm)])

    # names of threads of the kernel are longer in /proc than in memory
    tasks = [re.match(r'(\d+) \((.*)\) (\S) (\d+) ', l).groups() for l in proc['stat']]
    check('tasks', rows('SELECT pid, comm, ppid FROM task ORDER BY pid'),
          sorted((int(p), c[:15] if not c.startswith('kworker') else c.split('-')[0], int(pp))
                 for p, c, s, pp in tasks))
    states = {p: s for p, s in rows('SELECT pid, state FROM task WHERE NOT kernel_thread AND pid > 1')}
    check('states of programs', states, {int(p): s for p, c, s, pp in tasks if int(p) in states})

    stacks, at = {}, None
    for line in proc['stack']:
        if line.startswith('PID '):
            at = stacks.setdefault(int(line[4:]), [])
        else:
            at.append(re.match(r'\[<0>\] (\w[^+]*)', line)[1])
    running = {p for p, in rows('SELECT pid FROM task WHERE on_cpu')}
    compared = 0
    for p, want in stacks.items():
        if p in running or not want:
            continue
        frames = [f for f, in rows('SELECT function FROM task_frame WHERE pid = ? ORDER BY depth', p)]
        while frames and frames[0] != want[0]:  # /proc leaves out the scheduler's own
            frames.pop(0)
        check('stack of %d' % p, frames, want)
        compared += 1
    check('stacks that were compared', compared >= 28, True)
    check('how frames were found', rows("SELECT DISTINCT reliable FROM task_frame"), [(1,)])
    # the CPU that panicked, and the other one, which an interrupt stopped
    check('who panicked', [f for f, in rows('SELECT function FROM task_frame WHERE pid = 1 ORDER BY depth')][2:6],
          ['panic', 'sysrq_handle_crash', '__handle_sysrq', 'write_sysrq_trigger'])
    check('CPUs', rows('SELECT cpu, pid, context FROM cpu ORDER BY cpu'), [(0, 1, 'task'), (1, 36, 'irq')])
    check('stacks of the CPU that was stopped',
          rows("SELECT context, group_concat(function, ' ') FROM (SELECT * FROM task_frame WHERE pid = 36 "
               "ORDER BY depth) GROUP BY context ORDER BY min(depth)")[0],
          ('irq', 'local_cpu_stop ipi_handler handle_percpu_devid_irq handle_irq_desc '
                  'generic_handle_domain_irq gic_handle_irq call_on_irq_stack'))
    for line in proc['registers']:
        cpu, reg, value = line.split()
        check('register ' + line, rows('SELECT value FROM cpu_register WHERE cpu = ? AND name = ?', int(cpu), reg),
              [(value,)])

    check('modules', rows('SELECT name, size, address FROM kernel_module'),
          [(f[0], int(f[1]), f[5]) for f in map(str.split, proc['modules'])])
    slabs = [l.split() for l in proc['slabinfo'] if not l.startswith(('#', 'slabinfo'))]
    check('slab caches', rows('SELECT name, objsize, objperslab, pagesperslab FROM slab_cache ORDER BY name'),
          sorted((f[0], int(f[3]), int(f[4]), int(f[5])) for f in slabs))
    objs = dict(rows('SELECT name, num_objs FROM slab_cache'))
    same = sum(objs[f[0]] == int(f[2]) for f in slabs)
    check('slab caches that have as many objects as before', same >= len(slabs) * 8 // 10, True)
    mem = {l.split(':')[0]: int(l.split()[1]) for l in proc['meminfo']}
    for key in ('MemTotal', 'Shmem', 'Unevictable'):
        check(key, rows('SELECT value FROM mem_stat WHERE name = ? AND node IS NULL', key), [(float(mem[key]),)])

sys.exit(failed > 0)
