// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/buddyinfo, free blocks of each order of each zone:
 *
 *   Node 0, zone      DMA      0      1      1      0      2      1      1      0      1      1      3
 *   Node 0, zone    DMA32   1127    453    112     65     27      7     13      6      5     30     48
 *
 * frag_show_print() in mm/vmstat.c.
 */
#include "parsers/system/fields.h"

/** Orders of a line; 0: it is none of these.  MAX_ORDER is 11 nearly everywhere, 9 to 20 with
 *  unusual page sizes. */
#define ORDERS_MAX 32

struct buddyinfo {
	int64_t node;
	char zone[33];
	size_t orders; /**< of the zone, so far */
};

static size_t blocks_parse(struct slice line, int64_t *ret_node, struct slice *ret_zone,
                           int64_t blocks[ORDERS_MAX])
{
	struct slice words[ORDERS_MAX + 1];

	if (!fields_zone(&line, ret_node, ret_zone))
		return 0;
	size_t n = fields_words(line, words, ORDERS_MAX + 1);
	if (n > ORDERS_MAX)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (!fields_i64(words[i], &blocks[i]) || blocks[i] < 0)
			return 0;
	return n;
}

static int buddyinfo_bid(struct slice head, struct slice path)
{
	struct slice line, zone;
	int64_t node, blocks[ORDERS_MAX];
	int lines = 0, known = 0;

	(void)path;
	while (lines < 40 && slice_line(&head, &line)) {
		if (!slice_trim(line).n)
			continue;
		lines++;
		known += blocks_parse(line, &node, &zone, blocks) >= 5;
	}
	return known && known * 2 >= lines ? 80 : 0;
}

static void block_add(struct system *s, int64_t blocks)
{
	struct buddyinfo *st = s->state;
	struct buddy_free *b = snapshot_row(&s->rows, buddy_free);

	fact_set(b, node, st->node);
	fact_set(b, zone, arena_dup(s->rows.arena, slice_str(st->zone)));
	fact_set(b, page_order, (int64_t)st->orders++);
	fact_set(b, free_blocks, blocks);
}

/** Numbers alone: a mail program has broken the line before. */
static bool rest_take(struct system *s, struct slice line)
{
	struct buddyinfo *st = s->state;
	struct slice words[ORDERS_MAX + 1];
	int64_t blocks;
	size_t n = fields_words(line, words, ORDERS_MAX + 1);

	if (!st->orders || !n || st->orders + n > ORDERS_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!fields_i64(words[i], &blocks) || blocks < 0)
			return false;
	for (size_t i = 0; i < n; i++)
		if (fields_i64(words[i], &blocks))
			block_add(s, blocks);
	return true;
}

static void buddyinfo_line(struct system *s, struct slice line)
{
	struct buddyinfo *st = s->state;
	struct slice zone;
	int64_t node, blocks[ORDERS_MAX];
	size_t n = blocks_parse(line, &node, &zone, blocks);

	if (!n) {
		s->bad_lines += slice_trim(line).n > 0 && !rest_take(s, line);
		return;
	}
	*st = (struct buddyinfo){ .node = node };
	memcpy(st->zone, zone.p, zone.n); // fields_zone() takes 32 bytes at most
	for (size_t i = 0; i < n; i++)
		block_add(s, blocks[i]);
}

const struct system_format system_format_buddyinfo = {
	.name = "buddyinfo",
	.summary = "/proc/buddyinfo, free blocks by zone and order",
	.source = "frag_show_print() in mm/vmstat.c",
	.bid = buddyinfo_bid,
	.state_bytes = sizeof(struct buddyinfo),
	.line = buddyinfo_line,
};
