// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Cursor: numbers out of bytes in the byte order of their machine.
 *
 * A read past the end gives 0, and the cursor is at its end and bad from then on: read what belongs
 * together, then ask once.
 */
#pragma once

#include "parsers/base/slice.h"
#include <endian.h>

struct cursor {
	const unsigned char *p, *end;
	bool big_endian;
	bool bad;
};

static inline size_t cursor_left(const struct cursor *c)
{
	return (size_t)(c->end - c->p);
}

static inline void cursor_fail(struct cursor *c)
{
	c->bad = true;
	c->p = c->end;
}

static inline uint8_t cursor_u8(struct cursor *c)
{
	if (c->p == c->end) {
		cursor_fail(c);
		return 0;
	}
	return *c->p++;
}

static inline uint64_t cursor_number(struct cursor *c, unsigned n)
{
	uint64_t v = 0;

	if (cursor_left(c) < n || n > 8) {
		cursor_fail(c);
		return 0;
	}
	if (c->big_endian) {
		for (unsigned i = 0; i < n; i++)
			v = v << 8 | c->p[i];
	} else if (n == 4) {
		uint32_t w;
		memcpy(&w, c->p, 4);
		v = le32toh(w);
	} else {
		for (unsigned i = n; i-- > 0;)
			v = v << 8 | c->p[i];
	}
	c->p += n;
	return v;
}

/** Bits past the 64th are lost. */
static inline uint64_t cursor_uleb(struct cursor *c)
{
	uint64_t v = 0;

	for (unsigned shift = 0; c->p < c->end; shift += 7) {
		unsigned char b = *c->p++;
		if (shift < 64)
			v |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return v;
	}
	cursor_fail(c);
	return 0;
}

static inline int64_t cursor_sleb(struct cursor *c)
{
	uint64_t v = 0;

	for (unsigned shift = 0; c->p < c->end;) {
		unsigned char b = *c->p++;
		if (shift < 64)
			v |= (uint64_t)(b & 0x7f) << shift;
		shift += 7;
		if (!(b & 0x80)) {
			if (b & 0x40 && shift < 64)
				v |= ~UINT64_C(0) << shift;
			return (int64_t)v;
		}
	}
	cursor_fail(c);
	return 0;
}

static inline void cursor_skip(struct cursor *c, uint64_t n)
{
	if (n > cursor_left(c))
		cursor_fail(c);
	else
		c->p += n;
}

/** Bytes up to a NUL, and over it. */
static inline struct slice cursor_text(struct cursor *c)
{
	const unsigned char *nul = c->p < c->end ? memchr(c->p, 0, cursor_left(c)) : NULL;

	if (!nul) {
		cursor_fail(c);
		return (struct slice){ NULL, 0 };
	}
	struct slice s = { (const char *)c->p, (size_t)(nul - c->p) };
	c->p = nul + 1;
	return s;
}

/** The next @p n bytes as a cursor of their own. */
static inline struct cursor cursor_part(struct cursor *c, uint64_t n)
{
	struct cursor part = *c;

	if (n > cursor_left(c)) {
		cursor_fail(c);
		part.p = part.end;
		part.bad = true;
		return part;
	}
	part.end = c->p + n;
	c->p += n;
	return part;
}
