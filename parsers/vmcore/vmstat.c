// SPDX-License-Identifier: Apache-2.0
/*
 * The counters of /proc/vmstat, under the names that the kernel's own table has for them.
 *
 * vmstat_text[] names, in this order: zone counters, NUMA events, node counters, two writeback
 * thresholds, events (vmstat_start() in mm/vmstat.c); Linux 6.12 puts node counters of the memory cgroup
 * behind them.
 *
 * NUMA events are counted by CPU and zone, and folded into the sum when somebody asks for them
 * (fold_vm_numa_events(); up to Linux 5.13 in steps, with the rest in struct per_cpu_pageset).
 */
#include "parsers/vmcore/dump_kernel.h"
#include "parsers/vmcore/nodes.h"

#define NAME_BYTES      64
#define MAX_ITEMS       1024
#define MAX_NUMA_EVENTS 8

static void add(struct dump_context *d, const char *name, uint64_t value, const char *unit)
{
	struct mem_stat *row = snapshot_row(&d->rows, mem_stat);

	fact_set_text(row, name, arena_dup(d->rows.arena, slice_str(name)));
	fact_set(row, value, (double)(int64_t)value);
	fact_set_text(row, unit, slice_str(unit));
}

struct counters {
	struct dump_context *d;
	uint64_t text;                   /**< address of vmstat_text[] */
	unsigned at;                     /**< index in it */
	uint64_t values;                 /**< address of an array of words */
	uint64_t extra[MAX_NUMA_EVENTS]; /**< what is to be added to the first ones */
	bool seen[MAX_ITEMS];            /**< enumerators with the same value are told once */
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

	if (value < 0 || value >= MAX_ITEMS || c->seen[value] || strncmp(item, "NR_VM_", 6) == 0 ||
	    !name_at(c, c->at + (unsigned)value, name) ||
	    !image_ptr(img, c->values + (uint64_t)value * image_word(img), &v))
		return;
	if ((int64_t)v < 0) // global_zone_page_state() and its like: a race made it negative
		v = 0;
	if (value < MAX_NUMA_EVENTS)
		v += c->extra[value];
	c->seen[value] = true;
	add(c->d, name, v, "");
}

static void add_items(struct counters *c, const char *type)
{
	memset(c->seen, 0, sizeof(c->seen));
	types_each_enum(c->d->kernel->types, type, add_item, c);
}

/** What the CPUs have counted of the NUMA events and not folded yet. */
struct numa {
	struct kernel *k;
	unsigned n;
	uint64_t *sums;
	bool damaged;
};

static bool add_zone_numa(struct numa *a, uint64_t zone)
{
	const struct member *events = kernel_member(a->k, KM_zonestat_numa_event);
	uint64_t present, stats, at;
	char buf[8];

	if (!events || events->elem_size > sizeof(buf) ||
	    !kernel_get(a->k, zone, KM_zone_present, &present) ||
	    !kernel_get(a->k, zone, KM_zone_zonestats, &stats))
		return false;
	for (unsigned cpu = 0; present && cpu < a->k->n_cpus; cpu++)
		for (unsigned i = 0; i < a->n && i < events->size / events->elem_size; i++) {
			if (!kernel_percpu(a->k, stats + events->off + i * events->elem_size, cpu,
			                   &at) ||
			    !image_read(a->k->img, at, buf, events->elem_size))
				return false;
			a->sums[i] += image_number(a->k->img, buf, events->elem_size);
		}
	return true;
}

static void add_node_numa(void *ctx, uint64_t pgdat, unsigned node)
{
	struct numa *a = ctx;
	const struct member *zones = kernel_member(a->k, KM_pgdat_node_zones);

	(void)node;
	if (!zones || !zones->elem_size) {
		a->damaged = true;
		return;
	}
	for (unsigned i = 0; i < zones->size / zones->elem_size && !a->damaged; i++)
		a->damaged = !add_zone_numa(a, pgdat + zones->off + i * zones->elem_size);
}

static void add_numa_events(struct counters *c, unsigned n)
{
	struct kernel *k = c->d->kernel;
	struct numa a = { .k = k, .n = n, .sums = c->extra };

	if (!kernel_symbol(k, "vm_numa_event", &c->values) &&
	    !kernel_symbol(k, "vm_numa_stat", &c->values))
		return;
	if (n <= MAX_NUMA_EVENTS && nodes_each(k, add_node_numa, &a) && !a.damaged)
		add_items(c, "numa_stat_item");
	memset(c->extra, 0, sizeof(c->extra));
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
		add_items(&c, "zone_stat_item");
	c.at += count_of(k, "zone_stat_item", "NR_VM_ZONE_STAT_ITEMS");
	add_numa_events(&c, numa);
	c.at += numa;
	if (kernel_symbol(k, "vm_node_stat", &c.values))
		add_items(&c, "node_stat_item");
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

static void run(struct dump_context *d)
{
	if (d->kernel->types)
		add_counters(d);
}

const struct dump_part dump_part_vmstat = { .name = "vmstat", .run = run };
