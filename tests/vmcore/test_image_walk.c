// SPDX-License-Identifier: Apache-2.0
/*
 * Page tables of arm, ppc64 and riscv, laid by the test into memory that begins at BASE: the kernel by large
 * pages, and one page elsewhere by a table of each level.  Bits of entries are those of the architectures'
 * manuals (see image_walk.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/vmcore/image_walk.h"

#define MEMORY     ((size_t)16 << 20)
#define TABLES     ((uint64_t)4 << 20) /**< where in memory */
#define TABLE      65536               /**< bytes of room for one */
#define LARGE_PAGE ((uint64_t)2 << 20)

struct level {
	unsigned shift, bits;
};

struct machine {
	const char *arch;
	unsigned page_size, entry_bytes;
	bool big_endian;
	uint64_t base, kernel, elsewhere;
	struct level levels[6]; /**< topmost first */
	unsigned large;         /**< the level whose entries map the kernel */
	uint64_t large_bytes;
	uint64_t (*table)(uint64_t phys), (*page)(uint64_t phys), (*large_page)(uint64_t phys);
};

static uint64_t arm_table(uint64_t phys)
{
	return phys | 1;
}

static uint64_t arm_page(uint64_t phys)
{
	return phys | 0x45e; // small page, with attributes
}

static uint64_t arm_section(uint64_t phys)
{
	return phys | 0x1140e;
}

static uint64_t lpae_table(uint64_t phys)
{
	return phys | 3;
}

static uint64_t lpae_page(uint64_t phys)
{
	return phys | (UINT64_C(1) << 54) | 0x703;
}

static uint64_t lpae_block(uint64_t phys)
{
	return phys | (UINT64_C(1) << 54) | 0x701;
}

static uint64_t radix_table(uint64_t phys)
{
	return UINT64_C(1) << 63 | phys | 9;
}

static uint64_t radix_page(uint64_t phys)
{
	return UINT64_C(3) << 62 | phys | 0x18e;
}

static uint64_t riscv_table(uint64_t phys)
{
	return phys >> 2 | 1;
}

static uint64_t riscv_page(uint64_t phys)
{
	return phys >> 2 | 0xe7;
}

static const struct machine machines[] = {
	{ "arm",
	  4096,
	  4,
	  false,
	  0x40000000,
	  0xc0000000,
	  0xbf001000,
	  { { 20, 12 }, { 12, 8 } },
	  0,
	  1 << 20,
	  arm_table,
	  arm_page,
	  arm_section },
	{ "arm",
	  4096,
	  4,
	  true,
	  0x80000000,
	  0x80000000,
	  0xf0123000,
	  { { 20, 12 }, { 12, 8 } },
	  0,
	  1 << 20,
	  arm_table,
	  arm_page,
	  arm_section },
	{ "arm",
	  4096,
	  8,
	  false,
	  0x800000000,
	  0xc0000000,
	  0xf0123000,
	  { { 30, 2 }, { 21, 9 }, { 12, 9 } },
	  1,
	  LARGE_PAGE,
	  lpae_table,
	  lpae_page,
	  lpae_block },
	{ "ppc64",
	  65536,
	  8,
	  true,
	  0,
	  0xc000000000000000,
	  0xc008000000120000,
	  { { 39, 13 }, { 30, 9 }, { 21, 9 }, { 16, 5 } },
	  2,
	  LARGE_PAGE,
	  radix_table,
	  radix_page,
	  radix_page },
	{ "ppc64",
	  4096,
	  8,
	  true,
	  0,
	  0xc000000000000000,
	  0xc008000000123000,
	  { { 39, 13 }, { 30, 9 }, { 21, 9 }, { 12, 9 } },
	  2,
	  LARGE_PAGE,
	  radix_table,
	  radix_page,
	  radix_page },
	{ "riscv64",
	  4096,
	  8,
	  false,
	  0x80200000,
	  0xffffffff80000000,
	  0xffffffd600123000,
	  { { 30, 9 }, { 21, 9 }, { 12, 9 } },
	  1,
	  LARGE_PAGE,
	  riscv_table,
	  riscv_page,
	  riscv_page },
	{ "riscv64",
	  4096,
	  8,
	  false,
	  0x80200000,
	  0xffffffff80000000,
	  0xffffaf8000123000,
	  { { 39, 9 }, { 30, 9 }, { 21, 9 }, { 12, 9 } },
	  2,
	  LARGE_PAGE,
	  riscv_table,
	  riscv_page,
	  riscv_page },
	{ "riscv64",
	  4096,
	  8,
	  false,
	  0x80200000,
	  0xffffffff80000000,
	  0xff60000000123000,
	  { { 48, 9 }, { 39, 9 }, { 30, 9 }, { 21, 9 }, { 12, 9 } },
	  3,
	  LARGE_PAGE,
	  riscv_table,
	  riscv_page,
	  riscv_page },
};

