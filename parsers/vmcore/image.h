// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Image: the memory of a dead kernel, as a dump file keeps it.
 *
 * libkdumpfile reads notes and older formats, libaddrxlat translates addresses; what they would take for
 * granted (that the file is whole, that a page without data is zero) is checked here.
 *
 * Shape      one struct image per dump; addresses are those of the dumped machine
 * Absent     a page that the dump does not hold, or that cannot be translated, makes every read that
 *            touches it fail with nothing written: never zeros in place of what is missing
 * Threads    a struct image may be used by one thread at a time
 * Errors     ERR_FORMAT: no dump, or cut before its header ends; ERR_UNSUPPORTED: of an architecture
 *            or compression that libkdumpfile does not know
 * Limits     IMAGE_CACHE_BYTES, LIMIT_VMCOREINFO_BYTES
 * Source     ELF: fs/proc/vmcore.c, QEMU's dump/dump.c; KDUMP: makedumpfile's IMPLEMENTATION and
 *            diskdump_mod.h
 */
#pragma once

#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"
#include "parsers/base/slice.h"
#include "parsers/vmcore/vmcoreinfo.h"

struct image;

/** What the file says of itself. */
struct image_info {
	const char *format; /**< elf, kdump-compressed zlib, flattened elf, … */
	const char *arch;   /**< as boot.arch: x86_64, arm64, …; NULL: not known */
	bool is_64bit;
	bool big_endian;
	unsigned page_size; /**< bytes; 0: not known */
	unsigned n_cpus;    /**< with registers in the dump */
	bool can_translate; /**< kernel virtual addresses can be read */
	uint64_t n_ram;     /**< pages of RAM that the dump knows of */
	uint64_t n_present; /**< of them, pages whose data the file holds */
	uint64_t n_missing; /**< of them, pages that are cut off; all others were filtered out */
	bool is_incomplete; /**< whoever wrote it says that it is */
	/** Of a split dump: how often a part, or some in a row, are not there, and the pages of the first. */
	unsigned n_gaps;
	uint64_t gap_begin, gap_end;
	int dump_level; /**< makedumpfile -d; -1: not known */
};

/**
 * Open the dump in @p fd (takes it, on failure too); @p name is for messages.  A dump without
 * VMCOREINFO is searched for it.
 */
must_use struct err *image_open(int fd, const char *name, struct image **ret);
/** The same for a set made by makedumpfile --split; takes all of @p fds. */
must_use struct err *image_open_set(const int *fds, size_t n_fds, const char *name,
                                    struct image **ret);
void image_free(struct image *img); /**< NULL is allowed */
DEFINE_CLEANUP(struct image, image_free);

const struct image_info *image_info(const struct image *img);
/** Empty when there is none; never NULL. */
const struct vmcoreinfo *image_vmcoreinfo(const struct image *img);

/** Read @p n bytes at a kernel virtual address; false, with @p buf unspecified, if any is missing. */
must_use bool image_read(struct image *img, uint64_t addr, void *buf, size_t n);
/** The same at a physical address. */
must_use bool image_read_phys(struct image *img, uint64_t addr, void *buf, size_t n);

/** Numbers in the byte order of the machine; image_ptr() has its word size. */
must_use bool image_u8(struct image *img, uint64_t addr, uint8_t *ret);
must_use bool image_u16(struct image *img, uint64_t addr, uint16_t *ret);
must_use bool image_u32(struct image *img, uint64_t addr, uint32_t *ret);
must_use bool image_u64(struct image *img, uint64_t addr, uint64_t *ret);
must_use bool image_ptr(struct image *img, uint64_t addr, uint64_t *ret);

/** Bytes of a pointer on the machine. */
static inline unsigned image_word(const struct image *img)
{
	return image_info(img)->is_64bit ? 8 : 4;
}

/** A number of @p n (1, 2, 4, 8) bytes at @p p, in the byte order of the machine. */
uint64_t image_number(const struct image *img, const void *p, size_t n);

/**
 * Read a NUL-terminated text of less than @p size bytes into @p buf; false if it cannot be read.  A
 * longer one is cut; text in front of a missing page is lost.
 */
must_use bool image_string(struct image *img, uint64_t addr, char *buf, size_t size);

/** Register @p name (rip, rsp, pc, x0 …) of @p cpu when the dump was made. */
must_use bool image_reg(const struct image *img, unsigned cpu, const char *name, uint64_t *ret);

/** Call @p fn with every register of @p cpu whose value is known. */
void image_each_reg(const struct image *img, unsigned cpu,
                    void (*fn)(void *ctx, unsigned cpu, const char *name, uint64_t value),
                    void *ctx);

/** Translate to a physical address. */
must_use bool image_to_phys(struct image *img, uint64_t addr, uint64_t *ret);

/** Call @p fn with the physical address of each page that is read from the file the first time, so
 *  that a smaller dump can be made of them; NULL: no more. */
void image_trace(struct image *img, void (*fn)(void *ctx, uint64_t phys), void *ctx);
