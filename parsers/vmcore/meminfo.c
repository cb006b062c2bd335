// SPDX-License-Identifier: Apache-2.0
/*
 * The totals of /proc/meminfo (fs/proc/meminfo.c).
 */
#include "parsers/vmcore/dump_kernel.h"
#include "parsers/vmcore/nodes.h"

static void add(struct dump_context *d, const char *name, uint64_t value, const char *unit)
{
	struct mem_stat *row = snapshot_row(&d->rows, mem_stat);

	fact_set_text(row, name, slice_str(name));
	fact_set(row, value, (double)(int64_t)value);
	fact_set_text(row, unit, slice_str(unit));
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

/** Pages in the cache of block devices (nr_blockdev_pages() of block/bdev.c). */
static uint64_t buffers(struct totals *t)
{
	struct kernel *k = t->k;
	uint64_t sb, node, mapping, pages, sum = 0;

	if (!kernel_symbol(k, "submit_bio", &sb)) // no CONFIG_BLOCK
		return 0;
	if (!kernel_has(k, KM_inode_sb_list) || !kernel_symbol_ptr(k, "blockdev_superblock", &sb) ||
	    !sb) {
		t->damaged = true;
		return 0;
	}
	struct klist l = klist(kernel_addr(k, sb, KM_sb_inodes));
	while (klist_next(k, &l, &node)) {
		uint64_t inode = kernel_container(k, node, KM_inode_sb_list);
		if (!kernel_get(k, inode, KM_inode_mapping, &mapping) ||
		    !kernel_get(k, mapping, KM_mapping_nrpages, &pages)) {
			l.damaged = true;
			break;
		}
		sum += pages;
	}
	t->damaged |= l.damaged;
	return sum;
}

static void add_cache(struct dump_context *d, struct totals *t)
{
	uint64_t v = buffers(t), swap_cache = node_counter(t, "NR_SWAPCACHE"), files;
	bool lost = t->damaged;

	add_kb(d, t, "Buffers", v);
	t->damaged = lost;
	files = node_counter(t, "NR_FILE_PAGES");
	add_kb(d, t, "Cached", files > v + swap_cache ? files - v - swap_cache : 0);
	if (types_enum(t->k->types, "node_stat_item", "NR_SWAPCACHE", &(int64_t){ 0 })) {
		v = node_counter(t, "NR_SWAPCACHE");
		add_kb(d, t, "SwapCached", v);
	}
}

/** A variable that counts pages: a long, or an atomic one. */
static void add_variable(struct dump_context *d, struct totals *t, const char *name,
                         const char *symbol)
{
	uint64_t v;

	if (kernel_symbol_ptr(t->k, symbol, &v) && (int64_t)v >= 0)
		add_kb(d, t, name, v);
}

/** Pages of all sizes of huge pages; rows of those of the default size. */
static bool huge_pages(struct dump_context *d, uint64_t *ret_total)
{
	struct kernel *k = d->kernel;
	uint64_t states, pages, order, free, reserved;
	uint32_t n, preferred, size;

	*ret_total = 0;
	if (!kernel_symbol(k, "hstates", &states)) // no CONFIG_HUGETLB_PAGE
		return true;
	if (!kernel_symbol_u32(k, "hugetlb_max_hstate", &n) || n > 32 ||
	    !kernel_symbol_u32(k, "default_hstate_idx", &preferred) ||
	    !types_size(k->types, "hstate", &size))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		uint64_t at = states + (uint64_t)i * size;
		if (!kernel_get(k, at, KM_hstate_pages, &pages) ||
		    !kernel_get(k, at, KM_hstate_order, &order) || order > 31)
			return false;
		*ret_total += pages << order;
		if (i != preferred || !kernel_get(k, at, KM_hstate_free, &free) ||
		    !kernel_get(k, at, KM_hstate_reserved, &reserved))
			continue;
		add(d, "HugePages_Total", pages, "");
		add(d, "HugePages_Free", free, "");
		add(d, "HugePages_Rsvd", reserved, "");
		add(d, "Hugepagesize", (image_info(k->img)->page_size / 1024) << order, "kB");
	}
	return true;
}

/** vm_commit_limit() of mm/util.c, and vm_committed_as. */
static void add_commit(struct dump_context *d, struct totals *t, uint64_t ram)
{
	struct kernel *k = t->k;
	uint64_t kb, swap = 0, huge, at, limit;
	uint32_t ratio;
	int64_t committed;

	bool known = huge_pages(d, &huge);
	if (known && kernel_symbol(k, "hstates", &at))
		add_kb(d, t, "Hugetlb", huge);
	if (kernel_symbol(k, "total_swap_pages", &at) &&
	    !kernel_symbol_ptr(k, "total_swap_pages", &swap))
		known = false;
	if (known && ram >= huge && kernel_symbol_ptr(k, "sysctl_overcommit_kbytes", &kb) &&
	    kernel_symbol_u32(k, "sysctl_overcommit_ratio", &ratio)) {
		limit = kb ? kb / (image_info(k->img)->page_size / 1024)
		           : (ram - huge) * ratio / 100;
		add_kb(d, t, "CommitLimit", limit + swap);
	}
	if (kernel_symbol(k, "vm_committed_as", &at) && kernel_percpu_counter(k, at, &committed))
		add_kb(d, t, "Committed_AS", committed < 0 ? 0 : (uint64_t)committed);
}

static void add_nodes(struct dump_context *d, struct totals *t)
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

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint64_t v = node_counter(t, rows[i].item);
		add_kb(d, t, rows[i].name, v);
	}
}

static void add_slab(struct dump_context *d, struct totals *t)
{
	uint64_t v = slab_reclaimable(t);

	add_kb(d, t, "SReclaimable", v);
	v = slab_unreclaimable(t);
	add_kb(d, t, "SUnreclaim", v);
	v = slab_reclaimable(t) + slab_unreclaimable(t);
	add_kb(d, t, "Slab", v);
	v = node_counter(t, "NR_KERNEL_STACK_KB");
	if (!t->damaged && v)
		add(d, "KernelStack", v, "kB");
	t->damaged = false;
}

static void run(struct dump_context *d)
{
	struct totals t = { .k = d->kernel };
	uint64_t total = 0, free, v;

	if (!t.k->types)
		return;
	bool known = kernel_symbol_ptr(t.k, "_totalram_pages", &total) ||
	             kernel_symbol_ptr(t.k, "totalram_pages", &total);
	if (known)
		add_kb(d, &t, "MemTotal", total);
	free = counter(&t, "zone_stat_item", "NR_FREE_PAGES");
	bool lost = t.damaged;
	add_kb(d, &t, "MemFree", free);
	t.damaged = lost;
	v = available(&t, free);
	add_kb(d, &t, "MemAvailable", v);
	add_cache(d, &t);
	add_nodes(d, &t);
	add_slab(d, &t);
	add_variable(d, &t, "VmallocUsed", "nr_vmalloc_pages");
	add_variable(d, &t, "HardwareCorrupted", "num_poisoned_pages");
	add_variable(d, &t, "SwapTotal", "total_swap_pages");
	add_variable(d, &t, "SwapFree", "nr_swap_pages");
	if (known)
		add_commit(d, &t, total);
}

const struct dump_part dump_part_meminfo = { .name = "meminfo", .run = run };