struct made {
	const struct machine *m;
	char *memory;
	uint64_t used;         /**< tables so far */
	uint64_t known[64][2]; /**< of the lower ones: where the entry is, and the table */
	size_t n_known;
};

static char *at_phys(struct made *d, uint64_t phys)
{
	assert_true(phys >= d->m->base && phys - d->m->base < MEMORY);
	return d->memory + (phys - d->m->base);
}

static void set_entry(struct made *d, uint64_t phys, uint64_t v)
{
	for (unsigned i = 0; i < d->m->entry_bytes; i++, v >>= 8)
		at_phys(d, phys)[d->m->big_endian ? d->m->entry_bytes - 1 - i : i] = (char)v;
}

static uint64_t new_table(struct made *d)
{
	return d->m->base + TABLES + TABLE * d->used++;
}

/** Map @p addr by an entry of level @p last. */
static void map(struct made *d, uint64_t root, uint64_t addr, unsigned last, uint64_t value)
{
	uint64_t table = root;

	for (unsigned i = 0; i <= last; i++) {
		const struct level *l = &d->m->levels[i];
		uint64_t at = table + (addr >> l->shift & ((UINT64_C(1) << l->bits) - 1)) *
		                              d->m->entry_bytes;
		if (i == last) {
			set_entry(d, at, value);
			return;
		}
		size_t k = 0;
		while (k < d->n_known && d->known[k][0] != at)
			k++;
		if (k == d->n_known) {
			d->known[d->n_known][0] = at;
			d->known[d->n_known++][1] = new_table(d);
			set_entry(d, at, d->m->table(d->known[k][1]));
		}
		table = d->known[k][1];
	}
}

static const char *page_of(void *ctx, uint64_t addr)
{
	struct made *d = ctx;

	return addr >= d->m->base && addr - d->m->base < MEMORY ? at_phys(d, addr) : NULL;
}

static bool no_reg(void *ctx, const char *name, uint64_t *ret)
{
	(void)ctx, (void)name, (void)ret;
	return false;
}

static void check(const struct machine *m)
{
	struct made d = { .m = m, .memory = xcalloc(1, MEMORY) };
	uint64_t root = new_table(&d), phys;
	unsigned n_levels = 0;
	char text[100];
	struct walk w;

	while (m->levels[n_levels].bits)
		n_levels++;
	for (uint64_t off = 0; off < MEMORY; off += m->large_bytes)
		map(&d, root, m->kernel + off, m->large, m->large_page(m->base + off));
	map(&d, root, m->elsewhere, n_levels - 1, m->page(m->base + 0x30000));
	int n = snprintf(text, sizeof(text), "OSRELEASE=1\nSYMBOL(swapper_pg_dir)=%llx\n",
	                 (unsigned long long)(m->kernel + root - m->base));
	_cleanup_(vmcoreinfo_freep) struct vmcoreinfo *v =
		vmcoreinfo_new((struct slice){ text, (size_t)n });
	const struct xlat_source s = {
		.ctx = &d,
		.arch = m->arch,
		.page_size = m->page_size,
		.big_endian = m->big_endian && strcmp(m->arch, "ppc64") != 0,
		.vmcoreinfo = v,
		.page = page_of,
		.reg = no_reg,
	};
	if (!walk_init(&s, &w))
		fail_msg("%s: the tables were not found", m->arch);
	assert_int_equal(w.root, root);
	assert_true(walk_to_phys(&s, &w, m->kernel + 0x312345, &phys));
	assert_int_equal(phys, m->base + 0x312345);
	assert_true(walk_to_phys(&s, &w, m->elsewhere + 0xabc, &phys));
	assert_int_equal(phys, m->base + 0x30abc);
	assert_false(walk_to_phys(&s, &w, m->elsewhere + m->page_size, &phys));
	assert_false(walk_to_phys(&s, &w, m->elsewhere + ((uint64_t)64 << 20), &phys));

	// tables that are not there
	memset(at_phys(&d, root), 0, TABLE);
	assert_false(walk_init(&s, &w));
	free(d.memory);
}

static void tables_of_each_machine(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		check(&machines[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_of_each_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
