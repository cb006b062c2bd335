// SPDX-License-Identifier: Apache-2.0
/*
 * Objects of slab caches of a kernel with generic KASAN: how many are in use, free or in quarantine, who
 * allocated those in use, who freed those in quarantine, and all of that of the objects that reports of the
 * log name.
 *
 * mm/kasan/kasan.h, generic.c, common.c: behind or in an object lie struct kasan_alloc_meta, at
 * kasan_info.alloc_meta_offset, and struct kasan_free_meta, at free_meta_offset; the latter is valid while the
 * shadow byte of the object's beginning is KASAN_SLAB_FREE_META, which it is in quarantine.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/alloc_sums.h"
#include "parsers/vmcore/slab_pages.h"
#include "parsers/vmcore/slub_tracks.h"

/* Values of shadow bytes. */
#define SHADOW_GRANULE   8    /* 0 to 7: that many bytes may be used; 0 means all 8 */
#define SHADOW_FREE_META 0xfa /* KASAN_SLAB_FREE_META, KASAN_SLAB_FREETRACK */
#define SHADOW_FREE      0xfb /* KASAN_SLAB_FREE */
#define SHADOW_REDZONE \
	0xfc /* KASAN_SLAB_REDZONE: the slab is new, and nothing was allocated there */

#define NO_FREE_META   0x7fffffff
#define META_BYTES_MAX 128
#define SHADOW_TRIES   64 /* slabs that tell where shadow memory lies */

enum state {
	STATE_ALLOCATED,
	STATE_QUARANTINED,
	STATE_FREE,
	STATE_UNUSED,
	STATE_UNKNOWN,
	STATE_COUNT,
};

struct cache {
	uint64_t addr;
	char name[64];
	uint32_t size, object_size, red_left;
	uint32_t alloc_off, free_off; /**< free_off NO_FREE_META: there is none */
	bool has_alloc;
	bool is_tracked; /**< SLUB keeps track, too: part alloc_stacks tells it */
};

struct kasan {
	struct dump_context *d;
	struct cache *caches; /**< by address */
	size_t n_caches, cap;
	struct slab_pages pages;
	uint64_t shadow; /**< offset of shadow memory */
	uint32_t alloc_bytes, free_bytes;
	struct alloc_sums allocated, quarantined;
	uint64_t counts[STATE_COUNT]; /**< of the cache that is being read */
};

/** What is kept of an object. */
struct meta {
	struct depot_ref alloc, free, aux[2]; /**< key 0: not known */
	int64_t alloc_pid, free_pid;
};

static enum state state_of(struct kasan *s, uint64_t object)
{
	uint8_t v;

	if (!image_u8(s->d->image, (object >> 3) + s->shadow, &v))
		return STATE_UNKNOWN;
	return v < SHADOW_GRANULE      ? STATE_ALLOCATED
	       : v == SHADOW_FREE_META ? STATE_QUARANTINED
	       : v == SHADOW_FREE      ? STATE_FREE
	       : v == SHADOW_REDZONE   ? STATE_UNUSED
	                               : STATE_UNKNOWN;
}

static bool read_alloc(struct kasan *s, const struct cache *c, uint64_t object, struct meta *ret)
{
	struct kernel *k = s->d->kernel;
	const struct member *aux = kernel_member(k, KM_kasan_aux);
	uint64_t stack, pid;
	char copy[META_BYTES_MAX];

	if (!c->has_alloc || !image_read(k->img, object + c->alloc_off, copy, s->alloc_bytes) ||
	    !kernel_pick(k, copy, s->alloc_bytes, KM_kasan_alloc_stack, &stack) ||
	    !kernel_pick(k, copy, s->alloc_bytes, KM_kasan_alloc_pid, &pid))
		return false;
	ret->alloc.key = (uint32_t)stack;
	ret->alloc_pid = (int64_t)pid;
	for (unsigned i = 0; aux && i < 2 && aux->off + 4 * (i + 1) <= s->alloc_bytes; i++)
		ret->aux[i].key = image_number(k->img, copy + aux->off + 4 * i, 4);
	return stack;
}

static bool read_free(struct kasan *s, const struct cache *c, uint64_t object, struct meta *ret)
{
	struct kernel *k = s->d->kernel;
	uint64_t stack, pid;
	char copy[META_BYTES_MAX];

	if (c->free_off == NO_FREE_META ||
	    !image_read(k->img, object + c->free_off, copy, s->free_bytes) ||
	    !kernel_pick(k, copy, s->free_bytes, KM_kasan_free_stack, &stack) ||
	    !kernel_pick(k, copy, s->free_bytes, KM_kasan_free_pid, &pid))
		return false;
	ret->free.key = (uint32_t)stack;
	ret->free_pid = (int64_t)pid;
	return stack;
}

static bool is_reported(const struct dump_context *d, uint64_t object)
{
	for (size_t i = 0; i < d->n_reported; i++)
		if (d->reported[i] == object)
			return true;
	return false;
}

