// SPDX-License-Identifier: Apache-2.0
//
// INFO: Freed in fasync_free_rcu+0x14/0x20 age=624 cpu=0 pid=3
#include "analyzer/groups/clean.h"

/** Hex digits that make an address even without 0x in front. */
#define ADDRESS_DIGITS 6

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static size_t run_of(struct slice s, size_t at, bool (*is)(char c))
{
	size_t n = 0;
	while (at + n < s.n && is(s.p[at + n]))
		n++;
	return n;
}

/** `+0x14/0x20` after a function's name; 0: not here. */
static size_t offset_length(struct slice s, size_t at)
{
	size_t i = at;

	if (!slice_starts(slice_from(s, i), S("+0x")))
		return 0;
	size_t n = run_of(s, i + 3, is_hex);
	i += 3 + n;
	if (!n || !slice_starts(slice_from(s, i), S("/0x")))
		return 0;
	n = run_of(s, i + 3, is_hex);
	return n ? i + 3 + n - at : 0;
}

/** Four numbers and three dots. */
static size_t ip_length(struct slice s, size_t at)
{
	size_t i = at;

	for (int part = 0; part < 4; part++) {
		size_t n = run_of(s, i, is_digit);
		if (!n || n > 3)
			return 0;
		i += n;
		if (part < 3 && (i >= s.n || s.p[i++] != '.'))
			return 0;
	}
	return i - at;
}

/** A number that begins here, where no word goes on; 0: none.  @p ret: what stands for it. */
static size_t number_length(struct slice s, size_t at, const char **ret)
{
	bool prefixed = slice_starts(slice_from(s, at), S("0x"));
	size_t n = run_of(s, at + (prefixed ? 2 : 0), is_hex);

	if (prefixed && n) {
		*ret = "ADDR";
		return n + 2;
	}
	size_t digits = 0;
	for (size_t i = 0; i < n; i++)
		digits += is_digit(s.p[at + i]);
	if (n >= ADDRESS_DIGITS && digits && (digits < n || n >= 8)) {
		*ret = "ADDR";
		return n;
	}
	size_t ip = ip_length(s, at);
	if (ip) {
		*ret = "IP";
		return ip;
	}
	n = run_of(s, at, is_digit);
	*ret = "NUM";
	return n && (at + n >= s.n || !is_word(s.p[at + n])) ? n : 0;
}

/** `:12` after the name of a source file, `:12:5` too. */
static size_t line_length(struct slice s, size_t at)
{
	size_t i = at, n;

	if (at < 2 || s.p[at - 2] != '.' || !memchr("chS", s.p[at - 1], 3))
		return 0;
	while (i < s.n && s.p[i] == ':' && (n = run_of(s, i + 1, is_digit)) > 0)
		i += n + 1;
	return i - at;
}

void clean_text(struct sbuf *out, struct slice text)
{
	const char *instead;
	size_t n;

	text = slice_trim(text);
	for (size_t i = 0; i < text.n && !out->overflow; i++) {
		char c = text.p[i];
		bool in_word = i && is_word(text.p[i - 1]);
		if (in_word && c == '+' && (n = offset_length(text, i)) > 0) {
			i += n - 1;
		} else if (c == ':' && (n = line_length(text, i)) > 0) {
			sbuf_puts(out, ":LINE");
			i += n - 1;
		} else if (slice_starts(slice_from(text, i), S("CPU#")) &&
		           (n = run_of(text, i + 4, is_digit)) > 0) {
			sbuf_puts(out, "CPU");
			i += n + 3;
		} else if (!in_word && is_hex(c) && (n = number_length(text, i, &instead)) > 0) {
			sbuf_puts(out, instead);
			i += n - 1;
		} else {
			sbuf_char(out, c >= ' ' && c <= '~' ? c : '?');
		}
	}
}
