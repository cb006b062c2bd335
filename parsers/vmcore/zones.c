// SPDX-License-Identifier: Apache-2.0
/*
 * Memory zones, as /proc/zoneinfo and /proc/buddyinfo show them (mm/vmstat.c).
 */
#include "parsers/vmcore/dump_kernel.h"
#include "parsers/vmcore/nodes.h"

#define ORDERS_MAX 64

/** Word @p i of an array member. */
static bool word_at(struct kernel *k, uint64_t obj, enum kmember m, unsigned i, uint64_t *ret)
{
	const struct member *at = kernel_member(k, m);

	return at && (i + 1) * at->elem_size <= at->size &&
	       image_ptr(k->img, obj + at->off + i * at->elem_size, ret);
}

static void set_word(struct kernel *k, uint64_t obj, enum kmember m, unsigned i, bool *has,
                     int64_t *value)
{
	uint64_t v;

	*has = word_at(k, obj, m, i, &v);
	if (*has)
		*value = (int64_t)v;
}
#define SET_WORD(k, obj, m, i, row, field) \
	set_word(k, obj, m, i, &(row)->has_##field, &(row)->field)

static void add_orders(struct dump_context *d, uint64_t zone, int64_t node, struct slice name)
{
	struct kernel *k = d->kernel;
	const struct member *areas = kernel_member(k, KM_zone_free_area);

	for (unsigned i = 0;
	     areas && areas->elem_size && i < areas->size / areas->elem_size && i < ORDERS_MAX;
	     i++) {
		uint64_t n;
		if (!kernel_get(k, zone + areas->off + i * areas->elem_size, KM_area_nr_free, &n))
			continue;
		struct buddy_free *row = snapshot_row(&d->rows, buddy_free);
		fact_set(row, node, node);
		fact_set_text(row, zone, name);
		fact_set(row, page_order, i);
		fact_set(row, free_blocks, (int64_t)n);
	}
}

/** `0, 2934, 7872` as the kernel's reports print it. */
static void add_reserve(struct dump_context *d, uint64_t zone, struct zone_state *row)
{
	const struct member *words = kernel_member(d->kernel, KM_zone_lowmem_reserve);
	unsigned n = words && words->elem_size ? words->size / words->elem_size : 0;
	struct slice text = S("");
	uint64_t v;

	for (unsigned i = 0; i < n; i++) {
		if (!word_at(d->kernel, zone, KM_zone_lowmem_reserve, i, &v))
			return;
		text = arena_printf(d->rows.arena, SLICE_FMT "%s%lld", SLICE_ARG(text),
		                    i ? ", " : "", (long long)v);
	}
	if (text.n)
		fact_set_text(row, lowmem_reserve, text);
}

static void add_zone(struct dump_context *d, uint64_t zone, int64_t node)
{
	struct kernel *k = d->kernel;
	int64_t item;
	uint64_t v;
	char name[32];

	if (!kernel_text(k, zone, KM_zone_name, name, sizeof(name)) ||
	    !kernel_get(k, zone, KM_zone_present, &v))
		return;
	struct slice text = arena_dup(d->rows.arena, slice_str(name));
	struct zone_state *row = snapshot_row(&d->rows, zone_state);
	fact_set(row, node, node);
	fact_set_text(row, zone, text);
	fact_set(row, present_pages, (int64_t)v);
	SET_WORD(k, zone, KM_zone_managed, 0, row, managed_pages);
	SET_WORD(k, zone, KM_zone_watermark, 0, row, min_pages);
	SET_WORD(k, zone, KM_zone_watermark, 1, row, low_pages);
	SET_WORD(k, zone, KM_zone_watermark, 2, row, high_pages);
	SET_WORD(k, zone, KM_zone_boost, 0, row, boost_pages);
	SET_WORD(k, zone, KM_zone_highatomic, 0, row, highatomic_pages);
	// watermarks are what min_wmark_pages() gives: the boost is added
	if (row->has_boost_pages && row->has_min_pages && row->has_low_pages &&
	    row->has_high_pages) {
		row->min_pages += row->boost_pages;
		row->low_pages += row->boost_pages;
		row->high_pages += row->boost_pages;
	}
	if (kernel_has(k, KM_zone_boost) && !row->has_boost_pages)
		row->has_min_pages = row->has_low_pages = row->has_high_pages = false;
	if (types_enum(k->types, "zone_stat_item", "NR_FREE_PAGES", &item))
		SET_WORD(k, zone, KM_zone_vm_stat, (unsigned)item, row, free_pages);
	if (types_enum(k->types, "zone_stat_item", "NR_FREE_CMA_PAGES", &item))
		SET_WORD(k, zone, KM_zone_vm_stat, (unsigned)item, row, free_cma_pages);
	add_reserve(d, zone, row);
	add_orders(d, zone, node, text);
}

static void each_node(void *ctx, uint64_t pgdat, unsigned node)
{
	struct dump_context *d = ctx;
	struct kernel *k = d->kernel;
	const struct member *zones = kernel_member(k, KM_pgdat_node_zones);
	uint64_t present;

	for (unsigned i = 0; zones && zones->elem_size && i < zones->size / zones->elem_size; i++) {
		uint64_t zone = pgdat + zones->off + i * zones->elem_size;
		if (kernel_get(k, zone, KM_zone_present, &present) && present)
			add_zone(d, zone, node);
	}
}

static void add_zones(struct dump_context *d)
{
	if (d->kernel->types && !nodes_each(d->kernel, each_node, d))
		dump_note(d, "memory nodes are not in the dump, or not all of them");
}

const struct dump_part dump_part_zones = { .name = "zones", .run = add_zones };
