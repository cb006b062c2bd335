// SPDX-License-Identifier: Apache-2.0
/*
 * Who allocated the pages that are in use, of a kernel with CONFIG_PAGE_OWNER that was booted with
 * page_owner=on, by stack, order and flags, as tools/mm/page_owner_sort.c sorts /sys/kernel/debug/page_owner.
 *
 * read_page_owner() in mm/page_owner.c: struct page_owner lies in the page_ext of each page, at
 * page_owner_ops.offset; a page counts whose flags say that it is allocated, and that is the first of its
 * block.
 */
#include "parsers/vmcore/alloc_sums.h"
#include "parsers/vmcore/page_map.h"

#define CHUNK_BYTES   ((size_t)64 << 10)
#define EXT_BYTES_MAX 4096
#define ORDER_MAX     30

struct owners {
	struct dump_context *d;
	struct alloc_sums sums;
	uint64_t ext_size, owner_off, now_ns;
	uint64_t owner_mask, allocated_mask; /**< bits of page_ext.flags; 0: there is no such bit */
	uint64_t n_blocks, n_unread, n_odd;
	char *chunk;
};

static uint64_t flag_mask(const struct kernel *k, const char *name)
{
	int64_t bit;

	return types_enum(k->types, "page_ext_flags", name, &bit) && bit >= 0 && bit < 64
	               ? UINT64_C(1) << bit
	               : 0;
}

static void on_page(struct owners *o, uint64_t pfn, const char *ext)
{
	struct kernel *k = o->d->kernel;
	const struct member *comm_at = kernel_member(k, KM_owner_comm);
	const char *owner = ext + o->owner_off;
	size_t n = o->ext_size - o->owner_off;
	uint64_t flags, order, gfp, handle, ts, pid;
	char comm[32] = "";

	if (!kernel_pick(k, ext, o->ext_size, KM_page_ext_flags, &flags) ||
	    !(flags & o->owner_mask) || (o->allocated_mask && !(flags & o->allocated_mask)) ||
	    !kernel_pick(k, owner, n, KM_owner_order, &order) ||
	    !kernel_pick(k, owner, n, KM_owner_handle, &handle))
		return;
	if (order > ORDER_MAX) {
		o->n_odd++;
		return;
	}
	if (pfn & ((UINT64_C(1) << order) - 1) || !(uint32_t)handle)
		return;
	struct allocation a = {
		.stack = { .key = (uint32_t)handle },
		.tag = order << 32,
		.bytes = (UINT64_C(1) << order) * image_info(k->img)->page_size,
		.comm = comm,
	};
	if (kernel_pick(k, owner, n, KM_owner_gfp, &gfp))
		a.tag |= (uint32_t)gfp;
	a.has_pid = kernel_pick(k, owner, n, KM_owner_pid, &pid);
	a.pid = a.has_pid ? (int64_t)pid : 0;
	a.has_when = kernel_pick(k, owner, n, KM_owner_ts, &ts);
	a.when = a.has_when ? ts : 0;
	if (comm_at && comm_at->size < sizeof(comm) && comm_at->off + comm_at->size <= n)
		memcpy(comm, owner + comm_at->off, comm_at->size);
	alloc_sums_add(&o->sums, &a);
	o->n_blocks++;
}

static void on_run(void *ctx, const struct page_run *run)
{
	struct owners *o = ctx;
	struct image *img = o->d->image;
	uint64_t per_chunk = CHUNK_BYTES / o->ext_size, size = o->ext_size;

	if (!run->ext)
		return;
	for (uint64_t i = 0; i < run->n; i += per_chunk) {
		uint64_t n = run->n - i < per_chunk ? run->n - i : per_chunk;
		bool whole = image_read(img, run->ext + i * size, o->chunk, n * size);
		for (uint64_t j = 0; j < n; j++) {
			char *ext = o->chunk + j * size;
			if (whole || image_read(img, run->ext + (i + j) * size, ext, size))
				on_page(o, run->pfn + i + j, ext);
			else
				o->n_unread++;
		}
	}
}

