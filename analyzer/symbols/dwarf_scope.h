// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Scopes: the function that an address lies in, and what is inlined there.
 */
#pragma once

#include "analyzer/symbols/dwarf_data.h"

/** Functions around an address, the outermost first. */
struct scope_chain {
	struct dwarf_die *dies; /**< [0] is the function that has code of its own */
	size_t n;
};

struct scope_sink {
	void *ctx;
	const uint64_t *addrs; /**< sorted */
	size_t n;
	/** Address number @p i lies in @p chain, which is good until the return. */
	void (*found)(void *ctx, size_t i, const struct scope_chain *chain);
};

/** Find the functions of addresses that lie in @p u; each is told at most once. */
void scope_find(struct dwarf_unit *u, const struct scope_sink *sink);

/** Linkage name of a function, or its name where it has none; p NULL: none. */
struct slice scope_name(const struct dwarf_die *die);
/** First line of a function; 0: not known. */
uint32_t scope_decl_line(const struct dwarf_die *die);
