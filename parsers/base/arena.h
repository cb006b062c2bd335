// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Arena: many small objects with one lifetime.
 *
 * Two arenas live in a run: one per open report, reset when its event has been stored, and one for
 * the run (names, file list).  Objects are never freed one by one and hold no file handles.
 */
#pragma once

#include "parsers/base/slice.h"

struct arena {
	struct arena_block *head; /**< newest block; NULL is a valid empty arena */
	size_t used;              /**< bytes handed out since the last reset */
};

#define arena_new(a, type)      ((type *)arena_alloc(a, sizeof(type), _Alignof(type)))
#define arena_array(a, type, n) ((type *)arena_alloc_array(a, n, sizeof(type), _Alignof(type)))

void *arena_alloc(struct arena *a, size_t size, size_t align); /**< zeroed; never NULL */
void *arena_alloc_array(struct arena *a, size_t n, size_t size, size_t align);
struct slice arena_dup(struct arena *a, struct slice s); /**< copy, plus a NUL after s.n */
void arena_reset(struct arena *a);                       /**< keeps one block for reuse */
void arena_deinit(struct arena *a);

/** printf() into the arena; the slice's n excludes the NUL that follows. */
struct slice arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((__format__(__printf__, 2, 3)));

/**
 * Append @p elem (of @p size bytes) to a growing array in the arena: `arena_push(a, &v, &n, &x)`.
 * The array doubles; old copies stay in the arena until it is reset.  Returns the new element.
 */
#define arena_push(a, array, n, elem)                                        \
	({                                                                   \
		*(array) = arena_grow(a, *(array), *(n), sizeof(**(array))); \
		(*(array))[*(n)] = *(elem);                                  \
		&(*(array))[(*(n))++];                                       \
	})
void *arena_grow(struct arena *a, void *array, size_t n, size_t size);
