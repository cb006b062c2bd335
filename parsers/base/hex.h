// SPDX-License-Identifier: Apache-2.0
/** @file Hexadecimal digits, of either case on the way in and lower on the way out; no 0x. */
#pragma once

#include "parsers/base/slice.h"

/** Value of digit @p c; -1: it is none. */
static inline int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/** Is it digits alone?  True of nothing. */
static inline bool hex_is(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (hex_digit(s.p[i]) < 0)
			return false;
	return true;
}

/** Two digits a byte, and NUL: @p ret has room for 2 * n + 1. */
static inline void hex_put(struct slice bytes, char *ret)
{
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char c = (unsigned char)bytes.p[i];
		*ret++ = "0123456789abcdef"[c >> 4];
		*ret++ = "0123456789abcdef"[c & 15];
	}
	*ret = '\0';
}
