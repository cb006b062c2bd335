// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/zoneinfo, every zone with its watermarks, counters and per-CPU lists:
 *
 *   Node 0, zone    DMA32
 *     per-node stats
 *         nr_inactive_anon 230981
 *     pages free     204252
 *           boost    0
 *           min      19510
 *           low      21059
 *           high     22608
 *           spanned  1044480
 *           present  759231
 *           managed  742806
 *           protection: (0, 0, 4949, 4949, 4949)
 *         nr_free_pages 204252
 *     pagesets
 *       cpu: 0
 *                 count: 311
 *                 high:  378
 *                 batch: 63
 *     vm stats threshold: 56
 *     node_unreclaimable:  0
 *     start_pfn:           4096
 *
 * zoneinfo_show_print() in mm/vmstat.c (in mm/page_alloc.c before Linux 2.6.25).  What there is, and
 * in what order, differs from version to version: `scanned` until 4.7, counters before `protection`
 * until 4.9, `managed` since 3.9, `boost` since 5.14, `cpu: 0 pcp: 0` in 2.6.
 *
 * Watermarks and sizes go to zone_state; all else to mem_stat, as ZONE/NAME where it is of a zone.
 * Lists of all CPUs are added up: ZONE/pagesets/count, …/high.
 */
#include <stdio.h>

#include "parsers/system/fields.h"

#define ZONE_BYTES       32
#define PROTECTION_BYTES 512

enum section {
	SECTION_ZONE,
	SECTION_NODE,     /**< per-node stats */
	SECTION_PAGESETS, /**< per-CPU lists */
};

struct zoneinfo {
	bool open; /**< a zone began that has not been added yet */
	enum section section;
	char zone[ZONE_BYTES + 1];
	char protection[PROTECTION_BYTES];
	struct zone_state row; /**< texts are set at its end */
	bool has_pagesets;
	double pageset_count, pageset_high;
};

static int zoneinfo_bid(struct slice head, struct slice path)
{
	struct slice line, zone;
	int64_t node;
	bool in_zone = false;

	(void)path;
	for (int i = 0; i < 40 && slice_line(&head, &line); i++) {
		line = slice_trim(line);
		if (fields_zone(&line, &node, &zone))
			in_zone = !line.n;
		else if (in_zone && line.n)
			return slice_is(line, "per-node stats") ||
			                       slice_starts(line, S("pages free "))
			               ? 95
			               : 0;
	}
	return 0;
}

static void zone_stat(struct system *s, const char *name, double value, const char *unit)
{
	const struct zoneinfo *z = s->state;
	char full[128];

	snprintf(full, sizeof(full), "%s/%s", z->zone, name);
	system_stat(s, z->row.node, slice_str(full), value, unit);
}

/** Add the zone that is open, if any. */
static void zone_end(struct system *s)
{
	struct zoneinfo *z = s->state;

	if (!z->open)
		return;
	if (z->has_pagesets) {
		zone_stat(s, "pagesets/count", z->pageset_count, "pages");
		zone_stat(s, "pagesets/high", z->pageset_high, "pages");
	}
	struct zone_state *row = snapshot_row(&s->rows, zone_state);
	*row = z->row;
	fact_set(row, zone, arena_dup(s->rows.arena, slice_str(z->zone)));
	if (*z->protection)
		fact_set(row, lowmem_reserve, arena_dup(s->rows.arena, slice_str(z->protection)));
	z->open = false;
}

static void zone_begin(struct system *s, int64_t node, struct slice zone)
{
	struct zoneinfo *z = s->state;

	zone_end(s);
	*z = (struct zoneinfo){ .open = true };
	memcpy(z->zone, zone.p, zone.n < ZONE_BYTES ? zone.n : ZONE_BYTES);
	fact_set(&z->row, node, node);
}

static void protection_take(struct zoneinfo *z, struct slice text)
{
	text = slice_head(slice_trim(text), PROTECTION_BYTES - 1);
	slice_skip_char(&text, '(');
	if (text.n && text.p[text.n - 1] == ')')
		text.n--;
	memcpy(z->protection, text.p, text.n);
	z->protection[text.n] = '\0';
}

/** Is it a column of zone_state?  Sets it. */
static bool column_take(struct zone_state *row, struct slice name, int64_t v)
{
#define COLUMN(literal, field)                                  \
	if (slice_is(name, literal) && !fact_has(row, field)) { \
		fact_set(row, field, v);                        \
		return true;                                    \
	}
	COLUMN("free", free_pages)
	COLUMN("boost", boost_pages)
	COLUMN("min", min_pages)
	COLUMN("low", low_pages)
	COLUMN("high", high_pages)
	COLUMN("present", present_pages)
	COLUMN("managed", managed_pages)
#undef COLUMN
	return false;
}

