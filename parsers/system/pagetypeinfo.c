// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/pagetypeinfo, free blocks by migrate type, and the types of page blocks:
 *
 *   Page block order: 9
 *   Pages per block:  512
 *
 *   Free pages count per migrate type at order       0      1      2      3      4 …
 *   Node    0, zone      DMA, type    Unmovable      0      0      0      1      1 …
 *   Node    0, zone   Normal, type      Movable  20656 >100000   9910    571    259 …
 *
 *   Number of blocks type     Unmovable      Movable  Reclaimable   HighAtomic
 *   Node 0, zone      DMA            1            6            0            1
 *
 * pagetypeinfo_show() in mm/vmstat.c.  Since Linux 5.4 counting stops at 100,000 blocks, which shows
 * as `>`; the row then says 100000.  Kernels with page owners have a `Number of mixed blocks` table.
 */
#include <stdio.h>

#include "parsers/system/fields.h"

#define TYPES_MAX  16
#define TYPE_BYTES 32
#define WORDS_MAX  48

enum section {
	SECTION_NONE,
	SECTION_BLOCKS, /**< Number of blocks type */
	SECTION_MIXED,  /**< Number of mixed blocks */
};

struct pagetypeinfo {
	enum section section;
	size_t n_types;
	char types[TYPES_MAX][TYPE_BYTES]; /**< columns of the section */
};

static const char *const section_names[] = { "", "Number of blocks", "Number of mixed blocks" };

static int pagetypeinfo_bid(struct slice head, struct slice path)
{
	(void)path;
	if (slice_has(head, S("\nFree pages count per migrate type at order ")) ||
	    slice_starts(head, S("Free pages count per migrate type at order ")))
		return 95;
	return 0;
}

static void types_take(struct pagetypeinfo *p, enum section section, struct slice line)
{
	struct slice words[TYPES_MAX];

	p->section = section;
	p->n_types = fields_words(line, words, TYPES_MAX);
	for (size_t i = 0; i < p->n_types; i++) {
		struct slice w = slice_head(words[i], TYPE_BYTES - 1);
		memcpy(p->types[i], w.p, w.n);
		p->types[i][w.n] = '\0';
	}
}

/** `      0      1 >100000`, of one type of one zone. */
static void free_add(struct system *s, int64_t node, struct slice zone, struct slice line)
{
	struct slice words[WORDS_MAX], type;
	int64_t blocks;

	slice_skip_blanks(&line);
	if (!slice_word(&line, &type)) {
		s->bad_lines++;
		return;
	}
	zone = arena_dup(s->rows.arena, zone);
	type = arena_dup(s->rows.arena, slice_head(type, TYPE_BYTES));
	size_t n = fields_words(line, words, WORDS_MAX);
	for (size_t i = 0; i < n; i++) {
		slice_skip_char(&words[i], '>');
		if (!fields_i64(words[i], &blocks) || blocks < 0) {
			s->bad_lines++;
			return;
		}
		struct buddy_free *b = snapshot_row(&s->rows, buddy_free);
		fact_set(b, node, node);
		fact_set(b, zone, zone);
		fact_set(b, migratetype, type);
		fact_set(b, page_order, (int64_t)i);
		fact_set(b, free_blocks, blocks);
	}
}

static void section_add(struct system *s, int64_t node, struct slice zone, struct slice line)
{
	const struct pagetypeinfo *p = s->state;
	struct slice words[TYPES_MAX];
	char name[128];
	size_t n = fields_words(line, words, TYPES_MAX);

	if (!p->section || n > p->n_types) {
		s->bad_lines++;
		return;
	}
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s/" SLICE_FMT "/%s", section_names[p->section],
		         SLICE_ARG(zone), p->types[i]);
		s->bad_lines += !system_stat_text(s, node, slice_str(name), words[i], "");
	}
}

static void pagetypeinfo_line(struct system *s, struct slice line)
{
	struct pagetypeinfo *p = s->state;
	struct slice rest = slice_trim(line), zone, name;
	int64_t node;

	if (fields_zone(&rest, &node, &zone)) {
		slice_skip_blanks(&rest);
		if (slice_skip(&rest, S("type ")))
			free_add(s, node, zone, rest);
		else
			section_add(s, node, zone, rest);
	} else if (slice_skip(&rest, S("Number of blocks type"))) {
		types_take(p, SECTION_BLOCKS, rest);
	} else if (slice_skip(&rest, S("Number of mixed blocks"))) {
		types_take(p, SECTION_MIXED, rest);
	} else if (slice_starts(rest, S("Page block order:")) ||
	           slice_starts(rest, S("Pages per block:"))) {
		slice_cut(&rest, ':', &name);
		s->bad_lines += !system_stat_text(s, -1, name, slice_trim(rest),
		                                  slice_starts(name, S("Pages")) ? "pages" : "");
	} else {
		s->bad_lines += rest.n && !slice_starts(rest, S("Free pages count per migrate"));
	}
}

const struct system_format system_format_pagetypeinfo = {
	.name = "pagetypeinfo",
	.summary = "/proc/pagetypeinfo, free blocks by migrate type",
	.source = "pagetypeinfo_show() in mm/vmstat.c",
	.bid = pagetypeinfo_bid,
	.has_blanks = true,
	.state_bytes = sizeof(struct pagetypeinfo),
	.line = pagetypeinfo_line,
};
