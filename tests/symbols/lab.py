# SPDX-License-Identifier: Apache-2.0
"""Every frame of consoles of a guest that ran Debian's kernel with KASLR and a module of the lab: file and
line must be those of eu-addr2line for the address that nm tells; those of the module, whose functions are
one line each, those of its source.

usage: lab.py CRASHQL SOURCE_DIR

Skips (77) without the consoles (../shared/corpus/lab), the kernel's debug package and the module
($CRASHQL_LAB, else lab in the folder of temporary files: src/faultmod/faultmod.ko with its source beside).
"""
import bisect
import glob
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import places

RELEASE = '6.1.0-56-amd64'
VMLINUX = '/usr/lib/debug/boot/vmlinux-' + RELEASE
FRAME = re.compile(r'([\w.]+)\+0x([0-9a-f]+)/0x([0-9a-f]+)(?: \[(\w+)\])?(?: (\S+):(\d+))?$')


def skip(why):
    print('1..0 # SKIP ' + why)
    sys.exit(77)


def symbols(path):
    """name -> [(address, size)], and all addresses of code, sorted."""
    by_name, addresses = {}, set()
    for line in subprocess.check_output(['nm', '-S', path], text=True).splitlines():
        parts = line.split()
        if parts[-2] not in 'tTwW':
            continue
        addr = int(parts[0], 16)
        size = int(parts[1], 16) if len(parts) == 4 else 0
        by_name.setdefault(parts[-1], []).append((addr, size))
        addresses.add(addr)
    return by_name, sorted(addresses)


def eu_addr2line(path, addrs):
    """address -> (file, line) of the function that is not inlined."""
    text = subprocess.run(['eu-addr2line', '-a', '-i', '-e', path], text=True, stdout=subprocess.PIPE,
                          input=''.join('0x%x\n' % a for a in addrs), check=True).stdout
    places, now = {}, None
    for line in text.splitlines():
        if re.fullmatch(r'0x[0-9a-f]+', line):
            now = int(line, 16)
            continue
        m = re.match(r'(?: \(inlined by\) )?(.*?):(\d+)', line)
        if m:
            places[now] = (os.path.normpath(m.group(1)), int(m.group(2)))
    return places


def module_lines(source):
    """function -> lines that it takes up."""
    lines = open(source).read().splitlines()
    found = {}
    for i, line in enumerate(lines):
        m = re.match(r'static .*?\b(fm_\w+)\(', line)
        if m and not line.rstrip().endswith(';'):
            end = i
            while not (lines[end].startswith('}') or (end == i and lines[i].endswith('}'))):
                end += 1
            found[m.group(1)] = range(i + 1, end + 2)
    return found


def trigger_line(source, console):
    """The line of fm_write() that calls what the console says was asked for."""
    m = re.search(r"faultmod: trigger '(\w+)'", console)
    at = [i + 1 for i, line in enumerate(open(source)) if m and 'T("%s",' % m.group(1) in line]
    return at[0] if at else None


def dump_rows(crashql, store, *runs):
    """All of table task_frame, and the level of knowledge of the dump, after some runs of crashql."""
    for args in runs:
        subprocess.run([crashql, '--store', store, *args], check=True, stderr=subprocess.DEVNULL)
    db = sqlite3.connect(store)
    rows = db.execute('SELECT * FROM task_frame ORDER BY row_no').fetchall()
    level = db.execute('SELECT knowledge FROM dump').fetchall()
    db.close()
    return rows, level


