// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Unpack: compressed sections of ELF files, and ELF files that are compressed as a whole.
 *
 * Limits     LIMIT_DEBUG_FILE_BYTES
 * Source     System V ABI, chapter "Sections", Compression (ELFCOMPRESS_ZLIB, ELFCOMPRESS_ZSTD)
 */
#pragma once

#include "parsers/base/err.h"
#include "parsers/base/slice.h"

/** @p size bytes out of @p packed, to be freed; NULL: damaged, another size, or of a method not known. */
char *unpack_section(uint32_t method, struct slice packed, size_t size);

/** Where @p *fd is a file compressed by gzip, xz, zstd or bzip2, replace it by a file in memory with what
 *  is inside.  Any other file stays as it is. */
must_use struct err *unpack_file(int *fd);
