// SPDX-License-Identifier: Apache-2.0
/*
 * Maple tree (include/linux/maple_tree.h): the root, and each slot of an inner node, is the address of a
 * node of 256 bytes with its type in bits 3 to 6.  Leaves hold entries; slot i of a node holds the indexes
 * up to pivot i.  A tree with one entry at index 0 has it in the root.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/kernel.h"

#define NODE_MASK UINT64_C(0xff)
#define DEPTH_MAX 32
#define SLOTS_MAX 32

enum maple_type {
	MAPLE_DENSE,
	MAPLE_LEAF_64,
	MAPLE_RANGE_64,
	MAPLE_ARANGE_64,
};

struct level {
	uint64_t node, first; /**< first: lowest index of the node */
	enum maple_type type;
	unsigned slot;
};

struct walk {
	struct kernel *k;
	void (*fn)(void *ctx, uint64_t index, uint64_t entry);
	void *ctx;
	struct level levels[DEPTH_MAX];
	unsigned depth;
	uint32_t steps;
};

/** Pivots and slots of a node of this type. */
static bool shape(struct kernel *k, enum maple_type type, const struct member **pivots,
                  const struct member **slots)
{
	*pivots = kernel_member(k, type == MAPLE_ARANGE_64 ? KM_maple_arange_pivot
	                                                   : KM_maple_range_pivot);
	*slots = kernel_member(k, type == MAPLE_ARANGE_64 ? KM_maple_arange_slot
	                                                  : KM_maple_range_slot);
	return type != MAPLE_DENSE && *pivots && *slots && (*slots)->elem_size &&
	       (*slots)->size / (*slots)->elem_size <= SLOTS_MAX;
}

static bool enter(struct walk *w, uint64_t entry, uint64_t first)
{
	if (w->depth == DEPTH_MAX)
		return false;
	w->levels[w->depth++] = (struct level){
		.node = entry & ~NODE_MASK,
		.first = first,
		.type = (enum maple_type)(entry >> 3 & 15),
	};
	return true;
}

/** One slot of the innermost node; false: the tree is damaged. */
static bool step(struct walk *w)
{
	struct level *l = &w->levels[w->depth - 1];
	const struct member *pivots, *slots;
	unsigned word = image_word(w->k->img);
	uint64_t entry, pivot, first = l->first;

	if (!shape(w->k, l->type, &pivots, &slots))
		return false;
	unsigned n = slots->size / slots->elem_size, i = l->slot;
	if (i == n) {
		w->depth--;
		return true;
	}
	if (!image_ptr(w->k->img, l->node + slots->off + i * word, &entry))
		return false;
	// the last pivot of a node may be left out; one of 0 behind the first ends it
	if (i < pivots->size / pivots->elem_size &&
	    !image_ptr(w->k->img, l->node + pivots->off + i * word, &pivot))
		return false;
	if (i >= pivots->size / pivots->elem_size)
		pivot = UINT64_MAX;
	bool last = i && !pivot;
	l->slot = last || pivot == UINT64_MAX ? n : i + 1;
	l->first = pivot + 1;
	if (!entry || (last && l->type == MAPLE_LEAF_64 && entry < 4096))
		return true;
	if (l->type != MAPLE_LEAF_64)
		return enter(w, entry, first);
	w->fn(w->ctx, first, entry);
	return true;
}

bool kernel_maple(struct kernel *k, uint64_t tree,
                  void (*fn)(void *ctx, uint64_t index, uint64_t entry), void *ctx)
{
	struct walk w = { .k = k, .fn = fn, .ctx = ctx };
	uint64_t root;

	if (!kernel_get(k, tree, KM_maple_root, &root))
		return false;
	if (!root)
		return true;
	if ((root & 3) != 2 || root < 4096) { // xa_is_node(): no node
		fn(ctx, 0, root);
		return true;
	}
	if (!enter(&w, root, 0))
		return false;
	while (w.depth)
		if (++w.steps > LIMIT_VMCORE_STEPS || !step(&w))
			return false;
	return true;
}
