// SPDX-License-Identifier: Apache-2.0
/*
 * Owners of pages in a made kernel: sections, their page_ext and the owners in it are laid after
 * include/linux/mmzone.h, mm/page_ext.c and mm/page_owner.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/vmcore/mk_depot.h"

extern const struct dump_part dump_part_page_owner;

#define EXT_BYTES   72
#define OWNER_OFF   8
#define SECTION_PFN 256 /* 1 MiB */
#define OWNED       1
#define IN_USE      3

static const struct mk_type types[] = {
	MK_LIST_HEAD,
	{ "page", 64, { { "flags", 0, 8, 0, 0 } } },
	{ "mem_section", 32, { { "section_mem_map", 0, 8, 0, 0 }, { "page_ext", 16, 8, 0, 0 } } },
	{ "page_ext", 8, { { "flags", 0, 8, 0, 0 } } },
	{ "page_ext_operations", 40, { { "offset", 0, 8, 0, 0 } } },
	{ "page_owner",
	  64,
	  { { "order", 0, 2, 0, 0 },
	    { "gfp_mask", 4, 4, 0, 0 },
	    { "handle", 8, 4, 0, 0 },
	    { "pid", 12, 4, 0, 0 },
	    { "comm", 40, 24, 0, 0 } } },
	{ "page_ext_flags",
	  0,
	  { { "PAGE_EXT_OWNER", 0, 0, 0, 0 }, { "PAGE_EXT_OWNER_ALLOCATED", 1, 0, 0, 0 } } },
	MK_DEPOT_TYPE_ROWS,
};

struct made {
	struct mk_parts p;
	uint64_t code, ext; /**< ext: of the first page of section 1 */
};

/** Two sections of 1 MiB: 0 is not there, 1 has its owners in m->ext, 2 has none.  @p direct: the table of
 *  roots is the symbol itself, and not what it points to. */
static void begin(struct made *m, bool direct)
{
	struct mk_core *c;

	*m = (struct made){ .code = 0 };
	mk_parts_begin(&m->p);
	c = m->p.core;
	m->code = m->p.syms[0].addr;
	mk_parts_symbol(&m->p, "alloc_pages_thing", 'T', m->code + 0x100);
	mk_parts_symbol(&m->p, "driver_fill", 'T', m->code + 0x200);
	mk_parts_symbol(&m->p, "driver_map", 'T', m->code + 0x300);
	mk_parts_symbol(&m->p, "rest", 'T', m->code + 0x400);
	uint64_t root = mk_alloc(c, 4096, 4096), table = mk_alloc(c, 64, 64);
	m->ext = mk_alloc(c, SECTION_PFN * EXT_BYTES, 4096);
	mk_u64(c, table, root);
	if (direct)
		mk_parts_symbol(&m->p, "mem_section", 'd', table);
	else
		mk_parts_word(&m->p, "mem_section", table);
	mk_u64(c, root + 32, (m->code - SECTION_PFN * 64) | 3);
	mk_u64(c, root + 32 + 16, m->ext - SECTION_PFN * EXT_BYTES);
	mk_u64(c, root + 64, m->code | 3);
	mk_parts_word(&m->p, "page_ext_size", EXT_BYTES);
	mk_parts_word(&m->p, "page_owner_ops", OWNER_OFF);
	mk_line(c, "NUMBER(SECTION_SIZE_BITS)=20");
	mk_line(c, "NUMBER(MAX_PHYSMEM_BITS)=25");
}

static void own(struct made *m, unsigned page, unsigned flags, unsigned order, uint32_t gfp,
                uint32_t handle, uint32_t pid)
{
	struct mk_core *c = m->p.core;
	uint64_t ext = m->ext + page * EXT_BYTES;

	mk_u64(c, ext, flags);
	mk_u32(c, ext + OWNER_OFF, order);
	mk_u32(c, ext + OWNER_OFF + 4, gfp);
	mk_u32(c, ext + OWNER_OFF + 8, handle);
	mk_u32(c, ext + OWNER_OFF + 12, pid);
	mk_put(c, ext + OWNER_OFF + 40, "owner", 6);
}

