// SPDX-License-Identifier: Apache-2.0
/*
 * Mem-Info:
 * active_anon:25261757 inactive_anon:2144151 isolated_anon:0
 *  active_file:138 inactive_file:81 isolated_file:21
 *  free:69553 free_pcp:1530 free_cma:0
 * Node 0 active_anon:12887656kB inactive_anon:1955060kB shmem_thp: 0kB all_unreclaimable? no
 * Node 0 DMA free:15904kB boost:0kB min:16kB low:28kB high:40kB present:15992kB managed:15904kB
 * lowmem_reserve[]: 0 1810 15429 15429
 * Node 0 DMA: 2*4kB (U) 1*8kB (U) 0*16kB 1*32kB (M) = 48kB
 * Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB
 * 830052 total pagecache pages
 * 827547 pages in swap cache
 * Swap cache stats: add 1048489, delete 221144, find 135/169
 * Free swap  = 0kB
 * Total swap = 4194300kB
 * 33521181 pages RAM
 * 0 pages HighMem/MovableOnly
 * 4788902 pages reserved
 * Unreclaimable slab info:
 * Name                      Used          Total
 * nf_conntrack               384KB       2176KB
 */
#include "parsers/faults/meminfo_dump.h"

#include "parsers/faults/fields.h"
#include "parsers/faults/grammar.h"

enum dump_line {
	DUMP_NONE,
	DUMP_TEXT, /**< of the dump, without facts */
	DUMP_COUNTERS,
	DUMP_NODE,
	DUMP_HUGEPAGES,
	DUMP_ZONE,
	DUMP_RESERVE,
	DUMP_BUDDY,
	DUMP_PAGES,
	DUMP_SWAP,
	DUMP_SWAP_CACHE,
	DUMP_SLAB,
	DUMP_SITE, /**< memory allocation profiling, Linux 6.10 */
};

// clang-format off
static const char *const zones[] = { "DMA", "DMA32", "Normal", "HighMem", "Movable", "Device", NULL };

/* First names of the lines of counters, in pages. */
static const char *const counters[] = {
	"active", "Active", "active_anon", "active_file", "bounce", "dirty", "free", "inactive_anon",
	"inactive_file", "kernel_misc_reclaimable", "mapped", "pagetables", "sec_pagetables", "shmem",
	"slab", "slab_reclaimable", "unevictable", NULL,
};

/* What follows the number in the lines at the end. */
static const char *const page_counts[] = {
	"free pages", "pages HighMem", "pages HighMem/MovableOnly", "pages RAM", "pages cma reserved",
	"pages dirty", "pages hwpoisoned", "pages in page table cache", "pages in pagetable cache",
	"pages in swap cache", "pages in swapcache", "pages mapped", "pages non-shared",
	"pages of HIGHMEM", "pages of RAM", "pages of slab", "pages pagetables", "pages reserved",
	"pages shared", "pages slab", "pages swap cached", "pages writeback", "reserved pages",
	"slab pages", "total pagecache pages", NULL,
};

/* Beginnings of lines that say nothing we keep. */
static const char *const texts[] = {
	"Mem-Info:", "Mem-info:", "MemInfo:", "Free pages:",
	"Unreclaimable slab info:", "Name                      Used          Total",
	"Memory allocations", NULL,
};
// clang-format on

static bool listed(const char *const *list, struct slice word)
{
	for (size_t i = 0; list[i]; i++)
		if (slice_eq(word, slice_str(list[i])))
			return true;
	return false;
}

bool meminfo_dump_part(struct slice *in, struct slice *ret)
{
	if (!in->n)
		return false;
	for (size_t i = 0; i < in->n; i++) {
		struct slice at = slice_from(*in, i);

		if ((*at.p != '#' && *at.p != '\\') ||
		    (!slice_starts(at, S("#012")) && !slice_starts(at, S("\\x0a"))))
			continue;
		*ret = slice_trim(slice_head(*in, i));
		*in = slice_from(at, 4);
		return true;
	}
	*ret = slice_trim(*in);
	*in = slice_from(*in, in->n);
	return true;
}

