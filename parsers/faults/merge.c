// SPDX-License-Identifier: Apache-2.0
#include "parsers/faults/merge.h"

#include "parsers/base/cleanup.h"
#include "parsers/base/hash.h"

#define BUCKETS 1024

/** An arena takes its memory in blocks of this size (base/arena.c). */
#define ARENA_BLOCK ((size_t)32 << 10)

struct kept {
	struct fault *fault;
	struct kept *next; /**< in its bucket */
};

struct merge {
	struct engine_sink to;
	struct kept *buckets[BUCKETS];
	struct kept **order; /**< as they came */
	size_t n, cap;
	size_t bytes; /**< of the arenas of what is kept */
};

struct merge *merge_new(const struct engine_sink *to)
{
	struct merge *m = xcalloc(1, sizeof(*m));

	m->to = *to;
	return m;
}

static void forget(struct merge *m)
{
	for (size_t i = 0; i < m->n; i++)
		free(m->order[i]);
	memset(m->buckets, 0, sizeof(m->buckets));
	m->n = 0;
	m->bytes = 0;
}

void merge_free(struct merge *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++)
		fault_free(m->order[i]->fault);
	forget(m);
	free(m->order);
	free(m);
}

static void hand_on(struct merge *m, struct fault *f)
{
	if (!m->to.fault(m->to.ctx, f))
		fault_free(f);
}

void merge_flush(struct merge *m)
{
	for (size_t i = 0; i < m->n; i++)
		hand_on(m, m->order[i]->fault);
	forget(m);
}

static struct kept **bucket_of(struct merge *m, struct slice key)
{
	return &m->buckets[slice_hash(key) % BUCKETS];
}

static struct slice text_copy(struct arena *a, struct slice s)
{
	return s.p ? arena_dup(a, s) : s;
}

/** Add what @p from has to @p to; both of the same key. */
static void rows_move(struct fault *to, const struct fault *from)
{
	for (size_t i = 0; i < from->n_kmemleak_object; i++) {
		struct kmemleak_object o = from->kmemleak_object[i];

		o.comm = text_copy(to->arena, o.comm);
		o.checksum = text_copy(to->arena, o.checksum);
		o.hexdump = text_copy(to->arena, o.hexdump);
		*fault_row(to, kmemleak_object) = o;
	}
	if (fact_has(from, last_line) &&
	    (!fact_has(to, last_line) || from->last_line > to->last_line))
		fact_set(to, last_line, from->last_line);
	if (fact_has(from, last_byte) &&
	    (!fact_has(to, last_byte) || from->last_byte > to->last_byte))
		fact_set(to, last_byte, from->last_byte);
}

static void keep(struct merge *m, struct kept **bucket, struct fault *f)
{
	struct kept *k = xcalloc(1, sizeof(*k));

	k->fault = f;
	k->next = *bucket;
	*bucket = k;
	if (m->n == m->cap) {
		m->cap = m->cap ? 2 * m->cap : 64;
		m->order = xreallocarray(m->order, m->cap, sizeof(*m->order));
	}
	m->order[m->n++] = k;
	m->bytes += sizeof(*k) + (f->arena->used / ARENA_BLOCK + 1) * ARENA_BLOCK;
}

void merge_add(struct merge *m, struct fault *f)
{
	struct kept **bucket;

	if (!f->merge_key.p) {
		hand_on(m, f);
		return;
	}
	bucket = bucket_of(m, f->merge_key);
	for (struct kept *k = *bucket; k; k = k->next) {
		struct fault *to = k->fault;
		size_t before = to->arena->used;

		if (to->kind != f->kind || !slice_eq(to->merge_key, f->merge_key))
			continue;
		rows_move(to, f);
		m->bytes += to->arena->used - before;
		fault_free(f);
		f = NULL;
		break;
	}
	if (f)
		keep(m, bucket, f);
	if (m->bytes > LIMIT_MERGE_BYTES)
		merge_flush(m);
}
