// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Image file: the file or files of a dump, below libkdumpfile: what they are, and which of their pages
 * are really there.
 *
 * Private to this folder.
 */
#pragma once

#include "parsers/vmcore/image.h"

struct image_file;

#define IMAGE_FILE_HEAD 512 /**< bytes: any header that is looked at; shorter files are refused */

/** Takes @p fds, on failure too.  ERR_FORMAT: no dump. */
must_use struct err *image_file_open(const int *fds, size_t n_fds, const char *name,
                                     struct image_file **ret);
void image_file_free(struct image_file *f); /**< NULL is allowed */

/** What libkdumpfile is to open. */
const int *image_file_fds(const struct image_file *f, size_t *ret_n);
/** As image_info.format. */
const char *image_file_format(const struct image_file *f);
/** libkdumpfile's name of the architecture that the header names; NULL: not known. */
const char *image_file_arch(const struct image_file *f);
/** Are pages read here, and libkdumpfile knows the notes alone (image_stub.h)?  What its header tells is put
 *  into @p info then, and @p ret_fd is what libkdumpfile may open; -1: nothing. */
bool image_file_stub(const struct image_file *f, struct image_info *info, int *ret_fd);

/** Bytes of what one page descriptor of a compressed dump stands for, which may be several pages of the
 *  kernel; 0: no compressed dump. */
unsigned image_file_block_size(const struct image_file *f);

/** Registers of CPUs that libkdumpfile does not give (image_regs.h). */
const struct sbuf *image_file_regs(const struct image_file *f);

/** VMCOREINFO as the file's note has it; empty: there is none. */
struct slice image_file_vmcoreinfo(const struct image_file *f);

/** Read one page; false: the dump does not hold it. */
bool image_file_page(struct image_file *f, uint64_t phys, char *buf, unsigned page_size);
/** Fill n_ram, n_present, n_missing, is_incomplete and dump_level. */
void image_file_count(const struct image_file *f, struct image_info *info);

/**
 * Search the pages of a dump for VMCOREINFO: it lies alone in a page and begins with OSRELEASE=
 * (vmcoreinfo_data in kernel/vmcore_info.c).  A copy, with its size; NULL: not found.
 */
char *image_file_search(struct image_file *f, unsigned page_size, size_t *ret_n);
