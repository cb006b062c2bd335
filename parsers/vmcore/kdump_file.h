// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Kdump file: headers, page map, page descriptors and pages of a compressed dump.  Nothing that they say is
 * believed.  A descriptor that is another page's shows in where its data lies: behind
 * that of the page before, in all dumps that are written in order.
 *
 * Private to this folder.
 *
 * Shape      one per file: each file of a split dump has all of the page map, and descriptors for its
 *            own range of pages
 * Limits     LIMIT_VMCORE_MAP_BYTES, LIMIT_VMCORE_NOTE_BYTES
 * Source     diskdump_mod.h and makedumpfile.h of makedumpfile; QEMU's include/sysemu/dump.h
 */
#pragma once

#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"
#include "parsers/base/sbuf.h"

struct kdump_file {
	int fd;           /**< borrowed */
	uint64_t size;    /**< of the file, or up to what is not there of it */
	const char *arch; /**< libkdumpfile's name */
	bool is_64bit;    /**< its headers, not always the machine */
	bool big_endian;
	unsigned block_size;     /**< of the headers and maps; size of a page */
	const char *compression; /**< "" or the name behind a blank */
	bool is_incomplete;      /**< its header says so */
	int dump_level;          /**< -1: not known */
	bool is_split;
	uint64_t start_pfn, end_pfn; /**< of a split one */
	uint64_t map_off, n_map;     /**< the map of pages that are in the dump, bytes */
	uint64_t descs_off;
	uint64_t n_pages;    /**< bits of the map */
	uint64_t *ranks;     /**< bits before each block of the map */
	uint64_t n_descs;    /**< of this file */
	uint64_t first_data; /**< where the first data seems to lie */
	bool is_ordered; /**< data stands in the order of the pages, so that what does not is damaged */
	struct sbuf vmcoreinfo;
	uint64_t notes_off, n_notes;
	struct sbuf regs; /**< of CPUs, see image_regs.h */
};

/** @p head: the first 512 bytes.  ERR_FORMAT: damaged or cut; ERR_UNSUPPORTED; ERR_LIMIT. */
must_use struct err *kdump_file_open(int fd, uint64_t size, const char *head, const char *name,
                                     struct kdump_file *ret);
void kdump_file_deinit(struct kdump_file *f);

/** Where the data of the pages begins. */
uint64_t kdump_file_data(const struct kdump_file *f);
/** Does the page map fit the descriptors?  ERR_FORMAT: no; of split dumps nothing is known. */
must_use struct err *kdump_file_check(const struct kdump_file *f, const char *name);
/** Read page @p pfn, of block_size bytes; false: it is not in this file, or is damaged. */
bool kdump_file_read(const struct kdump_file *f, uint64_t pfn, char *buf);
/** The first page from @p pfn on that the map has; false: there are no more. */
bool kdump_file_next(const struct kdump_file *f, uint64_t pfn, uint64_t *ret);
/** Of the pages that should be in this file, how many are? */
uint64_t kdump_file_count(const struct kdump_file *f);
/** Pages from @p begin to @p end that the whole dump should hold, in whichever of its parts. */
uint64_t kdump_file_pages(const struct kdump_file *f, uint64_t begin, uint64_t end);
/** Pages of RAM, in the dump or not. */
uint64_t kdump_file_ram(const struct kdump_file *f);

/** The ELF machine (EM_…) that libkdumpfile's name @p arch stands for; 0: none. */
unsigned kdump_elf_machine(const char *arch, bool *ret_is_64bit);
/** The name that libkdumpfile has for an ELF machine (EM_…); NULL: none. */
const char *kdump_arch(unsigned elf_machine, bool is_64bit);
