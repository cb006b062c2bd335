// SPDX-License-Identifier: Apache-2.0
/*
 * The counters of /proc/vmstat, under the names that the kernel's own table has for them, and the
 * totals of /proc/meminfo that follow from them (fs/proc/meminfo.c).
 *
 * vmstat_text[] names, in this order: zone counters, NUMA events, node counters, two writeback
 * thresholds, events (vmstat_start() in mm/vmstat.c); Linux 6.12 puts node counters of the memory cgroup
 * behind them.
 */
#include "parsers/vmcore/dump_kernel.h"
#include "parsers/vmcore/nodes.h"

#define NAME_BYTES 64

static void add(struct dump_context *d, const char *name, uint64_t value, const char *unit)
{
	struct mem_stat *row = snapshot_row(&d->rows, mem_stat);

	fact_set_text(row, name, arena_dup(d->rows.arena, slice_str(name)));
	fact_set(row, value, (double)(int64_t)value);
	fact_set_text(row, unit, slice_str(unit));
}

struct counters {
	struct dump_context *d;
	uint64_t text;   /**< address of vmstat_text[] */
	unsigned at;     /**< index in it */
	uint64_t values; /**< address of an array of words */
};

static bool name_at(const struct counters *c, unsigned i, char name[NAME_BYTES])
{
	struct image *img = c->d->kernel->img;
	uint64_t p;

	return image_ptr(img, c->text + i * image_word(img), &p) && p &&
	       image_string(img, p, name, NAME_BYTES) && *name;
}

static void add_item(void *ctx, const char *item, int64_t value)
{
	struct counters *c = ctx;
	struct image *img = c->d->kernel->img;
	char name[NAME_BYTES];
	uint64_t v;

	if (value < 0 || value > 1024 || strncmp(item, "NR_VM_", 6) == 0 ||
	    !name_at(c, c->at + (unsigned)value, name) ||
	    !image_ptr(img, c->values + (uint64_t)value * image_word(img), &v))
		return;
	if ((int64_t)v < 0) // global_zone_page_state() and its like: a race made it negative
		v = 0;
	add(c->d, name, v, "");
}

static unsigned count_of(const struct kernel *k, const char *type, const char *name)
{
	int64_t v;

	return types_enum(k->types, type, name, &v) && v > 0 && v < 4096 ? (unsigned)v : 0;
}

static void add_events(struct counters *c)
{
	struct kernel *k = c->d->kernel;
	unsigned n = count_of(k, "vm_event_item", "NR_VM_EVENT_ITEMS");
	unsigned word = image_word(k->img);
	char name[NAME_BYTES];
	uint64_t events;

	if (!kernel_symbol(k, "vm_event_states", &events))
		return;
	for (unsigned i = 0; i < n && name_at(c, c->at + i, name); i++) {
		uint64_t at = kernel_addr(k, events, KM_vm_event_event) + i * word;
		uint64_t v = kernel_percpu_sum(k, at, word);
		// counted in sectors, shown in KiB
		bool sectors = strcmp(name, "pgpgin") == 0 || strcmp(name, "pgpgout") == 0;
		add(c->d, name, sectors ? v / 2 : v, "");
	}
}

static void add_counters(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	struct counters c = { .d = d };
	unsigned numa = count_of(k, "numa_stat_item", "NR_VM_NUMA_EVENT_ITEMS");

	if (!kernel_symbol(k, "vmstat_text", &c.text)) {
		dump_note(d, "the kernel has no table of the counters' names");
		return;
	}
	if (!numa)
		numa = count_of(k, "numa_stat_item", "NR_VM_NUMA_STAT_ITEMS");
	if (kernel_symbol(k, "vm_zone_stat", &c.values))
		types_each_enum(k->types, "zone_stat_item", add_item, &c);
	c.at += count_of(k, "zone_stat_item", "NR_VM_ZONE_STAT_ITEMS");
	if (kernel_symbol(k, "vm_numa_event", &c.values) ||
	    kernel_symbol(k, "vm_numa_stat", &c.values))
		types_each_enum(k->types, "numa_stat_item", add_item, &c);
	c.at += numa;
	if (kernel_symbol(k, "vm_node_stat", &c.values))
		types_each_enum(k->types, "node_stat_item", add_item, &c);
	c.at += count_of(k, "node_stat_item", "NR_VM_NODE_STAT_ITEMS");
	// nr_dirty_threshold and nr_dirty_background_threshold are computed when they are asked for
	while (c.at < 4096) {
		char name[NAME_BYTES];
		if (!name_at(&c, c.at, name))
			return;
		if (strcmp(name, "pgpgin") == 0)
			break;
		c.at++;
	}
	add_events(&c);
}

