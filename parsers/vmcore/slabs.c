// SPDX-License-Identifier: Apache-2.0
/*
 * Slab caches, with the numbers that /proc/slabinfo would have shown (get_slabinfo() in mm/slub.c and
 * mm/slab.c): slabs on the list of a CPU count as full.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/dump_kernel.h"

#define SLAB_NODES_MAX 1024

/** Counts of one cache, over all nodes. */
struct slab_counts {
	uint64_t slabs, objects, free_objects, free_slabs;
	bool has_slabs, has_free;
};

/** SLUB: free objects on the partial list of a node; false: the list is damaged. */
static bool count_partial(struct dump_context *d, uint64_t node, uint64_t cache, uint64_t *ret_free)
{
	struct kernel *k = d->kernel;
	struct klist l = klist(kernel_addr(k, node, KM_cnode_partial));
	uint64_t at, inuse, objects, owner, wanted, n = 0;

	while (klist_next(k, &l, &at)) {
		uint64_t slab = kernel_container(k, at, KM_slab_list);
		if (!kernel_get(k, slab, KM_slab_inuse, &inuse) ||
		    !kernel_get(k, slab, KM_slab_objects, &objects) || inuse > objects ||
		    (kernel_get(k, slab, KM_slab_cache, &owner) && owner != cache))
			return false;
		*ret_free += objects - inuse;
		n++;
	}
	return !l.damaged && (!kernel_get(k, node, KM_cnode_nr_partial, &wanted) || wanted == n);
}

static bool count_slub(struct dump_context *d, uint64_t node, uint64_t cache, struct slab_counts *c)
{
	struct kernel *k = d->kernel;
	uint64_t v;

	if (kernel_get(k, node, KM_cnode_nr_slabs, &v)) {
		c->slabs += v;
		c->has_slabs = true;
	}
	if (kernel_get(k, node, KM_cnode_total_objects, &v))
		c->objects += v;
	if (!count_partial(d, node, cache, &c->free_objects))
		return false;
	c->has_free = true;
	return true;
}

static bool count_slab(struct dump_context *d, uint64_t node, struct slab_counts *c)
{
	struct kernel *k = d->kernel;
	uint64_t slabs, free_slabs, free_objects;

	if (!kernel_get(k, node, KM_cnode_total_slabs, &slabs) ||
	    !kernel_get(k, node, KM_cnode_free_objects, &free_objects))
		return false;
	c->slabs += slabs;
	c->free_objects += free_objects;
	if (kernel_get(k, node, KM_cnode_free_slabs, &free_slabs))
		c->free_slabs += free_slabs;
	c->has_slabs = c->has_free = true;
	return true;
}

static void count_nodes(struct dump_context *d, uint64_t cache, const char *name,
                        struct slab_counts *c)
{
	struct kernel *k = d->kernel;
	const struct member *nodes = kernel_member(k, KM_cache_node);
	unsigned word = image_word(k->img);
	uint32_t n = 1;
	bool good = true;

	if (!nodes)
		return;
	if (!kernel_symbol_u32(k, "nr_node_ids", &n) || !n || n > SLAB_NODES_MAX)
		n = 1;
	for (uint32_t i = 0; i < n && (i + 1) * word <= nodes->size; i++) {
		uint64_t node;
		if (!image_ptr(k->img, cache + nodes->off + i * word, &node))
			good = false;
		else if (node)
			good &= kernel_has(k, KM_cache_num) ? count_slab(d, node, c)
			                                    : count_slub(d, node, cache, c);
	}
	if (!good) {
		c->has_free = false;
		dump_note(d, "slab cache %s: the list of partial slabs is damaged or cut", name);
	}
}

static void add_cache(struct dump_context *d, uint64_t cache)
{
	struct kernel *k = d->kernel;
	struct slab_counts c = { 0 };
	char name[128];
	uint64_t v, per_slab = 0;

	if (!kernel_text(k, cache, KM_cache_name, name, sizeof(name)))
		return;
	count_nodes(d, cache, name, &c);
	struct slab_cache *row = snapshot_row(&d->rows, slab_cache);
	fact_set_text(row, name, arena_dup(d->rows.arena, slice_str(name)));
	if (kernel_get(k, cache, KM_cache_size, &v))
		fact_set(row, objsize, (int64_t)v);
	if (kernel_get(k, cache, KM_cache_oo, &v)) { // OO_SHIFT is 16
		per_slab = v & 0xffff;
		fact_set(row, pagesperslab, INT64_C(1) << (v >> 16 & 31));
	} else if (kernel_get(k, cache, KM_cache_num, &per_slab) &&
	           kernel_get(k, cache, KM_cache_gfporder, &v)) {
		fact_set(row, pagesperslab, INT64_C(1) << (v & 31));
		c.objects = c.slabs * per_slab;
	}
	if (per_slab)
		fact_set(row, objperslab, (int64_t)per_slab);
	if (!c.has_slabs)
		return;
	fact_set(row, num_slabs, (int64_t)c.slabs);
	fact_set(row, num_objs, (int64_t)c.objects);
	if (c.has_free && c.free_objects <= c.objects) {
		fact_set(row, active_objs, (int64_t)(c.objects - c.free_objects));
		fact_set(row, active_slabs, (int64_t)(c.slabs - c.free_slabs));
	}
}

static void add_slabs(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	uint64_t head, at;

	if (!kernel_has(k, KM_cache_list) || !kernel_symbol(k, "slab_caches", &head))
		return;
	struct klist l = klist(head);
	while (klist_next(k, &l, &at) && l.steps < LIMIT_FACT_ROWS)
		add_cache(d, kernel_container(k, at, KM_cache_list));
	if (l.damaged)
		dump_note(d, "the list of slab caches is damaged or cut after %u of them", l.steps);
}

const struct dump_part dump_part_slabs = { .name = "slabs", .run = add_slabs };
