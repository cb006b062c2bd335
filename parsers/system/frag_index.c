// SPDX-License-Identifier: Apache-2.0
/*
 * Fragmentation as the kernel computes it, /sys/kernel/debug/extfrag/extfrag_index and
 * unusable_index:
 *
 *   Node 0, zone      DMA -1.000 -1.000 -1.000 -1.000 -1.000 -1.000 -1.000 -1.000 -1.000 -1.000 -1.000
 *   Node 0, zone   Normal -1.000 -1.000 -1.000 -1.000 0.912 0.957 0.979 0.990 0.995 0.998 0.999
 *
 *   Node 0, zone   Normal 0.000 0.058 0.174 0.393 0.764 0.952 1.000 1.000 1.000 1.000 1.000
 *
 * extfrag_show_print() and unusable_show_print() in mm/vmstat.c.  The two look alike; but wherever a
 * block is free, extfrag_index has -1.000 at order 0 and unusable_index 0.000.
 */
#include <stdio.h>

#include "parsers/system/fields.h"

#define ORDERS_MAX 32

/** `-1.000` or `0.912` */
static bool is_index(struct slice word)
{
	struct slice s = word;
	uint64_t v;

	slice_skip_char(&s, '-');
	return slice_u64(&s, 10, &v) && v <= 1 && slice_skip_char(&s, '.') && s.n == 3 &&
	       slice_u64(&s, 10, &v) && !s.n;
}

/** Number of orders; 0: the line is none of these. */
static size_t index_parse(struct slice line, int64_t *ret_node, struct slice *ret_zone,
                          struct slice words[ORDERS_MAX])
{
	if (!fields_zone(&line, ret_node, ret_zone))
		return 0;
	size_t n = fields_words(line, words, ORDERS_MAX);
	for (size_t i = 0; i < n; i++)
		if (!is_index(words[i]))
			return 0;
	return n;
}

/** Is the head of these, and has it zones that only extfrag_index can have, or only the other? */
static bool index_head(struct slice head, bool *ret_extfrag, bool *ret_unusable)
{
	struct slice line, zone, words[ORDERS_MAX];
	int64_t node;
	int lines = 0, known = 0;

	*ret_extfrag = *ret_unusable = false;
	while (lines < 40 && slice_line(&head, &line)) {
		if (!slice_trim(line).n)
			continue;
		lines++;
		size_t n = index_parse(line, &node, &zone, words);
		if (n < 2)
			continue;
		known++;
		*ret_extfrag |= slice_is(words[0], "-1.000");
		// a zone with nothing free is all 0.000 in one and all 1.000 in the other
		*ret_unusable |= slice_is(words[n - 1], "1.000") ||
		                 (slice_is(words[0], "0.000") && !slice_is(words[n - 1], "0.000"));
	}
	return known && known * 2 >= lines;
}

static int extfrag_bid(struct slice head, struct slice path)
{
	bool extfrag, unusable;

	if (!index_head(head, &extfrag, &unusable))
		return 0;
	return extfrag ? 90 : !unusable && slice_has(path, S("extfrag_index")) ? 60 : 0;
}

static int unusable_bid(struct slice head, struct slice path)
{
	bool extfrag, unusable;

	(void)path;
	if (!index_head(head, &extfrag, &unusable) || extfrag)
		return 0;
	return unusable ? 90 : 50;
}

static void index_line(struct system *s, struct slice line)
{
	struct slice zone, words[ORDERS_MAX];
	int64_t node;
	char name[96];
	size_t n = index_parse(line, &node, &zone, words);

	s->bad_lines += !n && slice_trim(line).n;
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s/" SLICE_FMT "/%zu", s->format->name,
		         SLICE_ARG(zone), i);
		system_stat_text(s, node, slice_str(name), words[i], "");
	}
}

const struct system_format system_format_extfrag_index = {
	.name = "extfrag_index",
	.summary = "debugfs extfrag_index: would an allocation fail for fragmentation?",
	.source = "extfrag_show_print() in mm/vmstat.c",
	.bid = extfrag_bid,
	.line = index_line,
};

const struct system_format system_format_unusable_index = {
	.name = "unusable_index",
	.summary = "debugfs unusable_index: free memory that is of no use for an order",
	.source = "unusable_show_print() in mm/vmstat.c",
	.bid = unusable_bid,
	.line = index_line,
};
