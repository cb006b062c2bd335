// SPDX-License-Identifier: Apache-2.0
/*
 * Who allocated what is in use, the largest first, and objects that were written to where nobody may:
 * as far as the kernel keeps track (slub_debug=U, =Z, =P; kmemleak).
 */
#include "parsers/limits.h"
#include "parsers/vmcore/depot.h"
#include "parsers/vmcore/slub_tracks.h"

#define POISON_FREE       0x6b
#define POISON_END        0xa5
#define RED_INACTIVE      0xbb
#define RED_ACTIVE        0xcc
#define KMEMLEAK_REPORTED 2 /* OBJECT_REPORTED */

#define STACK_TEXT  2048
#define BYTES_SHOWN 64
#define ROWS_MAX    1000  /* stacks that are told */
#define BAD_MAX     10000 /* corrupted objects that are told */

struct sum {
	uint32_t handle;
	uint64_t objects, bytes, oldest, newest;
	int64_t pid;
	char comm[32];
};

struct sums {
	struct dump_context *d;
	struct sum *sums; /**< a hash table by handle */
	size_t n, cap;    /**< a power of 2 */
	size_t n_bad;
};

static struct sum *find(struct sums *s, uint32_t handle)
{
	size_t at = (handle * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (s->cap - 1);

	while (s->sums[at].objects && s->sums[at].handle != handle)
		at = (at + 1) & (s->cap - 1);
	return &s->sums[at];
}

static void grow(struct sums *s)
{
	struct sum *old = s->sums;
	size_t n = s->cap;

	s->cap = n ? 2 * n : 1024;
	s->sums = xcalloc(s->cap, sizeof(*s->sums));
	for (size_t i = 0; i < n; i++)
		if (old[i].objects)
			*find(s, old[i].handle) = old[i];
	free(old);
}

static struct sum *count(struct sums *s, uint32_t handle, uint64_t bytes, int64_t pid,
                         uint64_t when)
{
	if (2 * s->n >= s->cap)
		grow(s);
	struct sum *sum = find(s, handle);
	if (!sum->objects) {
		*sum = (struct sum){ .handle = handle, .pid = pid, .oldest = when, .newest = when };
		s->n++;
	}
	sum->objects++;
	sum->bytes += bytes;
	if ((int64_t)(when - sum->oldest) < 0)
		sum->oldest = when;
	if ((int64_t)(when - sum->newest) > 0)
		sum->newest = when;
	return sum;
}

static int sum_cmp(const void *a, const void *b)
{
	const struct sum *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return (x->handle > y->handle) - (x->handle < y->handle);
}

static void set_age(struct kernel *k, uint64_t when, bool *has, double *ret)
{
	uint64_t jiffies, hz = kernel_ticks_per_second(k);

	*has = hz && (kernel_symbol_ptr(k, "jiffies", &jiffies) ||
	              kernel_symbol_ptr(k, "jiffies_64", &jiffies));
	if (*has)
		*ret = (double)(int64_t)(jiffies - when) / (double)hz;
}

/** Rows of the largest, and forget all of them. */
static void give(struct sums *s, const char *kind, const char *cache)
{
	struct dump_context *d = s->d;
	struct arena *arena;
	char stack[STACK_TEXT];
	struct ksym sym;

	if (s->cap)
		qsort(s->sums, s->cap, sizeof(*s->sums), sum_cmp);
	for (size_t i = 0; i < s->n && i < ROWS_MAX; i++) {
		const struct sum *sum = &s->sums[i];
		struct alloc_stack *row = snapshot_row(&d->rows, alloc_stack);
		arena = d->rows.arena;
		fact_set_text(row, kind, slice_str(kind));
		if (cache)
			fact_set_text(row, cache, arena_dup(arena, slice_str(cache)));
		fact_set(row, objects, (int64_t)sum->objects);
		fact_set(row, bytes, (int64_t)sum->bytes);
		fact_set(row, pid, sum->pid);
		if (*sum->comm)
			fact_set_text(row, comm, arena_dup(arena, slice_str(sum->comm)));
		set_age(d->kernel, sum->newest, &row->has_newest_s, &row->newest_s);
		set_age(d->kernel, sum->oldest, &row->has_oldest_s, &row->oldest_s);
		if (depot_text(d->kernel, sum->handle, stack, sizeof(stack)))
			fact_set_text(row, stack, arena_dup(arena, slice_str(stack)));
		if (depot_caller(d->kernel, sum->handle, &sym)) {
			fact_set_text(row, function, arena_dup(arena, sym.name));
			if (sym.module.p)
				fact_set_text(row, module, arena_dup(arena, sym.module));
		}
		dump_rows_give(d);
	}
	if (s->sums)
		memset(s->sums, 0, s->cap * sizeof(*s->sums));
	s->n = 0;
}

/** Bytes that differ from @p want in [@p from, @p end) of the object; false: none. */
static bool differs(struct kernel *k, uint64_t object, uint32_t from, uint32_t end,
                    unsigned char want, unsigned char last, int64_t *ret_first, int64_t *ret_last)
{
	unsigned char buf[256];
	bool ret = false;

	for (uint32_t at = from; at < end;) {
		uint32_t n = end - at < sizeof(buf) ? end - at : (uint32_t)sizeof(buf);
		if (!image_read(k->img, object + at, buf, n))
			return false;
		for (uint32_t i = 0; i < n; i++) {
			if (buf[i] == (at + i == end - 1 ? last : want))
				continue;
			if (!ret)
				*ret_first = at + i;
			*ret_last = at + i;
			ret = true;
		}
		at += n;
	}
	return ret;
}

static void add_track(struct dump_context *d, const struct slub_cache *c, uint64_t object,
                      unsigned which, struct slab_corruption *row)
{
	struct slub_track t;
	char stack[STACK_TEXT];

	if (!slub_track(d->kernel, c, object, which, &t))
		return;
	bool known = depot_text(d->kernel, t.handle, stack, sizeof(stack));
	struct slice text =
		known ? arena_dup(d->rows.arena, slice_str(stack)) : (struct slice){ NULL, 0 };
	if (which) {
		fact_set(row, free_pid, t.pid);
		fact_set_text(row, free_stack, text);
	} else {
		fact_set(row, alloc_pid, t.pid);
		fact_set_text(row, alloc_stack, text);
	}
}

static void add_corruption(struct sums *s, const struct slub_cache *c, uint64_t object,
                           const char *problem, int64_t first, int64_t last)
{
	struct dump_context *d = s->d;
	unsigned char buf[BYTES_SHOWN];
	size_t n = last - first < BYTES_SHOWN ? (size_t)(last - first) + 1 : BYTES_SHOWN;

	if (s->n_bad++ >= BAD_MAX)
		return;
	struct slab_corruption *row = snapshot_row(&d->rows, slab_corruption);
	struct slice text = S("");
	fact_set_text(row, cache, arena_dup(d->rows.arena, slice_str(c->name)));
	fact_set(row, object_address, object);
	fact_set_text(row, problem, slice_str(problem));
	fact_set(row, first_bad, first);
	fact_set(row, last_bad, last);
	if (image_read(d->kernel->img, object + (uint64_t)first, buf, n)) {
		for (size_t i = 0; i < n; i++)
			text = arena_printf(d->rows.arena, SLICE_FMT "%02x", SLICE_ARG(text),
			                    buf[i]);
		fact_set_text(row, found, text);
	}
	add_track(d, c, object, 0, row);
	add_track(d, c, object, 1, row);
	dump_rows_give(d);
}

static void on_object(void *ctx, const struct slub_cache *c, const struct slub_object *o)
{
	struct sums *s = ctx;
	struct kernel *k = s->d->kernel;
	unsigned char red = o->is_free ? RED_INACTIVE : RED_ACTIVE;
	struct slub_track t;
	int64_t first, last;

	if (!o->is_free && slub_track(k, c, o->addr, 0, &t) && t.handle)
		count(s, t.handle, c->object_size, t.pid, t.when);
	if (c->red_zone && differs(k, o->addr, c->object_size, c->inuse, red, red, &first, &last))
		add_corruption(s, c, o->addr, "right redzone overwritten", first, last);
	// the free pointer may lie in the poison
	if (o->is_free && c->poison && c->offset >= c->inuse &&
	    differs(k, o->addr, 0, c->object_size, POISON_FREE, POISON_END, &first, &last))
		add_corruption(s, c, o->addr, "poison overwritten", first, last);
}

static void add_slub(struct sums *s)
{
	struct kernel *k = s->d->kernel;
	struct slub_cache c;
	uint64_t head, node;

	if (!kernel_has(k, KM_cache_list) || !kernel_symbol(k, "slab_caches", &head))
		return;
	struct klist l = klist(head);
	while (klist_next(k, &l, &node)) {
		if (!slub_cache_read(k, kernel_container(k, node, KM_cache_list), &c))
			continue;
		slub_each_object(s->d, &c, on_object, s);
		give(s, "allocated", c.name);
	}
}

/** Objects that kmemleak has reported and still finds unreferenced. */
static void add_kmemleak(struct sums *s)
{
	struct kernel *k = s->d->kernel;
	uint64_t head, node, flags, n, min, size, handle, pid, when;

	if (!kernel_has(k, KM_kmemleak_handle) || !kernel_symbol(k, "object_list", &head))
		return;
	struct klist l = klist(head);
	while (klist_next(k, &l, &node)) {
		uint64_t o = kernel_container(k, node, KM_kmemleak_list);
		if (!kernel_get(k, o, KM_kmemleak_flags, &flags) || !(flags & KMEMLEAK_REPORTED) ||
		    !kernel_get(k, o, KM_kmemleak_count, &n) ||
		    !kernel_get(k, o, KM_kmemleak_min_count, &min) || (int64_t)n >= (int64_t)min ||
		    !kernel_get(k, o, KM_kmemleak_size, &size) ||
		    !kernel_get(k, o, KM_kmemleak_handle, &handle) ||
		    !kernel_get(k, o, KM_kmemleak_pid, &pid) ||
		    !kernel_get(k, o, KM_kmemleak_jiffies, &when))
			continue;
		struct sum *sum = count(s, (uint32_t)handle, size, (int64_t)pid, when);
		if (!*sum->comm &&
		    !kernel_text(k, o, KM_kmemleak_comm, sum->comm, sizeof(sum->comm)))
			*sum->comm = 0;
	}
	give(s, "kmemleak", NULL);
}

static void add_alloc_stacks(struct dump_context *d)
{
	struct sums s = { .d = d };

	if (!d->kernel->types)
		return;
	add_slub(&s);
	add_kmemleak(&s);
	if (s.n_bad > BAD_MAX)
		dump_note(d, "%zu objects of slab caches are overwritten; %d of them are told",
		          s.n_bad, BAD_MAX);
	free(s.sums);
}

const struct dump_part dump_part_alloc_stacks = { .name = "alloc_stacks", .run = add_alloc_stacks };
