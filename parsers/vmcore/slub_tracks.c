// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/slub_tracks.h"

#include <byteswap.h>

#include "parsers/limits.h"

/** A flag of a cache: since Linux 6.9 an enumerator names its bit, before it was a constant. */
static uint64_t flag(const struct kernel *k, const char *bit_name, uint64_t old)
{
	int64_t bit;

	return types_enum(k->types, "_slab_flag_bits", bit_name, &bit) && bit >= 0 && bit < 32
	               ? UINT64_C(1) << bit
	               : old;
}

bool slub_cache_read(struct kernel *k, uint64_t cache, struct slub_cache *ret)
{
	uint64_t flags, size, object_size, inuse, offset, red_left, random, ctor;
	uint64_t red_zone = flag(k, "_SLAB_RED_ZONE", 0x400),
		 poison = flag(k, "_SLAB_POISON", 0x800);
	uint64_t store_user = flag(k, "_SLAB_STORE_USER", 0x10000);
	uint64_t by_rcu = flag(k, "_SLAB_TYPESAFE_BY_RCU", 0x80000);
	uint32_t track_size;

	if (!kernel_get(k, cache, KM_cache_flags, &flags) ||
	    !(flags & (store_user | red_zone | poison)) || !kernel_has(k, KM_slab_freelist) ||
	    !kernel_has(k, KM_cnode_full) || !kernel_get(k, cache, KM_cache_size, &size) ||
	    size < 8 || size > 1 << 22 ||
	    !kernel_get(k, cache, KM_cache_object_size, &object_size) || object_size > size ||
	    !kernel_get(k, cache, KM_cache_inuse, &inuse) || inuse > size ||
	    !kernel_get(k, cache, KM_cache_offset, &offset) || offset > size)
		return false;
	*ret = (struct slub_cache){
		.addr = cache,
		.red_zone = flags & red_zone,
		.store_user = flags & store_user,
		// calculate_sizes(): what must stay as it is while free is not poisoned
		.poison = flags & poison && !(flags & by_rcu) &&
		          kernel_get(k, cache, KM_cache_ctor, &ctor) && !ctor,
		.size = (uint32_t)size,
		.object_size = (uint32_t)object_size,
		.inuse = (uint32_t)inuse,
		.offset = (uint32_t)offset,
	};
	if (kernel_get(k, cache, KM_cache_red_left, &red_left) && red_left < size)
		ret->red_left = (uint32_t)red_left;
	else if (kernel_has(k, KM_cache_red_left))
		return false;
	if (kernel_get(k, cache, KM_cache_random, &random))
		ret->random = random;
	else if (kernel_has(k, KM_cache_random))
		return false;
	if (types_size(k->types, "track", &track_size))
		ret->track_size = track_size;
	// get_info_end(): behind the free pointer, when that lies outside of the object
	ret->track_off = ret->inuse + (ret->offset >= ret->inuse ? image_word(k->img) : 0);
	return kernel_text(k, cache, KM_cache_name, ret->name, sizeof(ret->name));
}

bool slub_track(struct kernel *k, const struct slub_cache *c, uint64_t object, unsigned which,
                struct slub_track *ret)
{
	uint64_t at = object + c->track_off + (uint64_t)which * c->track_size, addr, handle, pid,
		 when;

	if (!c->store_user || !c->track_size || !kernel_get(k, at, KM_track_addr, &addr) || !addr ||
	    !kernel_get(k, at, KM_track_handle, &handle) ||
	    !kernel_get(k, at, KM_track_pid, &pid) || !kernel_get(k, at, KM_track_when, &when))
		return false;
	*ret = (struct slub_track){ (uint32_t)handle, (int64_t)pid, when };
	return true;
}

/** Address of the memory that struct page @p page describes (x86-64: the pages' array is linear). */
static bool page_address(struct kernel *k, uint64_t page, uint64_t *ret)
{
	uint64_t array, linear;
	uint32_t size;

	if (!kernel_symbol_ptr(k, "vmemmap_base", &array) ||
	    !kernel_symbol_ptr(k, "page_offset_base", &linear) ||
	    !types_size(k->types, "page", &size) || !size || page < array || (page - array) % size)
		return false;
	*ret = linear + (page - array) / size * image_info(k->img)->page_size;
	return true;
}

