// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * All slabs of a dead kernel, the full ones among them that are on no list, found in the pages themselves.
 * Private to this folder.
 *
 * Source     struct slab of mm/slab.h and struct page: a page is the first of a slab when it says so, names a
 *            cache that the kernel knows, and has a sensible number of objects
 * Limits     SLAB_PAGES_MAX slabs
 */
#pragma once

#include "parsers/vmcore/dump_kernel.h"

#define SLAB_PAGES_MAX ((size_t)8 << 20)

struct slab_page {
	uint64_t addr;    /**< where its memory begins */
	uint32_t cache;   /**< number of the cache in the list that was given */
	uint32_t objects; /**< how many objects it has */
};

struct slab_pages {
	struct slab_page *slabs; /**< by cache, then by address */
	size_t n, cap;
	bool is_cut; /**< there are more, or some could not be read */
};

/** Find the slabs of @p caches (addresses of struct kmem_cache, ascending).  False: the pages of this kernel
 *  are not known. */
bool slab_pages_find(struct kernel *k, const uint64_t *caches, size_t n_caches,
                     struct slab_pages *ret);
void slab_pages_deinit(struct slab_pages *s);
