// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Resolve: from what a report or dump prints of an address of code to the place in the source, with the
 * best knowledge at hand: DWARF, symbol table, kallsyms, System.map (knowledge.def).
 *
 * Two steps, so that a caller can ask a cache in between: resolve_locate() says which file and which
 * address in it, resolve_places() which functions and lines that is.
 *
 * Shape      one struct resolver per run of the program; one struct kernel_run per boot of a kernel
 * Addresses  kernel_run and code_ref: of the machine, KASLR included; code_spot: link-time ones
 * Lifetime   texts of answers lie in the arena given, or are good until resolver_free()
 * Absent     a code_spot with knowledge KNOWLEDGE_NONE; note says why, where there is a reason
 */
#pragma once

#include "analyzer/symbols/debug_find.h"
#include "analyzer/symbols/symbol_list.h"

/** Where a module lies in memory. */
struct module_range {
	struct slice name;
	uint64_t addr, size; /**< size 0: not known */
};

/** What is known of one run of a kernel; p NULL, NULL and 0: nothing. */
struct kernel_run {
	struct slice release;  /**< `uname -r` */
	struct slice version;  /**< `uname -v`, or the banner */
	struct slice build_id; /**< hex */
	bool is_vmcoreinfo_id; /**< of build_id */
	bool has_offset;
	uint64_t offset; /**< KASLR: address of the machine - link-time address */
	const struct symbol_list *kallsyms;   /**< of this run */
	const struct symbol_list *system_map; /**< of this kernel */
	const struct module_range *modules;
	size_t n_modules;
};

/** What a report says of one address of code. */
struct code_ref {
	struct slice function; /**< as printed, with suffixes; p NULL: not said */
	struct slice module;   /**< of the kernel, or the path of a file of user space */
	struct slice build_id; /**< of that module or file, hex */
	int64_t offset,
		size; /**< in the function, or (user space, without function) in the file; -1 */
	uint64_t address;
	bool has_address;
	bool is_exact; /**< of an instruction that was running; else where a call returns to */
	bool is_user;
	/** The file is mapped at map_begin, from map_offset of it on (INT64_MIN: its code is). */
	bool is_mapped;
	uint64_t map_begin;
	int64_t map_offset;
};

#define SPOT_OBJECT 144

/** Where that is. */
struct code_spot {
	struct debug_file *file; /**< NULL: no ELF file knows it */
	/** Who says so, as the store's cache names it: build-id of the file, `kallsyms:KEY`,
	 *  `system-map:KEY`, `file:PATH` where the file has no build-id; "": nobody. */
	char object[SPOT_OBJECT];
	uint64_t addr; /**< to look up: in front of a return address */
	/** The function and the offset in it, where the report does not say. */
	struct slice function, module;
	int64_t offset, size;     /**< -1: as printed */
	enum knowledge knowledge; /**< so far: SYMTAB when file is set, which may know more */
	/** Places of several functions of that name, when nothing tells which it is; in the arena. */
	struct code_spot *others;
	size_t n_others;
	struct slice note; /**< why a file at hand was not used; p NULL: no reason to name */
};

struct resolver;

struct resolver *resolver_new(const struct debug_find_options *options);
void resolver_free(struct resolver *r); /**< NULL is allowed */
DEFINE_CLEANUP(struct resolver, resolver_free);

/** @p run may be NULL: nothing is known of the kernel. */
void resolve_locate(struct resolver *r, const struct kernel_run *run, const struct code_ref *ref,
                    struct arena *arena, struct code_spot *ret);

/** Look up @p n spots, those without file are passed over; q[i] gets the places of spots[i].  Spots of one
 *  file are looked up together. */
void resolve_places(struct resolver *r, const struct code_spot *spots, size_t n,
                    struct debug_query *q, struct arena *arena);
/** How many addresses were given to debug_file_lookup_all() so far. */
uint64_t resolver_lookups(const struct resolver *r);

/**
 * KASLR's offset of @p run, from a report that prints a function of the kernel with its address.  False:
 * not known, or several functions have that name.
 */
bool resolve_offset(struct resolver *r, const struct kernel_run *run, const struct code_ref *ref,
                    uint64_t *ret);

/** Where the code of a module lies, from a report that prints a function of it with its address: .text, the
 *  section that functions are in.  False: not known, or several functions have that name. */
bool resolve_module(struct resolver *r, const struct kernel_run *run, const struct code_ref *ref,
                    struct module_range *ret);

/** What debug_find_open() says of the kernel or of module @p module (p NULL) of @p run. */
struct debug_answer resolve_object(struct resolver *r, const struct kernel_run *run,
                                   struct slice module, struct slice build_id);

/** The same of a file of user space at @p path, of that build-id (p NULL: not known). */
struct debug_answer resolve_user(struct resolver *r, struct slice path, struct slice build_id);

/** debug_find_file() */
must_use struct err *resolve_file(struct resolver *r, const char *path, struct debug_file **ret);

/** debug_find_servers_error() */
const char *resolver_servers_error(const struct resolver *r);

/** `kernel/fork.c` of the line table's path: without the folder that the kernel was built in
 *  (@p file: the kernel; NULL: not of a kernel) or the folder the compiler ran in. */
struct slice resolve_short_path(struct resolver *r, struct debug_file *file, const struct place *p,
                                struct arena *arena);
/** The path as the line table tells it, `.` and `..` resolved. */
struct slice resolve_full_path(const struct place *p, struct arena *arena);
