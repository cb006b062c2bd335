// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Content hashes: SHA-256 of what was read, and the short keys made from it.
 *
 * A key is the first 8 bytes of a SHA-256 in 16 hex digits.  The parts of a key are hashed with
 * their lengths, so that ("ab","c") and ("a","bc") differ.
 */
#pragma once

#include "parsers/base/slice.h"

#define SHA256_HEX 64
#define KEY_HEX    16

struct sha256;

struct sha256 *sha256_new(void);
void sha256_free(struct sha256 *h); /**< NULL is allowed */
void sha256_add(struct sha256 *h, struct slice s);
/** Hash of all that was added, as hex and NUL; @p h starts anew. */
void sha256_end(struct sha256 *h, char ret[SHA256_HEX + 1]);

/** For tables in memory: FNV-1a, its halves folded.  Nothing that is stored may depend on it. */
static inline uint64_t slice_hash(struct slice s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
	return h ^ h >> 32;
}

/** Key of @p n parts, as hex and NUL. */
void key_of(const struct slice *parts, size_t n, char ret[KEY_HEX + 1]);
