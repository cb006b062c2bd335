// SPDX-License-Identifier: Apache-2.0
/** @file Reading and writing at an offset, however often pread() and pwrite() have to be called. */
#pragma once

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** Read up to @p n bytes at @p off; fewer when the file ends or cannot be read. */
size_t read_at(int fd, uint64_t off, void *buf, size_t n);

/** All or nothing. */
static inline bool read_all_at(int fd, uint64_t off, void *buf, size_t n)
{
	return read_at(fd, off, buf, n) == n;
}

/** False with errno: not all of it was written. */
bool write_all_at(int fd, uint64_t off, const void *buf, size_t n);

/** An unnamed file in memory that holds @p n bytes, to be closed by the caller; -1 with errno. */
int memory_file(const void *buf, size_t n);

/** A number of @p n (1, 2, 4, 8) bytes at @p p. */
static inline uint64_t bytes_number(const void *p, size_t n, bool big_endian)
{
	char v8[8] = { 0 };
	uint64_t v;

	memcpy(big_endian ? v8 + 8 - n : v8, p, n);
	memcpy(&v, v8, sizeof(v));
	return big_endian ? be64toh(v) : le64toh(v);
}