def dump_frames(crashql, module, dump, wrong):
    """(link-time address, file, line, text) of the kernel's frames of the tasks of a dump.  Its rows must be
    the same whether the debug information was there when it was read or afterwards, inlined functions those
    of eu-addr2line."""
    with tempfile.TemporaryDirectory() as folder:
        store = folder + '/s.db'
        later = dump_rows(crashql, store, ['ingest', dump], ['symbolize', '--debuginfo', module])
        first = dump_rows(crashql, folder + '/f.db', ['ingest', '--debuginfo', module, dump])
        if first != later:
            wrong.append('dump: %d rows with debug information at once, %d afterwards, the first other one: %s' % (
                len(first[0]), len(later[0]), next((p for p in zip(*[r[0] for r in (first, later)]) if p[0] != p[1]), '-')))
        db = sqlite3.connect(store)
        offset = int(db.execute('SELECT kaslr_offset FROM dump').fetchone()[0], 16)
        before, found, inlined, chains = None, [], [], {}
        for row in db.execute('SELECT depth, context, knowledge, module, address, file, line, function, inlined '
                              'FROM task_frame WHERE address IS NOT NULL ORDER BY row_no'):
            depth, context, knowledge, mod, address, file, line, function, is_inlined = row
            if is_inlined:
                inlined.append((function, file, line or 0))
                continue
            # registers, and what an exception came into; all others are addresses that calls return to
            exact = knowledge == 'registers' or (depth and before == 'exception' and context != 'exception')
            before = context
            if context != 'user' and not mod:
                at = int(address, 16) - offset - (not exact)
                found.append((at, file, line or 0, 'dump: %s' % (row,)))
                chains[at] = inlined
            inlined = []
        db.close()
    addrs = sorted(chains)
    for at, want in zip(addrs, places.eu(VMLINUX, [hex(a) for a in addrs]), strict=True):
        want = [(f, os.path.normpath(p), l) for f, p, l in want[:-1]]
        got = chains[at]
        if [(g[0], g[2]) for g in got] != [(w[0], w[2]) for w in want] or \
                not all(('/' + w[1]).endswith('/' + g[1]) for g, w in zip(got, want)):
            wrong.append('dump: inlined at %#x: %s (eu-addr2line: %s)' % (at, got, want))
    return found


def main():
    crashql, tree = sys.argv[1:3]
    lab = os.environ.get('CRASHQL_LAB', tempfile.gettempdir() + '/lab')
    module = lab + '/src/faultmod/faultmod.ko'
    consoles = [p for p in sorted(glob.glob(tree + '/../shared/corpus/lab/*.console.log'))
                if 'Linux version ' + RELEASE in open(p, errors='replace').read()]
    for what, there in ((VMLINUX, os.path.exists(VMLINUX)), (module, os.path.exists(module)),
                        ('the consoles of the lab', consoles), ('nm', shutil.which('nm')),
                        ('eu-addr2line', shutil.which('eu-addr2line'))):
        if not there:
            skip(what + ' is not here')
    by_name, addresses = symbols(VMLINUX)
    own = module_lines(module[:-2] + 'c')
    wrong, wanted, n_module = [], [], 0
    for path in consoles:
        out = subprocess.run([crashql, 'symbolize', '--debuginfo', module, path], stdout=subprocess.PIPE,
                             text=True, errors='replace', check=True, stderr=subprocess.DEVNULL).stdout
        asked = trigger_line(module[:-2] + 'c', out)
        for line in out.splitlines():
            m = FRAME.search(line)
            if not m:
                continue
            name, offset, size = m.group(1), int(m.group(2), 16), int(m.group(3), 16)
            file, number = m.group(5), int(m.group(6) or 0)
            if m.group(4):
                lines = own.get(name.split('.')[0])
                if name.split('.')[0] == 'fm_write' and asked:
                    lines = [asked]
                if m.group(4) != 'faultmod' or not lines:
                    continue
                n_module += 1
                if not file or os.path.basename(file) != 'faultmod.c' or number not in lines:
                    wrong.append('%s: %s' % (os.path.basename(path), line))
                continue
            fits = []
            for addr, own_size in by_name.get(name, []):
                next_addr = addresses[min(bisect.bisect_right(addresses, addr), len(addresses) - 1)]
                if next_addr - addr == size:
                    fits.append((addr, own_size))
            if len(fits) != 1:
                continue
            addr, own_size = fits[0]
            exact = 'RIP: ' in line or 'WARNING: ' in line or offset == 0 or offset > own_size > 0
            wanted.append((addr + offset - (not exact), file, number, line))
    for dump in sorted(glob.glob(lab + '/dumps/d_*.c31'))[:2]:
        wanted += dump_frames(crashql, module, dump, wrong)
    lines = eu_addr2line(VMLINUX, sorted({w[0] for w in wanted}))
    for addr, file, number, line in wanted:
        want = lines.get(addr)
        if not file or not want or want[1] != number or not ('/' + want[0]).endswith('/' + file):
            wrong.append('%s (eu-addr2line: %s)' % (line, want))
    for w in wrong[:20]:
        print('# ' + w)
    print('# %d frames of the kernel, %d of the module, %d consoles' % (len(wanted), n_module, len(consoles)))
    good = not wrong and len(wanted) > 100 and n_module > 10
    print('%s 1 - every frame has the right line' % ('ok' if good else 'not ok'))
    print('1..1')
    return 0 if good else 1


sys.exit(main())