/** A counter that was added as mem_stat; 0 when it was not. */
static uint64_t counter(const struct dump_context *d, const char *name)
{
	for (size_t i = 0; i < d->rows.n_mem_stat; i++)
		if (slice_eq(d->rows.mem_stat[i].name, slice_str(name)))
			return (uint64_t)d->rows.mem_stat[i].value;
	return 0;
}

struct reserve {
	struct kernel *k;
	uint64_t pages, low;
};

static void add_reserve(void *ctx, uint64_t pgdat, unsigned node)
{
	struct reserve *r = ctx;
	const struct member *zones = kernel_member(r->k, KM_pgdat_node_zones);
	const struct member *marks = kernel_member(r->k, KM_zone_watermark);
	uint64_t v;

	(void)node;
	if (kernel_get(r->k, pgdat, KM_pgdat_totalreserve, &v))
		r->pages += v;
	for (unsigned i = 0;
	     zones && marks && zones->elem_size && i < zones->size / zones->elem_size; i++)
		if (image_ptr(r->k->img,
		              pgdat + zones->off + i * zones->elem_size + marks->off +
		                      marks->elem_size,
		              &v))
			r->low += v;
}

static uint64_t half_or_low(uint64_t pages, uint64_t low)
{
	return pages - (pages / 2 < low ? pages / 2 : low);
}

/** si_mem_available() in mm/page_alloc.c (mm/show_mem.c). */
static uint64_t available(const struct dump_context *d, uint64_t free)
{
	struct reserve r = { .k = d->kernel };
	uint64_t cache = counter(d, "nr_active_file") + counter(d, "nr_inactive_file");
	uint64_t reclaimable =
		counter(d, "nr_slab_reclaimable") + counter(d, "nr_kernel_misc_reclaimable");
	int64_t ret;

	nodes_each(d->kernel, add_reserve, &r);
	ret = (int64_t)(free - r.pages + half_or_low(cache, r.low) +
	                half_or_low(reclaimable, r.low));
	return ret < 0 ? 0 : (uint64_t)ret;
}

static void add_totals(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	uint64_t kb = image_info(k->img)->page_size / 1024, total;
	uint64_t free = counter(d, "nr_free_pages");
	static const struct {
		const char *name, *counter, *minus;
	} rows[] = {
		{ "Active(anon)", "nr_active_anon", NULL },
		{ "Inactive(anon)", "nr_inactive_anon", NULL },
		{ "Active(file)", "nr_active_file", NULL },
		{ "Inactive(file)", "nr_inactive_file", NULL },
		{ "Unevictable", "nr_unevictable", NULL },
		{ "Mlocked", "nr_mlock", NULL },
		{ "Dirty", "nr_dirty", NULL },
		{ "Writeback", "nr_writeback", NULL },
		{ "AnonPages", "nr_anon_pages", NULL },
		{ "Mapped", "nr_mapped", NULL },
		{ "Shmem", "nr_shmem", NULL },
		{ "SReclaimable", "nr_slab_reclaimable", NULL },
		{ "SUnreclaim", "nr_slab_unreclaimable", NULL },
		{ "PageTables", "nr_page_table_pages", NULL },
	};

	if (!kernel_symbol_ptr(k, "_totalram_pages", &total) &&
	    !kernel_symbol_ptr(k, "totalram_pages", &total))
		return;
	add(d, "MemTotal", total * kb, "kB");
	if (!free)
		return;
	add(d, "MemFree", free * kb, "kB");
	add(d, "MemAvailable", available(d, free) * kb, "kB");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		add(d, rows[i].name, counter(d, rows[i].counter) * kb, "kB");
	add(d, "Slab",
	    (counter(d, "nr_slab_reclaimable") + counter(d, "nr_slab_unreclaimable")) * kb, "kB");
	add(d, "KernelStack", counter(d, "nr_kernel_stack"), "kB");
}

static void add_vmstat(struct dump_context *d)
{
	if (!d->kernel->types)
		return;
	add_counters(d);
	add_totals(d);
}

const struct dump_part dump_part_vmstat = { .name = "vmstat", .run = add_vmstat };
