// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Layouts: which folders of a tree or an archive are collected machines, told by the paths below them.
 *
 * Paths are added one by one; when all are there, every path has at most one bundle it belongs to: the
 * innermost machine's collection around it, else the innermost other one (see layouts.def).
 *
 * Shape      one struct layouts a tree or archive
 * Limits     LIMIT_BUNDLES roots; further ones are not recognised
 */
#pragma once

#include "parsers/base/slice.h"

/** Bundles in one tree or archive; a cluster has some thousands of machines. */
#define LIMIT_BUNDLES 20000

enum layout_id {
#define LAYOUT(id, ...) LAYOUT_##id,
#define MARKER(...)
#define FACT(...)
#include "analyzer/bundle/layouts.def"
#undef LAYOUT
#undef MARKER
#undef FACT
	LAYOUT_COUNT,
};

enum layout_rank {
	LAYOUT_PART,
	LAYOUT_MACHINE,
};

struct layout {
	const char *name; /**< bundle.layout */
	enum layout_rank rank;
	unsigned need; /**< markers */
};
extern const struct layout layouts_known[LAYOUT_COUNT];

struct layout_root {
	char *path; /**< of the folder, without the last slash; "": the current folder */
	enum layout_id layout;
	unsigned markers; /**< bits */
};

struct layouts {
	struct layout_root *roots;
	size_t n, cap;
};

/** Note @p path; the first @p min bytes of it cannot be beyond a bundle's folder. */
void layouts_add(struct layouts *l, const char *path, size_t min);
/** All paths are there. */
void layouts_end(struct layouts *l);
/** The bundle that @p path is in; NULL: in none. */
const struct layout_root *layouts_find(const struct layouts *l, const char *path);
/** The outermost one. */
const struct layout_root *layouts_find_outer(const struct layouts *l, const char *path);
void layouts_deinit(struct layouts *l);

/** Where in @p path does @p pattern, which may begin with any folder, match its end?  -1: nowhere. */
ssize_t layout_match_end(const char *path, const char *pattern);
