// SPDX-License-Identifier: Apache-2.0
/*
 * With sparse memory each section of physical memory has a struct mem_section, in arrays of one page (roots)
 * that a table leads to; a table of pointers, or a pointer to one.  Its section_mem_map and page_ext are
 * addresses for page frame 0, with flags in the lowest bits.  Without it each node has one array.
 */
#include "parsers/vmcore/page_map.h"

#include "parsers/vmcore/nodes.h"

#define SECTION_PRESENT     1u /* SECTION_MARKED_PRESENT */
#define SECTION_HAS_MEM_MAP 2u
#define SECTION_FLAGS       63u /* bits of section_mem_map that are none of an address */
#define PAGE_EXT_FLAGS      3u  /* PAGE_EXT_INVALID: it is being taken away */
#define PAGES_MIN           (UINT64_C(1) << 20)

struct walk {
	struct kernel *k;
	uint64_t ext_size, page_size, pages_per_section;
	uint32_t section_bytes;
	uint64_t left; /**< page frames that may still be told */
	void (*fn)(void *ctx, const struct page_run *run);
	void *ctx;
	uint64_t n_sections;
	bool whole;
};

static void tell(struct walk *w, struct page_run *run)
{
	if (image_word(w->k->img) == 4) { // sums below 0
		run->page &= UINT32_MAX;
		run->ext &= UINT32_MAX;
	}
	if (run->n > w->left) {
		run->n = w->left;
		w->whole = false;
	}
	w->left -= run->n;
	if (run->n)
		w->fn(w->ctx, run);
}

static void tell_section(struct walk *w, uint64_t section, uint64_t number)
{
	struct page_run run = { .pfn = number * w->pages_per_section, .n = w->pages_per_section };
	uint64_t map, ext;

	if (!kernel_get(w->k, section, KM_section_mem_map, &map)) {
		w->whole = false;
		return;
	}
	if (!(map & SECTION_PRESENT) || !(map & SECTION_HAS_MEM_MAP))
		return;
	w->n_sections++;
	run.page = (map & ~(uint64_t)SECTION_FLAGS) + run.pfn * w->page_size;
	if (w->ext_size && kernel_get(w->k, section, KM_section_page_ext, &ext) && ext &&
	    !(ext & PAGE_EXT_FLAGS))
		run.ext = ext + run.pfn * w->ext_size;
	tell(w, &run);
}

/** The sections of the roots in the table at @p table; false: that is not what lies there. */
static bool walk_roots(struct walk *w, uint64_t table, uint64_t n_sections)
{
	unsigned word = image_word(w->k->img);
	uint64_t per_root = image_info(w->k->img)->page_size / w->section_bytes, root;

	for (uint64_t i = 0; per_root && i * per_root < n_sections; i++) {
		if (!image_ptr(w->k->img, table + i * word, &root)) {
			w->whole = false;
			return w->n_sections > 0;
		}
		if (root % word)
			return false;
		for (uint64_t j = 0; root && j < per_root && w->left; j++)
			tell_section(w, root + j * w->section_bytes, i * per_root + j);
	}
	return w->n_sections > 0;
}

/** log2 of the bytes of a section, and of those of all physical memory. */
static bool section_bits(struct kernel *k, int64_t *ret_section, int64_t *ret_memory)
{
	const struct vmcoreinfo *info = image_vmcoreinfo(k->img);
	const char *arch = image_info(k->img)->arch;

	if (!vmcoreinfo_number(info, "SECTION_SIZE_BITS", ret_section)) {
		if (!arch || strcmp(arch, "x86_64") != 0)
			return false;
		*ret_section = 27;
	}
	if (!vmcoreinfo_number(info, "MAX_PHYSMEM_BITS", ret_memory))
		*ret_memory = 52;
	return *ret_section > 12 && *ret_section < 40 && *ret_memory >= *ret_section &&
	       *ret_memory <= 64;
}

static bool walk_sections(struct walk *w, uint64_t symbol)
{
	struct kernel *k = w->k;
	int64_t section, memory;
	uint64_t table;

	if (!kernel_has(k, KM_section_mem_map) || !section_bits(k, &section, &memory) ||
	    !types_size(k->types, "mem_section", &w->section_bytes) || !w->section_bytes)
		return false;
	w->pages_per_section = (UINT64_C(1) << section) / image_info(k->img)->page_size;
	uint64_t n =
		memory - section < 24 ? UINT64_C(1) << (memory - section) : PAGE_MAP_SECTIONS_MAX;
	return (image_ptr(k->img, symbol, &table) && table % image_word(k->img) == 0 &&
	        walk_roots(w, table, n)) ||
	       walk_roots(w, symbol, n);
}

/** Without sections: one array of each node, from the beginning of its largest block. */
static void tell_node(void *ctx, uint64_t pgdat, unsigned node)
{
	struct walk *w = ctx;
	struct kernel *k = w->k;
	const struct member *areas = kernel_member(k, KM_zone_free_area);
	struct page_run run = { 0 };
	uint64_t base, begin = 0;

	(void)node;
	if (!kernel_get(k, pgdat, KM_pgdat_start_pfn, &run.pfn) ||
	    !kernel_get(k, pgdat, KM_pgdat_spanned, &run.n)) {
		w->whole = false;
		return;
	}
	if (areas && areas->elem_size && areas->size / areas->elem_size <= 32)
		begin = run.pfn & ~((UINT64_C(1) << (areas->size / areas->elem_size - 1)) - 1);
	if (kernel_get(k, pgdat, KM_pgdat_mem_map, &base) && base)
		run.page = base;
	if (w->ext_size && areas && kernel_get(k, pgdat, KM_pgdat_page_ext, &base) && base)
		run.ext = base + (run.pfn - begin) * w->ext_size;
	w->n_sections++;
	tell(w, &run);
}

bool page_map_each(struct kernel *k, uint64_t ext_size,
                   void (*fn)(void *ctx, const struct page_run *run), void *ctx)
{
	struct walk w = { .k = k, .ext_size = ext_size, .fn = fn, .ctx = ctx, .whole = true };
	uint64_t ram = image_info(k->img)->n_ram, symbol;
	uint32_t page_size;

	if (!k->types || !types_size(k->types, "page", &page_size) || !page_size ||
	    !image_info(k->img)->page_size)
		return false;
	w.page_size = page_size;
	w.left = ram < PAGES_MIN ? 4 * PAGES_MIN : 4 * ram;
	if (kernel_symbol(k, "mem_section", &symbol))
		return walk_sections(&w, symbol) && w.whole;
	return kernel_has(k, KM_pgdat_start_pfn) && nodes_each(k, tell_node, &w) && w.whole;
}

uint64_t page_ext_size(struct kernel *k)
{
	uint64_t size;
	uint32_t own;

	if (!k->types)
		return 0;
	if (kernel_symbol_ptr(k, "page_ext_size", &size))
		return size;
	return kernel_symbol_ptr(k, "extra_mem", &size) && types_size(k->types, "page_ext", &own)
	               ? own + size
	               : 0;
}
