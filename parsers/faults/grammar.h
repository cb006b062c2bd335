// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Grammar: what lines of kernel reports look like, whichever report they are in.
 *
 * Used by the engine to tell the lines of a report from other output, and by the extractors below,
 * which every family gets for free: before its parse() is called, stacks, registers and the common
 * fields are in the fault.
 */
#pragma once

#include "parsers/faults/family.h"

/** Is this a line that kernel reports of all kinds hold: frame, register, task, module list, hex
 *  dump, stack introduction, separator? */
bool grammar_is_body(struct slice text);

/**
 * Parse one stack frame in any spelling of any architecture: `func+0x1/0x2`, `? func+0x1/0x2 [mod]`,
 * `[<ffffffff81000000>] func+0x1/0x2`, `[c000…] [c000…] .func+0x1/0x2 (unreliable)`, `func from
 * func2+0x1/0x2`, `func file.c:12 [inline]`, `#0: …`, `0xffffffff81000000`, with marks as (C) or (P)
 * and build ids.  @p ret gets views of @p text.
 */
bool frame_parse(struct slice text, struct frame *ret);

/** The part of `func+0x1/0x2 [mod]` that a text begins with; moves past it. */
bool frame_parse_symbol(struct slice *in, struct frame *ret);

/** Does @p text introduce a stack ("Call Trace:", "Allocated by task 12:", "backtrace:"), and of
 *  which role?  The table is stack_intros.def. */
bool stack_intro(struct slice text, enum stack_role *ret_role);
/** The same; @p ret_call: a plain "Call Trace:", which keeps the role of an introduction before it. */
bool stack_intro_find(struct slice text, enum stack_role *ret_role, bool *ret_call);

/** A line of disassembled code of s390: `#>000000000010a2be: a7f40001  brc  15,10a2c0`. */
bool grammar_is_code(struct slice text);

bool grammar_is_separator(struct slice text);
bool grammar_is_hexdump(struct slice text);

/** Fill the stacks of @p f from @p r (all roles). */
void trace_extract(const struct report *r, struct fault *f);
/** Fill the registers. */
void regs_extract(const struct report *r, struct fault *f);
/** comm, pid, uid, cpu, taint, kernel, hardware, workqueue, modules, code, oops number, arch. */
void common_extract(const struct report *r, struct fault *f);

/**
 * Parse the task part of a line: `CPU: 1 UID: 0 PID: 12 Comm: a b Not tainted 6.1.0 #1 …`,
 * `Pid: 12, comm: x Tainted: G W 2.6.32 #1`, `CPU: 0    Tainted: P (2.6.27 #1)`.  Sets comm, pid, uid,
 * cpu, taint, kernel_release, kernel_version of @p f where not set yet; false: not such a line.
 */
bool task_line_parse(struct slice text, struct fault *f);

/** `name+0x1/0x2 [mod]`, `name`: text without offset, size, module and without the suffixes that
 *  compilers add (.isra.0 .constprop.0 .part.0 .cold .llvm.123). */
struct slice function_base(struct slice name);

/** Text of a line of the report with leading blanks, tabs, `> ` quoting removed. */
struct slice report_text(const struct report_line *line);
/** The same for any text. */
struct slice text_unquoted(struct slice s);
