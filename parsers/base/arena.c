// SPDX-License-Identifier: Apache-2.0
#include "parsers/base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"

#define ARENA_BLOCK_BYTES ((size_t)32 << 10)

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t cap;
	_Alignas(max_align_t) char data[];
};

void *arena_alloc(struct arena *a, size_t size, size_t align)
{
	struct arena_block *b = a->head;
	size_t at = b ? (b->used + align - 1) & ~(align - 1) : 0;

	assert(align <= _Alignof(max_align_t));
	if (!b || at > b->cap || size > b->cap - at) {
		size_t cap = size > ARENA_BLOCK_BYTES ? size : ARENA_BLOCK_BYTES;
		b = xmalloc(sizeof(*b) + cap);
		*b = (struct arena_block){ .next = a->head, .cap = cap };
		a->head = b;
		at = 0;
	}
	b->used = at + size;
	a->used += size;
	return memset(b->data + at, 0, size);
}

void *arena_alloc_array(struct arena *a, size_t n, size_t size, size_t align)
{
	size_t bytes;
	if (__builtin_mul_overflow(n, size, &bytes))
		die_oom();
	return arena_alloc(a, bytes, align);
}

void *arena_grow(struct arena *a, void *array, size_t n, size_t size)
{
	// capacities are the powers of two from 8 on, so n alone says when the array is full
	if (n != 0 && (n < 8 || (n & (n - 1)) != 0))
		return array;
	void *bigger = arena_alloc_array(a, n ? n * 2 : 8, size, _Alignof(max_align_t));
	if (n)
		memcpy(bigger, array, n * size);
	return bigger;
}

struct slice arena_dup(struct arena *a, struct slice s)
{
	if (!s.p)
		return s;
	char *p = arena_alloc(a, s.n + 1, 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct slice){ p, s.n };
}

struct slice arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0);

	char *p = arena_alloc(a, (size_t)n + 1, 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (struct slice){ p, n };
}

void arena_reset(struct arena *a)
{
	struct arena_block *keep = a->head;

	if (!keep)
		return;
	while (keep->next) {
		struct arena_block *next = keep->next;
		free(keep);
		keep = next;
	}
	a->head = keep;
	a->used = 0;
	keep->used = 0;
	if (keep->cap > ARENA_BLOCK_BYTES)
		arena_deinit(a);
}

void arena_deinit(struct arena *a)
{
	while (a->head) {
		struct arena_block *next = a->head->next;
		free(a->head);
		a->head = next;
	}
	a->used = 0;
}
