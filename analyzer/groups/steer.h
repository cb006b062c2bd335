// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Steer: rules by which a user changes titles and groups.
 *
 * A text file, one rule a line; docs/grouping.md documents the format:
 *
 *     # what the vendor calls it
 *     rename /^WARNING in (foo|bar)_probe$/ to "WARNING in \1_probe (rev A)"
 *     merge "KASAN: * in foo_*" "general protection fault in foo_*" into "foo: use after free"
 *     split "BUG: soft lockup in smp_call_function" by caller
 *     apart "INFO: task hung in rtnl_lock"
 *     ignore frame "vendor_trace_*"
 *
 * Pure functions of the rules and of one fault, so that any order of captures gives the same groups.
 *
 * Threads    any thread may ask once all rules were added
 * Errors     ERR_USAGE, "FILE:LINE: what is wrong"
 * Limits     STEER_BYTES, STEER_RULES, STEER_LINE_BYTES
 */
#pragma once

#include "parsers/base/arena.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"
#include "parsers/base/hash.h"
#include "parsers/fault.h"

/** Bytes of a file of rules, and of one line. */
#define STEER_BYTES      ((size_t)1 << 20)
#define STEER_LINE_BYTES ((size_t)4096)
/** Each is tried for every fault. */
#define STEER_RULES 5000

struct steering;
struct derived;

/** One rule as it was written. */
struct steer_rule {
	struct slice file, text;
	uint64_t line; /**< from 1 */
};

struct steering *steering_new(void);
void steering_free(struct steering *s); /**< NULL is allowed */
DEFINE_CLEANUP(struct steering, steering_free);

/** Add the rule of one line; blank lines and comments are none. */
must_use struct err *steering_add(struct steering *s, struct slice file, uint64_t line,
                                  struct slice text);
/** Add all rules of a text. */
must_use struct err *steering_parse(struct steering *s, struct slice file, struct slice text);
/** The same of a file. */
must_use struct err *steering_read(struct steering *s, const char *path);

/** The rules in their order; good as long as @p s. */
const struct steer_rule *steering_rules(const struct steering *s, size_t *ret_n);
/** The same for the same rules, comments, files and lines aside; NULL: there is no rule. */
const char *steering_key(const struct steering *s);

/** Does a rule say never to blame or compare @p function?  @p s: NULL: no rules. */
bool steering_ignores(const struct steering *s, struct slice function);
/** Apply the rules to what was derived from @p f: title, group_key, group_name, apart. */
void steering_apply(const struct steering *s, const struct fault *f, struct arena *arena,
                    struct derived *d);
