// SPDX-License-Identifier: Apache-2.0
/*
 * The two hashes of journal files: lookup3 by Bob Jenkins (hashlittle2(), public domain), and
 * SipHash-2-4 by Aumasson and Bernstein, both from their descriptions.
 */
#include "parsers/lines/journal_object.h"

static uint32_t rot32(uint32_t v, int n)
{
	return v << n | v >> (32 - n);
}

static uint64_t rot64(uint64_t v, int n)
{
	return v << n | v >> (64 - n);
}

/** Up to 4 bytes, little endian. */
static uint32_t word(const unsigned char *p, size_t n)
{
	uint32_t v = 0;

	for (size_t i = 0; i < n && i < 4; i++)
		v |= (uint32_t)p[i] << (8 * i);
	return v;
}

static void mix(uint32_t v[3])
{
	static const unsigned char by[] = { 4, 6, 8, 16, 19, 4 };

	for (unsigned i = 0; i < 6; i++) {
		uint32_t *a = &v[i % 3], *b = &v[(i + 1) % 3], *c = &v[(i + 2) % 3];
		*a -= *c;
		*a ^= rot32(*c, by[i]);
		*c += *b;
	}
}

static void finish(uint32_t v[3])
{
	static const unsigned char by[] = { 14, 11, 25, 16, 4, 14, 24 };

	for (unsigned i = 0; i < 7; i++) {
		uint32_t *c = &v[(i + 2) % 3], *b = &v[(i + 1) % 3];
		*c ^= *b;
		*c -= rot32(*b, by[i]);
	}
}

uint64_t journal_hash_jenkins(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t n = s.n;
	uint32_t init = 0xdeadbeef + (uint32_t)n, v[3] = { init, init, init };

	for (; n > 12; n -= 12, p += 12) {
		for (unsigned i = 0; i < 3; i++)
			v[i] += word(p + 4 * i, 4);
		mix(v);
	}
	if (n) {
		for (unsigned i = 0; i < 3 && n > 4 * i; i++)
			v[i] += word(p + 4 * i, n - 4 * i);
		finish(v);
	}
	return (uint64_t)v[2] << 32 | v[1];
}

static uint64_t long_word(const char *p)
{
	return (uint64_t)word((const unsigned char *)p + 4, 4) << 32 |
	       word((const unsigned char *)p, 4);
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rot64(v[1], 13) ^ v[0];
	v[0] = rot64(v[0], 32);
	v[2] += v[3];
	v[3] = rot64(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rot64(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rot64(v[1], 17) ^ v[2];
	v[2] = rot64(v[2], 32);
}

uint64_t journal_hash_sip(struct slice s, const char key[16])
{
	uint64_t k0 = long_word(key), k1 = long_word(key + 8), last = (uint64_t)s.n << 56;
	uint64_t v[4] = { k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261,
		          k1 ^ 0x7465646279746573 };

	for (; s.n >= 8; s = slice_from(s, 8)) {
		uint64_t m = long_word(s.p);
		v[3] ^= m;
		sip_round(v);
		sip_round(v);
		v[0] ^= m;
	}
	for (size_t i = 0; i < s.n; i++)
		last |= (uint64_t)(unsigned char)s.p[i] << (8 * i);
	v[3] ^= last;
	sip_round(v);
	sip_round(v);
	v[0] ^= last;
	v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
