// SPDX-License-Identifier: Apache-2.0
/*
 * Paths, as they tell of a bundle:
 *
 *   case/sosreport-db1-2026-11-22-abcdefg/sos_commands/kernel/dmesg       up to sosreport-…
 *   all.tar!db1.tar.xz!sosreport-db1-…/sos_commands/kernel/dmesg          the same inside archives
 *   crash/127.0.0.1-2026-11-22-11:08:53/vmcore-dmesg.txt                  up to 127.0.0.1-…
 */
#include "analyzer/bundle/layout.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "parsers/base/bisect.h"
#include "parsers/base/cleanup.h"

#define RANK_MACHINE LAYOUT_MACHINE
#define RANK_PART    LAYOUT_PART

const struct layout layouts_known[LAYOUT_COUNT] = {
#define LAYOUT(id, name, rank, need) [LAYOUT_##id] = { name, RANK_##rank, need },
#define MARKER(...)
#define FACT(...)
#include "analyzer/bundle/layouts.def"
#undef LAYOUT
#undef MARKER
#undef FACT
};

static const struct marker {
	enum layout_id layout;
	const char *pattern;
} markers[] = {
#define LAYOUT(...)
#define MARKER(layout, pattern) { LAYOUT_##layout, pattern },
#define FACT(...)
#include "analyzer/bundle/layouts.def"
#undef LAYOUT
#undef MARKER
#undef FACT
};

#define N_MARKERS (sizeof(markers) / sizeof(*markers))
_Static_assert(N_MARKERS <= 32, "struct layout_root has 32 bits for markers");

static bool is_separator(char c)
{
	return c == '/' || c == '!';
}

ssize_t layout_match_end(const char *path, const char *pattern)
{
	size_t n = strlen(path), at = n;
	unsigned parts = 1;

	for (const char *p = pattern; *p; p++)
		parts += is_separator(*p);
	while (at > 0) {
		at--;
		if (is_separator(path[at]) && --parts == 0) {
			at++;
			break;
		}
	}
	if (parts > 1 || (parts == 1 && at))
		return -1;
	return fnmatch(pattern, path + at, FNM_PATHNAME) == 0 ? (ssize_t)at : -1;
}

static void add_root(struct layouts *l, const char *path, size_t n, size_t marker)
{
	enum layout_id layout = markers[marker].layout;
	unsigned bit = 1u << marker;

	// paths come sorted, more or less
	for (size_t i = l->n; i > 0 && l->n - i < 8; i--) {
		struct layout_root *r = &l->roots[i - 1];
		if (r->layout == layout && strlen(r->path) == n && memcmp(r->path, path, n) == 0) {
			r->markers |= bit;
			return;
		}
	}
	if (l->n == LIMIT_BUNDLES)
		return;
	if (l->n == l->cap) {
		l->cap = l->cap ? 2 * l->cap : 16;
		l->roots = xreallocarray(l->roots, l->cap, sizeof(*l->roots));
	}
	l->roots[l->n++] = (struct layout_root){ xmemdup0(path, n), layout, bit };
}

/** A folder of @p path is called as the marker says. */
static void add_folders(struct layouts *l, const char *path, size_t min, size_t marker)
{
	const char *name = markers[marker].pattern;
	size_t n = strlen(name); // with its slash

	for (const char *p = path; (p = strstr(p, name)); p += n)
		if ((p == path || is_separator(p[-1])) && (size_t)(p - path) >= min)
			add_root(l, path, p == path ? 0 : (size_t)(p - path) - 1, marker);
}

void layouts_add(struct layouts *l, const char *path, size_t min)
{
	for (size_t i = 0; i < N_MARKERS; i++) {
		const char *pattern = markers[i].pattern;
		if (pattern[strlen(pattern) - 1] == '/') {
			add_folders(l, path, min, i);
			continue;
		}
		ssize_t at = layout_match_end(path, pattern);
		if (at >= 0 && (size_t)at >= min)
			add_root(l, path, at ? (size_t)at - 1 : 0, i);
	}
}

static int by_path(const void *va, const void *vb)
{
	const struct layout_root *a = va, *b = vb;
	int d = strcmp(a->path, b->path);

	if (d)
		return d;
	return a->layout < b->layout ? -1 : a->layout > b->layout;
}

/** One row for each folder and layout, and of those with enough markers one for each folder: of the
 *  layout that stands first in layouts.def. */
void layouts_end(struct layouts *l)
{
	size_t n = 0;

	if (l->n)
		qsort(l->roots, l->n, sizeof(*l->roots), by_path);
	for (size_t i = 0, end; i < l->n; i = end) {
		struct layout_root r = l->roots[i];
		for (end = i + 1; end < l->n && by_path(&r, &l->roots[end]) == 0; end++) {
			r.markers |= l->roots[end].markers;
			free(l->roots[end].path);
		}
		bool enough =
			(unsigned)__builtin_popcount(r.markers) >= layouts_known[r.layout].need;
		if (enough && !(n && strcmp(l->roots[n - 1].path, r.path) == 0))
			l->roots[n++] = r;
		else
			free(r.path);
	}
	l->n = n;
}

static const struct layout_root *find(const struct layouts *l, const char *path, size_t n)
{
	_cleanup_free_ char *key = xmemdup0(path, n);
	size_t lo = bisect(l->n, i, strcmp(l->roots[i].path, key) < 0);

	return lo < l->n && strcmp(l->roots[lo].path, key) == 0 ? &l->roots[lo] : NULL;
}

const struct layout_root *layouts_find(const struct layouts *l, const char *path)
{
	const struct layout_root *part = NULL;

	for (size_t n = strlen(path); l->n && n-- > 0;) {
		const struct layout_root *r = NULL;
		if (is_separator(path[n]) || !n)
			r = find(l, path, n);
		if (r && layouts_known[r->layout].rank == LAYOUT_MACHINE)
			return r;
		if (r && !part)
			part = r;
	}
	return part;
}

const struct layout_root *layouts_find_outer(const struct layouts *l, const char *path)
{
	for (size_t n = 0; l->n && path[n]; n++) {
		const struct layout_root *r = NULL;
		if (is_separator(path[n]) || !n)
			r = find(l, path, n);
		if (r)
			return r;
	}
	return NULL;
}

void layouts_deinit(struct layouts *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->roots[i].path);
	free(l->roots);
	*l = (struct layouts){ 0 };
}
