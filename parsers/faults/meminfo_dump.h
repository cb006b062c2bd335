// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Meminfo dump: the state of memory that OOM and allocation failure reports (and SysRq-m) print.
 *
 * Shape      zone_state a zone line, buddy_free an order of a zone, mem_stat a counter
 * Units      zones are printed in kB and converted to pages; the page size is the smallest block of a
 *            buddy line of the same dump, 4 kB where there is none; mem_stat keeps what was printed
 * Absent     zones of kernels without NUMA name no node: node 0
 * Source     show_free_areas() and show_mem() in mm/show_mem.c (mm/page_alloc.c and lib/show_mem.c
 *            before Linux 6.3), hugetlb_show_meminfo() in mm/hugetlb.c, show_swap_cache_info() in
 *            mm/swap_state.c, dump_unreclaimable_slab() in mm/slab_common.c; spellings since 2.6.18
 */
#pragma once

#include "parsers/faults/family.h"

/** Does show_mem() print lines like this?  @p text has no blanks in front. */
bool meminfo_dump_is_line(struct slice text);

/** Add what the lines of @p r say to the tables of @p f, and to f->oom where there is one. */
void meminfo_dump_parse(const struct report *r, struct fault *f);

/**
 * Take the next part of a message of several lines that its log stored as one: `#012` (rsyslog) and
 * `\x0a` (syslog-ng) stand for the line ends.
 */
bool meminfo_dump_part(struct slice *in, struct slice *ret);

/** Take the next `name:12kB`, `name: 12kB`, `name:12` or `name? yes` of @p in; words of other shapes
 *  are passed over.  @p ret_unit is "kB" or empty. */
bool meminfo_dump_stat(struct slice *in, struct slice *ret_name, int64_t *ret_value,
                       struct slice *ret_unit);
