// SPDX-License-Identifier: Apache-2.0
#include "analyzer/ingest_debug.h"

#include <stdio.h>

#include "analyzer/member_read.h"

static const char *name_of(const char *path)
{
	const char *name = path;

	for (const char *p = path; *p; p++)
		if (*p == '/' || *p == '!')
			name = p + 1;
	return name;
}

static void on_member(void *ctx, const struct store_member *m)
{
	struct ingest_debug *d = ctx;

	// vmlinuz, the one that boots, is compressed and has no symbols
	if (d->n_found < INGEST_VMLINUX && strncmp(name_of(m->path), "vmlinux", 7) == 0)
		d->found[d->n_found++] = xstrdup(m->path);
}

static void on_bytes(void *ctx, struct slice bytes)
{
	spool_add(ctx, bytes);
}

/** The file in an archive at @p *path becomes one that can be opened. */
static void unpack(struct ingest_debug *d, const struct limits *limits, char **path)
{
	struct spool *s = spool_new(LIMIT_DEBUG_FILE_BYTES);
	const char *problem;
	char text[64];

	d->spools[d->n_spools++] = s;
	member_read(*path, limits, on_bytes, s);
	int fd = spool_end_file(s, &problem);
	snprintf(text, sizeof(text), "/proc/self/fd/%d", fd);
	free(*path);
	*path = xstrdup(text);
}

struct err *ingest_debug_find(struct store *s, const struct debug_find_options *user,
                              const struct limits *limits, struct ingest_debug *ret)
{
	struct ingest_debug d = { .options = { .no_standard = true } };
	size_t n = user ? user->n_paths : 0;

	struct err *e = store_each_member(s, on_member, &d);
	if (user)
		d.options = *user;
	d.paths = xcalloc(n + INGEST_VMLINUX, sizeof(*d.paths));
	if (n)
		memcpy(d.paths, user->paths, n * sizeof(*d.paths));
	for (size_t i = 0; i < d.n_found; i++) {
		if (!e && strchr(d.found[i], '!'))
			unpack(&d, limits, &d.found[i]);
		d.paths[n++] = d.found[i];
	}
	d.options.paths = d.paths;
	d.options.n_paths = n;
	*ret = d;
	return e;
}

const struct debug_find_options *ingest_debug_options(const struct ingest_debug *d)
{
	return d->options.n_paths || d->options.debuginfod ? &d->options : NULL;
}

void ingest_debug_deinit(struct ingest_debug *d)
{
	for (size_t i = 0; i < d->n_found; i++)
		free(d->found[i]);
	for (size_t i = 0; i < d->n_spools; i++)
		spool_free(d->spools[i]);
	free(d->paths);
	*d = (struct ingest_debug){ .n_found = 0 };
}