static struct slice stack_of(struct dump_context *d, const struct depot_ref *ref)
{
	struct stack_names names;

	if (!ref->key || !stack_names(d->kernel, ref, d->rows.arena, &names))
		return (struct slice){ NULL, 0 };
	return names.stack;
}

static void add_object(struct kasan *s, const struct cache *c, uint64_t object, enum state state,
                       const struct meta *m)
{
	static const char *const states[STATE_UNKNOWN] = { "allocated", "quarantined", "free",
		                                           "unused" };
	struct dump_context *d = s->d;
	struct kasan_object *row = snapshot_row(&d->rows, kasan_object);

	fact_set_text(row, cache, arena_dup(d->rows.arena, slice_str(c->name)));
	fact_set(row, object_address, object);
	fact_set(row, object_size, c->object_size);
	if (state != STATE_UNKNOWN)
		fact_set_text(row, state, slice_str(states[state]));
	if (m->alloc.key)
		fact_set(row, alloc_pid, m->alloc_pid);
	if (m->free.key)
		fact_set(row, free_pid, m->free_pid);
	fact_set_text(row, alloc_stack, stack_of(d, &m->alloc));
	fact_set_text(row, free_stack, stack_of(d, &m->free));
	fact_set_text(row, aux_stack, stack_of(d, &m->aux[0]));
	fact_set_text(row, aux_stack_2, stack_of(d, &m->aux[1]));
}

static void on_object(struct kasan *s, const struct cache *c, uint64_t object)
{
	enum state state = state_of(s, object);
	struct meta m = { .alloc_pid = 0 };
	bool named = is_reported(s->d, object);

	s->counts[state]++;
	// what was freed for good is not to be trusted any more
	if ((state == STATE_ALLOCATED && !c->is_tracked) || state == STATE_QUARANTINED || named) {
		if (!read_alloc(s, c, object, &m))
			m.alloc.key = 0;
		if (state != STATE_QUARANTINED || !read_free(s, c, object, &m))
			m.free.key = 0;
	}
	const struct allocation a = {
		.stack = state == STATE_QUARANTINED ? m.free : m.alloc,
		.bytes = c->object_size,
		.pid = state == STATE_QUARANTINED ? m.free_pid : m.alloc_pid,
		.has_pid = true,
	};
	if (a.stack.key && state == STATE_ALLOCATED && !c->is_tracked)
		alloc_sums_add(&s->allocated, &a);
	if (a.stack.key && state == STATE_QUARANTINED)
		alloc_sums_add(&s->quarantined, &a);
	if (named)
		add_object(s, c, object, state, &m);
}

static void add_row(struct kasan *s, const struct cache *c, size_t n_slabs)
{
	struct kasan_cache *row = snapshot_row(&s->d->rows, kasan_cache);

	fact_set_text(row, name, arena_dup(s->d->rows.arena, slice_str(c->name)));
	fact_set(row, slabs, (int64_t)n_slabs);
	fact_set(row, allocated, (int64_t)s->counts[STATE_ALLOCATED]);
	fact_set(row, quarantined, (int64_t)s->counts[STATE_QUARANTINED]);
	fact_set(row, free, (int64_t)s->counts[STATE_FREE]);
	fact_set(row, unused, (int64_t)s->counts[STATE_UNUSED]);
	fact_set(row, unknown, (int64_t)s->counts[STATE_UNKNOWN]);
	memset(s->counts, 0, sizeof(s->counts));
	alloc_sums_give(&s->allocated, s->d, "allocated", c->name);
	alloc_sums_give(&s->quarantined, s->d, "quarantined", c->name);
	dump_rows_give(s->d);
}

/** All slabs, which are sorted by cache. */
static void read_slabs(struct kasan *s)
{
	size_t first = 0;

	for (size_t i = 0; i < s->pages.n; i++) {
		const struct slab_page *p = &s->pages.slabs[i];
		const struct cache *c = &s->caches[p->cache];
		for (uint32_t j = 0; j < p->objects; j++)
			on_object(s, c, p->addr + (uint64_t)j * c->size + c->red_left);
		if (i + 1 < s->pages.n && s->pages.slabs[i + 1].cache == p->cache)
			continue;
		add_row(s, c, i + 1 - first);
		first = i + 1;
	}
}

static bool read_cache(struct kernel *k, uint64_t addr, struct cache *ret)
{
	struct slub_cache slub;
	uint64_t size, object_size, alloc_off, free_off;

	if (!kernel_get(k, addr, KM_cache_size, &size) || !size || size > UINT32_C(1) << 30 ||
	    !kernel_get(k, addr, KM_cache_object_size, &object_size) || object_size > size ||
	    !kernel_get(k, addr, KM_cache_kasan_alloc, &alloc_off) || alloc_off > size ||
	    !kernel_get(k, addr, KM_cache_kasan_free, &free_off))
		return false;
	*ret = (struct cache){
		.addr = addr,
		.size = (uint32_t)size,
		.object_size = (uint32_t)object_size,
		.alloc_off = (uint32_t)alloc_off,
		.free_off = free_off < size ? (uint32_t)free_off : NO_FREE_META,
		.has_alloc = alloc_off,
	};
	if (slub_cache_read(k, addr, &slub)) {
		ret->red_left = slub.red_zone ? slub.red_left : 0;
		ret->is_tracked = slub.store_user;
	}
	return kernel_text(k, addr, KM_cache_name, ret->name, sizeof(ret->name));
}

