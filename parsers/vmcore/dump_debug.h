// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Dump debug: what files with debug information know of the kernel of a dump, for those who read it.
 *
 * Who owns such files fills in the functions; they are asked only for what the dump itself does not tell.
 *
 * Lifetime   until dump_read() returns
 * Absent     a function that answers false: no file of this kernel is at hand, or it does not know
 */
#pragma once

#include "parsers/base/slice.h"

struct btf;

/** Registers by DWARF's numbers; those of vectors are above. */
#define CFI_REGS 128

/** A frame of a stack, and how to read memory around it. */
struct cfi_frame {
	uint64_t regs[CFI_REGS];
	bool known[CFI_REGS];
	bool kept[CFI_REGS]; /**< a function that does not say otherwise leaves them as they were */
	unsigned sp;         /**< number of the stack pointer */
	unsigned word;       /**< bytes of an address */
	bool (*read)(void *ctx, uint64_t addr, unsigned n, uint64_t *ret);
	void *ctx; /**< of read() */
};

/** A place in the code of a dump. */
struct dump_code {
	uint64_t addr;                 /**< to look up: in front of a return address */
	struct slice module, function; /**< p NULL: vmlinux; not known */
	uint64_t offset;               /**< in the function */
};

/** A symbol of vmlinux, at its link-time address. */
struct dump_symbol {
	struct slice name;
	uint64_t addr;
	bool is_function, is_global;
};

enum cfi_answer {
	CFI_UNKNOWN,     /**< nothing is known of that code, or memory is missing */
	CFI_CALLER,      /**< the frame is the caller's now */
	CFI_INTERRUPTED, /**< the same, and it did not call but was interrupted */
	CFI_END,         /**< it is the outermost */
};

struct dump_debug {
	void *ctx;
	/** Call @p fn for each symbol of vmlinux, until it says no. */
	void (*symbols)(void *ctx, bool (*fn)(void *fn_ctx, const struct dump_symbol *sym),
	                void *fn_ctx);
	/** Add type @p name of the kernel, with what it holds by value, to @p btf: the same one in each call
	 *  for one dump. */
	bool (*add_type)(void *ctx, struct btf *btf, const char *name);
	/** Address of symbol @p name of vmlinux as it was linked; of several the lowest. */
	bool (*find_symbol)(void *ctx, const char *name, uint64_t *ret);
	/** Turn @p frame, which is in @p code, into that of its caller, whose address is @p ret_ip; unchanged
	 *  when it is not known. */
	enum cfi_answer (*unwind)(void *ctx, const struct dump_code *code, struct cfi_frame *frame,
	                          uint64_t *ret_ip);
};
