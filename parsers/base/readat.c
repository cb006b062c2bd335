// SPDX-License-Identifier: Apache-2.0
#include "parsers/base/readat.h"

#include "parsers/base/cleanup.h"
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

size_t read_at(int fd, uint64_t off, void *buf, size_t n)
{
	size_t have = 0;

	while (have < n && off <= INT64_MAX - n) {
		ssize_t got = pread(fd, (char *)buf + have, n - have, (off_t)(off + have));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		have += (size_t)got;
	}
	return have;
}

bool write_all_at(int fd, uint64_t off, const void *buf, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t put = pwrite(fd, (const char *)buf + done, n - done, (off_t)(off + done));
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		done += (size_t)put;
	}
	return true;
}

int memory_file(const void *buf, size_t n)
{
	_cleanup_close_ int fd = memfd_create("bytes", MFD_CLOEXEC);

	return fd >= 0 && write_all_at(fd, 0, buf, n) ? take_fd(fd) : -1;
}
