// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * What a made dump (mk_core.h) needs so that its kernel is known: kallsyms tables and BTF.
 */
#pragma once

#include "tests/vmcore/mk_core.h"

struct mk_symbol {
	const char *name;
	char type;
	uint64_t addr;
};

/** Sort by address. */
void mk_symbols_sort(struct mk_symbol *syms, size_t n);

/** How the tables lie in memory. */
enum mk_kallsyms {
	MK_KALLSYMS_ABSOLUTE, /**< up to Linux 4.5: addresses; markers have 8 bytes */
	MK_KALLSYMS_RELATIVE, /**< 4.6: offsets from a base, below zero of it; per-CPU ones absolute */
	MK_KALLSYMS_SHORT,    /**< 4.20: markers have 4 bytes */
	MK_KALLSYMS_LATE,     /**< 6.4: offsets and base come last; above the base, as on arm64 */
};

/** Lay the tables of @p syms (sorted by address) into memory; @p named: VMCOREINFO tells where. */
void mk_kallsyms_put(struct mk_core *c, enum mk_kallsyms how, const struct mk_symbol *syms,
                     size_t n, bool named);

struct mk_member {
	const char *name;   /**< `name`, or `name:type` of a structure that came before */
	unsigned off, size; /**< bytes; size 0: a bitfield */
	unsigned bit, bits; /**< of a bitfield, from off */
};

struct mk_type {
	const char *name;
	unsigned size; /**< bytes; 0: an enum, whose members have their values in off */
	struct mk_member members[24]; /**< name NULL: no more */
};

/** BTF of structures; returns its address and, in @p ret_end, its end. */
uint64_t mk_btf_put(struct mk_core *c, const struct mk_type *types, size_t n, uint64_t *ret_end);
/** The same of a module, which goes on from @p base; returns the address, and in @p ret_bytes the size. */
uint64_t mk_btf_put_split(struct mk_core *c, const struct mk_type *base, size_t n_base,
                          const struct mk_type *types, size_t n, uint64_t *ret_bytes);
