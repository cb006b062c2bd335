// SPDX-License-Identifier: Apache-2.0
#include "tests/mk/make_dump.h"

#include <assert.h>
#include <elf.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parsers/base/cleanup.h"

/**
 * Where memory is in the kernel's address space, where no page tables are needed for it: the kernel's
 * text on x86_64 (which has tables all the same), the direct mapping on i386 and ppc64.
 */
static const struct {
	unsigned machine;
	bool is_64bit, big_endian;
	uint64_t base;
} archs[] = {
	[MAKE_X86_64] = { EM_X86_64, true, false, UINT64_C(0xffffffff80000000) },
	[MAKE_I386] = { EM_386, false, false, 0xc0000000 },
	[MAKE_PPC64] = { EM_PPC64, true, true, UINT64_C(0xc000000000000000) },
};

size_t make_word(const struct make_dump *d)
{
	return archs[d->arch].is_64bit ? 8 : 4;
}

static void put(char *p, size_t n, uint64_t v, bool big_endian)
{
	for (size_t i = 0; i < n; i++)
		p[big_endian ? n - 1 - i : i] = (char)(v >> (8 * i));
}

uint64_t make_room(struct make_dump *d, size_t n, size_t align)
{
	d->used = (d->used + align - 1) / align * align;
	assert(n <= sizeof(d->memory) - d->used);
	uint64_t addr = archs[d->arch].base + d->used;
	d->used += n;
	return addr;
}

static char *at(struct make_dump *d, uint64_t addr, size_t n)
{
	uint64_t off = addr - archs[d->arch].base;

	assert(off <= sizeof(d->memory) && n <= sizeof(d->memory) - off);
	return d->memory + off;
}

uint64_t make_bytes(struct make_dump *d, const void *p, size_t n)
{
	uint64_t addr = make_room(d, n, 16);

	memcpy(at(d, addr, n), p, n);
	return addr;
}

void make_number(struct make_dump *d, uint64_t addr, size_t n, uint64_t value)
{
	put(at(d, addr, n), n, value, archs[d->arch].big_endian);
}

void make_text(struct make_dump *d, uint64_t addr, const char *text, size_t n)
{
	memcpy(at(d, addr, n), text, n);
}

uint64_t make_symbol(struct make_dump *d, const char *name, size_t n, uint64_t value)
{
	uint64_t addr = make_room(d, n, n);

	make_number(d, addr, n, value);
	sbuf_printf(&d->vmcoreinfo, "SYMBOL(%s)=%llx\n", name, (unsigned long long)addr);
	return addr;
}

struct make_dump *make_dump_new(enum make_arch arch, const char *release)
{
	struct make_dump *d = xcalloc(1, sizeof(*d));

	d->arch = arch;
	d->used = 0x2000; // page 0 is of nobody
	sbuf_printf(&d->vmcoreinfo, "OSRELEASE=%s\nPAGESIZE=%d\n", release,
	            arch == MAKE_PPC64 ? 65536 : 4096);
	if (arch == MAKE_X86_64) {
		uint64_t pgt = make_room(d, 4096, 4096);
		// the one entry that is looked for: the kernel's text, mapped by a table of 1 GiB pages
		uint64_t pud = make_room(d, 4096, 4096), pmd = make_room(d, 4096, 4096);
		make_number(d, pgt + 511 * 8, 8, (pud - archs[arch].base) | 0x63);
		make_number(d, pud + 510 * 8, 8, (pmd - archs[arch].base) | 0x63);
		make_number(d, pmd, 8, 0x1e3); // 2 MiB from 0
		sbuf_printf(&d->vmcoreinfo, "SYMBOL(init_level4_pgt)=%llx\nNUMBER(phys_base)=0\n",
		            (unsigned long long)pgt);
	}
	if (arch == MAKE_I386) {
		uint64_t pgt = make_room(d, 4096, 4096);
		make_number(d, pgt + 768 * 4, 4, 0x1e3); // 4 MiB from 0
		sbuf_printf(&d->vmcoreinfo, "SYMBOL(swapper_pg_dir)=%llx\n",
		            (unsigned long long)pgt);
	}
	return d;
}

void make_dump_free(struct make_dump *d)
{
	sbuf_deinit(&d->vmcoreinfo);
	free(d);
}

/** A number of the ELF file. */
static void add(struct sbuf *out, const struct make_dump *d, size_t n, uint64_t v)
{
	char buf[8];

	put(buf, n, v, archs[d->arch].big_endian);
	sbuf_add(out, (struct slice){ buf, n });
}

static void pad(struct sbuf *out, size_t align)
{
	while (out->n % align)
		sbuf_char(out, 0);
}

static void add_header(struct sbuf *out, const struct make_dump *d)
{
	size_t w = make_word(d), n_head = w == 8 ? 64 : 52, n_ph = w == 8 ? 56 : 32;
	const char ident[16] = {
		0x7f, 'E', 'L', 'F', w == 8 ? 2 : 1, archs[d->arch].big_endian ? 2 : 1, 1
	};

	sbuf_add(out, (struct slice){ ident, sizeof(ident) });
	add(out, d, 2, ET_CORE);
	add(out, d, 2, archs[d->arch].machine);
	add(out, d, 4, 1);
	add(out, d, w, 0);
	add(out, d, w, n_head);
	add(out, d, w, 0);
	add(out, d, 4, 0);
	add(out, d, 2, n_head);
	add(out, d, 2, n_ph);
	add(out, d, 2, 2);
	for (int i = 0; i < 3; i++)
		add(out, d, 2, 0);
}

static void add_segment(struct sbuf *out, const struct make_dump *d, uint32_t type, uint64_t off,
                        uint64_t virt, uint64_t n)
{
	size_t w = make_word(d);

	add(out, d, 4, type);
	if (w == 8)
		add(out, d, 4, 7);
	add(out, d, w, off);
	add(out, d, w, virt);
	add(out, d, w, 0);
	add(out, d, w, n);
	add(out, d, w, n);
	if (w == 4)
		add(out, d, 4, 7);
	add(out, d, w, 0);
}

int make_elf(struct make_dump *d)
{
	struct sbuf out = { 0 };
	size_t notes = 4096, n_notes = 12 + 12 + (d->vmcoreinfo.n + 3) / 4 * 4;
	size_t data = (notes + n_notes + 4095) / 4096 * 4096;
	int fd = memfd_create("dump", MFD_CLOEXEC);

	add_header(&out, d);
	add_segment(&out, d, PT_NOTE, notes, 0, n_notes);
	add_segment(&out, d, PT_LOAD, data, archs[d->arch].base, sizeof(d->memory));
	pad(&out, 4096);
	add(&out, d, 4, 11);
	add(&out, d, 4, d->vmcoreinfo.n);
	add(&out, d, 4, 0);
	sbuf_add(&out, S("VMCOREINFO\0\0"));
	sbuf_add(&out, sbuf_slice(&d->vmcoreinfo));
	pad(&out, 4096);
	sbuf_add(&out, (struct slice){ d->memory, sizeof(d->memory) });
	ssize_t n = write(fd, out.p, out.n);
	assert(n == (ssize_t)out.n);
	sbuf_deinit(&out);
	return fd;
}
