// SPDX-License-Identifier: Apache-2.0
/*
 * SLUB keeps slabs with free objects on a list of their node and counts them; slabs that a CPU has taken
 * are on no list of the node.  A list that does not lead through as many slabs of this cache as the
 * node counts, with each link pointing back, tells nothing of the objects in use.
 */
#include "parsers/vmcore/slab_nodes.h"

/** What walking the list of partial slabs found. */
struct walk {
	uint64_t slabs, free_objects;
	struct slice problem; /**< p NULL: none */
};

static struct slice problem_of(struct kernel *k, uint64_t slab, uint64_t cache)
{
	uint64_t inuse, objects, owner;

	if (!kernel_get(k, slab, KM_slab_inuse, &inuse) ||
	    !kernel_get(k, slab, KM_slab_objects, &objects))
		return S("a slab is not in the dump");
	if (kernel_get(k, slab, KM_slab_cache, &owner) && owner != cache)
		return S("a slab of another cache is on it");
	if (!objects || inuse > objects)
		return S("a slab has more objects in use than it holds");
	return (struct slice){ NULL, 0 };
}

static void walk_partial(struct kernel *k, uint64_t node, uint64_t cache, struct walk *ret)
{
	struct klist l = klist(kernel_addr(k, node, KM_cnode_partial));
	uint64_t at, inuse, objects, wanted;

	*ret = (struct walk){ 0 };
	if (!l.head) {
		ret->problem = S("not known to this kernel's types");
		return;
	}
	while (klist_next(k, &l, &at)) {
		uint64_t slab = kernel_container(k, at, KM_slab_list);
		ret->problem = problem_of(k, slab, cache);
		if (ret->problem.p || !kernel_get(k, slab, KM_slab_inuse, &inuse) ||
		    !kernel_get(k, slab, KM_slab_objects, &objects))
			return;
		ret->free_objects += objects - inuse;
		ret->slabs++;
	}
	if (l.damaged)
		ret->problem = S("a link is cut, or does not point back");
	else if (kernel_get(k, node, KM_cnode_nr_partial, &wanted) && wanted != ret->slabs)
		ret->problem = S("it has another length than the node says");
}

static void count_slub(struct dump_context *d, uint64_t node, uint64_t cache, struct slab_node *row,
                       struct slab_counts *c)
{
	struct kernel *k = d->kernel;
	struct walk w;
	uint64_t v;

	if (kernel_get(k, node, KM_cnode_nr_slabs, &v)) {
		c->slabs = v;
		c->has_slabs = true;
	} else {
		c->lost |= kernel_has(k, KM_cnode_nr_slabs);
	}
	if (kernel_get(k, node, KM_cnode_total_objects, &v))
		c->objects = v;
	else
		c->lost |= kernel_has(k, KM_cnode_total_objects);
	if (kernel_get(k, node, KM_cnode_nr_partial, &v))
		fact_set(row, partial_slabs, (int64_t)v);
	walk_partial(k, node, cache, &w);
	fact_set(row, listed_slabs, (int64_t)w.slabs);
	c->free_objects = w.free_objects;
	c->is_bad = w.problem.p;
	if (!w.problem.p && c->has_slabs && (w.slabs > c->slabs || w.free_objects > c->objects)) {
		w.problem = S("it has more than the node counts in all");
		c->is_bad = true;
	}
	fact_set_text(row, list, w.problem.p ? w.problem : S("verified"));
}

/** SLAB counts what is free itself; its lists are not walked. */
static void count_slab(struct dump_context *d, uint64_t node, uint64_t per_slab,
                       struct slab_counts *c)
{
	struct kernel *k = d->kernel;
	uint64_t v;

	if (!kernel_get(k, node, KM_cnode_total_slabs, &c->slabs) ||
	    !kernel_get(k, node, KM_cnode_free_objects, &c->free_objects)) {
		c->is_bad = c->lost = true;
		return;
	}
	if (kernel_get(k, node, KM_cnode_free_slabs, &v))
		c->free_slabs = v;
	else
		c->lost |= kernel_has(k, KM_cnode_free_slabs);
	c->objects = c->slabs * per_slab;
	c->has_slabs = true;
	c->is_bad = c->free_objects > c->objects;
}

static void add_node(struct dump_context *d, uint64_t cache, uint64_t node, unsigned number,
                     const char *name, uint64_t per_slab, struct slab_counts *sum)
{
	struct slab_node *row = snapshot_row(&d->rows, slab_node);
	struct slab_counts c = { 0 };

	fact_set_text(row, name, arena_dup(d->rows.arena, slice_str(name)));
	fact_set(row, node, number);
	if (kernel_has(d->kernel, KM_cache_num))
		count_slab(d, node, per_slab, &c);
	else
		count_slub(d, node, cache, row, &c);
	if (c.has_slabs && !c.lost) {
		fact_set(row, num_slabs, (int64_t)c.slabs);
		fact_set(row, num_objs, (int64_t)c.objects);
	}
	if (!c.is_bad) {
		fact_set(row, free_objs, (int64_t)c.free_objects);
		if (c.has_slabs && !c.lost)
			fact_set(row, active_objs, (int64_t)(c.objects - c.free_objects));
	}
	sum->slabs += c.slabs;
	sum->objects += c.objects;
	sum->free_objects += c.free_objects;
	sum->free_slabs += c.free_slabs;
	sum->has_slabs |= c.has_slabs;
	sum->is_bad |= c.is_bad;
	sum->lost |= c.lost;
}

void slab_nodes_count(struct dump_context *d, uint64_t cache, const char *name, uint64_t per_slab,
                      struct slab_counts *ret)
{
	struct kernel *k = d->kernel;
	const struct member *nodes = kernel_member(k, KM_cache_node);
	unsigned word = image_word(k->img);
	uint64_t node;
	uint32_t n;

	*ret = (struct slab_counts){ 0 };
	if (!nodes) {
		ret->is_bad = true;
		return;
	}
	if (!kernel_nodes(k, &n)) {
		ret->is_bad = ret->lost = true;
		n = 1;
	}
	for (uint32_t i = 0; i < n && (i + 1) * word <= nodes->size; i++) {
		if (!image_ptr(k->img, cache + nodes->off + i * word, &node))
			ret->is_bad = ret->lost = true;
		else if (node)
			add_node(d, cache, node, i, name, per_slab, ret);
	}
	if (ret->is_bad)
		dump_note(d, "slab cache %s: the list of partial slabs is damaged or cut", name);
}
