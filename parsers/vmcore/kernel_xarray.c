// SPDX-License-Identifier: Apache-2.0
/*
 * XArray and radix tree: an entry whose low bits are 10 (XArray, Linux 4.20) or 01 (radix tree before)
 * is an inner node; anything else is what the tree holds.  Nodes have 2^shift indexes per slot.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/kernel.h"

/** 64 index bits in steps of at least 4 (CONFIG_BASE_SMALL) are 16 levels. */
#define LEVELS_MAX 16

struct walk {
	struct kernel *k;
	const struct member *shift, *slots;
	unsigned node_tag;
	unsigned n_slots;
	uint32_t steps;
	void (*fn)(void *ctx, uint64_t index, uint64_t entry);
	void *ctx;
	bool whole;
};

struct level {
	uint64_t node, index;
	unsigned slot;
	uint8_t shift;
};

static bool is_node(const struct walk *w, uint64_t entry)
{
	return (entry & 3) == w->node_tag && entry > 4096;
}

/** Open the node that @p entry points to. */
static bool enter(const struct walk *w, uint64_t entry, uint64_t index, struct level *ret)
{
	uint64_t node = entry - w->node_tag;
	uint8_t shift;

	if (!image_u8(w->k->img, node + w->shift->off, &shift) || shift >= 64)
		return false;
	*ret = (struct level){ .node = node, .index = index, .shift = shift };
	return true;
}

static void walk_nodes(struct walk *w, uint64_t top)
{
	unsigned word = image_word(w->k->img), depth = 1;
	struct level levels[LEVELS_MAX];

	if (!enter(w, top, 0, &levels[0])) {
		w->whole = false;
		return;
	}
	while (depth) {
		struct level *l = &levels[depth - 1];
		uint64_t entry, index = l->index + ((uint64_t)l->slot << l->shift);
		if (l->slot == w->n_slots || ++w->steps > LIMIT_VMCORE_STEPS) {
			depth--;
			continue;
		}
		if (!image_ptr(w->k->img, l->node + w->slots->off + l->slot++ * word, &entry)) {
			w->whole = false;
			continue;
		}
		if (!entry)
			continue;
		if (!is_node(w, entry)) {
			w->fn(w->ctx, index, entry);
			continue;
		}
		// a child has a smaller shift than its parent
		if (depth == LEVELS_MAX || !enter(w, entry, index, &levels[depth]) ||
		    levels[depth].shift >= l->shift) {
			w->whole = false;
			continue;
		}
		depth++;
	}
	if (w->steps > LIMIT_VMCORE_STEPS)
		w->whole = false;
}

bool kernel_xarray(struct kernel *k, uint64_t root,
                   void (*fn)(void *ctx, uint64_t index, uint64_t entry), void *ctx)
{
	bool is_xarray = kernel_has(k, KM_xarray_head);
	struct walk w = {
		.k = k,
		.shift = kernel_member(k, is_xarray ? KM_xa_node_shift : KM_radix_node_shift),
		.slots = kernel_member(k, is_xarray ? KM_xa_node_slots : KM_radix_node_slots),
		.node_tag = is_xarray ? 2 : 1,
		.fn = fn,
		.ctx = ctx,
		.whole = true,
	};
	uint64_t top;

	if (!w.shift || !w.slots || !w.slots->elem_size ||
	    !image_ptr(k->img, kernel_addr(k, root, is_xarray ? KM_xarray_head : KM_radix_root),
	               &top))
		return false;
	w.n_slots = w.slots->size / w.slots->elem_size;
	if (!top)
		return true;
	if (is_node(&w, top))
		walk_nodes(&w, top);
	else
		fn(ctx, 0, top);
	return w.whole;
}

/** A red-black tree of n nodes is at most 2 log2(n + 1) deep. */
#define RB_DEPTH_MAX 64

bool kernel_rbtree(struct kernel *k, uint64_t node, void (*fn)(void *ctx, uint64_t node), void *ctx)
{
	uint64_t stack[RB_DEPTH_MAX];
	unsigned depth = 0;
	uint32_t steps = 0;

	while (node || depth) {
		if (++steps > LIMIT_VMCORE_STEPS)
			return false;
		if (node) {
			if (depth == RB_DEPTH_MAX)
				return false;
			stack[depth++] = node;
			if (!kernel_get(k, node, KM_rb_left, &node))
				return false;
			continue;
		}
		node = stack[--depth];
		fn(ctx, node);
		if (!kernel_get(k, node, KM_rb_right, &node))
			return false;
	}
	return true;
}
