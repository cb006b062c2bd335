// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Image check: what of a dump's headers must be so before libkdumpfile may see them.
 *
 * libkdumpfile 0.5.1 takes sizes and offsets of a header as they are, and makes a tree of VMCOREINFO's
 * keys whose branches and leaves must not meet: a damaged dump ends in a crash there.
 *
 * Private to this folder.
 */
#pragma once

#include "parsers/base/err.h"
#include "parsers/base/sbuf.h"

/**
 * Can it be made a tree: is each line `KEY=value`, with keys of letters, digits, `-_()` and single dots
 * between, and no key the beginning of another up to a dot?  @p ret_line: the first line that is not.
 */
bool vmcoreinfo_is_sound(struct slice text, struct slice *ret_line);

/** What stands where in the second header of a compressed dump. */
struct kdump_places {
	uint64_t vmcoreinfo_off, n_vmcoreinfo;
	uint64_t notes_off, n_notes;
	uint64_t erase_off, n_erase;
};

/** ERR_FORMAT: damaged.  VMCOREINFO is appended to @p vmcoreinfo. */
must_use struct err *image_check_places(int fd, uint64_t file_size, const struct kdump_places *p,
                                        const char *name, struct sbuf *vmcoreinfo);
/** The same of the notes of an ELF core file: @p n bytes at @p off. */
must_use struct err *image_check_notes(int fd, uint64_t file_size, uint64_t off, uint64_t n,
                                       bool big_endian, const char *name, struct sbuf *vmcoreinfo);
