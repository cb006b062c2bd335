// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Title: which rule of title_rules.def names a fault, and the text it makes.
 */
#pragma once

#include "analyzer/groups/culprit.h"
#include "parsers/base/rx.h"

/** Longest title, as on the dashboard; what is longer is cut. */
#define TITLE_BYTES 120

enum title_flags {
	TITLE_NO_STACK = 1 << 0,  /**< complete without a stack */
	TITLE_FOLLOW_UP = 1 << 1, /**< its first line follows another report's */
	TITLE_NO_ACCESS = 1 << 2, /**< complete without a read or write */
};

/** A row of title_rules.def. */
struct title_rule {
	enum fault_kind kind;
	const char *when; /**< NULL: always */
	const char *format;
	enum culprit_from from;
	uint32_t sets;  /**< enum skip_set */
	uint32_t flags; /**< enum title_flags */
	int severity;   /**< 0: that of the kind */
};

/** The first rule of the fault's kind that holds; @p ret_groups: of its pattern.  Never NULL. */
const struct title_rule *title_rule_find(const struct fault *f, struct slice ret_groups[RX_GROUPS]);

/** The title.  @p function: the culprit; p NULL: none. */
struct slice title_make(const struct title_rule *rule, const struct fault *f,
                        const struct slice groups[RX_GROUPS], struct slice function,
                        struct arena *arena);

/** Does the title name the culprit, does it name the access? */
bool title_has_function(const struct title_rule *rule);
bool title_has_access(const struct title_rule *rule);
/** The two functions of a race, without suffixes, sorted; false: the report names no two. */
bool title_pair(const struct fault *f, struct arena *arena, struct slice ret[2]);