static void fill(struct made *m)
{
	uint64_t pool = mk_depot_pool(&m->p);
	uint32_t a = mk_depot_put(&m->p, pool, 1, m->code + 0x110, m->code + 0x240);
	uint32_t b = mk_depot_put(&m->p, pool, 2, m->code + 0x120, m->code + 0x340);

	for (unsigned i = 8; i < 16; i++) // 2 blocks of 4 pages; the tails say the same
		own(m, i, IN_USE, 2, 0xdc0, a, 70);
	own(m, 16, IN_USE, 0, 0xdc0, a, 71);
	own(m, 17, IN_USE, 0, 0xdc0, b, 72);
	own(m, 18, IN_USE, 0, 0x140cca, b, 73);
	own(m, 255, IN_USE, 0, 0x140cca, b, 74);
	own(m, 20, OWNED, 0, 0xdc0, b, 75);   // freed
	own(m, 21, 0, 0, 0xdc0, b, 76);       // never had one
	own(m, 22, IN_USE, 0, 0xdc0, 0, 77);  // its stack was not kept
	own(m, 24, IN_USE, 44, 0xdc0, b, 78); // makes no sense
}

static const struct page_owner *row(struct made *m, size_t i, int64_t blocks, int64_t pages,
                                    int64_t order, struct slice gfp, struct slice function,
                                    int64_t pid)
{
	const struct page_owner *r = &m->p.d.rows.page_owner[i];

	assert_true(i < m->p.d.rows.n_page_owner);
	assert_int_equal(r->blocks, blocks);
	assert_int_equal(r->pages, pages);
	assert_int_equal(r->page_order, order);
	assert_true(slice_eq(r->gfp_mask, gfp));
	assert_true(slice_eq(r->function, function));
	assert_int_equal(r->pid, pid);
	return r;
}

static void check(bool direct)
{
	struct made m;

	begin(&m, direct);
	fill(&m);
	mk_parts_open(&m.p, types, sizeof(types) / sizeof(*types));
	dump_part_page_owner.run(&m.p.d);
	assert_int_equal(m.p.d.rows.n_page_owner, 4);
	const struct page_owner *r = row(&m, 0, 2, 8, 2, S("0xdc0"), S("driver_fill"), 70);
	assert_true(slice_eq(r->stack, S("alloc_pages_thing < driver_fill")));
	assert_true(slice_eq(r->comm, S("owner")));
	assert_false(fact_has(r, newest_s)); // this kernel does not keep the time
	row(&m, 1, 2, 2, 0, S("0x140cca"), S("driver_map"), 73);
	row(&m, 2, 1, 1, 0, S("0xdc0"), S("driver_fill"), 71);
	row(&m, 3, 1, 1, 0, S("0xdc0"), S("driver_map"), 72);
	assert_true(slice_has(sbuf_slice(&m.p.d.damage), S("those of 1 pages make no sense")));
	mk_parts_end(&m.p);
}

static void pages_by_stack_order_and_flags(void **state)
{
	(void)state;
	check(false);
	check(true);
}

static void what_is_missing_is_counted(void **state)
{
	struct made m;

	(void)state;
	begin(&m, false);
	fill(&m);
	mk_drop_page(m.p.core, m.ext + 4096); // owners of pages 56 (in part) to 113 (in part)
	mk_parts_open(&m.p, types, sizeof(types) / sizeof(*types));
	dump_part_page_owner.run(&m.p.d);
	assert_int_equal(m.p.d.rows.n_page_owner, 4);
	// how many there are is not known then
	assert_false(fact_has(row(&m, 1, 0, 0, 0, S("0x140cca"), S("driver_map"), 0), blocks));
	assert_true(
		slice_has(sbuf_slice(&m.p.d.damage), S("those of 58 pages are not in the dump")));
	mk_parts_end(&m.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_by_stack_order_and_flags),
		cmocka_unit_test(what_is_missing_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
