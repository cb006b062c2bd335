// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Titles: what the store hands to whoever says which titles are one group.
 *
 * A title is what all faults with the same kind and title (or the same rule of the user's) have in
 * common.  Each title is in one group; which ones share a group is decided for all of them together, so
 * that the order in which they came does not matter.
 *
 * Lifetime   all texts live until the grouper returns
 */
#pragma once

#include "parsers/base/arena.h"

/** A signature of faults of a title; of each level those of the most faults. */
struct title_signature {
	struct slice level, text;
	int64_t faults; /**< how many have it */
};

/** How a title came into its group. */
struct title_join {
	size_t to; /**< the title it was joined to, an index; its own: it names the group */
	struct slice level; /**< of the signature both have, or `similarity` */
	struct slice
		text; /**< of that signature; with a similarity, of the content that both have */
	double similarity; /**< of the two titles' stacks; below 0: they have none */
};

struct title {
	struct slice key, kind, title;
	struct slice function; /**< p NULL: none is to blame */
	bool apart;            /**< a rule says that it is joined to no other */
	struct title_signature *signatures;
	size_t n_signatures;

	size_t names; /**< to be filled in: index of the title that names the group */
	struct title_join join;
};

/** Two titles of different groups that are nearly alike. */
struct title_near {
	size_t a, b; /**< indexes */
	double similarity;
	struct slice level; /**< what they share: a signature's level, or `similarity` */
	struct slice text;
};

/** Titles are sorted by key. */
struct title_set {
	struct title *titles;
	size_t n;
	struct title_near *near; /**< to be filled in; in arena */
	size_t n_near;
	struct arena *arena;
};

/** Says which titles are one group: fills in names, join and near. */
struct grouper {
	void (*group)(void *ctx, struct title_set *set);
	void *ctx;
};
