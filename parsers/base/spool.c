// SPDX-License-Identifier: Apache-2.0
#include "parsers/base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/mman.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/readat.h"
#include "parsers/base/sbuf.h"

#define NO_SPACE "does not fit into TMPDIR or /var/tmp, the rest is not read"

struct spool {
	uint64_t max, n; /**< bytes */
	struct sbuf memory;
	int fd; /**< -1: all is in memory */
	void *map;
	const char *problem;
	char too_large[64];
};

struct spool *spool_new(uint64_t max)
{
	struct spool *s = xcalloc(1, sizeof(*s));

	s->max = max;
	s->fd = -1;
	snprintf(s->too_large, sizeof(s->too_large),
	         "is larger than %" PRIu64 " GiB, the rest is not read", max >> 30);
	return s;
}

void spool_free(struct spool *s)
{
	if (!s)
		return;
	if (s->map)
		munmap(s->map, s->n);
	if (s->fd >= 0)
		close(s->fd);
	sbuf_deinit(&s->memory);
	free(s);
}

/** File systems without O_TMPFILE get a name that is removed at once. */
static int open_unnamed(const char *folder)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
		struct sbuf name = { 0 };
		sbuf_printf(&name, "%s/crashql-XXXXXX", folder);
		fd = mkostemp(name.p, O_CLOEXEC);
		if (fd >= 0)
			unlink(name.p);
		sbuf_deinit(&name);
	}
	return fd;
}

static int open_somewhere(void)
{
	const char *folders[] = { getenv("TMPDIR"), "/var/tmp", "/tmp" };
	int fd = -1;

	for (size_t i = 0; i < 3 && fd < 0; i++)
		if (folders[i] && *folders[i])
			fd = open_unnamed(folders[i]);
	return fd;
}

static bool is_zero(struct slice s)
{
	return s.n && !*s.p && memcmp(s.p, s.p + 1, s.n - 1) == 0;
}

/** Holes stay holes. */
static bool write_out(struct spool *s, uint64_t at, struct slice bytes)
{
	return is_zero(bytes) || write_all_at(s->fd, at, bytes.p, bytes.n);
}

/** From here on, everything goes to a file. */
static bool to_file(struct spool *s)
{
	if (s->fd >= 0)
		return true;
	s->fd = open_somewhere();
	if (s->fd >= 0 && write_out(s, 0, sbuf_slice(&s->memory)))
		return true;
	s->problem = "cannot be kept in TMPDIR or /var/tmp, the rest is not read";
	return false;
}

void spool_add(struct spool *s, struct slice bytes)
{
	if (s->problem)
		return;
	if (bytes.n > s->max - s->n) {
		s->problem = s->too_large;
		bytes = slice_head(bytes, s->max - s->n);
	}
	if (s->fd < 0 && s->n + bytes.n <= SPOOL_MEMORY_BYTES) {
		sbuf_add(&s->memory, bytes);
		s->n += bytes.n;
		return;
	}
	if (!to_file(s))
		return;
	if (write_out(s, s->n, bytes))
		s->n += bytes.n;
	else
		s->problem = NO_SPACE;
}

bool spool_put(struct spool *s, uint64_t off, struct slice bytes)
{
	if (off > s->max || bytes.n > s->max - off) {
		s->problem = s->too_large;
		return false;
	}
	if (!to_file(s))
		return false;
	// what was there may have been something else
	bool over = off < s->n && is_zero(bytes);
	if (over ? !write_all_at(s->fd, off, bytes.p, bytes.n) : !write_out(s, off, bytes)) {
		s->problem = NO_SPACE;
		return false;
	}
	if (off + bytes.n > s->n)
		s->n = off + bytes.n;
	return true;
}

struct slice spool_end(struct spool *s, const char **ret_problem)
{
	*ret_problem = s->problem;
	if (s->fd < 0 || s->memory.n == s->n)
		return sbuf_slice(&s->memory);
	void *map = MAP_FAILED;
	if (ftruncate(s->fd, (off_t)s->n) == 0)
		map = mmap(NULL, s->n, PROT_READ, MAP_PRIVATE, s->fd, 0);
	if (map == MAP_FAILED) {
		*ret_problem = "cannot be mapped into memory";
		return (struct slice){ "", 0 };
	}
	s->map = map;
	return (struct slice){ map, s->n };
}

int spool_end_file(struct spool *s, const char **ret_problem)
{
	if (!to_file(s) || ftruncate(s->fd, (off_t)s->n) != 0) {
		*ret_problem = s->problem ? s->problem : NO_SPACE;
		return -1;
	}
	*ret_problem = s->problem;
	return s->fd;
}
