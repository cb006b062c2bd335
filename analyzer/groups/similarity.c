// SPDX-License-Identifier: Apache-2.0
//
// a: foo bar vfs_write ksys_write      b: bar vfs_write ksys_write
//   -> 0.77: three of four are there, each one place further in
#include "analyzer/groups/similarity.h"

#include <math.h>
#include <stdlib.h>

#include "analyzer/groups/names.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/hash.h"

#define ALPHA 0.35
#define BETA  5.0
#define PRIOR 50.0

/** Slots of the table that aligns two stacks: a power of two, more than twice SIMILARITY_FRAMES. */
#define ALIGN_SLOTS 256
#define NO_FRAME    UINT8_MAX
_Static_assert(SIMILARITY_FRAMES < NO_FRAME && ALIGN_SLOTS >= 2 * SIMILARITY_FRAMES,
               "a frame's number is a byte of a sparse table");

struct frame_count {
	struct slice function; /**< p NULL: the slot is free */
	uint64_t n;
	uint64_t last; /**< number of the stack that was counted last */
};

struct frame_counts {
	struct frame_count *slots;
	size_t n_slots; /**< a power of two */
	size_t n_used;
	uint64_t n_stacks;
	struct arena names;
};

struct frame_counts *frame_counts_new(void)
{
	struct frame_counts *c = xcalloc(1, sizeof(*c));

	c->n_slots = 1024;
	c->slots = xcalloc(c->n_slots, sizeof(*c->slots));
	return c;
}

void frame_counts_free(struct frame_counts *c)
{
	if (!c)
		return;
	arena_deinit(&c->names);
	free(c->slots);
	free(c);
}

/** The slot of @p function, or the free one where it would be. */
static struct frame_count *count_slot(const struct frame_counts *c, struct slice function)
{
	size_t i = slice_hash(function) & (c->n_slots - 1);

	while (c->slots[i].function.p && !slice_eq(c->slots[i].function, function))
		i = (i + 1) & (c->n_slots - 1);
	return &c->slots[i];
}

static void counts_grow(struct frame_counts *c)
{
	struct frame_count *old = c->slots;
	size_t n_old = c->n_slots;

	c->n_slots *= 2;
	c->slots = xcalloc(c->n_slots, sizeof(*c->slots));
	for (size_t i = 0; i < n_old; i++)
		if (old[i].function.p)
			*count_slot(c, old[i].function) = old[i];
	free(old);
}

void frame_counts_add(struct frame_counts *c, struct frames stack)
{
	c->n_stacks++;
	for (size_t i = 0; i < stack.n && i < SIMILARITY_FRAMES; i++) {
		if (c->n_used * 2 >= c->n_slots)
			counts_grow(c);
		struct frame_count *slot = count_slot(c, stack.functions[i]);
		if (!slot->function.p) {
			slot->function = arena_dup(&c->names, stack.functions[i]);
			c->n_used++;
		}
		slot->n += slot->last != c->n_stacks;
		slot->last = c->n_stacks;
	}
}

uint64_t frame_counts_stacks(const struct frame_counts *c)
{
	return c->n_stacks;
}

uint64_t frame_counts_of(const struct frame_counts *c, struct slice function)
{
	return count_slot(c, function)->n;
}

void stack_weigh(struct frames s, const struct frame_counts *counts, struct arena *arena,
                 struct weighed *ret)
{
	size_t max = s.n < SIMILARITY_FRAMES ? s.n : SIMILARITY_FRAMES;
	struct weighed w = {
		.functions = arena_array(arena, struct slice, max + 1),
		.hashes = arena_array(arena, uint32_t, max + 1),
		.weights = arena_array(arena, double, max + 1),
	};

	for (size_t i = 0; i < s.n && w.n < max; i++) {
		if (i && slice_eq(s.functions[i], s.functions[i - 1]))
			continue;
		double share = 0;
		if (counts)
			share = (double)frame_counts_of(counts, s.functions[i]) /
			        ((double)counts->n_stacks + PRIOR);
		w.functions[w.n] = s.functions[i];
		w.hashes[w.n] = (uint32_t)slice_hash(s.functions[i]);
		w.weights[w.n] = pow(1 + (double)w.n, -ALPHA) * exp(-BETA * share);
		w.sum += w.weights[w.n++];
	}
	*ret = w;
}