static bool value_parse(struct slice *in, int64_t *ret, struct slice *ret_unit)
{
	if (!slice_i64(in, ret))
		return false;
	*ret_unit = slice_skip(in, S("kB")) || slice_skip(in, S("KB")) ? S("kB") : S("");
	return true;
}

bool meminfo_dump_stat(struct slice *in, struct slice *ret_name, int64_t *ret_value,
                       struct slice *ret_unit)
{
	struct slice word, rest;

	for (;;) {
		slice_skip_blanks(in);
		if (!slice_word(in, &word))
			return false;
		if (slice_ends(word, S("?"))) {
			slice_skip_blanks(in);
			if (!slice_word(in, &rest))
				return false;
			*ret_name = slice_head(word, word.n - 1);
			*ret_value = slice_is(rest, "yes");
			*ret_unit = S("");
			return true;
		}
		rest = word;
		if (!slice_cut(&rest, ':', ret_name) || !ret_name->n)
			continue;
		if (!rest.n) {
			slice_skip_blanks(in);
			rest = *in;
			if (!value_parse(&rest, ret_value, ret_unit))
				continue;
			*in = rest;
			return true;
		}
		if (value_parse(&rest, ret_value, ret_unit))
			return true;
	}
}

/** Step over `Node 12 `; the node is 0 where the line names none. */
static bool node_skip(struct slice *in, int64_t *ret_node)
{
	struct slice at = *in;

	*ret_node = 0;
	if (!slice_skip(&at, S("Node ")) || !slice_i64(&at, ret_node) || !slice_skip_char(&at, ' '))
		return false;
	*in = at;
	return true;
}

/** Step over the name of a zone and return it; p NULL: there is none. */
static struct slice zone_skip(struct slice *in)
{
	size_t n = 0;

	while (n < in->n && in->p[n] != ' ' && in->p[n] != ':')
		n++;
	struct slice word = slice_head(*in, n);
	if (!listed(zones, word))
		return (struct slice){ 0 };
	*in = slice_from(*in, n);
	return word;
}

static bool is_digit(struct slice s)
{
	return s.n && *s.p >= '0' && *s.p <= '9';
}

/** `nf_conntrack   384KB   2176KB`. */
static bool slab_parse(struct slice text, struct slice *ret_name, int64_t *ret_used,
                       int64_t *ret_total)
{
	struct slice unit;

	if (!slice_word(&text, ret_name) || !slice_skip_blanks(&text) || !is_digit(text) ||
	    !value_parse(&text, ret_used, &unit) || !unit.n || !slice_skip_blanks(&text) ||
	    !is_digit(text) || !value_parse(&text, ret_total, &unit) || !unit.n)
		return false;
	return slice_trim(text).n == 0;
}

struct site {
	double size;
	struct slice unit;  /**< B, KiB, MiB, GiB */
	struct slice place; /**< file:line func:name */
};

/** `48.0 MiB    12345 mm/slub.c:1816 func:alloc_slab_page`. */
static bool site_parse(struct slice text, struct site *ret)
{
	int64_t whole, part = 0, count;
	double scale = 1;

	if (!is_digit(text) || !slice_i64(&text, &whole))
		return false;
	if (slice_skip_char(&text, '.')) {
		size_t digits = text.n;

		if (!is_digit(text) || !slice_i64(&text, &part))
			return false;
		for (digits -= text.n; digits; digits--)
			scale *= 10;
	}
	if (!slice_skip_blanks(&text) || !slice_word(&text, &ret->unit) ||
	    !slice_ends(ret->unit, S("B")) || ret->unit.n > 3 || !slice_skip_blanks(&text) ||
	    !is_digit(text) || !slice_i64(&text, &count) || !slice_has(text, S(" func:")))
		return false;
	ret->size = (double)whole + (double)part / scale;
	ret->place = slice_trim(text);
	return true;
}

static enum dump_line classify_rest(struct slice text)
{
	struct slice rest = text, name, unit;
	struct site site;
	int64_t a, b;

