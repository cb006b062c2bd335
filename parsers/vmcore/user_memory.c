// SPDX-License-Identifier: Apache-2.0
/*
 * Page tables of user space are walked here, as the image translates addresses of the kernel alone.  Both
 * machines have tables of one page with 8 bytes an entry.
 */
#include "parsers/vmcore/user_memory.h"

#define ENTRY_BYTES 8

struct walker {
	struct kernel *k;
	unsigned page_shift;
	unsigned levels;
	uint64_t addr_mask; /**< bits of an entry that hold an address */
	/** What an entry of level @p level (0: of pages) is. */
	enum entry_kind {
		ENTRY_NONE,
		ENTRY_TABLE,
		ENTRY_PAGE,
	} (*kind)(uint64_t entry, unsigned level);
};

static enum entry_kind x86_kind(uint64_t entry, unsigned level)
{
	if (!(entry & 1))
		return ENTRY_NONE;
	// bit 7 of the levels of 2 MiB and 1 GiB makes a large page
	return level == 0 || (level <= 2 && entry & 0x80) ? ENTRY_PAGE : ENTRY_TABLE;
}

static enum entry_kind arm64_kind(uint64_t entry, unsigned level)
{
	switch (entry & 3) {
	case 3:
		return level ? ENTRY_TABLE : ENTRY_PAGE;
	case 1:
		return level ? ENTRY_PAGE : ENTRY_NONE;
	default:
		return ENTRY_NONE;
	}
}

static bool setup_x86(struct walker *w)
{
	const struct vmcoreinfo *v = image_vmcoreinfo(w->k->img);
	int64_t five = 0, sme = 0;

	if (!vmcoreinfo_number(v, "pgtable_l5_enabled", &five))
		five = 0;
	if (!vmcoreinfo_number(v, "sme_mask", &sme)) // AMD memory encryption marks entries
		sme = 0;
	w->page_shift = 12;
	w->levels = five ? 5 : 4;
	w->addr_mask = UINT64_C(0x000ffffffffff000) & ~(uint64_t)sme;
	w->kind = x86_kind;
	return true;
}

static bool setup_arm64(struct walker *w)
{
	const struct vmcoreinfo *v = image_vmcoreinfo(w->k->img);
	unsigned page = image_info(w->k->img)->page_size;
	int64_t bits;

	if (!vmcoreinfo_number(v, "VA_BITS", &bits) || bits < 36 || bits > 48)
		return false; // with 52 bits, entries keep high bits of addresses elsewhere
	w->page_shift = page == 65536 ? 16 : page == 16384 ? 14 : 12;
	unsigned per_level = w->page_shift - 3;
	w->levels = ((unsigned)bits - w->page_shift + per_level - 1) / per_level;
	w->addr_mask = ((UINT64_C(1) << 48) - 1) & ~(uint64_t)((1u << w->page_shift) - 1);
	w->kind = arm64_kind;
	return true;
}

static bool setup(struct walker *w)
{
	const char *arch = image_info(w->k->img)->arch;

	if (arch && strcmp(arch, "x86_64") == 0)
		return setup_x86(w);
	return arch && strcmp(arch, "arm64") == 0 && setup_arm64(w);
}

/** Physical address of @p addr, and how many bytes follow it in the same page. */
static bool translate(const struct walker *w, uint64_t mm, uint64_t addr, uint64_t *ret_phys,
                      uint64_t *ret_left)
{
	unsigned per_level = w->page_shift - 3;
	uint64_t table, entry = 0;
	char raw[ENTRY_BYTES];

	if (!kernel_get(w->k, mm, KM_mm_pgd, &table))
		return false;
	for (unsigned level = w->levels; level-- > 0;) {
		unsigned shift = w->page_shift + level * per_level;
		uint64_t at = (addr >> shift & ((UINT64_C(1) << per_level) - 1)) * ENTRY_BYTES;
		// the topmost table is known by its address in the kernel, the others by the physical one
		if (level == w->levels - 1
		            ? !image_read(w->k->img, table + at, raw, ENTRY_BYTES)
		            : !image_read_phys(w->k->img, table + at, raw, ENTRY_BYTES))
			return false;
		entry = image_number(w->k->img, raw, ENTRY_BYTES);
		enum entry_kind kind = w->kind(entry, level);
		if (kind == ENTRY_NONE)
			return false;
		if (kind == ENTRY_PAGE) {
			uint64_t offset = addr & ((UINT64_C(1) << shift) - 1);
			*ret_phys = (entry & w->addr_mask & ~((UINT64_C(1) << shift) - 1)) + offset;
			*ret_left = (UINT64_C(1) << shift) - offset;
			return true;
		}
		table = entry & w->addr_mask;
	}
	return false;
}

size_t user_read(struct kernel *k, uint64_t mm, uint64_t addr, char *buf, size_t n)
{
	struct walker w = { .k = k };
	uint64_t phys, left;
	size_t have = 0;

	if (!mm || !setup(&w))
		return 0;
	while (have < n && translate(&w, mm, addr + have, &phys, &left)) {
		size_t page = (size_t)1 << w.page_shift;
		size_t part = page - (size_t)(phys & (page - 1));
		if (part > n - have)
			part = n - have;
		if (part > left || !image_read_phys(k->img, phys, buf + have, part))
			break;
		have += part;
	}
	return have;
}
