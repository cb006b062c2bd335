// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * DWARF frames: the entries of .debug_frame and .eh_frame, by the code they are of.
 *
 * Private to dwarf_cfi.c.
 */
#pragma once

#include "analyzer/symbols/cursor.h"
#include "analyzer/symbols/elf_file.h"
#include "parsers/vmcore/dump_debug.h"

/** One of the two sections. */
struct frames {
	struct slice bytes;
	uint64_t addr; /**< of the section */
	bool is_eh;
	bool big_endian, is_64bit;
};

struct fde {
	uint64_t begin, end; /**< code */
	const struct frames *frames;
	uint64_t off; /**< of its entry in the section */
};

struct dwarf_frames {
	struct frames debug, eh;
	struct fde *fdes; /**< by begin */
	size_t n, cap;
};

/** An entry's header. */
struct entry {
	struct cursor body; /**< behind the id */
	uint64_t next;      /**< offset of the next entry */
	bool is_cie;
	uint64_t cie; /**< offset, of an FDE */
};

struct cie {
	uint64_t code_align;
	int64_t data_align;
	uint64_t ra;
	uint8_t encoding;
	bool is_signal;  /**< frames of interrupted code lie above */
	bool has_length; /**< augmentation data of FDEs begin with their length */
	unsigned addr_size;
	struct cursor program;
};

/** Index all entries; @p debug as in dwarf_cfi_new().  The object must stay where it is. */
void dwarf_frames_init(struct dwarf_frames *d, struct elf_file *ef, struct elf_file *debug);
void dwarf_frames_deinit(struct dwarf_frames *d);
/** The entry of the code at @p addr; NULL: none. */
const struct fde *dwarf_frames_find(const struct dwarf_frames *d, uint64_t addr);

/** The entry at @p off; false: there is none, or it ends the section. */
bool frames_entry(const struct frames *f, uint64_t off, struct entry *ret);
/** The CIE at @p off. */
bool frames_cie(const struct frames *f, uint64_t off, struct cie *ret);
/** A pointer in encoding @p enc (DW_EH_PE_…). */
uint64_t frames_pointer(const struct frames *f, const struct cie *cie, struct cursor *c,
                        unsigned enc);
