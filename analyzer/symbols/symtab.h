// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Symbol table of an ELF file: names of addresses and addresses of names.
 *
 * Shape      one struct symtab per file, from .symtab, or .dynsym where there is no other
 * Addresses  as in elf_file.h
 * Lifetime   names are views of the file
 * Limits     LIMIT_DEBUG_SYMBOLS; what is past them is not seen
 */
#pragma once

#include "analyzer/symbols/debug_file.h"
#include "analyzer/symbols/elf_file.h"

struct symtab;

/** Of @p ef, which must outlive it.  Never NULL; of a file without symbols it is empty. */
struct symtab *symtab_new(struct elf_file *ef);
void symtab_free(struct symtab *t); /**< NULL is allowed */

bool symtab_is_empty(const struct symtab *t);
bool symtab_at(struct symtab *t, uint64_t addr, struct symbol *ret);
/** Call @p fn for each symbol, in the order of the table, until it says no. */
void symtab_each(const struct symtab *t, bool (*fn)(void *ctx, const struct symbol *s), void *ctx);
size_t symtab_find(struct symtab *t, struct slice name, enum symbol_match how, struct arena *arena,
                   struct symbol **ret);
