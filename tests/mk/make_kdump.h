// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Make kdump: the pages of a compressed dump (zlib), written anew with another compression, in parts, or
 * flattened, which Debian's makedumpfile cannot all do.
 */
#pragma once

#include "parsers/base/sbuf.h"

enum make_codec {
	MAKE_ZLIB,
	MAKE_LZO,
	MAKE_SNAPPY,
	MAKE_ZSTD,
	MAKE_RAW,
	MAKE_CODEC_COUNT
};

/** Pages from @p begin to @p end alone, and the header of a part, when @p end is not 0. */
void make_kdump(struct slice dump, enum make_codec codec, uint64_t begin, uint64_t end,
                struct sbuf *ret);
/** As makedumpfile -F writes it, in pieces of @p piece bytes, the first one last. */
void make_flat(struct slice dump, size_t piece, struct sbuf *ret);
