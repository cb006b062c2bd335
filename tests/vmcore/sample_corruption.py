#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sample_corruption.py CRASHQL SAMPLES: overwritten slab objects of the dump tiny-corruption.

Truth: the module allocated 20 objects of 40 bytes of corr_cache (slub_debug=FZPU), freed the fourth and wrote
"BAD" 8 bytes into it, wrote "X" one byte behind the end of the eighth, and printed both addresses.
"""
import os, re, sqlite3, subprocess, sys, tempfile

crashql, samples = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    store = os.path.join(folder, 's.db')
    dump = os.path.join(samples, 'vmcore', 'tiny-corruption.vmcore')
    subprocess.run([crashql, '--store', store, 'ingest', dump], check=True, stderr=subprocess.DEVNULL)
    db = sqlite3.connect(store)
    text = db.execute("SELECT text FROM kernel_log WHERE text LIKE 'corr: %'").fetchone()[0]
    poison, redzone = ('0x' + a for a in re.search(r'poison at (\w+), redzone at (\w+)', text).groups())
    pid = int(db.execute("SELECT caller FROM kernel_log WHERE text LIKE 'corr: %'").fetchone()[0][1:])
    got = db.execute('SELECT cache, object_address, problem, first_bad, last_bad, found, alloc_pid, free_pid, '
                     "instr(alloc_stack, 'do_one_initcall') > 0 FROM slab_corruption ORDER BY row_no").fetchall()
    want = [('corr_cache', poison, 'poison overwritten', 8, 10, b'BAD'.hex(), pid, pid, 1),
            ('corr_cache', redzone, 'right redzone overwritten', 41, 41, b'X'.hex(), pid, None, 1)]
    tracks = db.execute('SELECT kind, cache, objects, bytes, pid FROM alloc_stack').fetchall()
    if got != want or tracks != [('allocated', 'corr_cache', 19, 19 * 40, pid)]:
        print('want %r\ngot  %r\ntracks %r' % (want, got, tracks))
        sys.exit(1)
