// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * A stack depot in a made dump, as lib/stackdepot.c lays it out since Linux 6.3: a handle holds the number of
 * a pool and an offset in units of 16 bytes.
 */
#pragma once

#include "tests/vmcore/mk_parts.h"

#define MK_DEPOT_TYPES 2
/** Types that a kernel with the depot has; goes into an array of struct mk_type. */
#define MK_DEPOT_TYPE_ROWS                              \
	{ "handle_parts",                               \
	  4,                                            \
	  { { "pool_index", 0, 0, 0, 21 },              \
	    { "offset", 0, 0, 21, 10 },                 \
	    { "extra", 0, 0, 31, 1 } } },               \
	{                                               \
		"stack_record", 64,                     \
		{                                       \
			{ "size", 8, 4, 0, 0 },         \
			{                               \
				"entries", 16, 16, 0, 0 \
			}                               \
		}                                       \
	}

/** One pool, as symbol stack_pools; returns its address. */
static inline uint64_t mk_depot_pool(struct mk_parts *p)
{
	uint64_t pool = mk_alloc(p->core, 4096, 4096);

	mk_parts_word(p, "stack_pools", pool);
	return pool;
}

/** Record number @p slot (of 64 bytes, from 1) with one or two return addresses; returns its handle. */
static inline uint32_t mk_depot_put(struct mk_parts *p, uint64_t pool, unsigned slot,
                                    uint64_t inner, uint64_t outer)
{
	uint64_t record = pool + 64 * slot;

	mk_u32(p->core, record + 8, outer ? 2 : 1);
	mk_u64(p->core, record + 16, inner);
	mk_u64(p->core, record + 24, outer);
	return 64 * slot / 16 << 21;
}
