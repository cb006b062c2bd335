// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Phrases: the small things that the reports of several families have in common.
 *
 * Texts are views of report lines with leading blanks and quoting removed (report_text()).
 */
#pragma once

#include "parsers/faults/family.h"

/** Does @p text begin with one of @p phrases (NULL at the end)? */
bool phrase_begins(struct slice text, const char *const phrases[]);

/** Is @p text a rule, as "======": at least 8 times @p c and nothing else? */
bool phrase_is_rule(struct slice text, char c);

/** A function as reports name it: `func+0x1/0x2 [mod]`, `func file.c:1 [inline]`, `func`, and with
 *  `[<addr>] ` in front.  No function (a bare address): false.  @p ret_module has p NULL when there
 *  is none. */
bool phrase_symbol(struct slice text, struct slice *ret_function, struct slice *ret_module);

/** `comm/pid`: the name may hold blanks and slashes, so the last slash counts; what follows the pid
 *  (blank, colon, closing bracket) is left in @p ret_rest, which may be NULL. */
bool phrase_task(struct slice text, struct slice *ret_comm, int64_t *ret_pid,
                 struct slice *ret_rest);

/** Set comm and pid of @p f. */
void phrase_set_task(struct fault *f, struct slice comm, int64_t pid);

/** A line of the report itself says that it is of task @p pid.  When its `CPU: … PID: …` line is of
 *  another task, the reports of two tasks are mixed: @p f is marked corrupted.  Call before pid is
 *  set from elsewhere. */
void phrase_check_task(struct fault *f, int64_t pid);

/** Take a number that fits int64_t; base 10. */
bool phrase_size(struct slice *in, int64_t *ret);

/** Append the text of a line to a text field that holds several; lines are parted by LF. */
struct slice phrase_join(struct arena *a, struct slice text, struct slice line);

/** Are all lines of @p r so far heads that hold @p head?  Symbolising tools print a sanitizer's first
 *  line once per inlined function. */
bool phrase_head_repeats(const struct report *r, struct slice head);

/** Take the frame that was read from log line @p line out of the stacks of @p f: the line names a
 *  place, not a caller.  A stack that has no frame left goes with it. */
void phrase_drop_frame(struct fault *f, uint64_t line);
