// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Objects of SLUB caches with debugging on: where they lie, which are in use, who allocated them.
 * Private to this folder.
 *
 * Source     mm/slub.c: an object of a slab is [red zone] object [red zone] [free pointer] [tracks]; see
 *            get_track(), check_object(), init_object(); flags of include/linux/slab.h
 */
#pragma once

#include "parsers/vmcore/dump_kernel.h"

#define SLUB_OBJECTS_MAX 32767 /**< MAX_OBJS_PER_PAGE */

struct slub_cache {
	uint64_t addr;
	char name[64];
	bool red_zone, poison, store_user; /**< which debugging is on */
	uint32_t size, object_size, inuse, offset, red_left;
	uint32_t track_off,
		track_size; /**< of the allocation's track in an object; free's lies behind it */
	uint64_t random;    /**< free pointers are scrambled with it; 0: they are not */
};

struct slub_track {
	uint32_t handle;
	int64_t pid;
	uint64_t when; /**< jiffies */
};

struct slub_object {
	uint64_t addr;
	bool is_free;
};

/** False: not a cache of SLUB with debugging on. */
bool slub_cache_read(struct kernel *k, uint64_t cache, struct slub_cache *ret);
/** Call @p fn for each object of each slab of the cache that can be read; false: some cannot. */
bool slub_each_object(struct dump_context *d, const struct slub_cache *c,
                      void (*fn)(void *ctx, const struct slub_cache *c,
                                 const struct slub_object *o),
                      void *ctx);
/** Is the track not in the dump, whether there is one or not? */
bool slub_track_is_lost(struct kernel *k, const struct slub_cache *c, uint64_t object,
                        unsigned which);
/** The track of an allocation (0) or free (1). */
bool slub_track(struct kernel *k, const struct slub_cache *c, uint64_t object, unsigned which,
                struct slub_track *ret);
