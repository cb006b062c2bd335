// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Slabs of one cache on one memory node, their list verified.  Private to this folder.
 *
 * Source     struct kmem_cache_node of mm/slab.h; get_slabinfo() in mm/slub.c and mm/slab.c
 */
#pragma once

#include "parsers/vmcore/dump_kernel.h"

/** Counts of a cache on a node, or on all of them. */
struct slab_counts {
	uint64_t slabs, objects, free_objects, free_slabs;
	bool has_slabs;
	bool lost; /**< slabs and objects are not to be used: not all are counted */
	bool is_bad; /**< free_objects is not to be used: a list is damaged or cut, or a node is not there */
};

/** Count the slabs of each node of @p cache, named @p name, and add a row of each to slab_node.
 *  @p per_slab: objects of a slab, for kernels whose nodes do not count them. */
void slab_nodes_count(struct dump_context *d, uint64_t cache, const char *name, uint64_t per_slab,
                      struct slab_counts *ret);
