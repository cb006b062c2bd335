# A compressed dump of a 64-bit little-endian machine, read and written anew: in parts, as an ELF core, flattened,
# without some of its pages; and the kallsyms tables in its memory, decoded after scripts/kallsyms.c.
import struct
import zlib

PAGE = 4096


def u(data, at, n):
    return int.from_bytes(data[at:at + n], 'little')


class Dump:
    """struct disk_dump_header, kdump_sub_header, two page maps, page_desc of each page, their data."""

    def __init__(self, path):
        d = self.data = open(path, 'rb').read()
        assert d[:8] == b'KDUMP   ' and u(d, 428, 4) == PAGE
        sub, maps = u(d, 432, 4), u(d, 436, 4)
        self.maps_off = (1 + sub) * PAGE
        self.descs_off = self.maps_off + maps * PAGE
        bitmap = d[self.maps_off + maps * PAGE // 2:self.descs_off]
        self.pfns = [8 * i + b for i, byte in enumerate(bitmap) for b in range(8) if byte >> b & 1]
        self.place = {pfn: i for i, pfn in enumerate(self.pfns)}
        self.n_pfns = max(u(d, 440, 4), u(d, PAGE + 96, 8))
        off, n = u(d, PAGE + 32, 8), u(d, PAGE + 40, 8)
        self.info = d[off:off + n]
        off, n = u(d, PAGE + 48, 8), u(d, PAGE + 56, 8)
        self.notes = d[off:off + n]
        self.facts = dict(line.split('=', 1) for line in self.info.decode().split('\n') if '=' in line)

    def desc(self, pfn):
        at = self.descs_off + 24 * self.place[pfn]
        return struct.unpack('<QIIQ', self.data[at:at + 24])

    def stored(self, pfn):
        off, n, flags, _ = self.desc(pfn)
        return self.data[off:off + n], flags

    def page(self, pfn):
        raw, flags = self.stored(pfn)
        return zlib.decompress(raw) if flags else raw

    def symbol(self, name):
        return int(self.facts['SYMBOL(%s)' % name], 16)

    def phys(self, addr):
        return (addr - 0xffffffff80000000 + int(self.facts['NUMBER(phys_base)'])) & (1 << 64) - 1

    def read(self, addr, n):
        ret = b''
        while len(ret) < n:
            at = self.phys(addr + len(ret))
            ret += self.page(at // PAGE)[at % PAGE:at % PAGE + n - len(ret)]
        return ret

    def part(self, begin, end):
        """As makedumpfile --split writes it."""
        head = bytearray(self.data[:self.descs_off])
        head[PAGE + 12:PAGE + 16] = struct.pack('<I', 1)
        head[PAGE + 16:PAGE + 32] = struct.pack('<QQ', begin, end)
        head[PAGE + 80:PAGE + 96] = struct.pack('<QQ', begin, end)
        descs, data = b'', b''
        inside = [p for p in self.pfns if begin <= p < end]
        base = self.descs_off + 24 * len(inside)
        for pfn in inside:
            raw, flags = self.stored(pfn)
            descs += struct.pack('<QIIQ', base + len(data), len(raw), flags, 0)
            data += raw
        return bytes(head) + descs + data

    def without(self, begin, end):
        """The pages of these addresses of the kernel cannot be read: their descriptors say so."""
        out = bytearray(self.data)
        for pfn in range(self.phys(begin) // PAGE, self.phys(end - 1) // PAGE + 1):
            if pfn in self.place:
                at = self.descs_off + 24 * self.place[pfn]
                out[at + 8:at + 12] = b'\0\0\0\0'
        return bytes(out)

    def elf(self):
        runs = []
        for pfn in self.pfns:
            if runs and runs[-1][0] + runs[-1][1] == pfn:
                runs[-1][1] += 1
            else:
                runs.append([pfn, 1])
        off = 64 + 56 * (1 + len(runs))
        note = self.notes
        heads = struct.pack('<IIQQQQQQ', 4, 0, off, 0, 0, len(note), len(note), 0)
        off += len(note)
        for pfn, n in runs:
            heads += struct.pack('<IIQQQQQQ', 1, 7, off, 0, pfn * PAGE, n * PAGE, n * PAGE, 0)
            off += n * PAGE
        head = b'\x7fELF\2\1\1' + bytes(9) + struct.pack('<HHIQQQIHHHHHH', 4, 62, 1, 0, 64, 0, 0, 64, 56,
                                                         1 + len(runs), 0, 0, 0)
        return head + heads + note + b''.join(self.page(p) for p in self.pfns)

    def kallsyms(self):
        """(address, type, name) of each symbol, KASLR's offset in it; 6.4 and later have other tables."""
        n = u(self.read(self.symbol('kallsyms_num_syms'), 4), 0, 4)
        base = u(self.read(self.symbol('kallsyms_relative_base'), 8), 0, 8)
        offsets = self.read(self.symbol('kallsyms_offsets'), 4 * n)
        index = self.read(self.symbol('kallsyms_token_index'), 512)
        table = self.read(self.symbol('kallsyms_token_table'), u(index, 510, 2) + 64)
        tokens = [table[u(index, 2 * i, 2):].split(b'\0', 1)[0] for i in range(256)]
        at = self.symbol('kallsyms_names')
        names = self.read(at, max(a for a in (self.symbol('kallsyms_token_table'),) if a > at) - at)
        ret, at = [], 0
        signed = [int.from_bytes(offsets[4 * i:4 * i + 4], 'little', signed=True) for i in range(n)]
        absolute = any(s < 0 for s in signed)
        for i in range(n):
            length, at = names[at], at + 1
            if length & 0x80:
                length, at = length & 0x7f | names[at] << 7, at + 1
            text = b''.join(tokens[t] for t in names[at:at + length]).decode()
            at += length
            addr = base + (signed[i] & 0xffffffff) if not absolute else \
                signed[i] if signed[i] >= 0 else base - 1 - signed[i]
            ret.append((addr, text[0], text[1:]))
        return ret


def flattened(data, piece):
    """As makedumpfile -F writes it: makedumpfile_header, then pieces with their place."""
    out = b'makedumpfile'.ljust(16, b'\0') + struct.pack('>QQ', 1, 1)
    out = out.ljust(4096, b'\0')
    for at in range(0, len(data), piece):
        part = data[at:at + piece]
        out += struct.pack('>QQ', at, len(part)) + part
    return out + struct.pack('>qq', -1, -1)


def vmlinux(symbols, build_id):
    """An ELF file with these symbols (address, type, name) of code and data, and the build-id: no code, no DWARF."""
    strings, table = b'\0', bytes(24)
    first = min(a for a, t, _ in symbols if t in 'tT')
    last = max(a for a, _, _ in symbols)
    for addr, letter, name in symbols:
        kind = (1 if letter.isupper() else 0) << 4 | (2 if letter in 'tTwW' else 1)
        section = 1 if addr >= first else 0xfff1
        table += struct.pack('<IBBHQQ', len(strings), kind, 0, section, addr, 0)
        strings += name.encode() + b'\0'
    note = struct.pack('<III4s', 4, len(build_id), 3, b'GNU\0') + build_id
    names = b'\0.text\0.note.gnu.build-id\0.symtab\0.strtab\0.shstrtab\0'
    parts = [(b'.text', 8, 6, first, b''), (b'.note.gnu.build-id', 7, 2, 0, note), (b'.symtab', 2, 0, 0, table),
             (b'.strtab', 3, 0, 0, strings), (b'.shstrtab', 3, 0, 0, names)]
    body, heads = b'', bytes(64)
    for i, (name, kind, flags, addr, data) in enumerate(parts):
        body += bytes(-len(body) % 8)
        size = last - first + 4096 if kind == 8 else len(data)
        heads += struct.pack('<IIQQQQIIQQ', names.index(name + b'\0'), kind, flags, addr, 64 + len(body), size,
                             4 if kind == 2 else 0, 1 if kind == 2 else 0, 8, 24 if kind == 2 else 0)
        body += data
    body += bytes(-len(body) % 8)
    head = b'\x7fELF\2\1\1' + bytes(9) + struct.pack('<HHIQQQIHHHHHH', 2, 62, 1, first, 0, 64 + len(body), 0, 64, 56, 0,
                                                     64, len(parts) + 1, len(parts))
    return head + body + heads
