// SPDX-License-Identifier: Apache-2.0
#include "analyzer/code/code_text.h"

#include "parsers/base/hex.h"

/** One word of the text as printed. */
struct token {
	struct slice
		digits; /**< n 0: `????????`, `XXXXXXXX` or another mark for what cannot be read */
	bool marked;
};

static bool is_all(struct slice s, bool (*test)(char))
{
	for (size_t i = 0; i < s.n; i++)
		if (!test(s.p[i]))
			return false;
	return s.n > 0;
}

static bool is_filler(char c)
{
	return c == '?' || c == 'X' || c == '*';
}

/** `8b`, `<8b>`, `(f9400d01)`, `????????`; false: neither. */
static bool token_parse(struct slice word, struct token *ret)
{
	bool opened = word.n && (*word.p == '<' || *word.p == '(');
	bool closed = word.n && (word.p[word.n - 1] == '>' || word.p[word.n - 1] == ')');

	word = slice_from(word, opened);
	word.n -= closed && word.n;
	if (is_all(word, is_filler) && word.n >= 2)
		*ret = (struct token){ { word.p, 0 }, opened };
	else if (hex_is(word) && (word.n == 2 || word.n == 4 || word.n == 8))
		*ret = (struct token){ word, opened };
	else
		return false;
	return true;
}

static bool dump_add(struct code_dump *d, struct slice digits, bool big_endian)
{
	size_t n = digits.n / 2;
	uint64_t v = 0;

	if (d->n + n > CODE_BYTES_MAX || !slice_u64(&digits, 16, &v))
		return false;
	for (size_t i = 0; i < n; i++)
		d->bytes[d->n + i] = (uint8_t)(v >> 8 * (big_endian ? n - 1 - i : i));
	d->n += n;
	return true;
}

static bool next_word(struct slice *in, struct slice *ret)
{
	struct slice empty;

	do {
		slice_skip_blanks(in);
		if (slice_word(in, ret))
			return true;
	} while (slice_line(in, &empty));
	return false;
}

static bool plain_parse(struct slice text, bool big_endian, struct code_dump *d)
{
	struct slice word;
	struct token t;
	bool found = false;

	while (next_word(&text, &word)) {
		if (!token_parse(word, &t)) {
			// "[...]" in front of what was cut; other words end what is code
			if (found)
				break;
			d->n = 0;
			continue;
		}
		unsigned unit = (unsigned)t.digits.n / 2;
		if (!unit || (d->unit && unit != d->unit)) {
			if (found || t.marked)
				break;
			d->n = 0;
			d->unit = unit;
			if (!unit)
				continue;
		}
		d->unit = unit;
		if (t.marked && !found) {
			found = true;
			d->at = d->n;
		}
		if (!dump_add(d, t.digits, big_endian))
			break;
	}
	return found && d->n > d->at;
}

/** A line `#000000000010a2b8: a7f40001          brc  15,000000000010a2ba` of s390. */
static bool s390_line(struct slice line, struct slice *ret_digits, bool *ret_marked)
{
	struct slice address, word;

	line = slice_ltrim(line);
	slice_skip_char(&line, '#');
	*ret_marked = slice_skip_char(&line, '>');
	if (!slice_cut(&line, ':', &address) || address.n != 16 || !hex_is(address))
		return false;
	slice_skip_blanks(&line);
	if (!slice_word(&line, &word) || !hex_is(word) || word.n % 4 || word.n > 12)
		return false;
	*ret_digits = word;
	return true;
}

static bool s390_parse(struct slice text, struct code_dump *d)
{
	struct slice line, digits;
	bool marked, found = false;

	d->unit = 2;
	d->is_exact = true;
	while (slice_line(&text, &line)) {
		if (!s390_line(line, &digits, &marked)) {
			if (found)
				break;
			d->n = 0;
			continue;
		}
		if (marked && !found) {
			found = true;
			d->at = d->n;
		}
		for (struct slice half = digits; half.n; half = slice_from(half, 4))
			if (!dump_add(d, slice_head(half, 4), true))
				return found && d->n > d->at;
	}
	return found && d->n > d->at;
}

/** Longest text that is looked at; the kernel prints some 200 bytes, on s390 some 500. */
#define TEXT_BYTES 4096

/** Control bytes that a log writes as `\\x0a`, as syslog and the journal do; a new length. */
static size_t unescape(struct slice text, char ret[TEXT_BYTES])
{
	size_t n = 0;

	for (size_t i = 0; i < text.n && n < TEXT_BYTES; i++) {
		struct slice hex = slice_head(slice_from(text, i + 2), 2);
		uint64_t v;
		if (slice_starts(slice_from(text, i), S("\\x")) && hex.n == 2 &&
		    slice_u64(&hex, 16, &v) && !hex.n && v < 0x20) {
			i += 3;
			ret[n++] = v == 0x0a ? '\n' : ' ';
		} else {
			ret[n++] = text.p[i];
		}
	}
	return n;
}

bool code_text_parse(struct slice text, bool big_endian, struct code_dump *ret)
{
	struct code_dump d = { 0 };
	struct slice first, digits;
	char plain[TEXT_BYTES];
	bool marked;

	text = (struct slice){ plain, unescape(text, plain) };
	struct slice in = text;
	if (slice_line(&in, &first) && s390_line(first, &digits, &marked)) {
		if (!s390_parse(text, &d))
			return false;
	} else if (!plain_parse(text, big_endian, &d)) {
		return false;
	}
	*ret = d;
	return true;
}
