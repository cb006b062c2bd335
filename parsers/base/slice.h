// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * String views.
 *
 * A slice borrows bytes; it owns nothing, need not end in NUL and may hold any byte.  Passed by
 * value.  A parameter that a function moves forward is `struct slice *in`; on failure it is left
 * where it was, so parsers can try alternatives in turn.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

struct slice {
	const char *p;
	size_t n; /**< bytes */
};

#define S(literal)   ((struct slice){ "" literal, sizeof(literal) - 1 })
#define SLICE_FMT    "%.*s"
#define SLICE_ARG(s) (int)(s).n, (s).p

static inline bool slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/** Step over @p prefix, or do not move. */
static inline bool slice_skip(struct slice *in, struct slice prefix)
{
	if (in->n < prefix.n || !slice_eq((struct slice){ in->p, prefix.n }, prefix))
		return false;
	in->p += prefix.n;
	in->n -= prefix.n;
	return true;
}

static inline bool slice_starts(struct slice s, struct slice prefix)
{
	return s.n >= prefix.n && memcmp(s.p, prefix.p, prefix.n) == 0;
}

static inline bool slice_ends(struct slice s, struct slice suffix)
{
	return s.n >= suffix.n && memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0;
}

/** The slice from byte @p from to the end; empty if @p from is past it. */
static inline struct slice slice_from(struct slice s, size_t from)
{
	if (!from || !s.n) // s.p may be NULL
		return s;
	return from >= s.n ? (struct slice){ s.p + s.n, 0 }
	                   : (struct slice){ s.p + from, s.n - from };
}

/** The first @p n bytes, or all of it when it is shorter. */
static inline struct slice slice_head(struct slice s, size_t n)
{
	return (struct slice){ s.p, n < s.n ? n : s.n };
}

static inline struct slice slice_str(const char *s)
{
	return (struct slice){ s, s ? strlen(s) : 0 };
}

/** Where @p what begins in @p s, or -1. */
static inline ssize_t slice_find(struct slice s, struct slice what)
{
	const char *at = s.n ? memmem(s.p, s.n, what.p, what.n) : NULL;
	return at ? at - s.p : -1;
}

static inline bool slice_has(struct slice s, struct slice what)
{
	return slice_find(s, what) >= 0;
}

/** memcmp() order, the shorter first when one begins the other. */
int slice_cmp(struct slice a, struct slice b);

/** Without blanks and tabs (and CR, LF) at the beginning; at both ends. */
struct slice slice_ltrim(struct slice s);
struct slice slice_trim(struct slice s);

/** Step over blanks and tabs; true if there was one. */
bool slice_skip_blanks(struct slice *in);

/** Step over one byte @p c, or do not move. */
static inline bool slice_skip_char(struct slice *in, char c)
{
	if (!in->n || *in->p != c)
		return false;
	in->p++;
	in->n--;
	return true;
}

/** Take the longest run of bytes without blank, tab, CR, LF; false if it would be empty. */
bool slice_word(struct slice *in, struct slice *ret);

/** Take the next line without its LF (or CRLF); false at the end of input.  The last line need not
 *  end in LF. */
bool slice_line(struct slice *in, struct slice *ret);

/** Take `-`?digits in base 10; false on no digit or overflow. */
bool slice_i64(struct slice *in, int64_t *ret);

/** Take `0x`?hex digits as one number of at most 64 bits; false on no digit or overflow. */
bool slice_hex(struct slice *in, uint64_t *ret);

/** A C string literal compared with a slice. */
#define slice_is(s, literal) slice_eq(s, S(literal))

/** Step over everything up to and including the first @p mark. */
bool slice_skip_past(struct slice *in, struct slice mark);

/** Take the bytes before @p sep and step over both; false if there is no @p sep. */
bool slice_cut(struct slice *in, char sep, struct slice *ret);

/** Take a number in base 10 (no sign) or 16 (no 0x); false on no digit or overflow. */
bool slice_u64(struct slice *in, unsigned base, uint64_t *ret);
