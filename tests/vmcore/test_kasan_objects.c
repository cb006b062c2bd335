// SPDX-License-Identifier: Apache-2.0
/*
 * Objects of slab caches in a made kernel with generic KASAN: one slab, its page, its shadow memory and what
 * KASAN keeps of each object, laid after mm/kasan/kasan.h and mm/slab.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/vmcore/mk_depot.h"

extern const struct dump_part dump_part_kasan;

#define SHADOW       UINT64_C(0xdffffc0000000000)
#define SLAB_FLAG    (1u << 9)
#define OBJECTS      32
#define OBJECT_SIZE  128 /* 64 of the object, then what KASAN keeps */
#define ALLOC_OFF    72
#define SECTION_BITS 20

static const struct mk_type types[] = {
	MK_LIST_HEAD,
	{ "page", 64, { { "flags", 0, 8, 0, 0 } } },
	MK_SLAB,
	{ "mem_section", 32, { { "section_mem_map", 0, 8, 0, 0 } } },
	{ "pageflags", 0, { { "PG_slab", 9, 0, 0, 0 } } },
	{ "kmem_cache_order_objects", 4, { { "x", 0, 4, 0, 0 } } },
	{ "kasan_cache",
	  8,
	  { { "alloc_meta_offset", 0, 4, 0, 0 }, { "free_meta_offset", 4, 4, 0, 0 } } },
	{ "kmem_cache",
	  128,
	  { { "name", 0, 8, 0, 0 },
	    { "size", 8, 4, 0, 0 },
	    { "object_size", 12, 4, 0, 0 },
	    { "list", 16, 16, 0, 0 },
	    { "oo:kmem_cache_order_objects", 32, 4, 0, 0 },
	    { "min:kmem_cache_order_objects", 36, 4, 0, 0 },
	    { "kasan_info:kasan_cache", 40, 8, 0, 0 } } },
	{ "kasan_track", 8, { { "pid", 0, 4, 0, 0 }, { "stack", 4, 4, 0, 0 } } },
	{ "kasan_alloc_meta",
	  16,
	  { { "alloc_track:kasan_track", 0, 8, 0, 0 }, { "aux_stack", 8, 8, 0, 0 } } },
	{ "kasan_free_meta",
	  16,
	  { { "quarantine_link", 0, 8, 0, 0 }, { "free_track:kasan_track", 8, 8, 0, 0 } } },
	MK_DEPOT_TYPE_ROWS,
};

struct made {
	struct mk_parts p;
	uint64_t code, cache, slab, shadow, pages, shadow_base;
	uint32_t alloc, free, aux;
};

static uint64_t object(const struct made *m, unsigned i)
{
	return m->slab + i * OBJECT_SIZE;
}

static uint64_t page_of(const struct made *m, uint64_t addr)
{
	return m->pages + (mk_phys(m->p.core, addr) >> 12) % (1u << (SECTION_BITS - 12)) * 64;
}

static void put_page(struct made *m, uint64_t addr, uint64_t flags, unsigned inuse,
                     unsigned objects)
{
	uint64_t page = page_of(m, addr);

	mk_u64(m->p.core, page, flags);
	mk_u64(m->p.core, page + 8, m->cache);
	mk_u32(m->p.core, page + 40, objects << 16 | inuse);
}

static void put_shadow(struct made *m, unsigned i, unsigned char value)
{
	mk_put(m->p.core, m->shadow + ((object(m, i) >> 3) + SHADOW - m->shadow_base), &value, 1);
}

static void put_alloc(struct made *m, unsigned i, uint32_t pid, uint32_t stack)
{
	mk_u32(m->p.core, object(m, i) + ALLOC_OFF, pid);
	mk_u32(m->p.core, object(m, i) + ALLOC_OFF + 4, stack);
}

static void put_free(struct made *m, unsigned i, uint32_t pid, uint32_t stack)
{
	mk_u32(m->p.core, object(m, i) + 8, pid);
	mk_u32(m->p.core, object(m, i) + 12, stack);
}

