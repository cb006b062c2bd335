#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sample_memory.py CRASHQL SAMPLES: slab caches by node, kmemleak's objects and owners of pages of the dump numa-owners.

Truth: numa-owners.proc, what the guest itself printed a moment before: /sys/kernel/slab/*/{total_objects,slabs,partial},
/sys/kernel/debug/kmemleak, /proc/slabinfo, and the lines of /sys/kernel/debug/page_owner counted by order, mask and stack.
The module took 400 objects of mo_cache, 100 on node 0 and 300 on node 1, and freed each seventh of them.
"""
import collections, os, re, sqlite3, subprocess, sys, tempfile

crashql, samples = sys.argv[1:]
errors = []


def check(what, got, want):
    if got != want:
        errors.append('%s:\n  want %r\n  got  %r' % (what, want, got))


def sections():
    text = open(os.path.join(samples, 'vmcore', 'numa-owners.proc')).read()
    parts = re.split(r'(?m)^== (\w+)\n', text)[1:]
    return dict(zip(parts[::2], parts[1::2]))


def check_nodes(db, nodes, slabinfo):
    numbers = collections.defaultdict(lambda: [0, 0, 0])
    for i, name in enumerate(('total_objects', 'slabs', 'partial')):
        line = re.search(r'(?m)^mo_cache .*?\b%s \d+((?: N\d=\d+)*)' % name, nodes)
        for node, n in re.findall(r'N(\d)=(\d+)', line.group(1)):
            numbers[int(node)][i] = int(n)
    got = {r[0]: list(r[1:]) for r in db.execute(
        "SELECT node, num_objs, num_slabs, partial_slabs FROM slab_node WHERE name = 'mo_cache'")}
    check('mo_cache by node', got, dict(numbers))
    active, objects = map(int, re.search(r'(?m)^mo_cache +(\d+) +(\d+)', slabinfo).groups())
    check('mo_cache in all', db.execute(
        "SELECT sum(active_objs), sum(num_objs) FROM slab_node WHERE name = 'mo_cache'").fetchone(), (active, objects))
    check('lists', db.execute('SELECT DISTINCT list FROM slab_node').fetchall(), [('verified',)])


def check_kmemleak(db, text):
    want = []
    for o in re.split(r'(?m)^(?=unreferenced object)', text)[1:]:
        head = re.match(r'unreferenced object (0x\w+) \(size (\d+)\):\n  comm "(.*?)", pid (\d+), jiffies (\d+)\n', o)
        dump = ' '.join(line[4:51].strip() for line in re.findall(r'    (?:[0-9a-f]{2} ){16}.*', o))
        crc = re.search(r'backtrace \(crc (\w+)\)', o).group(1)
        frames = tuple(line.strip() for line in o.split('backtrace')[1].splitlines()[1:])
        want.append((head[1], int(head[2]), head[3], int(head[4]), int(head[5]), dump, crc, frames))
    got = []
    for row in db.execute('SELECT address, size, comm, pid, jiffies, hexdump, checksum, fault_id FROM kmemleak_object '
                          'ORDER BY position').fetchall():
        frames = tuple(
            f + '+0x%x/0x%x' % (offset, size) + (' [%s]' % module if module else '') if f else hex(int(address, 16))
            for f, offset, size, module, address in db.execute(
                "SELECT function, offset, size, module, address FROM frame WHERE fault_id = ? AND stack = 'alloc' "
                'ORDER BY depth', row[-1:]))
        got.append(row[:-1] + (frames,))
    check('kmemleak', got, want)
    check('number of leaks', len(want), 10)
    sums = dict(db.execute("SELECT function, sum(objects) FROM alloc_stack WHERE kind = 'kmemleak' AND module = 'memobj' "
                           'GROUP BY function'))
    check('leaks by function', sums.get('mo_leak_small'), 7)


def functions(stack):
    """Of the module's stacks, up to where the kernel was entered, whose label has another name."""
    return tuple(f.partition('+')[0] for f in stack if not f.startswith('entry_'))


def check_owners(db, text):
    want, got = collections.Counter(), collections.Counter()
    for line in text.splitlines():
        n, order, mask, stack = line.split(' ', 3)
        if 'mo_' in stack:
            stack = [f.removesuffix(' [memobj]') for f in stack.strip('|').split('|')]
            want[(int(order), mask, functions(stack))] += int(n)
    for order, mask, stack, n in db.execute('SELECT page_order, gfp_mask, stack, blocks FROM page_owner '
                                            "WHERE instr(stack, 'mo_') AND comm = 'insmod' AND instr(stack, ' < mo_')"):
        got[(order, mask, functions(stack.split(' < ')))] += n
    # what the guest printed were the largest only
    check('owners', {k: n for k, n in got.items() if k in want}, dict(want))
    check('blocks', db.execute("SELECT blocks, pages, module FROM page_owner WHERE function = 'mo_take_pages'").fetchall(),
          [(30, 120, 'memobj')])
    # 120 pages of 4 KiB, of MemTotal
    total = db.execute("SELECT value FROM mem_stat WHERE name = 'MemTotal' AND unit = 'kB' AND node IS NULL").fetchone()[0]
    percent = db.execute("SELECT memory_percent FROM page_owner_function WHERE function = 'mo_take_pages'").fetchone()[0]
    check('share of memory', round(percent, 6), round(100 * 480 / total, 6))
    check('zeroed', db.execute("SELECT blocks, pages FROM page_owner WHERE function = 'mo_take_zeroed'").fetchall(), [(24, 24)])


with tempfile.TemporaryDirectory() as folder:
    store = os.path.join(folder, 's.db')
    dump = os.path.join(samples, 'vmcore', 'numa-owners.vmcore')
    subprocess.run([crashql, '--store', store, 'ingest', dump], check=True, stderr=subprocess.DEVNULL)
    db = sqlite3.connect(store)
    said = sections()
    check_nodes(db, said['nodes'], said['slabinfo'])
    check_kmemleak(db, said['kmemleak'])
    check_owners(db, said['page_owner'])
    report = subprocess.run([crashql, '--store', store, 'report'], check=True, capture_output=True, text=True).stdout
    if not re.search(r'pages: shmem_get_folio\S* allocated 4\.0 MiB of pages', ' '.join(report.split())):
        errors.append('the report does not say who holds the most pages')
print('\n'.join(errors))
sys.exit(bool(errors))