/** The frames of @p b by name: a slot holds the first of a name, next[] the one further out. */
struct alignment {
	const struct weighed *b;
	uint8_t slots[ALIGN_SLOTS];
	uint8_t next[SIMILARITY_FRAMES];
	uint8_t left
		[SIMILARITY_FRAMES]; /**< of the first of a name: the next one that is not aligned */
};

static uint8_t *align_slot(struct alignment *al, const struct weighed *w, size_t at)
{
	size_t i = w->hashes[at] & (ALIGN_SLOTS - 1);

	while (al->slots[i] != NO_FRAME &&
	       (al->b->hashes[al->slots[i]] != w->hashes[at] ||
	        !slice_eq(al->b->functions[al->slots[i]], w->functions[at])))
		i = (i + 1) & (ALIGN_SLOTS - 1);
	return &al->slots[i];
}

double weighed_similarity(const struct weighed *a, const struct weighed *b)
{
	struct alignment al = { .b = b };
	double common = 0;

	if (!a->n || !b->n)
		return 0;
	memset(al.slots, NO_FRAME, sizeof(al.slots));
	for (size_t i = b->n; i-- > 0;) {
		uint8_t *slot = align_slot(&al, b, i);
		al.next[i] = *slot;
		al.left[i] = (uint8_t)i;
		*slot = (uint8_t)i;
	}
	for (size_t i = 0; i < a->n; i++) {
		uint8_t first = *align_slot(&al, a, i);
		uint8_t k = first == NO_FRAME ? first : al.left[first];
		if (k == NO_FRAME)
			continue;
		al.left[first] = al.next[k];
		common += fmin(a->weights[i], b->weights[k]);
	}
	return 2 * common / (a->sum + b->sum);
}

double stack_similarity(struct frames a, struct frames b, const struct frame_counts *counts)
{
	struct arena arena = { 0 };
	struct weighed wa, wb;

	stack_weigh(a, counts, &arena, &wa);
	stack_weigh(b, counts, &arena, &wb);
	double ret = weighed_similarity(&wa, &wb);
	arena_deinit(&arena);
	return ret;
}

/** The function of one frame as printed; n 0: there is none. */
static struct slice frame_name(struct slice in, struct arena *arena)
{
	struct slice word;

	while (slice_skip_blanks(&in), slice_word(&in, &word)) {
		if (slice_is(word, "?") || *word.p == '[' || *word.p == '<' || *word.p == '(')
			continue; // unreliable, address, marker of an interrupt stack
		ssize_t plus = slice_find(word, S("+0x"));
		if (plus > 0)
			word = slice_head(word, (size_t)plus);
		return name_compared(word, arena);
	}
	return (struct slice){ 0 };
}

/** Cut the next frame off; the separators of frames_parse(). */
static struct slice frame_cut(struct slice *in)
{
	size_t i = 0;

	while (i < in->n && !memchr("\n\r|;,", in->p[i], 5) &&
	       !(in->p[i] == '<' && i && in->p[i - 1] == ' ' && i + 1 < in->n &&
	         in->p[i + 1] == ' '))
		i++;
	struct slice frame = slice_head(*in, i);
	*in = slice_from(*in, i < in->n ? i + 1 : i);
	return frame;
}

struct frames frames_parse(struct slice text, struct arena *arena)
{
	struct slice *functions = NULL;
	size_t n = 0;

	text = slice_head(text, FRAMES_TEXT_BYTES);
	while (text.n && n < SIMILARITY_FRAMES * 4) {
		struct slice name = frame_name(frame_cut(&text), arena);
		if (name.n)
			arena_push(arena, &functions, &n, &name);
	}
	return (struct frames){ functions, n };
}

struct frames frames_split(struct slice text, struct arena *arena)
{
	struct slice *functions = NULL;
	size_t n = 0;

	while (text.n && n < SIMILARITY_FRAMES) {
		ssize_t at = slice_find(text, S(" < "));
		struct slice name = at < 0 ? text : slice_head(text, (size_t)at);
		text = at < 0 ? S("") : slice_from(text, (size_t)at + 3);
		if (name.n)
			arena_push(arena, &functions, &n, &name);
	}
	return (struct frames){ functions, n };
}
