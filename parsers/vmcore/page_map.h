// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Pages of a dead kernel: what it keeps for each page frame.  Private to this folder.
 *
 * Source     include/linux/mmzone.h (struct mem_section), mm/sparse.c, mm/page_ext.c; the number of pages of a
 *            section from VMCOREINFO
 * Limits     PAGE_MAP_SECTIONS_MAX; page frames: four times those of the RAM that the dump knows of
 */
#pragma once

#include "parsers/vmcore/kernel.h"

#define PAGE_MAP_SECTIONS_MAX (UINT64_C(1) << 24)

/** Page frames one after the other whose structures lie one after the other. */
struct page_run {
	uint64_t pfn, n;
	uint64_t page; /**< address of the struct page of pfn; 0: not known */
	uint64_t ext;  /**< address of its struct page_ext; 0: it has none */
};

/** Call @p fn with all runs, in the order of the page frames.  @p ext_size: bytes of what the kernel keeps in
 *  page_ext for a page; 0: it is not looked for.  False: they are not known, or not all could be read. */
bool page_map_each(struct kernel *k, uint64_t ext_size,
                   void (*fn)(void *ctx, const struct page_run *run), void *ctx);

/** Bytes of page_ext for a page; 0: this kernel has none. */
uint64_t page_ext_size(struct kernel *k);
