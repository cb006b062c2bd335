// SPDX-License-Identifier: Apache-2.0
/*
 * VMCOREINFO tells the address that swapper_pg_dir, the topmost table, has in the kernel; where it lies in memory
 * is looked for: at the place from which the tables lead from the first to the second, there they are.
 */
#include "parsers/vmcore/image_walk.h"

#include "parsers/base/readat.h"
#include "parsers/limits.h"

enum entry_kind {
	ENTRY_NONE,
	ENTRY_TABLE,
	ENTRY_PAGE,
};

struct entry {
	enum entry_kind kind;
	uint64_t addr;
	unsigned shift; /**< of a page: bits of an address in it */
};

struct level {
	unsigned shift, bits;
};

struct walk_tables {
	const char *arch;
	unsigned page_size; /**< 0: any */
	unsigned entry_bytes;
	bool big_endian;        /**< whatever the kernel is */
	struct level levels[6]; /**< topmost first; bits 0: no more */
	struct entry (*decode)(uint64_t raw, unsigned shift, bool last);
};

/** arm, short descriptors: sections of 1 MiB and 16 MiB, pages of 4 and 64 KiB. */
static struct entry decode_arm(uint64_t raw, unsigned shift, bool last)
{
	(void)shift;
	if (last)
		return (raw & 3) == 1 ? (struct entry){ ENTRY_PAGE, raw & 0xffff0000, 16 }
		       : raw & 2      ? (struct entry){ ENTRY_PAGE, raw & 0xfffff000, 12 }
		                      : (struct entry){ ENTRY_NONE, 0, 0 };
	if ((raw & 3) == 1)
		return (struct entry){ ENTRY_TABLE, raw & 0xfffffc00, 0 };
	if (!(raw & 2))
		return (struct entry){ ENTRY_NONE, 0, 0 };
	if (!(raw >> 18 & 1))
		return (struct entry){ ENTRY_PAGE, raw & 0xfff00000, 20 };
	return (struct entry){ ENTRY_PAGE,
		               (raw & 0xff000000) | (raw >> 20 & 15) << 32 | (raw >> 5 & 15) << 36,
		               24 };
}

/** arm, long descriptors (LPAE): 40 bits of address. */
static struct entry decode_lpae(uint64_t raw, unsigned shift, bool last)
{
	uint64_t addr = raw & UINT64_C(0xfffffff000);

	if ((raw & 3) == 3)
		return (struct entry){ last ? ENTRY_PAGE : ENTRY_TABLE, addr, shift };
	return (struct entry){ (raw & 3) == 1 && !last ? ENTRY_PAGE : ENTRY_NONE, addr, shift };
}

/** Power: bit 0 (from the left) makes an entry valid, bit 1 a page. */
static struct entry decode_radix(uint64_t raw, unsigned shift, bool last)
{
	if (!(raw >> 63))
		return (struct entry){ ENTRY_NONE, 0, 0 };
	if (raw >> 62 & 1)
		return (struct entry){ ENTRY_PAGE, raw & UINT64_C(0x01fffffffffff000), shift };
	return (struct entry){ last ? ENTRY_NONE : ENTRY_TABLE, raw & UINT64_C(0x0fffffffffffff00),
		               0 };
}

/** RISC-V: valid, and a page when it may be read, written or executed. */
static struct entry decode_riscv(uint64_t raw, unsigned shift, bool last)
{
	uint64_t addr = (raw >> 10 & ((UINT64_C(1) << 44) - 1)) << 12;

	if (!(raw & 1))
		return (struct entry){ ENTRY_NONE, 0, 0 };
	if (raw & 0xe)
		return (struct entry){ ENTRY_PAGE, addr, shift };
	return (struct entry){ last ? ENTRY_NONE : ENTRY_TABLE, addr, 0 };
}

