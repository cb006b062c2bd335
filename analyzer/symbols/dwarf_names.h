// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * DWARF names: where a file defines the types of a name.
 *
 * All units are gone through once, over their outermost entries only; what a unit repeats of others (the
 * structures of a header are in each unit that includes it) is seen once, by the place of its name in
 * .debug_str.  Of several types of one name the first one that is defined counts; structures, unions and
 * enumerations come before typedefs.
 *
 * Shape      one struct dwarf_names per file, with dwz's alternate file
 * Limits     time grows with the size of .debug_info; memory with the number of names, as pages of the file
 *            that were read are given back
 */
#pragma once

#include "analyzer/symbols/dwarf_data.h"

struct dwarf_names;

/** A place of an entry. */
struct dwarf_ref {
	struct dwarf *dw; /**< NULL: none */
	uint64_t unit, off;
};

/** Of @p dw, which must outlive it. */
struct dwarf_names *dwarf_names_new(struct dwarf *dw);
void dwarf_names_free(struct dwarf_names *n); /**< NULL is allowed */

struct dwarf_ref dwarf_names_find(const struct dwarf_names *n, struct slice name);
