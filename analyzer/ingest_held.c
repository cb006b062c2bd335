// SPDX-License-Identifier: Apache-2.0
#include "analyzer/ingest_held.h"

#include <stdlib.h>

#include "parsers/base/cleanup.h"

static void held_deinit(struct held_dump *d)
{
	for (size_t i = 0; i < d->n_fds; i++)
		close(d->fds[i]);
	free(d->fds);
	free(d->path);
	free(d->message);
}

void held_dumps_deinit(struct held_dumps *h)
{
	for (size_t i = 0; i < h->n; i++)
		held_deinit(&h->v[i]);
	free(h->v);
	*h = (struct held_dumps){ 0 };
}

bool held_dumps_take(struct held_dumps *h, struct capture *c, bool is_archive,
                     enum input_status status, const char *message)
{
	struct held_dump d = { .is_archive = is_archive, .status = status };

	if (h->n_fds >= HELD_FILES || !capture_hold(c, LIMIT_VMCORE_SPOOL_BYTES - h->spooled, &d))
		return false;
	h->n_fds += d.n_fds;
	d.path = xstrdup(c->path);
	d.mtime_us = c->mtime_us;
	d.message = message ? xstrdup(message) : NULL;
	h->spooled += d.spooled;
	if (h->n == h->cap) {
		h->cap = h->cap ? 2 * h->cap : 8;
		h->v = xreallocarray(h->v, h->cap, sizeof(*h->v));
	}
	h->v[h->n++] = d;
	return true;
}

/** Bytes of the path up to the last slash. */
static struct slice folder_of(const struct held_dump *d)
{
	const char *slash = strrchr(d->path, '/');

	return (struct slice){ d->path, slash ? (size_t)(slash - d->path) : 0 };
}

static int held_cmp(const struct held_dump *a, const struct held_dump *b, bool *ret_one_dump)
{
	bool same = false;
	int c = (int)a->is_part - (int)b->is_part;

	if (!c)
		c = slice_cmp(folder_of(a), folder_of(b));
	int d = !c && a->is_part ? dumpset_part_cmp(&a->part, &b->part, &same) : 0;
	*ret_one_dump = !c && same;
	if (!c)
		c = d;
	return c ? c : strcmp(a->path, b->path);
}

static int held_order(const void *a, const void *b)
{
	bool one_dump;

	return held_cmp(a, b, &one_dump);
}

void held_dumps_sort(struct held_dumps *h)
{
	if (h->n)
		qsort(h->v, h->n, sizeof(*h->v), held_order);
}

size_t held_dumps_run(const struct held_dumps *h, size_t i)
{
	bool one_dump = true;
	size_t n = 1;

	while (i + n < h->n && n < LIMIT_VMCORE_FILES) {
		held_cmp(&h->v[i], &h->v[i + n], &one_dump);
		if (!one_dump)
			break;
		n++;
	}
	return n;
}