static const struct walk_tables tables[] = {
	{ "arm", 0, 4, false, { { 20, 12 }, { 12, 8 } }, decode_arm },
	{ "arm", 0, 8, false, { { 30, 2 }, { 21, 9 }, { 12, 9 } }, decode_lpae },
	{ "ppc64", 65536, 8, true, { { 39, 13 }, { 30, 9 }, { 21, 9 }, { 16, 5 } }, decode_radix },
	{ "ppc64", 4096, 8, true, { { 39, 13 }, { 30, 9 }, { 21, 9 }, { 12, 9 } }, decode_radix },
	{ "riscv64", 0, 8, false, { { 30, 9 }, { 21, 9 }, { 12, 9 } }, decode_riscv },
	{ "riscv64", 0, 8, false, { { 39, 9 }, { 30, 9 }, { 21, 9 }, { 12, 9 } }, decode_riscv },
	{ "riscv64",
	  0,
	  8,
	  false,
	  { { 48, 9 }, { 39, 9 }, { 30, 9 }, { 21, 9 }, { 12, 9 } },
	  decode_riscv },
};

/** Kernels lie at a multiple of it, in memory as in their own addresses. */
#define ALIGN (UINT64_C(2) << 20)
/** Memory in which tables are looked for: kernels are loaded near its beginning. */
#define SEARCH_BYTES (UINT64_C(64) << 30)

/** ppc64: PAGE_OFFSET, and where the next region begins. */
#define WALK_LINEAR     UINT64_C(0xc000000000000000)
#define WALK_LINEAR_END UINT64_C(0xc008000000000000)

static bool read_entry(const struct xlat_source *s, const struct walk_tables *t, uint64_t phys,
                       uint64_t *ret)
{
	uint64_t mask = s->page_size - 1;
	const char *page = s->page(s->ctx, phys & ~mask);

	if (!page)
		return false;
	*ret = bytes_number(page + (phys & mask), t->entry_bytes, t->big_endian || s->big_endian);
	return true;
}

static bool walk_from(const struct xlat_source *s, const struct walk_tables *t, uint64_t root,
                      uint64_t addr, uint64_t *ret)
{
	uint64_t table = root, raw;

	for (const struct level *l = t->levels; l->bits; l++) {
		uint64_t i = addr >> l->shift & ((UINT64_C(1) << l->bits) - 1);
		if (!read_entry(s, t, table + i * t->entry_bytes, &raw))
			return false;
		struct entry e = t->decode(raw, l->shift, !l[1].bits);
		if (e.kind == ENTRY_NONE)
			return false;
		if (e.kind == ENTRY_PAGE) {
			uint64_t mask = (UINT64_C(1) << e.shift) - 1;
			*ret = (e.addr & ~mask) | (addr & mask);
			return true;
		}
		table = e.addr;
	}
	return false;
}

static bool find_root(const struct xlat_source *s, const struct walk_tables *t, uint64_t swapper,
                      uint64_t *ret)
{
	uint64_t phys;

	if (strcmp(t->arch, "ppc64") == 0) {
		*ret = swapper - WALK_LINEAR;
		return swapper >= WALK_LINEAR && walk_from(s, t, *ret, swapper, &phys) &&
		       phys == *ret;
	}
	for (*ret = swapper & (ALIGN - 1); *ret < SEARCH_BYTES; *ret += ALIGN)
		if (walk_from(s, t, *ret, swapper, &phys) && phys == *ret)
			return true;
	return false;
}

bool walk_init(const struct xlat_source *s, struct walk *ret)
{
	uint64_t swapper;

	*ret = (struct walk){ .tables = NULL };
	if (!vmcoreinfo_symbol(s->vmcoreinfo, "swapper_pg_dir", &swapper))
		return false;
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		const struct walk_tables *t = &tables[i];
		if (strcmp(t->arch, s->arch) != 0 ||
		    (t->page_size && t->page_size != s->page_size) ||
		    !find_root(s, t, swapper, &ret->root))
			continue;
		ret->tables = t;
		ret->is_linear = strcmp(t->arch, "ppc64") == 0;
		return true;
	}
	return false;
}

bool walk_to_phys(const struct xlat_source *s, const struct walk *w, uint64_t addr, uint64_t *ret)
{
	if (w->is_linear && addr >= WALK_LINEAR && addr < WALK_LINEAR_END) {
		*ret = addr - WALK_LINEAR;
		return true;
	}
	return walk_from(s, w->tables, w->root, addr, ret);
}
