// SPDX-License-Identifier: Apache-2.0
/*
 * One object of a journal file: 8-byte aligned, little endian.
 *
 *   0   type (1 data, 2 field, 3 entry, 4 and 5 hash tables, 6 entry array, 7 tag)
 *   1   flags (1 xz, 2 LZ4, 4 zstd)          8  size, this header included
 *
 *   data    16 hash, 24 next_hash, 32 next_field, 40 entry, 48 entry_array, 56 n_entries, 64 `KEY=value`
 *           (72 in compact files)
 *   field   16 hash, 24 next_hash, 32 head_data, 40 `KEY`
 *   entry   16 seqnum, 24 realtime, 32 monotonic, 40 boot id, 56 xor_hash, 64 items: offset and hash
 *           of a data object each (compact: offset of 4 bytes alone)
 */
#include <lz4.h>
#include <lzma.h>
#include <zstd.h>

#include "parsers/base/cleanup.h"
#include "parsers/lines/journal_object.h"

enum {
	FLAG_XZ = 1,
	FLAG_LZ4 = 2,
	FLAG_ZSTD = 4,
	FLAGS = 7
};

/** Smallest size of each type. */
static const unsigned char size_min[JOURNAL_TYPE_COUNT] = {
	[JOURNAL_DATA] = 65,       [JOURNAL_FIELD] = 41,       [JOURNAL_ENTRY] = 68,
	[JOURNAL_DATA_TABLE] = 32, [JOURNAL_FIELD_TABLE] = 32, [JOURNAL_ENTRY_ARRAY] = 28,
	[JOURNAL_TAG] = 64,
};

uint64_t journal_u32(struct slice file, uint64_t off)
{
	const unsigned char *p = (const unsigned char *)file.p + off;

	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
}

uint64_t journal_u64(struct slice file, uint64_t off)
{
	return journal_u32(file, off) | journal_u32(file, off + 4) << 32;
}

static size_t payload_at(const struct journal *j, enum journal_type type)
{
	return type == JOURNAL_FIELD ? 40 : j->compact ? 72 : 64;
}

/** Do the flags fit the type?  Only data is compressed, in one way. */
static bool flags_ok(unsigned type, unsigned flags)
{
	if (flags & ~(unsigned)FLAGS)
		return false;
	return flags == 0 || (type == JOURNAL_DATA && (flags & (flags - 1)) == 0);
}

bool journal_object_at(const struct journal *j, uint64_t off, struct journal_object *ret)
{
	static const char reserved[6] = { 0 };

	if (off > j->file.n || j->file.n - off < JOURNAL_OBJECT_BYTES || off % 8)
		return false;
	const char *p = j->file.p + off;
	unsigned type = (unsigned char)p[0], flags = (unsigned char)p[1];
	uint64_t size = journal_u64(j->file, off + 8);

	if (type == JOURNAL_UNUSED || type >= JOURNAL_TYPE_COUNT || !flags_ok(type, flags) ||
	    memcmp(p + 2, reserved, sizeof(reserved)) != 0 || size < size_min[type] ||
	    size > j->file.n - off || (type == JOURNAL_DATA && size <= payload_at(j, type)))
		return false;
	*ret = (struct journal_object){ .type = type, .flags = flags, .off = off, .size = size };
	return true;
}

/** Room for @p n bytes in j->value. */
static char *room(struct journal *j, size_t n)
{
	if (j->value.cap < n) {
		sbuf_deinit(&j->value);
		j->value.p = xmalloc(n);
		j->value.cap = n;
	}
	j->value.n = 0;
	return j->value.p;
}