static void set_age(const struct owners *o, uint64_t ns, bool *has, double *ret)
{
	*has = o->now_ns >= ns && o->now_ns;
	if (*has)
		*ret = (double)((o->now_ns - ns) / 1000) / 1e6;
}

static void add_row(void *ctx, const struct alloc_sum *sum, const struct depot_ref *stack)
{
	struct owners *o = ctx;
	struct dump_context *d = o->d;
	struct page_owner *row = snapshot_row(&d->rows, page_owner);
	struct arena *arena = d->rows.arena;
	struct stack_names names;

	if (!o->n_unread) { // else they are too small
		fact_set(row, blocks, (int64_t)sum->objects);
		fact_set(row, pages, (int64_t)(sum->bytes / image_info(d->image)->page_size));
	}
	if (!stack) {
		dump_rows_give(d);
		return;
	}
	fact_set(row, page_order, (int64_t)(sum->tag >> 32));
	if (kernel_has(d->kernel, KM_owner_gfp))
		fact_set_text(row, gfp_mask, arena_printf(arena, "0x%x", (unsigned)sum->tag));
	if (sum->has_pid && !o->n_unread)
		fact_set(row, pid, sum->pid);
	if (*sum->comm && !o->n_unread)
		fact_set_text(row, comm, arena_dup(arena, slice_str(sum->comm)));
	if (sum->has_when && !o->n_unread) {
		set_age(o, sum->newest, &row->has_newest_s, &row->newest_s);
		set_age(o, sum->oldest, &row->has_oldest_s, &row->oldest_s);
	}
	if (stack_names(d->kernel, stack, arena, &names)) {
		fact_set_text(row, stack, names.stack);
		fact_set_text(row, function, names.function);
		fact_set_text(row, module, names.module);
	}
	dump_rows_give(d);
}

/** False: this kernel has no owners of pages. */
static bool owners_init(struct owners *o)
{
	struct kernel *k = o->d->kernel;
	uint64_t ops;

	if (!k->types || !kernel_has(k, KM_owner_handle) || !kernel_has(k, KM_page_ext_flags) ||
	    !kernel_symbol(k, "page_owner_ops", &ops))
		return false;
	o->ext_size = page_ext_size(k);
	o->owner_mask = flag_mask(k, "PAGE_EXT_OWNER");
	o->allocated_mask =
		flag_mask(k, "PAGE_EXT_OWNER_ALLOCATED") | flag_mask(k, "PAGE_EXT_OWNER_ACTIVE");
	o->now_ns = kernel_now_ns(k);
	return o->owner_mask && o->ext_size && o->ext_size <= EXT_BYTES_MAX &&
	       kernel_get(k, ops, KM_page_ext_ops_offset, &o->owner_off) && o->owner_off &&
	       o->owner_off < o->ext_size;
}

static void add_page_owners(struct dump_context *d)
{
	struct owners o = { .d = d };

	if (!owners_init(&o))
		return;
	_cleanup_free_ char *chunk = xmalloc(CHUNK_BYTES);
	o.chunk = chunk;
	bool whole = page_map_each(d->kernel, o.ext_size, on_run, &o);
	if (o.n_blocks && !whole)
		dump_note(d, "page owners: the map of physical memory is damaged or cut");
	if (o.n_unread)
		dump_note(d, "page owners: those of %llu pages are not in the dump",
		          (unsigned long long)o.n_unread);
	if (o.n_odd)
		dump_note(d, "page owners: those of %llu pages make no sense",
		          (unsigned long long)o.n_odd);
	alloc_sums_each(&o.sums, add_row, &o);
	alloc_sums_deinit(&o.sums);
}

const struct dump_part dump_part_page_owner = { .name = "page_owner", .run = add_page_owners };
