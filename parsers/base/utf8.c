// SPDX-License-Identifier: Apache-2.0
#include "parsers/base/utf8.h"

size_t utf8_len(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (!s.n)
		return 0;
	if (p[0] < 0x80)
		return 1;
	size_t n = p[0] >= 0xc2 && p[0] <= 0xdf   ? 2
	           : (p[0] & 0xf0) == 0xe0        ? 3
	           : p[0] >= 0xf0 && p[0] <= 0xf4 ? 4
	                                          : 0;
	if (!n || s.n < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	// overlong forms, surrogates, above U+10FFFF
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return n;
}

bool utf8_valid(struct slice s)
{
	while (s.n) {
		size_t n = utf8_len(s);
		if (!n)
			return false;
		s = slice_from(s, n);
	}
	return true;
}