static bool unzstd(struct journal *j, struct slice in, bool *ret_cut)
{
	ZSTD_DStream *z = ZSTD_createDStream();
	ZSTD_inBuffer ib = { in.p, in.n, 0 };
	ZSTD_outBuffer ob = { room(j, LIMIT_JOURNAL_VALUE_BYTES), LIMIT_JOURNAL_VALUE_BYTES, 0 };
	size_t rc = 1, before;

	if (!z)
		die_oom();
	ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, LIMIT_ZSTD_WINDOW_LOG);
	do {
		before = ob.pos;
		rc = ZSTD_decompressStream(z, &ob, &ib);
	} while (!ZSTD_isError(rc) && rc && ob.pos < ob.size &&
	         (ib.pos < ib.size || ob.pos > before));
	ZSTD_freeDStream(z);
	j->value.n = ob.pos;
	*ret_cut = rc && ob.pos == ob.size;
	return !ZSTD_isError(rc) && (*ret_cut || (!rc && ib.pos == ib.size));
}

static bool unxz(struct journal *j, struct slice in, bool *ret_cut)
{
	lzma_stream s = LZMA_STREAM_INIT;

	if (lzma_stream_decoder(&s, LIMIT_CODEC_BYTES, 0) != LZMA_OK)
		return false;
	s.next_in = (const uint8_t *)in.p;
	s.avail_in = in.n;
	s.next_out = (uint8_t *)room(j, LIMIT_JOURNAL_VALUE_BYTES);
	s.avail_out = LIMIT_JOURNAL_VALUE_BYTES;
	lzma_ret rc = LZMA_OK;
	while (rc == LZMA_OK && s.avail_out && s.avail_in)
		rc = lzma_code(&s, LZMA_FINISH);
	j->value.n = LIMIT_JOURNAL_VALUE_BYTES - s.avail_out;
	*ret_cut = rc != LZMA_STREAM_END && !s.avail_out;
	bool all = !s.avail_in;
	lzma_end(&s);
	return *ret_cut || (rc == LZMA_STREAM_END && all);
}

/** 8 bytes of size, then one LZ4 block. */
static bool unlz4(struct journal *j, struct slice in, bool *ret_cut)
{
	if (in.n <= 8 || in.n - 8 > INT32_MAX)
		return false;
	uint64_t size = journal_u64(in, 0);
	size_t want = size < LIMIT_JOURNAL_VALUE_BYTES ? (size_t)size : LIMIT_JOURNAL_VALUE_BYTES;
	char *out = room(j, LIMIT_JOURNAL_VALUE_BYTES);
	int n_in = (int)(in.n - 8), n;

	if (want == size)
		n = LZ4_decompress_safe(in.p + 8, out, n_in, (int)want);
	else
		n = LZ4_decompress_safe_partial(in.p + 8, out, n_in, (int)want, (int)want);
	if (n < 0 || (size_t)n != want)
		return false;
	j->value.n = want;
	*ret_cut = want < size;
	return true;
}

bool journal_payload(struct journal *j, const struct journal_object *o, struct slice *ret,
                     bool *ret_cut)
{
	size_t at = payload_at(j, o->type);
	struct slice in = { j->file.p + o->off + at, o->size - at };
	bool cut = false, ok;

	if (!o->flags) {
		*ret = in;
		*ret_cut = false;
		return true;
	}
	if (j->budget < in.n)
		return false;
	if (o->flags == FLAG_ZSTD)
		ok = unzstd(j, in, &cut);
	else if (o->flags == FLAG_LZ4)
		ok = unlz4(j, in, &cut);
	else
		ok = unxz(j, in, &cut);
	// an object costs its decoder too, however little comes out
	uint64_t cost = in.n + j->value.n + 4096;
	j->budget -= cost < j->budget ? cost : j->budget;
	if (!ok)
		return false;
	*ret = sbuf_slice(&j->value);
	*ret_cut = cut;
	return true;
}

enum journal_check journal_check(struct journal *j, const struct journal_object *o,
                                 struct slice payload, bool cut)
{
	if (!j->verify || cut || j->budget < payload.n)
		return JOURNAL_CHECK_UNKNOWN;
	j->budget -= payload.n;
	uint64_t hash =
		j->keyed ? journal_hash_sip(payload, j->key) : journal_hash_jenkins(payload);
	return hash == journal_u64(j->file, o->off + 16) ? JOURNAL_CHECK_GOOD : JOURNAL_CHECK_BAD;
}
