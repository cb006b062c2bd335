// SPDX-License-Identifier: Apache-2.0
#include "parsers/input/dumpset.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/readat.h"
#include "parsers/base/sbuf.h"

#define HEAD_BYTES  8192 // two blocks
#define UTS_MACHINE (12 + 4 * 65)

/** A file that is a part. */
struct part {
	size_t index; /**< in the list */
	struct slice folder;
	struct dumpset_part of;
};

static struct slice folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (struct slice){ path, slash ? (size_t)(slash - path) : 0 };
}

/** Machines with 4-byte words are few among those with dumps so large that they are split. */
static bool is_64bit(const char *machine)
{
	return strstr(machine, "64") || strncmp(machine, "s390x", 5) == 0;
}

bool dumpset_look(int fd, struct dumpset_part *ret)
{
	char head[HEAD_BYTES], own[64];

	if (!read_all_at(fd, 0, head, 8) || memcmp(head, "KDUMP   ", 8) != 0 ||
	    !read_all_at(fd, 0, head, sizeof(head)))
		return false;
	bool big = bytes_number(head + 8, 4, false) > 0xffff, wide = is_64bit(head + UTS_MACHINE);
	uint64_t block = bytes_number(head + (wide ? 428 : 416), 4, big);
	const char *sub = head + 4096;
	if (block != 4096) {
		if (!read_all_at(fd, block, own, sizeof(own)))
			return false;
		sub = own;
	}
	size_t word = wide ? 8 : 4;
	if (!bytes_number(sub + word + 4, 4, big))
		return false;
	memcpy(ret->same, head, sizeof(ret->same));
	ret->start_pfn = bytes_number(sub + word + 8, word, big);
	return true;
}

int dumpset_part_cmp(const struct dumpset_part *a, const struct dumpset_part *b, bool *ret_same)
{
	int c = memcmp(a->same, b->same, sizeof(a->same));

	*ret_same = !c;
	return c ? c : (a->start_pfn > b->start_pfn) - (a->start_pfn < b->start_pfn);
}

static bool look(const struct input_file *f, size_t index, struct part *ret)
{
	if (f->n_parts || f->bytes <= HEAD_BYTES)
		return false;
	_cleanup_close_ int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct part part = { .index = index, .folder = folder_of(f->path) };

	if (fd < 0 || !dumpset_look(fd, &part.of))
		return false;
	*ret = part;
	return true;
}

static int set_cmp(const struct part *a, const struct part *b, bool *ret_same)
{
	bool same;
	int c = slice_cmp(a->folder, b->folder), d = dumpset_part_cmp(&a->of, &b->of, &same);

	*ret_same = !c && same;
	return c ? c : d;
}

static int part_cmp(const void *va, const void *vb)
{
	const struct part *a = va, *b = vb;
	bool same;
	int c = set_cmp(a, b, &same);

	return c ? c : (a->index > b->index) - (a->index < b->index);
}

static bool is_same_dump(const struct part *a, const struct part *b)
{
	bool same;

	set_cmp(a, b, &same);
	return same;
}

/** The first file gets the paths of all, the others lose theirs. */
static void join(struct input_list *l, const struct part *p, size_t n)
{
	struct input_file *first = &l->files[p[0].index];
	char **paths = xcalloc(n, sizeof(*paths));

	for (size_t i = 0; i < n; i++) {
		struct input_file *f = &l->files[p[i].index];
		paths[i] = i ? f->path : xstrdup(f->path);
		if (!i)
			continue;
		first->bytes += f->bytes;
		f->path = NULL;
	}
	first->parts = paths;
	first->n_parts = n;
	first->is_set = true;
}

void dumpset_join(struct input_list *l)
{
	_cleanup_free_ struct part *parts = NULL;
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct part one;
		if (!look(&l->files[i], i, &one))
			continue;
		if ((n & (n + 1)) == 0) // 0, 1, 3, 7, …: full
			parts = xreallocarray(parts, 2 * n + 1, sizeof(*parts));
		parts[n++] = one;
	}
	if (n)
		qsort(parts, n, sizeof(*parts), part_cmp);
	for (size_t i = 0, run; i < n; i += run) {
		for (run = 1; i + run < n && is_same_dump(&parts[i], &parts[i + run]);)
			run++;
		if (run > 1)
			join(l, parts + i, run);
	}
	for (size_t i = 0; i < l->n; i++)
		if (l->files[i].path)
			l->files[kept++] = l->files[i];
	l->n = kept;
}

void dumpset_read(const struct input_file *file, const struct input_sink *sink)
{
	struct input_member m = { .path = file->path, .top = file->path, .mtime_us = INT64_MIN };
	_cleanup_free_ int *fds = xcalloc(file->n_parts, sizeof(*fds));
	struct sbuf why = { 0 };
	struct stat st;
	size_t n = 0;

	if (stat(file->path, &st) == 0)
		m.mtime_us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
	if (!sink->begin(sink->ctx, &m))
		return;
	for (; n < file->n_parts; n++) {
		fds[n] = open(file->parts[n], O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		if (fds[n] >= 0)
			continue;
		sbuf_printf(&why, "part %s: cannot be opened: %s", file->parts[n], strerror(errno));
		break;
	}
	if (!why.n && !(sink->file && sink->file(sink->ctx, fds, n)))
		sbuf_puts(&why, "a memory dump in parts, which is not read here");
	sink->end(sink->ctx, why.n ? INPUT_FAILED : INPUT_OK, why.n ? why.p : NULL);
	while (n--)
		close(fds[n]);
	if (sink->progress)
		sink->progress(sink->ctx, file->bytes);
	sbuf_deinit(&why);
}