	for (size_t i = 0; texts[i]; i++)
		if (slice_starts(text, slice_str(texts[i])))
			return DUMP_TEXT;
	if (slice_starts(text, S("lowmem_reserve[]:")) || slice_starts(text, S("protections[]:")))
		return DUMP_RESERVE;
	if (slice_starts(text, S("Free swap")) || slice_starts(text, S("Total swap")))
		return DUMP_SWAP;
	if (slice_starts(text, S("Swap cache stats:")) || slice_starts(text, S("Swap cache:")))
		return DUMP_SWAP_CACHE;
	if ((slice_skip(&rest, S("CPU ")) || slice_skip(&rest, S("cpu "))) &&
	    (slice_has(rest, S("btch:")) || slice_has(rest, S("batch "))))
		return DUMP_TEXT;
	if (is_digit(text)) {
		if (slice_i64(&rest, &a) && listed(page_counts, slice_trim(rest)))
			return DUMP_PAGES;
		return site_parse(text, &site) ? DUMP_SITE : DUMP_NONE;
	}
	rest = text;
	if (slice_cut(&rest, ':', &name) && listed(counters, name) && value_parse(&rest, &a, &unit))
		return DUMP_COUNTERS;
	return slab_parse(text, &name, &a, &b) ? DUMP_SLAB : DUMP_NONE;
}

static enum dump_line classify(struct slice text)
{
	struct slice rest = text;
	int64_t node;
	bool numa = node_skip(&rest, &node);
	struct slice zone = zone_skip(&rest);

	if (zone.p) {
		if (slice_starts(rest, S(" free:")))
			return DUMP_ZONE;
		if (slice_starts(rest, S(" per-cpu:")))
			return DUMP_TEXT;
		if (!slice_skip(&rest, S(":")))
			return DUMP_NONE;
		slice_skip_blanks(&rest);
		return slice_starts(rest, S("empty")) ? DUMP_TEXT
		       : is_digit(rest)               ? DUMP_BUDDY
		                                      : DUMP_NONE;
	}
	if (!numa)
		return classify_rest(text);
	if (slice_starts(rest, S("hugepages_total=")))
		return DUMP_HUGEPAGES;
	return slice_starts(rest, S("active_anon:")) || slice_starts(rest, S("active_file:"))
	               ? DUMP_NODE
	               : DUMP_NONE;
}

bool meminfo_dump_is_line(struct slice text)
{
	return classify(slice_trim(text)) != DUMP_NONE;
}

static void stat_add(struct fault *f, int64_t node, struct slice name, double value,
                     struct slice unit)
{
	struct mem_stat *row;

	if (f->n_mem_stat >= LIMIT_FACT_ROWS)
		return;
	row = fault_row(f, mem_stat);
	if (node >= 0)
		fact_set(row, node, node);
	fact_set(row, name, field_keep(f, name));
	fact_set(row, value, value);
	fact_set(row, unit, unit);
}

static void stats_add(struct fault *f, int64_t node, struct slice text, const char *bare_unit)
{
	struct slice name, unit;
	int64_t value;

	while (meminfo_dump_stat(&text, &name, &value, &unit))
		stat_add(f, node, name, (double)value, unit.n ? unit : slice_str(bare_unit));
}

/** The numbers of a zone that have a column: the rest are statistics called `DMA32 bounce`. */
static void zone_add(struct fault *f, struct slice text, int64_t page_kb)
{
	struct zone_state *row;
	struct slice name, unit, zone;
	int64_t node, kb;

	if (f->n_zone_state >= LIMIT_FACT_ROWS)
		return;
	row = fault_row(f, zone_state);
	node_skip(&text, &node);
	fact_set(row, node, node);
	zone = field_keep(f, zone_skip(&text));
	fact_set(row, zone, zone);
	while (meminfo_dump_stat(&text, &name, &kb, &unit)) {
		int64_t pages = kb / page_kb;

		if (slice_is(name, "free"))
			fact_set(row, free_pages, pages);
		else if (slice_is(name, "boost"))
			fact_set(row, boost_pages, pages);
		else if (slice_is(name, "min"))
			fact_set(row, min_pages, pages);
		else if (slice_is(name, "low"))
			fact_set(row, low_pages, pages);
		else if (slice_is(name, "high"))
			fact_set(row, high_pages, pages);
		else if (slice_is(name, "present"))
			fact_set(row, present_pages, pages);
		else if (slice_is(name, "managed"))
			fact_set(row, managed_pages, pages);
		else if (slice_is(name, "free_cma"))
			fact_set(row, free_cma_pages, pages);
		else if (slice_is(name, "reserved_highatomic"))
			fact_set(row, highatomic_pages, pages);
		else
			stat_add(f, node,
			         arena_printf(f->arena, SLICE_FMT " " SLICE_FMT, SLICE_ARG(zone),
			                      SLICE_ARG(slice_head(name, LIMIT_NAME_BYTES / 2))),
			         (double)kb, unit);
	}
}

