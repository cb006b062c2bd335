// SPDX-License-Identifier: Apache-2.0
#include "parsers/base/slice.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int slice_cmp(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	return c ? c : (a.n > b.n) - (a.n < b.n);
}

struct slice slice_ltrim(struct slice s)
{
	while (s.n && is_blank(*s.p)) {
		s.p++;
		s.n--;
	}
	return s;
}

struct slice slice_trim(struct slice s)
{
	s = slice_ltrim(s);
	while (s.n && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool slice_skip_blanks(struct slice *in)
{
	size_t n = 0;
	while (n < in->n && (in->p[n] == ' ' || in->p[n] == '\t'))
		n++;
	if (!n) // in->p may be NULL
		return false;
	in->p += n;
	in->n -= n;
	return true;
}

bool slice_word(struct slice *in, struct slice *ret)
{
	size_t n = 0;
	while (n < in->n && !is_blank(in->p[n]))
		n++;
	if (!n)
		return false;
	*ret = (struct slice){ in->p, n };
	in->p += n;
	in->n -= n;
	return true;
}

bool slice_line(struct slice *in, struct slice *ret)
{
	if (!in->n)
		return false;
	const char *nl = memchr(in->p, '\n', in->n);
	size_t n = nl ? (size_t)(nl - in->p) : in->n;
	struct slice line = { in->p, n };
	if (nl)
		n++;
	in->p += n;
	in->n -= n;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	*ret = line;
	return true;
}

bool slice_skip_past(struct slice *in, struct slice mark)
{
	ssize_t at = slice_find(*in, mark);
	if (at < 0)
		return false;
	*in = slice_from(*in, at + mark.n);
	return true;
}

bool slice_cut(struct slice *in, char sep, struct slice *ret)
{
	const char *at = in->n ? memchr(in->p, sep, in->n) : NULL;
	if (!at)
		return false;
	*ret = (struct slice){ in->p, at - in->p };
	*in = slice_from(*in, ret->n + 1);
	return true;
}

static unsigned digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 255;
}

bool slice_u64(struct slice *in, unsigned base, uint64_t *ret)
{
	uint64_t v = 0;
	size_t i = 0;

	for (; i < in->n && digit_value(in->p[i]) < base; i++) {
		if (__builtin_mul_overflow(v, base, &v) ||
		    __builtin_add_overflow(v, digit_value(in->p[i]), &v))
			return false;
	}
	if (i == 0)
		return false;
	in->p += i;
	in->n -= i;
	*ret = v;
	return true;
}

bool slice_i64(struct slice *in, int64_t *ret)
{
	struct slice s = *in;
	uint64_t v;
	bool minus = slice_skip_char(&s, '-');

	if (!slice_u64(&s, 10, &v) || v > (uint64_t)INT64_MAX)
		return false;
	*ret = minus ? -(int64_t)v : (int64_t)v;
	*in = s;
	return true;
}

bool slice_hex(struct slice *in, uint64_t *ret)
{
	struct slice s = *in;

	if (s.n > 2 && s.p[0] == '0' && (s.p[1] == 'x' || s.p[1] == 'X'))
		s = slice_from(s, 2);
	if (!slice_u64(&s, 16, ret))
		return false;
	*in = s;
	return true;
}
