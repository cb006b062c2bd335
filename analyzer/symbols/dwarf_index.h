// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * DWARF index: which unit the code at an address belongs to.
 *
 * .debug_aranges tells it for the units that are in there (gcc makes it, clang does not by default);
 * the others' own ranges are read once, when an address is asked for that no other unit has.
 */
#pragma once

#include "analyzer/symbols/dwarf_data.h"

/** The unit of @p addr; NULL: none. */
struct dwarf_unit *dwarf_index_find(struct dwarf *dw, uint64_t addr);
void dwarf_index_free(struct dwarf_index *ix); /**< NULL is allowed */
