// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Split DWARF: units whose entries are in another file, of which the file itself has a skeleton with
 * addresses and lines.
 *
 * The other file is FILE.dwp, a package of all units, beside the file, or the unit's own .dwo: where the
 * compiler put it, beside the file, or among the paths given.  A unit is taken if its id is the skeleton's.
 *
 * Shape      one struct dwarf_split per file; the last LIMIT_SPLIT_UNITS units stay open
 * Lifetime   units are good until the next call
 * Source     DWARF 5, sections 3.1.2, 3.1.3, 7.3.5 (package files, with the GNU format before it: version 2 of
 *            .debug_cu_index); gcc.gnu.org/wiki/DebugFission, DebugFissionDWP
 */
#pragma once

#include "analyzer/symbols/debug_file.h"
#include "analyzer/symbols/dwarf_data.h"

/** Units of other files that stay open. */
#define LIMIT_SPLIT_UNITS 64

struct dwarf_split;

/** Of the files at @p path and @p debug_path (NULL: none), where packages and units lie beside.  @p options are
 *  borrowed; NULL: none. */
struct dwarf_split *dwarf_split_new(const char *path, const char *debug_path,
                                    const struct debug_options *options);
void dwarf_split_free(struct dwarf_split *s); /**< NULL is allowed */

/** The unit that @p skeleton stands for; NULL: it is no skeleton, or the other file is not there. */
struct dwarf_unit *dwarf_split_unit(struct dwarf_split *s, struct dwarf_unit *skeleton);
