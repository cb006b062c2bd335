// SPDX-License-Identifier: Apache-2.0
/** @file Reading at an offset, however often pread() has to be called. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Read up to @p n bytes at @p off; fewer when the file ends or cannot be read. */
size_t read_at(int fd, uint64_t off, void *buf, size_t n);

/** All or nothing. */
static inline bool read_all_at(int fd, uint64_t off, void *buf, size_t n)
{
	return read_at(fd, off, buf, n) == n;
}

/** A number of @p n (1, 2, 4, 8) bytes at @p p. */
static inline uint64_t bytes_number(const void *p, size_t n, bool big_endian)
{
	const unsigned char *b = p;
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | b[big_endian ? i : n - 1 - i];
	return v;
}
