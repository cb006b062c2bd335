#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""bundle_dumps.py CRASHQL SAMPLES: dumps as they come in bundles: with lists of symbols beside them where their own
cannot be read, in parts, inside archives of archives, compressed, from a pipe.

Truth: the sample dump as it is, whose rows other tests compare with what made it; the lists are decoded from its
memory by dump_files.py.
"""
import bz2, gzip, io, lzma, os, shutil, sqlite3, subprocess, sys, tarfile, tempfile
from dump_files import Dump, flattened, vmlinux

crashql, samples = sys.argv[1:]
failed = 0
TABLES = {
    'tasks': 'SELECT pid, tgid, ppid, comm, state, cpu FROM task ORDER BY pid, comm',
    'frames': 'SELECT pid, cpu, depth, function, offset, module, address, context, reliable FROM task_frame '
              'ORDER BY row_no',
    'modules': 'SELECT name, address, size FROM kernel_module ORDER BY name',
    'log': 'SELECT seq, text FROM kernel_log ORDER BY row_no',
    'faults': 'SELECT kind, title, first_line FROM fault ORDER BY first_line, kind',
    'slabs': 'SELECT name, num_objs FROM slab_cache ORDER BY name',
}


def check(what, got, want):
    global failed
    if got != want:
        failed += 1
        print('%s:\n  want %.400r\n  got  %.400r' % (what, want, got))


def ingest(*paths, stdin=None, status=0):
    store = os.path.join(folder, 's.db')
    if os.path.exists(store):
        os.remove(store)
    p = subprocess.run([crashql, '--store', store, 'ingest', *paths], input=stdin, capture_output=True)
    check('status of %s: %s' % (paths, p.stderr.decode()), p.returncode, status)
    return sqlite3.connect(store)


def rows(db):
    return {name: db.execute(sql).fetchall() for name, sql in TABLES.items()}


def same(what, db, want):
    for name, got in rows(db).items():
        check('%s: %s' % (what, name), got, want[name])
    check('%s: dumps' % what, db.execute('SELECT count(*) FROM dump').fetchone(), (1,))


def knowledge(db):
    return db.execute('SELECT knowledge FROM dump').fetchone()[0]


def files(name, contents):
    top = os.path.join(folder, name)
    for path, data in contents:
        full = os.path.join(top, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, 'wb') as f:
            f.write(data)
    return top


def tar(name, contents, mode='w'):
    path = os.path.join(folder, name)
    with tarfile.open(path, mode) as t:
        for inside, data in contents:
            info = tarfile.TarInfo(inside)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    return path


def listing(symbols, by=0, moved_from=1 << 63):
    return ''.join('%016x %s %s\n' % ((a + by if a >= moved_from else a) & (1 << 64) - 1, t, n)
                   for a, t, n in symbols).encode()


with tempfile.TemporaryDirectory() as folder:
    sample = os.path.join(samples, 'vmcore', 'tiny-null.kdump')
    dump = Dump(sample)
    whole = dump.data
    db = ingest(sample)
    truth = rows(db)
    check('levels', knowledge(db), 'vmcoreinfo kallsyms btf orc')
    check('there are rows', [name for name, r in truth.items() if not r], [])

    # Lists of symbols, where the kernel's own table is not in the dump.
    symbols = dump.kallsyms()
    blind = dump.without(dump.symbol('kallsyms_names'), dump.symbol('kallsyms_names') + 65536)
    system_map = listing(symbols, -int(dump.facts['KERNELOFFSET'], 16))
    other_boot = listing(symbols, 0x5000000)
    db = ingest(files('alone', [('vmcore', blind)]))
    check('no list', knowledge(db), 'vmcoreinfo')
    check('no list: stacks', rows(db)['frames'], [])
    db = ingest(files('map', [('crash/127.0.0.1/vmcore', blind), ('crash/127.0.0.1/System.map', system_map)]))
    same('System.map in the folder', db, truth)
    check('System.map', knowledge(db), 'vmcoreinfo system-map btf orc')
    for order in (0, 1):
        members = [('sos/sos_commands/kernel/x', b''), ('sos/var/crash/1/vmcore', blind),
                   ('sos/proc/kallsyms', other_boot)]
        if order:
            members.reverse()
        db = ingest(tar('kallsyms%d.tar' % order, members))
        same('kallsyms of another boot, in an archive', db, truth)
        check('kallsyms', knowledge(db), 'vmcoreinfo kallsyms btf orc')
    wrong = [(a + 64 if n == 'init_uts_ns' else a, t, n) for a, t, n in symbols]
    db = ingest(files('wrong', [('crash/1/vmcore', blind), ('crash/1/System.map', listing(wrong))]))
    check('a list of another kernel', knowledge(db), 'vmcoreinfo')
    hidden = b''.join(b'0000000000000000 %s %s\n' % (t.encode(), n.encode()) for _, t, n in symbols)
    db = ingest(files('hidden', [('crash/1/vmcore', blind), ('crash/1/kallsyms', hidden)]))
    check('a list without addresses', knowledge(db), 'vmcoreinfo')

    # The kernel itself, in the folder or in the archive.
    linked = [((a - int(dump.facts['KERNELOFFSET'], 16) if a >= 1 << 63 else a) & (1 << 64) - 1, t, n)
              for a, t, n in symbols]
    kernel = vmlinux(linked, bytes.fromhex(dump.facts['BUILD-ID']))
    for what, path in (('folder', files('kernel', [('crash/1/vmcore', blind), ('crash/1/vmlinux', kernel)])),
                       ('archive', tar('kernel.tar.gz', [('crash/1/vmcore', blind), ('usr/vmlinux-6.1', kernel)], 'w:gz'))):
        db = ingest(path)
        same('vmlinux in the %s' % what, db, truth)
        check('vmlinux', knowledge(db), 'vmcoreinfo symtab btf orc')
    other = vmlinux(linked, bytes(20))
    db = ingest(files('other', [('crash/1/vmcore', blind), ('crash/1/vmlinux', other)]))
    check('a vmlinux of another build', knowledge(db), 'vmcoreinfo')

    # A split dump: the same in a folder and in an archive, in any order.
    third = len(dump.pfns) // 3
    cuts = [0, dump.pfns[third], dump.pfns[2 * third], dump.n_pfns]
    parts = [('crash/1/vmcore-%d' % (i + 1), dump.part(cuts[i], cuts[i + 1])) for i in range(3)]
    log = ('crash/1/kexec-dmesg.log', b'') # by which a folder is known as what kdump leaves
    db = ingest(files('split', parts + [log]))
    same('parts in a folder', db, truth)
    keys = 'SELECT s.key, s.sha256, s.status, s.inside, b.key FROM source AS s LEFT JOIN bundle AS b ' \
           'ON b.id = s.bundle_id ORDER BY s.key'
    want = db.execute(keys).fetchall()
    for order in ((0, 1, 2), (2, 0, 1)):
        db = ingest(tar('split.tar', [parts[i] for i in order] + [log]))
        same('parts in an archive', db, truth)
        check('parts in an archive: keys', db.execute(keys).fetchall(), want)
    db = ingest(tar('two.tar', parts + [('crash/2/vmcore', whole)]))
    check('a whole dump beside them', db.execute('SELECT count(*) FROM dump').fetchone(), (2,))
    gone = 'that of pages 0x%x to 0x%x' % (cuts[1], cuts[2] - 1)
    for what, path in (('folder', files('gap', [parts[0], parts[2]])), ('archive', tar('gap.tar', [parts[2], parts[0]]))):
        db = ingest(path, status=1)
        status, message = db.execute('SELECT status, message FROM source').fetchone()
        check('a part is missing in a %s' % what, (status, gone in message), ('partial', True))
        check('pages of the others', db.execute('SELECT pages_present, pages_missing FROM dump').fetchall(),
              [(len(dump.pfns) - third, third)])
    db = ingest(tar('last.tar', parts[:2]), status=1)
    check('the last part is missing', 'that of pages 0x%x to ' % cuts[2] in
          db.execute('SELECT message FROM source').fetchone()[0], True)
    db = ingest(tar('both.tar', [(n, blind) for n in ('crash/1/vmcore', 'crash/2/vmcore')] +
                    [('boot/System.map', system_map)]))
    check('a list for two dumps', db.execute('SELECT DISTINCT knowledge FROM dump').fetchall(),
          [('vmcoreinfo system-map btf orc',)])

    # Wrapped, and from a pipe.
    flat, elf = flattened(whole, 100000), dump.elf()
    wrappers = {'gz': gzip.compress, 'xz': lzma.compress, 'bz2': bz2.compress}
    if shutil.which('zstd'):
        wrappers['zst'] = lambda data: subprocess.run(['zstd', '-qc'], input=data, check=True, capture_output=True).stdout
    for kind, data in (('kdump', whole), ('flattened', flat), ('elf', elf)):
        for suffix, wrap in list(wrappers.items())[:None if kind == 'flattened' else 1]:
            db = ingest(files('wrapped', [('%s.%s' % (kind, suffix), wrap(data))]) + '/%s.%s' % (kind, suffix))
            same('%s in %s' % (kind, suffix), db, truth)
        same('%s from a pipe' % kind, ingest('-', stdin=data), truth)
        same('%s.gz from a pipe' % kind, ingest('-', stdin=gzip.compress(data)), truth)
        inner = tar('inner.tar.xz', [('1/vmcore', data)], 'w:xz')
        outer = tar('outer.tar.gz', [('sos/sos_commands/kernel/x', b''),
                                     ('sos/crash.tar.xz', open(inner, 'rb').read())], 'w:gz')
        same('%s in an archive in a bundle' % kind, ingest(outer), truth)
        same('%s.xz in a bundle from a pipe' % kind, ingest('-', stdin=open(
            tar('piped.tar', [('sos/sos_commands/kernel/x', b''), ('sos/vmcore.xz', lzma.compress(data))]), 'rb').read()), truth)
sys.exit(1 if failed else 0)
