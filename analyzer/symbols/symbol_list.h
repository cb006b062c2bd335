// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Symbol list: names and addresses as text, /proc/kallsyms of a machine or the System.map of a kernel.
 *
 *   ffffffff81000000 T _text
 *   ffffffffc0a5c000 t nft_trans_alloc	[nf_tables]
 *
 * Shape      one struct symbol_list per file; symbols of the kernel and of its modules
 * Addresses  kallsyms: of the run that it was taken from, KASLR included; System.map: link-time ones
 * Lifetime   names are good until symbol_list_free()
 * Absent     a kallsyms whose addresses the kernel hid (kptr_restrict: all are 0) has no symbols, and
 *            symbol_list_hidden() counts them
 * Limits     LIMIT_KSYMS, LIMIT_NAME_BYTES, LIMIT_KSYM_TABLE_BYTES of names
 * Source     s_show() of kernel/kallsyms.c; nm(1) for System.map
 */
#pragma once

#include "parsers/base/arena.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"
#include "parsers/base/slice.h"

struct symbol_list;

struct list_symbol {
	struct slice name;
	struct slice module; /**< p NULL: of the kernel itself */
	uint64_t addr;
	uint64_t
		size; /**< bytes to the next symbol of the same module, of any name; 0: it is the last */
};

struct symbol_list *symbol_list_new(void);
void symbol_list_free(struct symbol_list *l); /**< NULL is allowed */
DEFINE_CLEANUP(struct symbol_list, symbol_list_free);

/** Add bytes of the file, in any pieces; then symbol_list_end() once. */
void symbol_list_feed(struct symbol_list *l, struct slice bytes);
void symbol_list_end(struct symbol_list *l);

/** Read the file at @p path.  ERR_IO; ERR_FORMAT: it holds no symbols at all. */
must_use struct err *symbol_list_open(const char *path, struct symbol_list **ret);

size_t symbol_list_count(const struct symbol_list *l);
/** Symbols whose address is 0, which say nothing. */
size_t symbol_list_hidden(const struct symbol_list *l);
/** Key of the content: 16 hex digits, the same for the same list anywhere. */
const char *symbol_list_key(const struct symbol_list *l);

/** The function that @p addr lies in: a text symbol, of several at one address a global one, then the
 *  first of the file.  False: none. */
bool symbol_list_at(const struct symbol_list *l, uint64_t addr, struct list_symbol *ret);

/** All text symbols called @p name in @p module (p NULL: the kernel), by address; returns how many, at
 *  most @p max are written. */
size_t symbol_list_find(const struct symbol_list *l, struct slice name, struct slice module,
                        struct list_symbol *ret, size_t max);