static void put_cache(struct made *m)
{
	struct mk_core *c = m->p.core;
	uint64_t head = mk_alloc(c, 16, 16), name = mk_alloc(c, 16, 16);

	m->cache = mk_alloc(c, 128, 128);
	mk_put(c, name, "made_cache", 11);
	mk_u64(c, m->cache, name);
	mk_u32(c, m->cache + 8, OBJECT_SIZE);
	mk_u32(c, m->cache + 12, 64);
	mk_u32(c, m->cache + 32, OBJECTS);
	mk_u32(c, m->cache + 36, OBJECTS);
	mk_u32(c, m->cache + 40, ALLOC_OFF);
	mk_list_init(c, head);
	mk_list_add(c, head, m->cache + 16);
	mk_parts_symbol(&m->p, "slab_caches", 'd', head);
}

/** Objects 0 and 1 in use, 2 and 3 in quarantine, 4 free with what was there before, all others never used. */
static void made(struct made *m)
{
	unsigned char redzone[OBJECTS * OBJECT_SIZE / 8];
	struct mk_core *c;

	*m = (struct made){ .code = 0 };
	mk_parts_begin(&m->p);
	c = m->p.core;
	m->code = m->p.syms[0].addr;
	mk_parts_symbol(&m->p, "kasan_save_stack", 'T', m->code + 0x100);
	mk_parts_symbol(&m->p, "user_makes", 'T', m->code + 0x200);
	mk_parts_symbol(&m->p, "user_drops", 'T', m->code + 0x300);
	mk_parts_symbol(&m->p, "user_queues", 'T', m->code + 0x400);
	mk_parts_symbol(&m->p, "rest", 'T', m->code + 0x500);
	uint64_t pool = mk_depot_pool(&m->p);
	m->alloc = mk_depot_put(&m->p, pool, 1, m->code + 0x110, m->code + 0x210);
	m->free = mk_depot_put(&m->p, pool, 2, m->code + 0x110, m->code + 0x310);
	m->aux = mk_depot_put(&m->p, pool, 3, m->code + 0x110, m->code + 0x410);
	put_cache(m);
	uint64_t root = mk_alloc(c, 4096, 4096), table = mk_alloc(c, 8, 8);
	m->pages = mk_alloc(c, 64 << (SECTION_BITS - 12), 4096);
	m->shadow = mk_alloc(c, 4096, 4096);
	m->slab = mk_alloc(c, 2 * 4096, 4096);
	mk_u64(c, table, root);
	mk_parts_word(&m->p, "mem_section", table);
	mk_parts_word(&m->p, "page_offset_base", m->code - mk_phys(c, m->code));
	mk_line(c, "NUMBER(SECTION_SIZE_BITS)=%d", SECTION_BITS);
	mk_line(c, "NUMBER(MAX_PHYSMEM_BITS)=25");
	uint64_t section = mk_phys(c, m->slab) >> SECTION_BITS;
	mk_u64(c, root + section * 32, (m->pages - (section << (SECTION_BITS - 12)) * 64) | 3);
	m->shadow_base = ((m->slab >> 3) + SHADOW) & ~UINT64_C(4095);
	mk_map(c, m->shadow_base, m->shadow);
	put_page(m, m->slab, SLAB_FLAG, 4, OBJECTS);
	put_page(m, m->slab + 4096, 0, 4, OBJECTS); // was a slab once
	memset(redzone, 0xfc, sizeof(redzone));
	mk_put(c, m->shadow + ((m->slab >> 3) + SHADOW - m->shadow_base), redzone, sizeof(redzone));
	put_shadow(m, 0, 0);
	put_shadow(m, 1, 5);
	put_shadow(m, 2, 0xfa);
	put_shadow(m, 3, 0xfa);
	put_shadow(m, 4, 0xfb);
	for (unsigned i = 0; i < 5; i++)
		put_alloc(m, i, 70 + i, m->alloc);
	for (unsigned i = 2; i < 5; i++)
		put_free(m, i, 80 + i, m->free);
	mk_u32(c, object(m, 2) + ALLOC_OFF + 8, m->aux);
}