/** Take the marks of migrate types behind a count of blocks: `(UME)`; p NULL: there are none. */
static struct slice types_next(struct slice *in)
{
	struct slice at = *in, types;

	slice_skip_blanks(&at);
	if (!slice_skip_char(&at, '(') || !slice_cut(&at, ')', &types) || types.n > 8)
		return (struct slice){ 0 };
	*in = at;
	return types;
}

/** Take `12*4kB`; what stands in front of it is passed over. */
static bool block_next(struct slice *in, int64_t *ret_blocks, int64_t *ret_kb)
{
	struct slice word;

	for (;;) {
		slice_skip_blanks(in);
		if (!slice_word(in, &word) || slice_is(word, "="))
			return false;
		if (slice_i64(&word, ret_blocks) && slice_skip_char(&word, '*') &&
		    slice_i64(&word, ret_kb) && slice_skip(&word, S("kB")) && *ret_kb > 0)
			return true;
	}
}

static void buddy_add(struct fault *f, struct slice text)
{
	int64_t node, blocks, kb, page_kb = 0;

	node_skip(&text, &node);
	struct slice zone = field_keep(f, zone_skip(&text));
	slice_skip_char(&text, ':');
	while (f->n_buddy_free < LIMIT_FACT_ROWS && block_next(&text, &blocks, &kb)) {
		struct buddy_free *row;
		int64_t order = 0;

		if (!page_kb)
			page_kb = kb;
		while (order < 32 && (page_kb << order) < kb)
			order++;
		row = fault_row(f, buddy_free);
		fact_set(row, node, node);
		fact_set(row, zone, zone);
		fact_set(row, page_order, order);
		fact_set(row, free_blocks, blocks);
		fact_set_text(row, types, field_keep(f, types_next(&text)));
	}
}

static void hugepages_add(struct fault *f, struct slice text)
{
	struct slice size =
		field_between(text, S("hugepages_size="), (const char *const[]){ " ", NULL });
	struct slice word, name;
	int64_t node, value;

	node_skip(&text, &node);
	while (slice_skip_blanks(&text), slice_word(&text, &word)) {
		if (!slice_cut(&word, '=', &name) || slice_is(name, "hugepages_size") ||
		    !slice_i64(&word, &value))
			continue;
		// one line a page size: the size is what tells the rows apart
		name = arena_printf(f->arena, SLICE_FMT "(" SLICE_FMT ")", SLICE_ARG(name),
		                    SLICE_ARG(slice_head(size, 32)));
		stat_add(f, node, name, (double)value, S("pages"));
	}
}

static void pages_add(struct fault *f, struct slice text)
{
	int64_t pages;

	if (!slice_i64(&text, &pages))
		return;
	text = slice_trim(text);
	stat_add(f, -1, text, (double)pages, S("pages"));
	if (!f->oom)
		return;
	if (slice_is(text, "pages RAM") || slice_is(text, "pages of RAM"))
		fact_set(f->oom, pages_ram, pages);
	else if (slice_starts(text, S("pages HighMem")) || slice_is(text, "pages of HIGHMEM"))
		fact_set(f->oom, pages_highmem, pages);
	else if (slice_is(text, "pages reserved") || slice_is(text, "reserved pages"))
		fact_set(f->oom, pages_reserved, pages);
}

