// SPDX-License-Identifier: Apache-2.0
/*
 * First bytes, as `xxd` shows them:
 *
 *   1f8b 0808 …                gzip
 *   fd37 7a58 5a00             xz
 *   28b5 2ffd                  zstd
 *   5a2a 4d18                  zstd, a skippable frame first (pzstd writes one)
 *   425a 6839 3141 5926 5359   bzip2
 *   0422 4d18                  lz4
 *   4c5a 4950 01               lzip
 *   504b 0304                  zip
 *   3037 3037 3031             cpio (newc)
 *   213c 6172 6368 3e0a        ar
 *
 * A tar archive has no first bytes of its own: the header's checksum tells (tar(5)).
 */
#include "parsers/input/container.h"

#include "parsers/base/hex.h"
#include "parsers/input/input.h"

const struct container containers[CONTAINER_COUNT] = {
#define CONTAINER(id_, type_, name_, summary_, source_) \
	{ .id = CONTAINER_##id_, .type = CONTAINER_##type_, .name = name_ },
#include "parsers/input/container.def"
#undef CONTAINER
};

const struct input_format input_formats[] = {
#define CONTAINER(id_, type_, name_, summary_, source_) { name_, summary_, source_ },
#include "parsers/input/container.def"
#undef CONTAINER
	{ NULL, NULL, NULL },
};

static bool is_gz(struct slice h)
{
	return slice_starts(h, S("\x1f\x8b\x08"));
}

static bool is_xz(struct slice h)
{
	return slice_starts(h, S("\xfd"
	                         "7zXZ\0"));
}

static bool is_zst(struct slice h)
{
	return slice_starts(h, S("\x28\xb5\x2f\xfd")) ||
	       (h.n >= 4 && (h.p[0] & 0xf0) == 0x50 && memcmp(h.p + 1, "\x2a\x4d\x18", 3) == 0);
}

static bool is_bz2(struct slice h)
{
	return h.n >= 10 && memcmp(h.p, "BZh", 3) == 0 && h.p[3] >= '1' && h.p[3] <= '9' &&
	       (memcmp(h.p + 4, "1AY&SY", 6) == 0 || memcmp(h.p + 4, "\x17rE8P\x90", 6) == 0);
}

static bool is_lz4(struct slice h)
{
	return slice_starts(h, S("\x04\x22\x4d\x18"));
}

static bool is_lzip(struct slice h)
{
	return slice_starts(h, S("LZIP\x01"));
}

static bool is_zip(struct slice h)
{
	return slice_starts(h, S("PK\x03\x04")) || slice_starts(h, S("PK\x05\x06"));
}

static bool is_cpio(struct slice h)
{
	return h.n >= 14 &&
	       (slice_starts(h, S("070701")) || slice_starts(h, S("070702")) ||
	        slice_starts(h, S("070707"))) &&
	       hex_is((struct slice){ h.p + 6, 8 });
}

static bool is_ar(struct slice h)
{
	return slice_starts(h, S("!<arch>\n"));
}

/** Sum of all header bytes, those of the checksum itself taken as blanks; some old writers summed
 *  signed bytes. */
static bool is_tar(struct slice h)
{
	int64_t want = 0, sum = 0, sum_signed = 0;
	bool digits = false;

	if (h.n < 512 || !h.p[0])
		return false;
	for (size_t i = 148; i < 156; i++) {
		if (h.p[i] >= '0' && h.p[i] <= '7') {
			want = want * 8 + (h.p[i] - '0');
			digits = true;
		} else if (digits || (h.p[i] != ' ' && h.p[i])) {
			break;
		}
	}
	for (size_t i = 0; i < 512; i++) {
		char c = i >= 148 && i < 156 ? ' ' : h.p[i];
		sum += (unsigned char)c;
		sum_signed += (signed char)c;
	}
	return digits && (want == sum || want == sum_signed);
}

static bool (*const bids[CONTAINER_COUNT])(struct slice) = {
	[CONTAINER_GZ] = is_gz,   [CONTAINER_XZ] = is_xz,     [CONTAINER_ZST] = is_zst,
	[CONTAINER_BZ2] = is_bz2, [CONTAINER_LZ4] = is_lz4,   [CONTAINER_LZIP] = is_lzip,
	[CONTAINER_ZIP] = is_zip, [CONTAINER_CPIO] = is_cpio, [CONTAINER_AR] = is_ar,
	[CONTAINER_TAR] = is_tar,
};

/** Text with a whole line is no container, so that a slow pipe is not waited for. */
static bool is_text(struct slice h)
{
	const char *lf = memchr(h.p, '\n', h.n);

	return lf && !memchr(h.p, 0, (size_t)(lf - h.p)) && !slice_starts(h, S("!<arch>"));
}

const struct container *container_find(struct slice head, bool *ret_more)
{
	*ret_more = false;
	for (size_t i = 0; i < CONTAINER_COUNT; i++)
		if (bids[i](head))
			return &containers[i];
	*ret_more = head.n < CONTAINER_HEAD_BYTES && (!head.n || !is_text(head));
	return NULL;
}
