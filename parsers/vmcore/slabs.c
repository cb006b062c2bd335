// SPDX-License-Identifier: Apache-2.0
/*
 * Slab caches, with the numbers that /proc/slabinfo would have shown (get_slabinfo() in mm/slub.c and
 * mm/slab.c): slabs on the list of a CPU count as full.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/slab_nodes.h"

static void add_cache(struct dump_context *d, uint64_t cache)
{
	struct kernel *k = d->kernel;
	struct slab_counts c;
	char name[128];
	uint64_t v, per_slab = 0;

	if (!kernel_text(k, cache, KM_cache_name, name, sizeof(name)))
		return;
	struct slab_cache *row = snapshot_row(&d->rows, slab_cache);
	fact_set_text(row, name, arena_dup(d->rows.arena, slice_str(name)));
	if (kernel_get(k, cache, KM_cache_size, &v))
		fact_set(row, objsize, (int64_t)v);
	if (kernel_get(k, cache, KM_cache_oo, &v)) { // OO_SHIFT is 16
		per_slab = v & 0xffff;
		fact_set(row, pagesperslab, INT64_C(1) << (v >> 16 & 31));
	} else if (kernel_get(k, cache, KM_cache_num, &per_slab) &&
	           kernel_get(k, cache, KM_cache_gfporder, &v)) {
		fact_set(row, pagesperslab, INT64_C(1) << (v & 31));
	}
	slab_nodes_count(d, cache, name, per_slab, &c);
	if (per_slab)
		fact_set(row, objperslab, (int64_t)per_slab);
	if (!c.has_slabs || c.lost)
		return;
	fact_set(row, num_slabs, (int64_t)c.slabs);
	fact_set(row, num_objs, (int64_t)c.objects);
	if (!c.is_bad && c.free_objects <= c.objects) {
		fact_set(row, active_objs, (int64_t)(c.objects - c.free_objects));
		fact_set(row, active_slabs, (int64_t)(c.slabs - c.free_slabs));
	}
}

static void add_slabs(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	uint64_t head, at;

	if (!kernel_has(k, KM_cache_list) || !kernel_symbol(k, "slab_caches", &head))
		return;
	struct klist l = klist(head);
	while (klist_next(k, &l, &at) && l.steps < LIMIT_FACT_ROWS)
		add_cache(d, kernel_container(k, at, KM_cache_list));
	if (l.damaged)
		dump_note(d, "the list of slab caches is damaged or cut after %u of them", l.steps);
}

const struct dump_part dump_part_slabs = { .name = "slabs", .run = add_slabs };
