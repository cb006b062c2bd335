// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/slab_pages.h"

#include "parsers/base/bisect.h"
#include "parsers/vmcore/page_map.h"
#include "parsers/vmcore/slub_tracks.h"

#define CHUNK_PAGES     1024
#define PAGE_STRUCT_MAX 128
#define OO_OBJECTS      0xffff /* OO_MASK: of struct kmem_cache_order_objects */
#define KFENCE_POOL_MAX (UINT64_C(65536) * 2 * 4096)

struct search {
	struct kernel *k;
	const uint64_t *caches;
	size_t n_caches;
	uint32_t page_size; /**< of struct page */
	uint64_t linear;    /**< address where physical memory is mapped */
	uint64_t flag_mask; /**< PG_slab in the flags; 0: not known */
	int64_t type;       /**< in the highest byte of page_type; -1: not known */
	uint64_t kfence;    /**< address of KFENCE's pool; 0: there is none */
	struct slab_pages *found;
	char *chunk;
};

static bool cache_of(const struct search *s, uint64_t cache, uint32_t *ret)
{
	size_t at = bisect(s->n_caches, i, s->caches[i] < cache);

	*ret = (uint32_t)at;
	return at < s->n_caches && s->caches[at] == cache;
}

static bool is_slab(const struct search *s, const char *page)
{
	uint64_t v;

	if (s->flag_mask &&
	    (!kernel_pick(s->k, page, s->page_size, KM_page_flags, &v) || !(v & s->flag_mask)))
		return false;
	return s->type < 0 || (kernel_pick(s->k, page, s->page_size, KM_page_type, &v) &&
	                       (v >> 24 & 0xff) == (uint64_t)s->type);
}

/** Slabs have as many objects as their cache says, or as few as when memory was short.  KFENCE marks the
 *  pages of its pool as slabs of one object, which they are not. */
static bool is_size(const struct search *s, uint64_t cache, uint64_t addr, uint64_t objects)
{
	uint64_t oo, min;

	if (!kernel_get(s->k, cache, KM_cache_oo, &oo) || (oo & OO_OBJECTS) == objects)
		return true;
	return kernel_get(s->k, cache, KM_cache_min, &min) && (min & OO_OBJECTS) == objects &&
	       !(s->kfence && addr >= s->kfence && addr - s->kfence < KFENCE_POOL_MAX);
}

static void on_page(struct search *s, uint64_t pfn, const char *page)
{
	struct slab_pages *f = s->found;
	uint64_t cache, objects, inuse;
	uint32_t number;

	if (!is_slab(s, page) || !kernel_pick(s->k, page, s->page_size, KM_slab_cache, &cache) ||
	    !cache_of(s, cache, &number) ||
	    !kernel_pick(s->k, page, s->page_size, KM_slab_objects, &objects) ||
	    !kernel_pick(s->k, page, s->page_size, KM_slab_inuse, &inuse) || !objects ||
	    objects > SLUB_OBJECTS_MAX || inuse > objects)
		return;
	uint64_t addr = s->linear + pfn * image_info(s->k->img)->page_size;
	if (!is_size(s, cache, addr, objects))
		return;
	if (f->n == SLAB_PAGES_MAX) {
		f->is_cut = true;
		return;
	}
	if (f->n == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 1024;
		f->slabs = xreallocarray(f->slabs, f->cap, sizeof(*f->slabs));
	}
	f->slabs[f->n++] = (struct slab_page){
		.addr = addr,
		.cache = number,
		.objects = (uint32_t)objects,
	};
}

static void on_run(void *ctx, const struct page_run *run)
{
	struct search *s = ctx;
	uint64_t size = s->page_size;

	for (uint64_t i = 0; i < run->n; i += CHUNK_PAGES) {
		uint64_t n = run->n - i < CHUNK_PAGES ? run->n - i : CHUNK_PAGES;
		bool whole = image_read(s->k->img, run->page + i * size, s->chunk, n * size);
		for (uint64_t j = 0; j < n; j++) {
			char *page = s->chunk + j * size;
			if (whole || image_read(s->k->img, run->page + (i + j) * size, page, size))
				on_page(s, run->pfn + i + j, page);
		}
	}
}

static int slab_cmp(const void *a, const void *b)
{
	const struct slab_page *x = a, *y = b;

	if (x->cache != y->cache)
		return x->cache < y->cache ? -1 : 1;
	return (x->addr > y->addr) - (x->addr < y->addr);
}

/** Where physical address 0 is mapped, or would be. */
static bool linear_base(struct kernel *k, uint64_t *ret)
{
	const struct vmcoreinfo *info = image_vmcoreinfo(k->img);
	uint64_t start;
	int64_t bits;

	if (kernel_symbol_ptr(k, "page_offset_base", ret))
		return true;
	// arm64: memory begins at memstart_addr, and its map where the upper half of addresses does
	if (!kernel_symbol_ptr(k, "memstart_addr", &start) ||
	    !vmcoreinfo_number(info, "VA_BITS", &bits) || bits < 36 || bits > 52)
		return false;
	*ret = (UINT64_MAX << bits) - start;
	return true;
}

bool slab_pages_find(struct kernel *k, const uint64_t *caches, size_t n_caches,
                     struct slab_pages *ret)
{
	struct search s = {
		.k = k,
		.caches = caches,
		.n_caches = n_caches,
		.type = -1,
		.found = ret,
	};
	int64_t v;

	*ret = (struct slab_pages){ 0 };
	if (!k->types || !types_size(k->types, "page", &s.page_size) || !s.page_size ||
	    s.page_size > PAGE_STRUCT_MAX || !kernel_has(k, KM_slab_cache) ||
	    !kernel_has(k, KM_slab_objects) || !linear_base(k, &s.linear))
		return false;
	if (types_enum(k->types, "pageflags", "PG_slab", &v) && v >= 0 && v < 64)
		s.flag_mask = UINT64_C(1) << v;
	if (types_enum(k->types, "pagetype", "PGTY_slab", &v) && kernel_has(k, KM_page_type))
		s.type = v;
	if (!kernel_symbol_ptr(k, "__kfence_pool", &s.kfence))
		s.kfence = 0;
	_cleanup_free_ char *chunk = xmalloc((size_t)CHUNK_PAGES * s.page_size);
	s.chunk = chunk;
	if (!page_map_each(k, 0, on_run, &s))
		ret->is_cut = true;
	if (ret->n)
		qsort(ret->slabs, ret->n, sizeof(*ret->slabs), slab_cmp);
	return true;
}

void slab_pages_deinit(struct slab_pages *s)
{
	free(s->slabs);
}
