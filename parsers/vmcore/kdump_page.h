// SPDX-License-Identifier: Apache-2.0
/** @file Data of a page of a compressed dump.  Private to this folder. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bits of page_desc.flags and disk_dump_header.status (diskdump_mod.h). */
enum kdump_codec {
	KDUMP_RAW = 0,
	KDUMP_ZLIB = 1,
	KDUMP_LZO = 2,
	KDUMP_SNAPPY = 4,
	KDUMP_ZSTD = 0x20,
};

/** Unpack @p n bytes at @p data; false: they are damaged, or are not those of @p size bytes. */
bool kdump_page_unpack(enum kdump_codec codec, const char *data, size_t n, char *buf, size_t size);
