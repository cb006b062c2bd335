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
		uint64_t v;
		if (!kernel_percpu_sum(k, at, word, &v))
			return;
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

/** The counters that totals are made of; texts of rows that may be handed out are not looked at. */
struct totals {
	struct kernel *k;
	bool damaged;
};

/** A zone counter (@p type zone_stat_item) or node counter of the whole machine. */
static uint64_t counter(struct totals *t, const char *type, const char *item)
{
	const char *symbol = strcmp(type, "zone_stat_item") == 0 ? "vm_zone_stat" : "vm_node_stat";
	uint64_t at, v;
	int64_t i;

	if (!types_enum(t->k->types, type, item, &i))
		return 0; // this kernel has no such memory
	if (i < 0 || i > 1024 || !kernel_symbol(t->k, symbol, &at) ||
	    !image_ptr(t->k->img, at + (uint64_t)i * image_word(t->k->img), &v)) {
		t->damaged = true;
		return 0;
	}
	return (int64_t)v < 0 ? 0 : v;
}

static uint64_t node_counter(struct totals *t, const char *item)
{
	return counter(t, "node_stat_item", item);
}

struct reserve {
	struct totals *t;
	uint64_t pages, low;
};

static void add_reserve(void *ctx, uint64_t pgdat, unsigned node)
{
	struct reserve *r = ctx;
	struct kernel *k = r->t->k;
	const struct member *zones = kernel_member(k, KM_pgdat_node_zones);
	const struct member *marks = kernel_member(k, KM_zone_watermark);
	uint64_t v;

	(void)node;
	if (!zones || !marks || !zones->elem_size ||
	    !kernel_get(k, pgdat, KM_pgdat_totalreserve, &v)) {
		r->t->damaged = true;
		return;
	}
	r->pages += v;
	for (unsigned i = 0; i < zones->size / zones->elem_size; i++) {
		uint64_t zone = pgdat + zones->off + i * zones->elem_size;
		if (!image_ptr(k->img, zone + marks->off + marks->elem_size, &v))
			r->t->damaged = true;
		else
			r->low += v;
	}
}

static uint64_t half_or_low(uint64_t pages, uint64_t low)
{
	return pages - (pages / 2 < low ? pages / 2 : low);
}

static uint64_t slab_reclaimable(struct totals *t)
{
	return node_counter(t, "NR_SLAB_RECLAIMABLE_B") + node_counter(t, "NR_SLAB_RECLAIMABLE") +
	       counter(t, "zone_stat_item", "NR_SLAB_RECLAIMABLE");
}

static uint64_t slab_unreclaimable(struct totals *t)
{
	return node_counter(t, "NR_SLAB_UNRECLAIMABLE_B") +
	       node_counter(t, "NR_SLAB_UNRECLAIMABLE") +
	       counter(t, "zone_stat_item", "NR_SLAB_UNRECLAIMABLE");
}

/** si_mem_available() in mm/page_alloc.c (mm/show_mem.c). */
static uint64_t available(struct totals *t, uint64_t free)
{
	struct reserve r = { .t = t };
	uint64_t cache = node_counter(t, "NR_ACTIVE_FILE") + node_counter(t, "NR_INACTIVE_FILE");
	uint64_t reclaimable = slab_reclaimable(t) + node_counter(t, "NR_KERNEL_MISC_RECLAIMABLE");

	if (!nodes_each(t->k, add_reserve, &r))
		t->damaged = true;
	int64_t ret = (int64_t)(free - r.pages + half_or_low(cache, r.low) +
	                        half_or_low(reclaimable, r.low));
	return ret < 0 ? 0 : (uint64_t)ret;
}

static void add_kb(struct dump_context *d, struct totals *t, const char *name, uint64_t pages)
{
	if (!t->damaged)
		add(d, name, pages * (image_info(t->k->img)->page_size / 1024), "kB");
	t->damaged = false;
}

static void add_totals(struct dump_context *d)
{
	static const struct {
		const char *name, *item;
	} rows[] = {
		{ "Active(anon)", "NR_ACTIVE_ANON" }, { "Inactive(anon)", "NR_INACTIVE_ANON" },
		{ "Active(file)", "NR_ACTIVE_FILE" }, { "Inactive(file)", "NR_INACTIVE_FILE" },
		{ "Unevictable", "NR_UNEVICTABLE" },  { "Dirty", "NR_FILE_DIRTY" },
		{ "Writeback", "NR_WRITEBACK" },      { "AnonPages", "NR_ANON_MAPPED" },
		{ "Mapped", "NR_FILE_MAPPED" },       { "Shmem", "NR_SHMEM" },
		{ "PageTables", "NR_PAGETABLE" },
	};
	struct totals t = { .k = d->kernel };
	uint64_t total, free, v;

	if (kernel_symbol_ptr(t.k, "_totalram_pages", &total) ||
	    kernel_symbol_ptr(t.k, "totalram_pages", &total))
		add_kb(d, &t, "MemTotal", total);
	free = counter(&t, "zone_stat_item", "NR_FREE_PAGES");
	bool lost = t.damaged;
	add_kb(d, &t, "MemFree", free);
	t.damaged = lost;
	v = available(&t, free);
	add_kb(d, &t, "MemAvailable", v);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		v = node_counter(&t, rows[i].item);
		add_kb(d, &t, rows[i].name, v);
	}
	v = slab_reclaimable(&t);
	add_kb(d, &t, "SReclaimable", v);
	v = slab_unreclaimable(&t);
	add_kb(d, &t, "SUnreclaim", v);
	v = slab_reclaimable(&t) + slab_unreclaimable(&t);
	add_kb(d, &t, "Slab", v);
	v = node_counter(&t, "NR_KERNEL_STACK_KB");
	if (!t.damaged && v)
		add(d, "KernelStack", v, "kB");
}

static void add_vmstat(struct dump_context *d)
{
	if (!d->kernel->types)
		return;
	add_counters(d);
	add_totals(d);
}

const struct dump_part dump_part_vmstat = { .name = "vmstat", .run = add_vmstat };
