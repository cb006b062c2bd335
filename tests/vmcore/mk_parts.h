// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * A made dump whose kernel has symbols and types, and the parts of a dump run over it one by one.
 */
#pragma once

#include "parsers/vmcore/dump_kernel.h"
#include "tests/vmcore/mk_kernel.h"

#define MK_PARTS_SYMBOLS 64

// clang-format off
/** Rows of struct mk_type that several kernels have. */
#define MK_LIST_HEAD \
	{ "list_head", 16, { { "next", 0, 8, 0, 0 }, { "prev", 8, 8, 0, 0 } } }
#define MK_SLAB \
	{ "slab", 64, { { "slab_cache", 8, 8, 0, 0 }, { "slab_list", 16, 16, 0, 0 }, \
			{ "inuse", 40, 0, 0, 16 }, { "objects", 40, 0, 16, 15 } } }
// clang-format on

struct mk_parts {
	struct mk_core *core;
	struct mk_symbol syms[MK_PARTS_SYMBOLS];
	size_t n_syms;
	struct image *img;
	struct kernel kernel;
	struct dump_sink sink;
	struct dump_context d; /**< rows of the parts that ran are in d.rows, notes in d.damage */
};

/** An x86-64 kernel with 64 KiB of code. */
void mk_parts_begin(struct mk_parts *p);
void mk_parts_symbol(struct mk_parts *p, const char *name, char type, uint64_t addr);
/** A global variable of one word, with its symbol; returns its address. */
uint64_t mk_parts_word(struct mk_parts *p, const char *name, uint64_t value);
/** An empty list_head at @p addr, and @p node added at the end of one. */
void mk_list_init(struct mk_core *c, uint64_t head);
void mk_list_add(struct mk_core *c, uint64_t head, uint64_t node);
/** Lay symbols and @p types, and open the dump; then parts can run. */
void mk_parts_open(struct mk_parts *p, const struct mk_type *types, size_t n_types);
void mk_parts_end(struct mk_parts *p);
