// SPDX-License-Identifier: Apache-2.0
#include "tests/mk/make_kdump.h"

#include <assert.h>
#include <lzo/lzo1x.h>
#include <snappy-c.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/readat.h"

#define PAGE 4096

/** What stands where in the header of a 64-bit little-endian machine. */
enum place {
	AT_STATUS = 424,
	AT_SUB_BLOCKS = 432,
	AT_MAP_BLOCKS = 436,
	AT_SPLIT = PAGE + 12,
	AT_START = PAGE + 16,
	AT_END = PAGE + 24,
	AT_START_64 = PAGE + 80, // since version 6 of the header
	AT_END_64 = PAGE + 88,
};

/** Bits of the header's status, and of a page's flags. */
static const uint32_t codec_bits[MAKE_CODEC_COUNT] = { 1, 2, 4, 0x20, 0 };

static void put(char *p, size_t n, uint64_t v)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(v >> (8 * i));
}

static size_t compress_page(enum make_codec codec, const char *page, char *out, size_t n_out)
{
	static char work[LZO1X_1_MEM_COMPRESS];
	lzo_uint lzo_n = n_out;
	uLongf zlib_n = n_out;

	switch (codec) {
	case MAKE_ZLIB:
		assert(compress2((Bytef *)out, &zlib_n, (const Bytef *)page, PAGE, 1) == Z_OK);
		return zlib_n;
	case MAKE_LZO:
		assert(lzo1x_1_compress((const lzo_bytep)page, PAGE, (lzo_bytep)out, &lzo_n,
		                        work) == LZO_E_OK);
		return lzo_n;
	case MAKE_SNAPPY:
		assert(snappy_compress(page, PAGE, out, &n_out) == SNAPPY_OK);
		return n_out;
	case MAKE_ZSTD:
		return ZSTD_compress(out, n_out, page, PAGE, 1);
	case MAKE_RAW:
	case MAKE_CODEC_COUNT:
		break;
	}
	return PAGE;
}

/** The @p i-th page of @p dump. */
static void read_page(struct slice dump, uint64_t descs, uint64_t i, char page[PAGE])
{
	const char *desc = dump.p + descs + i * 24;
	uint64_t off = bytes_number(desc, 8, false), n = bytes_number(desc + 8, 4, false);
	uLongf got = PAGE;

	assert(off + n <= dump.n);
	if (bytes_number(desc + 12, 4, false))
		assert(uncompress((Bytef *)page, &got, (const Bytef *)dump.p + off, n) == Z_OK);
	else
		memcpy(page, dump.p + off, PAGE);
}

static void add_page(enum make_codec codec, const char *page, uint64_t data_off, struct sbuf *descs,
                     struct sbuf *data)
{
	char out[2 * PAGE], desc[24] = { 0 };
	size_t n = compress_page(codec, page, out, sizeof(out));
	bool raw = codec == MAKE_RAW || n >= PAGE;

	put(desc, 8, data_off + data->n);
	put(desc + 8, 4, raw ? PAGE : n);
	put(desc + 12, 4, raw ? 0 : codec_bits[codec]);
	sbuf_add(descs, (struct slice){ desc, sizeof(desc) });
	sbuf_add(data, (struct slice){ raw ? page : out, raw ? PAGE : n });
}

void make_kdump(struct slice dump, enum make_codec codec, uint64_t begin, uint64_t end,
                struct sbuf *ret)
{
	uint64_t map_blocks = bytes_number(dump.p + AT_MAP_BLOCKS, 4, false);
	uint64_t maps = (1 + bytes_number(dump.p + AT_SUB_BLOCKS, 4, false)) * PAGE;
	uint64_t descs_off = maps + map_blocks * PAGE, map = maps + map_blocks * PAGE / 2;
	_cleanup_free_ char *head = xmemdup0(dump.p, descs_off);
	struct sbuf descs = { 0 }, data = { 0 };
	uint64_t n = 0, i = 0;
	char page[PAGE];

	assert(lzo_init() == LZO_E_OK && descs_off < dump.n);
	for (uint64_t pfn = 0; pfn < (descs_off - map) * 8; pfn++)
		n += dump.p[map + pfn / 8] >> pfn % 8 & 1 && (!end || (pfn >= begin && pfn < end));
	for (uint64_t pfn = 0; pfn < (descs_off - map) * 8; pfn++) {
		if (!(dump.p[map + pfn / 8] >> pfn % 8 & 1))
			continue;
		if (!end || (pfn >= begin && pfn < end)) {
			read_page(dump, descs_off, i, page);
			add_page(codec, page, descs_off + n * 24, &descs, &data);
		}
		i++;
	}
	put(head + AT_STATUS, 4, codec_bits[codec]);
	put(head + AT_SPLIT, 4, end != 0);
	put(head + AT_START, 8, begin);
	put(head + AT_END, 8, end);
	put(head + AT_START_64, 8, begin);
	put(head + AT_END_64, 8, end);
	sbuf_add(ret, (struct slice){ head, descs_off });
	sbuf_add(ret, sbuf_slice(&descs));
	sbuf_add(ret, sbuf_slice(&data));
	sbuf_deinit(&descs);
	sbuf_deinit(&data);
}

static void add_big(struct sbuf *out, uint64_t v)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		sbuf_char(out, (char)(v >> shift));
}

static void add_piece(struct sbuf *out, struct slice dump, size_t at, size_t n)
{
	struct slice piece = slice_head(slice_from(dump, at), n);

	add_big(out, at);
	add_big(out, piece.n);
	sbuf_add(out, piece);
}

void make_flat(struct slice dump, size_t piece, struct sbuf *ret)
{
	static const char zeros[PAGE];

	sbuf_add(ret, S("makedumpfile\0\0\0\0"));
	add_big(ret, 1);
	add_big(ret, 1);
	sbuf_add(ret, (struct slice){ zeros, PAGE - ret->n });
	for (size_t at = piece; at < dump.n; at += piece)
		add_piece(ret, dump, at, piece);
	add_piece(ret, dump, 0, piece);
	add_big(ret, UINT64_MAX);
	add_big(ret, UINT64_MAX);
}
