// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/unpack.h"

#include "parsers/base/archive_lib.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/readat.h"
#include "parsers/limits.h"
#include <elf.h>
#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#ifndef ELFCOMPRESS_ZSTD
#define ELFCOMPRESS_ZSTD 2
#endif

char *unpack_section(uint32_t method, struct slice packed, size_t size)
{
	_cleanup_free_ char *out = xmalloc(size ? size : 1);
	bool good = false;

	if (method == ELFCOMPRESS_ZLIB) {
		uLongf n = size;
		good = uncompress((Bytef *)out, &n, (const Bytef *)packed.p, packed.n) == Z_OK &&
		       n == size;
	} else if (method == ELFCOMPRESS_ZSTD) {
		good = ZSTD_decompress(out, size, packed.p, packed.n) == size;
	}
	return good ? take(out) : NULL;
}

static bool looks_packed(const unsigned char *head, size_t n)
{
	static const struct {
		size_t n;
		const char *magic;
	} known[] = {
		{ 2, "\x1f\x8b" },
		{ 6, "\xfd"
		     "7zXZ" },
		{ 4, "\x28\xb5\x2f\xfd" },
		{ 3, "BZh" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (n >= known[i].n && memcmp(head, known[i].magic, known[i].n) == 0)
			return true;
	}
	return false;
}

static void archive_freep(struct archive **a)
{
	archive_lib()->archive_read_free(*a);
}

static struct err *copy_out(struct archive *a, uint64_t max, int out)
{
	_cleanup_free_ char *buf = xmalloc(1 << 16);
	uint64_t total = 0;

	for (;;) {
		ssize_t n = archive_lib()->archive_read_data(a, buf, 1 << 16);
		if (n < 0)
			return err_new(ERR_FORMAT, 0, "%s", archive_lib()->archive_error_string(a));
		if (n == 0)
			return NULL;
		if (total + (uint64_t)n > max)
			return err_new(ERR_LIMIT, 0, "unpacks to more than %llu bytes",
			               (unsigned long long)max);
		if (!write_all_at(out, total, buf, (size_t)n))
			return err_new(ERR_IO, errno, "unpack in memory");
		total += (uint64_t)n;
	}
}

struct err *unpack_file(int *fd)
{
	unsigned char head[8];
	ssize_t n = pread(*fd, head, sizeof(head), 0);
	struct archive_entry *entry;

	if (n <= 0 || !looks_packed(head, (size_t)n))
		return NULL;
	struct stat st;
	if (fstat(*fd, &st) != 0)
		return err_new(ERR_IO, errno, "size of compressed file");
	if (!archive_lib())
		return err_new(ERR_UNSUPPORTED, 0, ARCHIVE_LIB_MISSING);
	_cleanup_(archive_freep) struct archive *a = archive_lib()->archive_read_new();
	if (!a)
		die_oom();
	archive_lib()->archive_read_support_filter_all(a);
	archive_lib()->archive_read_support_format_raw(a);
	if (archive_lib()->archive_read_open_fd(a, *fd, 1 << 16) != ARCHIVE_OK ||
	    archive_lib()->archive_read_next_header(a, &entry) != ARCHIVE_OK)
		return err_new(ERR_FORMAT, 0, "%s", archive_lib()->archive_error_string(a));
	_cleanup_close_ int out = memfd_create("unpacked", MFD_CLOEXEC);
	if (out < 0)
		return err_new(ERR_IO, errno, "unpack in memory");
	uint64_t max = (uint64_t)st.st_size * LIMIT_EXPAND_RATIO + LIMIT_EXPAND_FREE_BYTES;
	struct err *e =
		copy_out(a, max < LIMIT_DEBUG_FILE_BYTES ? max : LIMIT_DEBUG_FILE_BYTES, out);
	if (e)
		return e;
	close(*fd);
	*fd = take_fd(out);
	return NULL;
}
