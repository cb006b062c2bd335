// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Helper of the tests of lines: feed a text, keep copies of the records.
 */
#pragma once

#include <stdlib.h>

#include "parsers/base/arena.h"
#include "parsers/lines/lines.h"

struct fed {
	struct arena arena;
	struct record *r;
	size_t n;
	struct lines *lines;
	const struct lines_stats *stats;
	const struct boot *boots;
	size_t n_boots;
	bool (*wants)(void *ctx, struct slice block);
};

static inline void fed_record(void *ctx, const struct record *r)
{
	struct fed *fed = ctx;
	struct record *copy = arena_push(&fed->arena, &fed->r, &fed->n, r);
	struct slice *views[] = { &copy->text, &copy->raw, &copy->host, &copy->tag };

	for (size_t i = 0; i < 4; i++)
		if (views[i]->p)
			*views[i] = arena_dup(&fed->arena, *views[i]);
}

static inline bool fed_wants(void *ctx, struct slice block)
{
	struct fed *fed = ctx;
	return fed->wants(ctx, block);
}

/** How @p text is cut: @p piece bytes at a time; 0: pieces of many sizes. */
static inline void feed_pieces(struct fed *fed, struct slice text, size_t piece,
                               const struct limits *limits, int64_t taken_us)
{
	struct limits defaults = limits_default();
	struct lines_sink sink = { .ctx = fed,
		                   .wants = fed->wants ? fed_wants : NULL,
		                   .record = fed_record };
	uint32_t random = (uint32_t)text.n;

	fed->lines = lines_new(&sink, limits ? limits : &defaults, taken_us);
	while (text.n) {
		size_t n = piece;
		if (!piece) {
			random = random * 1664525u + 1013904223u;
			n = 1 + (random >> 8) % ((random & 64) ? 7 : 4000);
		}
		struct slice part = slice_head(text, n);
		char *exact = malloc(part.n); // so that ASan sees every overrun
		memcpy(exact, part.p, part.n);
		lines_feed(fed->lines, (struct slice){ exact, part.n });
		free(exact);
		text = slice_from(text, part.n);
	}
	lines_end(fed->lines);
	fed->stats = lines_stats(fed->lines);
	fed->boots = lines_boots(fed->lines, &fed->n_boots);
}

static inline void feed(struct fed *fed, struct slice text)
{
	feed_pieces(fed, text, SIZE_MAX, NULL, INT64_MIN);
}

static inline void fed_deinit(struct fed *fed)
{
	lines_free(fed->lines);
	arena_deinit(&fed->arena);
	*fed = (struct fed){ 0 };
}
