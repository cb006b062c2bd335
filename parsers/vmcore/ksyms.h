// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Kernel symbols: names and addresses of a dead kernel, from the kallsyms tables in its own memory.
 *
 * Shape      one struct ksyms per dump: symbols of vmlinux, then those of modules as they are added
 * Lifetime   slices are good until ksyms_free()
 * Absent     lookups return false, with nothing written
 * Limits     LIMIT_KSYMS, LIMIT_KSYM_TABLE_BYTES
 * Source     scripts/kallsyms.c and kernel/kallsyms.c; VMCOREINFO names the tables since Linux 6.0
 */
#pragma once

#include "parsers/vmcore/image.h"

struct ksym {
	struct slice name;
	struct slice module; /**< p NULL: vmlinux */
	uint64_t addr;
	uint64_t size; /**< bytes to the next symbol; 0: not known */
	char type;     /**< letter as nm prints it; 0: not known */
};

struct ksyms;

struct ksyms *ksyms_new(void);
void ksyms_free(struct ksyms *s); /**< NULL is allowed */
DEFINE_CLEANUP(struct ksyms, ksyms_free);

/**
 * Read the tables out of @p img.  False: they are not there or make no sense; @p ret_why is a static
 * text that says what is wrong.  What could be decoded in front of a missing page is kept.
 */
bool ksyms_read(struct ksyms *s, struct image *img, const char **ret_why);

/** Add one symbol of module @p module (p NULL: vmlinux); texts are copied.  @p name empty: not known. */
void ksyms_add(struct ksyms *s, struct slice module, struct slice name, char type, uint64_t addr);
/** A module (@p module empty: its name is not known) that takes up [begin, end): addresses in it are its, whatever symbols lie around. */
void ksyms_add_range(struct ksyms *s, struct slice module, uint64_t begin, uint64_t end);
/** Make what was added since the last call visible to the lookups. */
void ksyms_sort(struct ksyms *s);

/** Symbols of vmlinux behind those added so far are missing: no address from there on has a name. */
void ksyms_cut(struct ksyms *s);

size_t ksyms_count(const struct ksyms *s);

/** Address of @p name in vmlinux; of several symbols of one name the one at the lowest address. */
bool ksyms_find(const struct ksyms *s, const char *name, uint64_t *ret);

/** The highest address that has a symbol; 0: there are none. */
uint64_t ksyms_last(const struct ksyms *s);

/** Are variables among the symbols of vmlinux?  Without CONFIG_KALLSYMS_ALL a kernel names functions alone. */
static inline bool ksyms_have_data(const struct ksyms *s)
{
	uint64_t addr;

	return ksyms_find(s, "init_task", &addr);
}

/** The symbol that @p addr lies in.  Of several at one address code, then a global name, then the first
 *  in the order of the tables.  In a module without symbols, or where its name is not known: name p NULL. */
bool ksyms_at(const struct ksyms *s, uint64_t addr, struct ksym *ret);

/** All names of the address of symbol @p addr, one after the other: *i begins with 0. */
bool ksyms_alias_next(const struct ksyms *s, uint64_t addr, size_t *i, struct ksym *ret);
