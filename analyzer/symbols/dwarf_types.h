// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * DWARF types: types of a file with debug information as BTF, so that whoever knows how to read BTF knows
 * how to read them.
 *
 * Shape      one type at a time, with what it holds by value; pointers lead nowhere.  A type that two others
 *            hold is there once
 * Absent     what BTF cannot say (a size that is not constant, a type in a unit of its own) is left out
 * Limits     TYPES_ENTRIES, TYPES_TEXT_BYTES, TYPES_DEPTH
 * Source     DWARF 2 to 5; Documentation/bpf/btf.rst
 */
#pragma once

#include "analyzer/symbols/dwarf_names.h"

struct btf;
struct dwarf_types;

/** Of @p dw, which must outlive it; reads its names. */
struct dwarf_types *dwarf_types_new(struct dwarf *dw);
void dwarf_types_free(struct dwarf_types *t); /**< NULL is allowed */

/** Add type @p name to @p btf, the same one in each call; false: there is none. */
bool dwarf_types_add(struct dwarf_types *t, struct btf *btf, const char *name);
