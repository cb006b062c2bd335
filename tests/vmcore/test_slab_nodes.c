// SPDX-License-Identifier: Apache-2.0
/*
 * Slab caches by memory node, in a made kernel: what is expected follows from how the test laid it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/vmcore/mk_parts.h"

extern const struct dump_part dump_part_slabs;

enum damage {
	DAMAGE_NONE,
	DAMAGE_LINK,    /**< a link does not point back */
	DAMAGE_COUNT,   /**< the node counts another number */
	DAMAGE_FOREIGN, /**< a slab of another cache */
	DAMAGE_INUSE,   /**< more objects in use than there are */
	DAMAGE_GONE,    /**< a slab whose page is not in the dump */
};

static const struct mk_type types[] = {
	MK_LIST_HEAD,
	{ "kmem_cache_order_objects", 4, { { "x", 0, 4, 0, 0 } } },
	{ "kmem_cache",
	  128,
	  { { "name", 0, 8, 0, 0 },
	    { "size", 8, 4, 0, 0 },
	    { "list", 16, 16, 0, 0 },
	    { "node", 32, 24, 0, 0 } } },
	{ "kmem_cache_node",
	  64,
	  { { "nr_partial", 0, 8, 0, 0 },
	    { "partial", 8, 16, 0, 0 },
	    { "nr_slabs", 24, 8, 0, 0 },
	    { "total_objects", 32, 8, 0, 0 } } },
	MK_SLAB,
};

static uint64_t put_slab(struct mk_parts *p, uint64_t node, uint64_t cache, unsigned inuse,
                         unsigned objects)
{
	uint64_t slab = mk_alloc(p->core, 64, 4096);

	mk_u64(p->core, slab + 8, cache);
	mk_u32(p->core, slab + 40, objects << 16 | inuse);
	mk_list_add(p->core, node + 8, slab + 16);
	return slab;
}

static uint64_t put_node(struct mk_parts *p, uint64_t partial, uint64_t slabs, uint64_t objects)
{
	uint64_t node = mk_alloc(p->core, 64, 64);

	mk_u64(p->core, node, partial);
	mk_list_init(p->core, node + 8);
	mk_u64(p->core, node + 24, slabs);
	mk_u64(p->core, node + 32, objects);
	return node;
}

/** Node 0: 9 slabs of 16 objects, 2 of them on the list with 3 and 10 in use; node 2: 1 of 1, in use;
 *  there is no node 1.  @p how is done to node 0. */
static void made(struct mk_parts *p, enum damage how)
{
	mk_parts_begin(p);
	uint64_t head = mk_alloc(p->core, 16, 16), cache = mk_alloc(p->core, 128, 128);
	uint64_t name = mk_alloc(p->core, 16, 16);
	mk_put(p->core, name, "made_cache", 11);
	mk_u64(p->core, cache, name);
	mk_u32(p->core, cache + 8, 256);
	mk_list_init(p->core, head);
	mk_list_add(p->core, head, cache + 16);
	mk_parts_symbol(p, "slab_caches", 'd', head);
	mk_parts_word(p, "nr_node_ids", 3);
	uint64_t node = put_node(p, how == DAMAGE_COUNT ? 3 : 2, 9, 144);
	mk_u64(p->core, cache + 32, node);
	mk_u64(p->core, cache + 48, put_node(p, 0, 1, 16));
	uint64_t first = put_slab(p, node, cache, 3, 16); // on pages of their own
	uint64_t other = put_slab(p, node, how == DAMAGE_FOREIGN ? cache + 8 : cache,
	                          how == DAMAGE_INUSE ? 17 : 10, 16);
	mk_alloc(p->core, 1, 4096);
	if (how == DAMAGE_LINK)
		mk_u64(p->core, other + 24, first);
	if (how == DAMAGE_GONE)
		mk_drop_page(p->core, other);
	mk_parts_open(p, types, sizeof(types) / sizeof(*types));
	dump_part_slabs.run(&p->d);
}

static void a_whole_cache(void **state)
{
	struct mk_parts p;

	(void)state;
	made(&p, DAMAGE_NONE);
	assert_int_equal(p.d.rows.n_slab_node, 2);
	const struct slab_node *n = p.d.rows.slab_node;
	assert_true(slice_eq(n[0].name, S("made_cache")));
	assert_int_equal(n[0].node, 0);
	assert_int_equal(n[0].num_slabs, 9);
	assert_int_equal(n[0].num_objs, 144);
	assert_int_equal(n[0].partial_slabs, 2);
	assert_int_equal(n[0].listed_slabs, 2);
	assert_int_equal(n[0].free_objs, 13 + 6);
	assert_int_equal(n[0].active_objs, 144 - 19);
	assert_true(slice_eq(n[0].list, S("verified")));
	assert_int_equal(n[1].node, 2);
	assert_int_equal(n[1].active_objs, 16);
	assert_true(slice_eq(n[1].list, S("verified")));
	assert_int_equal(p.d.rows.n_slab_cache, 1);
	assert_int_equal(p.d.rows.slab_cache[0].num_slabs, 10);
	assert_int_equal(p.d.rows.slab_cache[0].active_objs, 144 - 19 + 16);
	assert_int_equal(p.d.damage.n, 0);
	mk_parts_end(&p);
}

static void check_damage(enum damage how, struct slice list, int64_t listed)
{
	struct mk_parts p;

	made(&p, how);
	assert_int_equal(p.d.rows.n_slab_node, 2);
	const struct slab_node *n = p.d.rows.slab_node;
	assert_true(slice_eq(n[0].list, list));
	assert_int_equal(n[0].num_slabs, 9); // the counters do not hang on the list
	assert_int_equal(n[0].listed_slabs, listed);
	assert_false(fact_has(&n[0], free_objs));
	assert_false(fact_has(&n[0], active_objs));
	assert_int_equal(n[1].active_objs, 16);
	assert_int_equal(p.d.rows.slab_cache[0].num_objs, 160);
	assert_false(fact_has(&p.d.rows.slab_cache[0], active_objs));
	assert_true(slice_has(sbuf_slice(&p.d.damage), S("slab cache made_cache: ")));
	mk_parts_end(&p);
}

static void a_damaged_list_is_told_and_gives_less(void **state)
{
	(void)state;
	check_damage(DAMAGE_LINK, S("a link is cut, or does not point back"), 1);
	check_damage(DAMAGE_COUNT, S("it has another length than the node says"), 2);
	check_damage(DAMAGE_FOREIGN, S("a slab of another cache is on it"), 1);
	check_damage(DAMAGE_INUSE, S("a slab has more objects in use than it holds"), 1);
	check_damage(DAMAGE_GONE, S("a link is cut, or does not point back"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_cache),
		cmocka_unit_test(a_damaged_list_is_told_and_gives_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
