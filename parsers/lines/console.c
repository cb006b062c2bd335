// SPDX-License-Identifier: Apache-2.0
/*
 * Serial consoles.  Firmware and systemd colour their output, CR comes before and after LF, and a
 * line that was not sent to its end is full of NULs:
 *
 *   Booting from ROM..\x1bc\x1b[?7l\x1b[2J[    0.000000] Linux version 6.1.0-13-amd64 (…)\r\n
 *   [\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39mUpdate UTMP\x1b[0m.\r\n
 *
 * Source: ECMA-48 (control sequences: ESC [ parameters final byte; control strings: ESC ] … BEL).
 */
#include "parsers/lines/inner.h"

#define BYTES_01 UINT64_C(0x0101010101010101)
#define BYTES_80 (BYTES_01 * 0x80)

static bool is_dirty(unsigned char c)
{
	return c < 0x20 && c != '\t';
}

bool console_is_clean(struct slice s)
{
	size_t i = 0;

	for (; i + 8 <= s.n; i += 8) {
		uint64_t v;
		memcpy(&v, s.p + i, 8);
		// some byte below 0x20: "Determine if a word has a byte less than n", Bit Twiddling Hacks
		if (!((v - BYTES_01 * 0x20) & ~v & BYTES_80))
			continue;
		for (size_t j = i; j < i + 8; j++)
			if (is_dirty(s.p[j]))
				return false;
	}
	for (; i < s.n; i++)
		if (is_dirty(s.p[i]))
			return false;
	return true;
}

/** Bytes of the escape sequence that @p s begins with, ESC included. */
static size_t escape_len(struct slice s)
{
	if (s.n < 2)
		return s.n;
	unsigned char kind = s.p[1];
	size_t i = 2;

	if (kind == '[') {
		while (i < s.n && (unsigned char)s.p[i] >= 0x20 && (unsigned char)s.p[i] < 0x40)
			i++;
		return i < s.n && (unsigned char)s.p[i] >= 0x40 ? i + 1 : i;
	}
	if (kind == ']' || kind == 'P' || kind == '^' || kind == '_') {
		for (; i < s.n; i++) {
			if (s.p[i] == '\a')
				return i + 1;
			if (s.p[i] == '\033')
				return i + 1 < s.n && s.p[i + 1] == '\\' ? i + 2 : i;
		}
		return 2; // not ended on this line: keep what follows
	}
	if (kind >= 0x20 && kind < 0x30) { // ESC ( B and the like
		while (i < s.n && (unsigned char)s.p[i] >= 0x20 && (unsigned char)s.p[i] < 0x30)
			i++;
		return i < s.n ? i + 1 : i;
	}
	return 2;
}

void console_clean(struct slice s, struct sbuf *ret)
{
	sbuf_reset(ret);
	while (s.n) {
		size_t run = 0;
		while (run < s.n && !is_dirty(s.p[run]))
			run++;
		sbuf_add(ret, slice_head(s, run));
		s = slice_from(s, run);
		if (!s.n)
			break;
		size_t skip = 1;
		if (*s.p == '\033')
			skip = escape_len(s);
		else if (*s.p == '\b' && ret->n)
			ret->p[--ret->n] = '\0';
		else if (*s.p == '\r' && s.n > 1 && ret->n && ret->p[ret->n - 1] != ' ')
			sbuf_char(ret, ' '); // what was written over must not join what is new
		s = slice_from(s, skip);
	}
}
