// SPDX-License-Identifier: Apache-2.0
#include "parsers/base/readat.h"

#include <errno.h>
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