/** `cpu: 0 pcp: 0`, `count: 311`, `high:  378`; false: the section has ended. */
static bool pageset_take(struct zoneinfo *z, struct slice name, int64_t v)
{
	if (slice_is(name, "count"))
		z->pageset_count += (double)v;
	else if (slice_is(name, "high"))
		z->pageset_high += (double)v;
	else
		return slice_is(name, "cpu") || slice_is(name, "low") || slice_is(name, "batch") ||
		       slice_is(name, "high_min") || slice_is(name, "high_max") ||
		       slice_is(name, "vm stats threshold") || slice_starts(name, S("numa_")) ||
		       slice_is(name, "interleave_hit") || slice_is(name, "local_node") ||
		       slice_is(name, "other_node");
	z->has_pagesets = true;
	return true;
}

/** Pages that are not called nr_… */
static const char *unit_of(struct slice name)
{
	static const char *const pages[] = {
		"spanned",         "promo",  "cma",      "reserved_highatomic",
		"free_highatomic", "active", "inactive", "scanned"
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (slice_eq(name, slice_str(pages[i])))
			return "pages";
	return fields_counter_unit(name);
}

/** `nr_free_pages 3952`, `scanned  0 (a: 0 i: 0)`, `vm stats threshold: 8`: name and number. */
static bool pair_parse(struct slice line, struct slice *ret_name, struct slice *ret_value)
{
	struct slice words[2];
	int64_t unused;

	if (fields_words(line, words, 2) < 2)
		return false;
	*ret_name = words[0];
	*ret_value = words[1];
	if (!fields_i64(words[1], &unused)) {
		if (!slice_cut(&line, ':', ret_name) || !fields_words(line, ret_value, 1))
			return false;
	} else if (ret_name->p[ret_name->n - 1] == ':') {
		ret_name->n--;
	}
	return ret_name->n > 0 && ret_name->n <= 64;
}

static void pair_add(struct system *s, struct slice name, struct slice value)
{
	struct zoneinfo *z = s->state;
	char full[128];
	int64_t v = 0;
	bool is_i64 = fields_i64(value, &v);

	if (z->section == SECTION_PAGESETS) {
		if (is_i64 && pageset_take(z, name, v))
			return;
		z->section = SECTION_ZONE;
	}
	if (z->section == SECTION_NODE) {
		s->bad_lines +=
			!system_stat_text(s, z->row.node, name, value, fields_counter_unit(name));
		return;
	}
	if (is_i64 && column_take(&z->row, name, v))
		return;
	snprintf(full, sizeof(full), "%s/" SLICE_FMT, z->zone, SLICE_ARG(name));
	s->bad_lines += !system_stat_text(s, z->row.node, slice_str(full), value, unit_of(name));
}

static void zoneinfo_line(struct system *s, struct slice line)
{
	struct zoneinfo *z = s->state;
	struct slice rest = slice_trim(line), zone, name, value;
	int64_t node;

	if (!rest.n)
		return;
	if (fields_zone(&rest, &node, &zone)) {
		zone_begin(s, node, zone);
	} else if (!z->open) {
		s->bad_lines++;
	} else if (slice_is(rest, "per-node stats")) {
		z->section = SECTION_NODE;
	} else if (slice_is(rest, "pagesets")) {
		z->section = SECTION_PAGESETS;
		z->has_pagesets = true;
	} else if (slice_skip(&rest, S("protection:"))) {
		protection_take(z, rest);
	} else {
		if (slice_skip(&rest, S("pages "))) {
			z->section = SECTION_ZONE;
			rest = slice_ltrim(rest);
		}
		if (slice_is(rest, "not available") || slice_starts(rest, S("unpopulated")))
			return;
		if (pair_parse(rest, &name, &value))
			pair_add(s, name, value);
		else
			s->bad_lines++;
	}
}

const struct system_format system_format_zoneinfo = {
	.name = "zoneinfo",
	.summary = "/proc/zoneinfo, watermarks and counters of zones",
	.source = "zoneinfo_show_print() in mm/vmstat.c",
	.bid = zoneinfo_bid,
	.state_bytes = sizeof(struct zoneinfo),
	.line = zoneinfo_line,
	.end = zone_end,
};
