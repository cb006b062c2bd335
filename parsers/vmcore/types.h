// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Types: layout of structures of a dead kernel, from its BTF, else from files with debug information.
 *
 * Shape      one struct types per dump, of vmlinux' BTF; one more per module that is asked for
 * Absent     a structure or member that the kernel does not have: lookups return false
 * Errors     damaged BTF is refused as a whole; what libbpf accepts is still not trusted: every type id
 *            is looked up with a bound on the steps
 * Limits     LIMIT_BTF_BYTES
 * Source     Documentation/bpf/btf.rst
 */
#pragma once

#include "parsers/base/cleanup.h"
#include "parsers/base/slice.h"
#include "parsers/vmcore/dump_debug.h"

struct types;

/** Where a member lies. */
struct member {
	uint32_t off;       /**< bytes */
	uint32_t size;      /**< bytes; of an array all of it */
	uint32_t elem_size; /**< bytes of one element; size where it is no array */
	uint8_t bit_off;    /**< of a bitfield: bits from the beginning of byte off */
	uint8_t bits;       /**< of a bitfield; 0: it is none */
	bool is_signed;
};

/** @p bytes are the raw BTF, which is copied.  False: it makes no sense; @p ret_why says so. */
bool types_new(struct slice bytes, bool is_64bit, struct types **ret, const char **ret_why);
/** The same of a module, whose BTF goes on where that of @p base ends: lookups by name find its own types.
 *  @p base must outlive it. */
bool types_new_split(struct slice bytes, const struct types *base, struct types **ret,
                     const char **ret_why);
/** Types that @p debug (borrowed) knows, each when it is asked for; false: it knows none of this kernel. */
bool types_new_debug(const struct dump_debug *debug, bool is_64bit, struct types **ret);
void types_free(struct types *t); /**< NULL is allowed */
DEFINE_CLEANUP(struct types, types_free);

/**
 * Member @p path of structure or union @p name: names with dots between, through anonymous members
 * too (thread.sp).  Of alternatives with `|` between the first that is there: "__state|state".
 */
bool types_member(struct types *t, const char *name, const char *path, struct member *ret);
/** Size of structure, union, enum or typedef @p name, in bytes. */
bool types_size(struct types *t, const char *name, uint32_t *ret);
/** Value of enumerator @p name of enum @p type (NULL: of any enum). */
bool types_enum(struct types *t, const char *type, const char *name, int64_t *ret);
/** Call @p fn for each enumerator of enum @p type. */
bool types_each_enum(struct types *t, const char *type,
                     void (*fn)(void *ctx, const char *name, int64_t value), void *ctx);
/** Call @p fn for each variable of section @p section, as `.data..percpu`, with its offset there. */
void types_each_variable(const struct types *t, const char *section,
                         void (*fn)(void *ctx, const char *name, uint32_t off), void *ctx);