static void run(struct made *m)
{
	mk_parts_open(&m->p, types, sizeof(types) / sizeof(*types));
	m->p.d.reported[0] = object(m, 2);
	m->p.d.reported[1] = object(m, 4);
	m->p.d.reported[2] = object(m, 5) + 8; // no object begins there
	m->p.d.n_reported = 3;
	dump_part_kasan.run(&m->p.d);
}

static void objects_by_state(void **state)
{
	struct made m;

	(void)state;
	made(&m);
	run(&m);
	assert_int_equal(m.p.d.rows.n_kasan_cache, 1);
	const struct kasan_cache *r = m.p.d.rows.kasan_cache;
	assert_true(slice_eq(r->name, S("made_cache")));
	assert_int_equal(r->slabs, 1);
	assert_int_equal(r->allocated, 2);
	assert_int_equal(r->quarantined, 2);
	assert_int_equal(r->free, 1);
	assert_int_equal(r->unused, OBJECTS - 5);
	assert_int_equal(r->unknown, 0);
	assert_int_equal(m.p.d.rows.n_alloc_stack, 2);
	const struct alloc_stack *a = m.p.d.rows.alloc_stack;
	assert_true(slice_eq(a[0].kind, S("allocated")));
	assert_true(slice_eq(a[0].function, S("user_makes")));
	assert_int_equal(a[0].objects, 2);
	assert_int_equal(a[0].bytes, 128);
	assert_int_equal(a[0].pid, 70);
	assert_true(slice_eq(a[1].kind, S("quarantined")));
	assert_true(slice_eq(a[1].function, S("user_drops")));
	assert_int_equal(a[1].objects, 2);
	assert_int_equal(a[1].pid, 82);
	mk_parts_end(&m.p);
}

static void objects_that_reports_name(void **state)
{
	struct made m;

	(void)state;
	made(&m);
	run(&m);
	assert_int_equal(m.p.d.rows.n_kasan_object, 2);
	const struct kasan_object *r = m.p.d.rows.kasan_object;
	assert_int_equal(r[0].object_address, object(&m, 2));
	assert_true(slice_eq(r[0].state, S("quarantined")));
	assert_int_equal(r[0].object_size, 64);
	assert_int_equal(r[0].alloc_pid, 72);
	assert_int_equal(r[0].free_pid, 82);
	assert_true(slice_eq(r[0].alloc_stack, S("kasan_save_stack < user_makes")));
	assert_true(slice_eq(r[0].free_stack, S("kasan_save_stack < user_drops")));
	assert_true(slice_eq(r[0].aux_stack, S("kasan_save_stack < user_queues")));
	assert_false(fact_has(&r[0], aux_stack_2));
	// who freed it is overwritten once it may be allocated again
	assert_true(slice_eq(r[1].state, S("free")));
	assert_int_equal(r[1].alloc_pid, 74);
	assert_false(fact_has(&r[1], free_pid));
	mk_parts_end(&m.p);
}

static void without_shadow_memory_nothing_is_told(void **state)
{
	struct made m;

	(void)state;
	made(&m);
	mk_drop_page(m.p.core, m.shadow);
	run(&m);
	assert_int_equal(m.p.d.rows.n_kasan_cache, 0);
	assert_int_equal(m.p.d.rows.n_alloc_stack, 0);
	mk_parts_end(&m.p);
}

/* kasan=off, or shadow memory that nobody has written to. */
static void shadow_memory_without_marks_tells_nothing(void **state)
{
	struct made m;

	(void)state;
	made(&m);
	for (uint64_t at = 0; at < 4096; at += 8)
		mk_u64(m.p.core, m.shadow + at, 0);
	run(&m);
	assert_int_equal(m.p.d.rows.n_kasan_cache, 0);
	mk_parts_end(&m.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_by_state),
		cmocka_unit_test(objects_that_reports_name),
		cmocka_unit_test(without_shadow_memory_nothing_is_told),
		cmocka_unit_test(shadow_memory_without_marks_tells_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
