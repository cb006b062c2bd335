// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Signatures: what a fault has in common with others of its bug, at several levels of coarseness.
 *
 * Pure functions of one fault and of what was derived from it.  Levels are signature_levels.def,
 * alternative titles alt_titles.def, kinds that may be one bug kind_classes.def.
 *
 * Shape      several of one fault: at most one of each level but `alt` and `evidence`, which has one
 *            for each alternative title; in the order of the levels
 * Absent     a level that the fault has nothing for (no stack, no culprit) is left out
 * Lifetime   texts live in the arena that was given, or in the fault
 */
#pragma once

#include "analyzer/groups/derive.h"
#include "analyzer/groups/similarity.h"

enum signature_level {
#define SIGNATURE(id, ...) SIGNATURE_##id,
#include "analyzer/groups/signature_levels.def"
#undef SIGNATURE
	SIGNATURE_LEVELS,
};

struct signature_level_info {
	const char *name;
	int version; /**< of the recipe */
	bool joins;  /**< faults that share one are one group */
	const char *meaning;
};

extern const struct signature_level_info signature_level_info[SIGNATURE_LEVELS];

/** False: no level has that name. */
bool signature_level_find(struct slice name, enum signature_level *ret);

struct signature {
	enum signature_level level;
	struct slice text;     /**< for people; functions are separated by ` < `, innermost first */
	char key[KEY_HEX + 1]; /**< of level and text: equal in every store */
};

/** @p d: what derive_fault() made of @p f. */
void signatures_make(const struct fault *f, const struct derived *d, struct arena *arena,
                     struct signature **ret, size_t *ret_n);

/** Functions of the blamed stack from the culprit out: reliable, not inlined, without suffixes and
 *  without machinery.  The ones that similarities are computed of; n 0: no stack is to blame. */
struct frames signature_frames(const struct fault *f, const struct derived *d, struct arena *arena);

/** Name of the class of @p kind; kinds of different classes are never one group. */
const char *kind_class(enum fault_kind kind);
/** Place of @p kind in its class, from 1: the smallest tells most. */
int kind_rank(enum fault_kind kind);