/** What the free pointer at @p at says (CONFIG_SLAB_FREELIST_HARDENED: scrambled with the cache's number
 *  and the pointer's own address, whose bytes are swapped since Linux 5.7). */
static bool free_pointer(struct kernel *k, const struct slub_cache *c, uint64_t at, uint64_t base,
                         uint64_t end, uint64_t *ret)
{
	uint64_t raw;

	if (!image_ptr(k->img, at, &raw))
		return false;
	const uint64_t tries[] = {
		c->random ? raw ^ c->random ^ bswap_64(at) : raw,
		c->random ? raw ^ c->random ^ at : raw,
	};
	for (size_t i = 0; i < 2; i++)
		if (!tries[i] || (tries[i] >= base && tries[i] < end)) {
			*ret = tries[i];
			return true;
		}
	return false;
}

struct walk {
	struct dump_context *d;
	const struct slub_cache *c;
	void (*fn)(void *ctx, const struct slub_cache *c, const struct slub_object *o);
	void *ctx;
	uint8_t *is_free; /**< SLUB_OBJECTS_MAX bytes */
};

/** Mark the free objects of a slab; false: its list of them makes no sense. */
static bool mark_free(const struct walk *w, uint64_t slab, uint64_t base, uint64_t n)
{
	struct kernel *k = w->d->kernel;
	uint64_t at, end = base + n * w->c->size, steps = 0;

	memset(w->is_free, 0, n);
	if (!kernel_get(k, slab, KM_slab_freelist, &at))
		return false;
	while (at) {
		uint64_t from_base = at - base - w->c->red_left;
		if (at < base + w->c->red_left || at >= end || from_base % w->c->size ||
		    steps++ > n)
			return false;
		w->is_free[from_base / w->c->size] = 1;
		if (!free_pointer(k, w->c, at + w->c->offset, base, end, &at))
			return false;
	}
	return true;
}

bool slub_track_is_lost(struct kernel *k, const struct slub_cache *c, uint64_t object,
                        unsigned which)
{
	uint64_t at = object + c->track_off + (uint64_t)which * c->track_size;
	char buf[256];

	return c->store_user && c->track_size &&
	       (c->track_size > sizeof(buf) || !image_read(k->img, at, buf, c->track_size));
}

static bool walk_slab(const struct walk *w, uint64_t slab)
{
	struct kernel *k = w->d->kernel;
	uint64_t base, n, owner;

	if (!kernel_get(k, slab, KM_slab_cache, &owner) || owner != w->c->addr ||
	    !kernel_get(k, slab, KM_slab_objects, &n) || n > SLUB_OBJECTS_MAX ||
	    !page_address(k, slab, &base) || !mark_free(w, slab, base, n))
		return false;
	for (uint64_t i = 0; i < n; i++) {
		const struct slub_object o = { base + i * w->c->size + w->c->red_left,
			                       w->is_free[i] };
		w->fn(w->ctx, w->c, &o);
	}
	return true;
}

static bool walk_list(const struct walk *w, uint64_t head)
{
	struct klist l = klist(head);
	bool whole = true;
	uint64_t node;

	while (head && klist_next(w->d->kernel, &l, &node))
		whole &= walk_slab(w, kernel_container(w->d->kernel, node, KM_slab_list));
	return whole && !l.damaged;
}

bool slub_each_object(struct dump_context *d, const struct slub_cache *c,
                      void (*fn)(void *ctx, const struct slub_cache *c,
                                 const struct slub_object *o),
                      void *ctx)
{
	struct kernel *k = d->kernel;
	const struct member *nodes = kernel_member(k, KM_cache_node);
	_cleanup_free_ uint8_t *is_free = xmalloc(SLUB_OBJECTS_MAX);
	const struct walk w = { d, c, fn, ctx, is_free };
	unsigned word = image_word(k->img);
	uint64_t node;
	uint32_t n;
	bool whole = kernel_nodes(k, &n);

	if (!whole)
		n = 1;
	for (uint32_t i = 0; nodes && i < n && (i + 1) * word <= nodes->size; i++) {
		if (!image_ptr(k->img, c->addr + nodes->off + i * word, &node)) {
			whole = false;
			continue;
		}
		if (!node)
			continue;
		whole &= walk_list(&w, kernel_addr(k, node, KM_cnode_partial));
		whole &= walk_list(&w, kernel_addr(k, node, KM_cnode_full));
	}
	return whole;
}