/** `Free swap  = 0kB`, `Total swap = 0kB`; `Free swap:            0kB` before Linux 2.6.18. */
static void swap_add(struct fault *f, struct slice text)
{
	struct slice name = slice_starts(text, S("Free swap")) ? S("Free swap") : S("Total swap");
	struct slice unit;
	int64_t kb;

	text = slice_from(text, name.n);
	slice_skip_blanks(&text);
	if (!slice_skip_char(&text, '=') && !slice_skip_char(&text, ':'))
		return;
	slice_skip_blanks(&text);
	if (!value_parse(&text, &kb, &unit))
		return;
	stat_add(f, -1, name, (double)kb, S("kB"));
	if (f->oom && name.n == S("Free swap").n)
		fact_set(f->oom, free_swap_kb, kb);
	else if (f->oom)
		fact_set(f->oom, total_swap_kb, kb);
}

/** `Swap cache stats: add 1048489, delete 221144, find 135/169`: find is found and looked for. */
static void swap_cache_add(struct fault *f, struct slice text)
{
	struct slice part, name;
	int64_t value;

	slice_skip_past(&text, S(":"));
	while (text.n) {
		if (!slice_cut(&text, ',', &part)) {
			part = text;
			text.n = 0;
		}
		slice_skip_blanks(&part);
		if (!slice_word(&part, &name) || !slice_skip_blanks(&part) ||
		    !slice_i64(&part, &value))
			return;
		name = arena_printf(f->arena, "swap cache " SLICE_FMT,
		                    SLICE_ARG(slice_head(name, 32)));
		stat_add(f, -1, name, (double)value, S(""));
		if (slice_skip_char(&part, '/') && slice_i64(&part, &value))
			stat_add(f, -1, S("swap cache lookups"), (double)value, S(""));
	}
}

static void slab_add(struct fault *f, struct slice text)
{
	struct slice name;
	int64_t used, total;

	if (!slab_parse(text, &name, &used, &total))
		return;
	name = slice_head(name, LIMIT_NAME_BYTES / 2);
	stat_add(f, -1, arena_printf(f->arena, "slab " SLICE_FMT " used", SLICE_ARG(name)),
	         (double)used, S("kB"));
	stat_add(f, -1, arena_printf(f->arena, "slab " SLICE_FMT " total", SLICE_ARG(name)),
	         (double)total, S("kB"));
}

static void part_add(struct fault *f, struct slice text, int64_t page_kb)
{
	struct site site;
	int64_t node;

	switch (classify(text)) {
	case DUMP_COUNTERS:
		stats_add(f, -1, text, "pages");
		break;
	case DUMP_NODE:
		node_skip(&text, &node);
		stats_add(f, node, text, "");
		break;
	case DUMP_HUGEPAGES:
		hugepages_add(f, text);
		break;
	case DUMP_ZONE:
		zone_add(f, text, page_kb);
		break;
	case DUMP_RESERVE:
		slice_skip_past(&text, S(":"));
		if (f->n_zone_state)
			fact_set(&f->zone_state[f->n_zone_state - 1], lowmem_reserve,
			         field_keep(f, text));
		break;
	case DUMP_BUDDY:
		buddy_add(f, text);
		break;
	case DUMP_PAGES:
		pages_add(f, text);
		break;
	case DUMP_SWAP:
		swap_add(f, text);
		break;
	case DUMP_SWAP_CACHE:
		swap_cache_add(f, text);
		break;
	case DUMP_SLAB:
		slab_add(f, text);
		break;
	case DUMP_SITE:
		if (site_parse(text, &site))
			stat_add(f, -1, site.place, site.size, field_keep(f, site.unit));
		break;
	case DUMP_NONE:
	case DUMP_TEXT:
		break;
	}
}

/** Size of a page in kB: that of the smallest blocks of the first buddy line. */
static bool page_size_kb(const struct report *r, int64_t *ret)
{
	int64_t node, blocks;

	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice text = report_text(&r->lines[i]);

		if (classify(text) != DUMP_BUDDY)
			continue;
		node_skip(&text, &node);
		zone_skip(&text);
		slice_skip_char(&text, ':');
		if (block_next(&text, &blocks, ret))
			return true;
	}
	return false;
}

void meminfo_dump_parse(const struct report *r, struct fault *f)
{
	int64_t page_kb = 4;

	if (page_size_kb(r, &page_kb) && f->oom)
		fact_set(f->oom, page_kb, page_kb);

	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice rest = report_text(&r->lines[i]), part;

		while (meminfo_dump_part(&rest, &part))
			part_add(f, part, page_kb);
	}
}
