// SPDX-License-Identifier: Apache-2.0
// Parts that are files of a folder; see pstore_key.c for how they look.
#include "parsers/input/pstore.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"

/** The parts of one dump, @p n >= 2, become the entry of the first of them. */
static void join(struct input_list *l, const struct pstore_key *k, size_t n)
{
	struct input_file *first = &l->files[k[0].index];
	char **parts = xcalloc(n, sizeof(*parts));

	for (size_t i = 0; i < n; i++) {
		struct input_file *f = &l->files[k[i].index];
		parts[i] = f->path;
		if (i) {
			first->bytes += f->bytes;
			f->path = NULL; // taken out of the list below
		}
	}
	first->path = xstrdup(parts[0]);
	first->parts = parts;
	first->n_parts = n;
}

static bool look(const char *path, size_t index, struct pstore_key *ret)
{
	char head[PSTORE_HEAD_BYTES];
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n = fd >= 0 ? pread(fd, head, sizeof(head), 0) : -1;

	return n > 0 && pstore_key_make(path, (struct slice){ head, (size_t)n }, index, ret);
}

void pstore_join(struct input_list *l)
{
	_cleanup_free_ struct pstore_key *k = NULL;
	size_t n = 0, cap = 0, kept = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct pstore_key one;
		if (!l->files[i].bytes || l->files[i].bytes > LIMIT_PSTORE_PART_BYTES ||
		    !look(l->files[i].path, i, &one))
			continue;
		if (n == cap) {
			cap = cap ? 2 * cap : 64;
			k = xreallocarray(k, cap, sizeof(*k));
		}
		k[n++] = one;
	}
	pstore_sort(k, n);
	for (size_t i = 0, run; i < n; i += run) {
		run = pstore_run(k + i, n - i);
		if (run > 1)
			join(l, k + i, run);
	}
	for (size_t i = 0; i < l->n; i++)
		if (l->files[i].path)
			l->files[kept++] = l->files[i];
	l->n = kept;
}

/** Hand on one part; @p why gets the first reason why one could not be read whole. */
static void read_part(const char *path, const struct input_sink *sink, uint64_t *consumed,
                      bool *any, struct sbuf *why)
{
	_cleanup_free_ char *buf = xmalloc(LIMIT_PSTORE_PART_BYTES + 1);
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	size_t n = 0;
	ssize_t got = fd >= 0 ? 1 : -1;

	while (got > 0 && n < LIMIT_PSTORE_PART_BYTES) {
		got = pread(fd, buf + n, LIMIT_PSTORE_PART_BYTES - n, (off_t)n);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0)
			n += (size_t)got;
	}
	if (got < 0 && !why->n)
		sbuf_printf(why, "part %s: cannot be read at byte %zu: %s", path, n,
		            strerror(errno));
	if (!n)
		return;
	if (buf[n - 1] != '\n')
		buf[n++] = '\n'; // else the next part's first line would be glued to it
	sink->bytes(sink->ctx, (struct slice){ buf, n });
	*any = true;
	*consumed += n;
}

void pstore_read(const struct input_file *file, const struct input_sink *sink)
{
	struct input_member m = { .path = file->path, .top = file->path, .mtime_us = INT64_MIN };
	struct sbuf why = { 0 };
	struct stat st;
	uint64_t consumed = 0;
	bool any = false;

	if (stat(file->path, &st) == 0)
		m.mtime_us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
	if (!sink->begin(sink->ctx, &m))
		return;
	for (size_t i = 0; i < file->n_parts; i++) {
		read_part(file->parts[i], sink, &consumed, &any, &why);
		if (sink->progress && !sink->progress(sink->ctx, consumed)) {
			if (!why.n)
				sbuf_printf(&why, "interrupted after part %s", file->parts[i]);
			break;
		}
	}
	sink->end(sink->ctx,
	          !why.n ? INPUT_OK
	          : any  ? INPUT_PARTIAL
	                 : INPUT_FAILED,
	          why.n ? why.p : NULL);
	sbuf_deinit(&why);
}
