// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * DWARF of one ELF file: functions, inlined callers and lines of addresses.
 *
 * Addresses are looked up by unit: its line table is run once, and its entries are read once, for all of
 * them.  What one call may read is bounded by the size of the file and the number of addresses.
 *
 * Lifetime   texts are copied to the arena given
 * Threads    one thread at a time
 */
#pragma once

#include "analyzer/symbols/debug_file.h"
#include "analyzer/symbols/dwarf_split.h"
#include "analyzer/symbols/elf_file.h"

struct dwarf_file;

/** Of @p ef and dwz's alternate file @p alt (NULL: none), which must outlive it; NULL: no DWARF.  Takes
 *  @p split, on failure too: where units whose entries are in other files are found. */
struct dwarf_file *dwarf_file_open(struct elf_file *ef, struct elf_file *alt,
                                   struct dwarf_split *split);
struct btf;
/** See dwarf_types_add(). */
bool dwarf_file_add_type(struct dwarf_file *d, struct btf *btf, const char *name);
void dwarf_file_free(struct dwarf_file *d); /**< NULL is allowed */

/** Fill places and knowledge of queries that are sorted by address. */
void dwarf_file_lookup(struct dwarf_file *d, struct debug_query *const *sorted, size_t n,
                       struct arena *arena);
