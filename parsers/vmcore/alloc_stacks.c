// SPDX-License-Identifier: Apache-2.0
/*
 * Who allocated what is in use, the largest first, and objects that were written to where nobody may:
 * as far as the kernel keeps track (slub_debug=U, =Z, =P).
 */
#include "parsers/vmcore/alloc_sums.h"
#include "parsers/vmcore/slub_tracks.h"

#define POISON_FREE  0x6b
#define POISON_END   0xa5
#define RED_INACTIVE 0xbb
#define RED_ACTIVE   0xcc

#define BYTES_SHOWN 64
#define BAD_MAX     10000 /* corrupted objects that are told */

struct sums {
	struct dump_context *d;
	struct alloc_sums by_stack;
	size_t n_bad;
};

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
	char stack[ALLOC_STACK_BYTES];

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

	if (!o->is_free && slub_track(k, c, o->addr, 0, &t) && t.handle) {
		const struct allocation a = {
			.stack = { .key = t.handle },
			.bytes = c->object_size,
			.pid = t.pid,
			.has_pid = true,
			.when = t.when,
			.has_when = true,
		};
		alloc_sums_add(&s->by_stack, &a);
	}
	s->by_stack.lost |= !o->is_free && slub_track_is_lost(k, c, o->addr, 0);
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
		s->by_stack.lost |= !slub_each_object(s->d, &c, on_object, s);
		alloc_sums_give(&s->by_stack, s->d, "allocated", c.name);
	}
}

static void add_alloc_stacks(struct dump_context *d)
{
	struct sums s = { .d = d };

	if (!d->kernel->types)
		return;
	add_slub(&s);
	if (s.n_bad > BAD_MAX)
		dump_note(d, "%zu objects of slab caches are overwritten; %d of them are told",
		          s.n_bad, BAD_MAX);
	alloc_sums_deinit(&s.by_stack);
}

const struct dump_part dump_part_alloc_stacks = { .name = "alloc_stacks", .run = add_alloc_stacks };
