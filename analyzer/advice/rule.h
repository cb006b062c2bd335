// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Rule: one file analyzer/advice/rules/ID.sql, or one of a user's own.
 *
 * The file begins with comments, one field after another; a line that is indented goes on with the
 * field above it.  One query follows.
 *
 *     -- id: swap_unused
 *     -- severity: 3
 *     -- title: {host} ran out of memory with {free_kb:kb} of swap free
 *     -- needs: oom, setting vm.swappiness
 *     …
 *     SELECT host, source_id, fault_id, … FROM …
 *
 * Columns `host`, `source_id` and `fault_id` say what a row is about and where it was read; each may
 * be NULL, but not both ids; columns named `…_source_id` are further sources of the row.  All
 * others are the values of the evidence.  A `{column}` in title,
 * evidence and command stands for the value of that row, `{column:bytes}`, `:kb`, `:count`, `:pct`
 * (of 1) and `:s` for it as people read it; in a command it is quoted for the shell.  Rows with the
 * same host and title are one advice.
 *
 * `needs` names what must be in the store for the rule to be asked at all: tables, `stat NAME`
 * (temp.stat_now) and `setting NAME` (temp.setting_now).
 *
 * Shape      one struct rule per file
 * Lifetime   texts live in the arena of struct rules
 * Errors     ERR_USAGE: `path:line: what is wrong`
 * Limits     RULE_BYTES, RULE_FILES
 */
#pragma once

#include <stddef.h>

#include "parsers/base/arena.h"
#include "parsers/base/err.h"
#include "parsers/base/sbuf.h"

#define RULE_BYTES ((size_t)64 << 10) /**< of one file: the longest of ours is a tenth of it */
#define RULE_FILES 1000               /**< of one folder */

// clang-format off

/** R(member, what it says) */
#define RULE_FIELDS(R)                                                                       \
	R(id, "name of the rule, and of its file")                                           \
	R(severity, "1 (act now) to 5 (worth knowing)")                                      \
	R(title, "what is wrong")                                                            \
	R(needs, "facts without which the rule is silent")                                   \
	R(meaning, "what it means for the machine")                                          \
	R(threshold, "when the rule fires, and why there")                                   \
	R(reference, "where the threshold and the meaning come from")                        \
	R(kernels, "kernel versions it is about")                                            \
	R(evidence, "what a row shows")                                                      \
	R(remedy, "what to do")                                                              \
	R(command, "the commands to run, a line each")                                       \
	R(effects, "side effects of the remedy")

// clang-format on

struct rule {
#define RULE_MEMBER(name, doc) struct slice name;
	RULE_FIELDS(RULE_MEMBER)
#undef RULE_MEMBER
	int level;         /**< severity as a number */
	struct slice sql;  /**< the query */
	struct slice path; /**< for messages; of built-in rules the file's name */
	unsigned sql_line; /**< in the file, from 1 */
	bool builtin;
};

/** Members of struct rule that are fields of the header, in their order; ends with a NULL name. */
extern const struct rule_member {
	const char *name;
	size_t off;
} rule_members[];

static inline struct slice *rule_text(const struct rule *r, const struct rule_member *m)
{
	return (struct slice *)((char *)r + m->off);
}

struct rules {
	struct arena arena;
	struct rule *rule; /**< by id */
	size_t n;
};

/** All that crashql brings along. */
must_use struct err *rules_builtin(struct rules *ret);
/** The files *.sql of a folder; one with the id of a rule that is there replaces it. */
must_use struct err *rules_add_folder(struct rules *rs, const char *folder);
void rules_deinit(struct rules *rs);

/** One file; @p path is for messages, and its name must be the id. */
must_use struct err *rule_parse(struct slice path, struct slice text, struct arena *a,
                                struct rule *ret);
/** The next word of `needs`; false at the end. */
bool rule_need(struct slice *needs, struct slice *ret);
