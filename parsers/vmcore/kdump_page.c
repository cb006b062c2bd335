// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/kdump_page.h"

#include <lzo/lzo1x.h>
#include <snappy-c.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

static bool unpack_zlib(const char *data, size_t n, char *buf, size_t size)
{
	uLongf have = size;

	return uncompress((Bytef *)buf, &have, (const Bytef *)data, n) == Z_OK && have == size;
}

static bool unpack_lzo(const char *data, size_t n, char *buf, size_t size)
{
	lzo_uint have = size;

	return lzo1x_decompress_safe((const unsigned char *)data, n, (unsigned char *)buf, &have,
	                             NULL) == LZO_E_OK &&
	       have == size;
}

static bool unpack_snappy(const char *data, size_t n, char *buf, size_t size)
{
	size_t have = size, wanted;

	return snappy_uncompressed_length(data, n, &wanted) == SNAPPY_OK && wanted == size &&
	       snappy_uncompress(data, n, buf, &have) == SNAPPY_OK && have == size;
}

bool kdump_page_unpack(enum kdump_codec codec, const char *data, size_t n, char *buf, size_t size)
{
	switch (codec) {
	case KDUMP_RAW:
		if (n == size)
			memcpy(buf, data, n);
		return n == size;
	case KDUMP_ZLIB:
		return unpack_zlib(data, n, buf, size);
	case KDUMP_LZO:
		return unpack_lzo(data, n, buf, size);
	case KDUMP_SNAPPY:
		return unpack_snappy(data, n, buf, size);
	case KDUMP_ZSTD:
		return ZSTD_decompress(buf, size, data, n) == size;
	}
	return false;
}
