// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Debug file: an ELF file (vmlinux, module, executable, shared object) that knows what its addresses
 * are called and which source lines they come from.
 *
 * The DWARF may be in the file itself, in a separate one that .gnu_debuglink or the build-id leads to,
 * partly in a dwz alternate file, in .dwo files or their package, in compressed sections; the whole file may be compressed too (modules:
 * .ko.gz, .ko.xz, .ko.zst).  Without any, its symbol tables are what there
 * is: .symtab, or .dynsym and what .gnu_debugdata holds.
 *
 * Shape      one struct debug_file per ELF file; opening reads headers only
 * Addresses  link-time virtual addresses: those of `nm`; for KASLR and position-independent code the
 *            caller takes the load offset off.  A relocatable file (module) has none: each of its
 *            sections is given one here, see debug_file_section_find()
 * Lifetime   texts of lookups lie in the arena given; symbols' names are good until debug_file_free()
 * Threads    one struct debug_file may be used by one thread at a time
 * Absent     see place.h; an address that nothing covers gives no places and KNOWLEDGE_NONE
 * Errors     ERR_IO; ERR_FORMAT: not an ELF file, or cut; ERR_LIMIT: larger than it may be unpacked.
 *            Damaged DWARF is no error: what it does not tell is not known
 * Limits     LIMIT_DEBUG_*
 * Source     System V ABI (ELF), DWARF 5, GDB manual "Debugging Information in Separate Files",
 *            dwz(1)
 */
#pragma once

#include "analyzer/symbols/place.h"
#include "parsers/base/arena.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"
#include "parsers/vmcore/dump_debug.h"

struct debug_file;

/** Bytes of a build-id as hex; 20 bytes with GNU ld's sha1, other linkers choose others. */
#define BUILD_ID_MAX 64

struct debug_options {
	/** Folders with the layout of /usr/lib/debug that are searched for separate debug files and dwz's
	 *  alternate files; ends with NULL. NULL: /usr/lib/debug alone. */
	const char *const *debug_dirs;
	/** Path of a file with this build-id (hex), wherever it may be; NULL: none. May be NULL. */
	const char *(*find)(void *ctx, struct slice build_id);
	/** Paths of files of that name, likewise, for units of split DWARF; *i begins with 0.  NULL: no more. */
	const char *(*find_name)(void *ctx, struct slice name, size_t *i);
	/** Path of a file with this build-id (hex) from a server, for dwz's alternate file; NULL: none.  May be
	 *  NULL. */
	const char *(*fetch)(void *ctx, struct slice build_id);
	void *ctx; /**< of these functions */
	/** Do not look for separate debug files. */
	bool alone;
};

/** Open @p path; @p options NULL: the defaults. */
must_use struct err *debug_file_open(const char *path, const struct debug_options *options,
                                     struct debug_file **ret);
void debug_file_free(struct debug_file *df); /**< NULL is allowed */
DEFINE_CLEANUP(struct debug_file, debug_file_free);

struct debug_info {
	const char *path;       /**< of the file that was opened */
	const char *debug_path; /**< of the separate file that the DWARF is in; NULL: none */
	const char *alt_path;   /**< of dwz's alternate file; NULL: none */
	char build_id[2 * BUILD_ID_MAX + 1]; /**< hex; "": the file has none */
	uint16_t machine;                    /**< EM_… of elf.h */
	bool is_64bit;
	bool big_endian;
	bool has_dwarf;
	bool is_relocatable; /**< ET_REL: a module; addresses are ours */
	bool is_dynamic;     /**< ET_DYN: loaded anywhere */
	uint64_t
		text_begin; /**< lowest and highest + 1 address of executable sections (segments, when */
	uint64_t text_end;   /**<   there are no sections); 0, 0: there are none */
	enum knowledge best; /**< the best that a lookup can give */
};

const struct debug_info *debug_file_info(const struct debug_file *df);

/** Release of the kernel that the file is of (`uname -r`): vmlinux has it in its banner, a module in its
 *  vermagic; false: neither, or a debug file without that data. */
bool debug_file_release(struct debug_file *df, struct slice *ret);

struct symbol {
	struct slice name; /**< as in the table, with suffixes */
	uint64_t addr;
	uint64_t size;    /**< bytes; where the table has 0, to the next symbol of the section */
	bool is_global;   /**< or weak */
	bool is_function; /**< STT_FUNC or in an executable section */
};

enum symbol_match {
	SYMBOL_EXACT = 0,
	/** `foo` also finds what the compiler made of it: foo.isra.0, foo.constprop.0, foo.part.0,
	 *  foo.cold, foo.llvm.123, and several of them; `foo.isra.0` finds foo and foo.cold. */
	SYMBOL_VARIANTS = 1 << 0,
	/** Data too; else functions only. */
	SYMBOL_DATA = 1 << 1,
};

/** All symbols named @p name, by address, in @p arena; returns how many. */
size_t debug_file_find_symbols(struct debug_file *df, struct slice name, enum symbol_match how,
                               struct arena *arena, struct symbol **ret);

/** Call @p fn for each symbol, of data too, until it says no. */
void debug_file_each_symbol(struct debug_file *df, bool (*fn)(void *ctx, const struct symbol *s),
                            void *ctx);

/** The symbol that @p addr lies in: the nearest that is large enough, of several at one address a global
 *  one, then the smallest, then the first; else the nearest label (a symbol without size) that no other
 *  symbol covers.  False: none. */
bool debug_file_symbol_at(struct debug_file *df, uint64_t addr, struct symbol *ret);

/** `foo.isra.0.cold` without what the compiler added: `foo`. A view of @p name. */
struct slice symbol_base_name(struct slice name);

/** An address to look up, and what is known of it. */
struct debug_query {
	uint64_t addr;
	struct place *places; /**< innermost first; NULL: none */
	size_t n_places;
	enum knowledge knowledge;
};

/** Look up one address; to look up many, debug_file_lookup_all() is many times faster. */
void debug_file_lookup(struct debug_file *df, struct debug_query *q, struct arena *arena);

/** Look up @p n addresses, in any order: each compilation unit is read once for all of them. */
void debug_file_lookup_all(struct debug_file *df, struct debug_query *q, size_t n,
                           struct arena *arena);

/** Add type @p name and what it holds by value to @p btf (dwarf_types.h), the same one in each call; false:
 *  the file has no such type.  The first call reads all units of the file. */
bool debug_file_add_type(struct debug_file *df, struct btf *btf, const char *name);

/** From a frame at link-time address @p addr to its caller's, by .debug_frame or .eh_frame; see struct
 *  dump_debug.  The first call reads all entries. */
enum cfi_answer debug_file_unwind(struct debug_file *df, uint64_t addr, struct cfi_frame *frame,
                                  uint64_t *ret_ip);

/** Address range of section @p name; of a relocatable file these are addresses given here, which
 *  lookups take: `.text` + 0x123 is *ret_addr + 0x123. */
bool debug_file_section_find(struct debug_file *df, const char *name, uint64_t *ret_addr,
                             uint64_t *ret_size);

/** Address of the byte at @p offset of the file, by its program headers: what /proc/PID/maps and core
 *  files' NT_FILE tell of a mapping. False: no segment holds it. */
bool debug_file_addr_of_offset(struct debug_file *df, uint64_t offset, uint64_t *ret_addr);
