// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Dump symbols: source lines and inlined functions for the stacks of a memory image, and types of a
 * kernel that has no BTF, where files with debug information of its kernel are at hand.
 *
 * Lifetime   one struct dump_symbols per image; rows' texts go to the arena of the rows
 * Absent     frames that no file knows stay as they are
 */
#pragma once

#include "analyzer/symbols/debug_find.h"
#include "parsers/snapshot.h"
#include "parsers/vmcore/dump_debug.h"

struct dump_symbols;

/** @p options are borrowed until dump_symbols_free(). */
struct dump_symbols *dump_symbols_new(const struct debug_find_options *options);
void dump_symbols_free(struct dump_symbols *s); /**< NULL is allowed */
DEFINE_CLEANUP(struct dump_symbols, dump_symbols_free);

/** What the files know, for the reader of the image; good until dump_symbols_free(). */
const struct dump_debug *dump_symbols_debug(struct dump_symbols *s);

/** Whose kernel it is: before any rows. */
void dump_symbols_kernel(struct dump_symbols *s, const struct dump *d);

/**
 * Put file and line into the frames of @p rows, and a row in front of a frame for each function inlined
 * into it.  Frames of one task come together; modules come before frames.  `knowledge` of the dump's own
 * row gets `dwarf` when any was found.
 */
void dump_symbols_add(struct dump_symbols *s, struct snapshot_rows *rows);
