// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * ELF file: sections, segments and build-id of an ELF file, whatever way it is compressed.
 *
 * Shape      sections in the order of the file; bytes are mapped, unpacked when they are first asked for
 * Addresses  link-time addresses.  Allocated sections of a relocatable file get addresses here, one
 *            after the other from ELF_REL_BASE, as if a linker had placed them
 * Lifetime   slices are good until elf_file_free()
 * Errors     ERR_IO; ERR_FORMAT: not ELF, or its section headers make no sense; ERR_LIMIT
 * Limits     LIMIT_DEBUG_FILE_BYTES, LIMIT_DEBUG_SECTION_BYTES, LIMIT_DEBUG_SECTIONS
 * Source     System V ABI, chapters 4 and 5; .zdebug: binutils' bfd/compress.c ("ZLIB" and the size)
 */
#pragma once

#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"
#include "parsers/base/slice.h"
#include <endian.h>
#include <libelf.h>

#define ELF_REL_BASE 0x10000

struct elf_section {
	const char *name; /**< without the z of .zdebug_ */
	uint32_t type;
	uint64_t flags;
	uint64_t addr;
	uint64_t size;   /**< as in memory: unpacked */
	uint64_t offset; /**< in the file */
	uint64_t entsize;
	uint32_t link, info;
	bool loaded, relocated;
	struct slice data; /**< through elf_file_data() only */
	char *owned;       /**< unpacked or relocated copy of the data */
};

struct elf_file {
	Elf *elf;
	int fd;
	uint16_t type, machine;
	bool is_64bit, big_endian;
	struct elf_section *sections; /**< [0] is the ABI's null section */
	size_t n_sections;
	struct slice build_id; /**< bytes; p NULL: none */
};

/** Open @p path; a file that is compressed as a whole (gzip, xz, zstd, bzip2) is unpacked in memory. */
must_use struct err *elf_file_open(const char *path, struct elf_file **ret);
/** The same of an open file (takes it, on failure too); @p name is for messages. */
must_use struct err *elf_file_open_fd(int fd, const char *name, struct elf_file **ret);
void elf_file_free(struct elf_file *ef); /**< NULL is allowed */
DEFINE_CLEANUP(struct elf_file, elf_file_free);

/** The section called @p name; NULL: none.  With several of one name (ET_REL) the first. */
struct elf_section *elf_file_section(struct elf_file *ef, const char *name);
/** Bytes of @p s, unpacked; empty where there are none (NOBITS) or they are damaged. */
struct slice elf_file_data(struct elf_file *ef, struct elf_section *s);

/** Number of @p n (1, 2, 4, 8) bytes at @p p in the file's byte order.  Symbol tables are read with it, so it
 *  is a single load where n is a constant. */
static inline uint64_t elf_file_number(const struct elf_file *ef, const void *p, size_t n)
{
	uint16_t two;
	uint32_t four;
	uint64_t eight;

	switch (n) {
	case 8:
		memcpy(&eight, p, 8);
		return ef->big_endian ? be64toh(eight) : le64toh(eight);
	case 4:
		memcpy(&four, p, 4);
		return ef->big_endian ? be32toh(four) : le32toh(four);
	case 2:
		memcpy(&two, p, 2);
		return ef->big_endian ? be16toh(two) : le16toh(two);
	default:
		return *(const unsigned char *)p;
	}
}

/** Build-id of a file at @p path: headers and notes only are read.  False: no ELF file, or none. */
bool elf_build_id(const char *path, unsigned char *buf, size_t size, size_t *ret_n);