static int cache_cmp(const void *a, const void *b)
{
	const struct cache *x = a, *y = b;

	return (x->addr > y->addr) - (x->addr < y->addr);
}

static void read_caches(struct kasan *s, uint64_t head)
{
	struct kernel *k = s->d->kernel;
	struct klist l = klist(head);
	uint64_t node;

	while (klist_next(k, &l, &node) && s->n_caches < LIMIT_FACT_ROWS) {
		if (s->n_caches == s->cap) {
			s->cap = s->cap ? 2 * s->cap : 256;
			s->caches = xreallocarray(s->caches, s->cap, sizeof(*s->caches));
		}
		if (read_cache(k, kernel_container(k, node, KM_cache_list),
		               &s->caches[s->n_caches]))
			s->n_caches++;
	}
	if (s->n_caches)
		qsort(s->caches, s->n_caches, sizeof(*s->caches), cache_cmp);
}

/** Is the memory behind the object, which nobody may use, marked so?  False too when there is none. */
static bool is_guarded(struct kasan *s, const struct cache *c, uint64_t object)
{
	uint64_t end =
		(object + c->object_size + SHADOW_GRANULE - 1) & ~(uint64_t)(SHADOW_GRANULE - 1);
	uint8_t v;

	return end + SHADOW_GRANULE <= object + c->size &&
	       image_u8(s->d->image, (end >> 3) + s->shadow, &v) && v >= SHADOW_GRANULE;
}

/** The offset with which the first objects of some slabs have shadow bytes that make sense.  All are 0 in a
 *  kernel that was told not to use KASAN. */
static bool find_shadow(struct kasan *s)
{
	static const struct {
		const char *arch;
		uint64_t offset;
	} tries[] = {
#define KASAN_SHADOW(arch, offset) { arch, offset },
#include "parsers/vmcore/kasan_shadow.def"
	};
	const char *arch = image_info(s->d->image)->arch;
	size_t step = s->pages.n / SHADOW_TRIES + 1;

	for (size_t i = 0; arch && i < sizeof(tries) / sizeof(*tries); i++) {
		size_t known = 0, unknown = 0, guarded = 0;
		if (strcmp(tries[i].arch, arch) != 0)
			continue;
		s->shadow = tries[i].offset;
		for (size_t j = 0; j < s->pages.n; j += step) {
			const struct slab_page *p = &s->pages.slabs[j];
			const struct cache *c = &s->caches[p->cache];
			if (state_of(s, p->addr + c->red_left) == STATE_UNKNOWN)
				unknown++;
			else
				known++;
			guarded += is_guarded(s, c, p->addr + c->red_left);
		}
		if (known > unknown && guarded)
			return true;
	}
	return false;
}

static bool kasan_init(struct kasan *s)
{
	struct kernel *k = s->d->kernel;
	uint64_t head;

	if (!k->types || !kernel_has(k, KM_cache_kasan_alloc) ||
	    !kernel_has(k, KM_kasan_alloc_stack) || !kernel_has(k, KM_kasan_free_stack) ||
	    !types_size(k->types, "kasan_alloc_meta", &s->alloc_bytes) ||
	    !types_size(k->types, "kasan_free_meta", &s->free_bytes) ||
	    s->alloc_bytes > META_BYTES_MAX || s->free_bytes > META_BYTES_MAX ||
	    !kernel_has(k, KM_cache_list) || !kernel_symbol(k, "slab_caches", &head))
		return false;
	read_caches(s, head);
	_cleanup_free_ uint64_t *addrs = xcalloc(s->n_caches + 1, sizeof(*addrs));
	for (size_t i = 0; i < s->n_caches; i++)
		addrs[i] = s->caches[i].addr;
	return slab_pages_find(k, addrs, s->n_caches, &s->pages) && s->pages.n;
}

static void add_kasan(struct dump_context *d)
{
	struct kasan s = { .d = d };

	if (kasan_init(&s) && find_shadow(&s)) {
		read_slabs(&s);
		if (s.pages.is_cut)
			dump_note(d, "KASAN: not all slabs could be found");
	}
	slab_pages_deinit(&s.pages);
	alloc_sums_deinit(&s.allocated);
	alloc_sums_deinit(&s.quarantined);
	free(s.caches);
}

const struct dump_part dump_part_kasan = { .name = "kasan", .run = add_kasan };
