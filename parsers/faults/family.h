// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Fault families: how reports begin, what belongs to them, and what they say.
 *
 * To add one:
 *
 *  1. add its kinds to parsers/fault_kinds.def
 *  2. write parsers/faults/NAME.c with one `const struct fault_family family_NAME`
 *  3. add NAME to parsers/faults/families.def
 *  4. add samples/KIND/CASE.log and CASE.expect
 *
 * The engine (engine.h) finds heads with one multi-pattern matcher over all `heads[].literal`,
 * keeps one open report per caller context, and collects its lines: those that the generic grammar
 * of kernel reports takes (grammar.h: frames, registers, CPU: … Comm: …, hex dumps), those that the
 * family's own classify() takes, and drops the lines of others in between.  When the report ends,
 * the generic extractors (trace.h, regs.h, common.h) fill stacks, registers, task, taint, kernel and
 * hardware of the fault, and the family's parse() does the rest with all lines at hand.
 */
#pragma once

#include "parsers/fault.h"
#include "parsers/record.h"

/** How a report begins. */
struct fault_head {
	/** A first line holds this; at least 4 bytes, as rare in quiet logs as possible.  NULL ends the
	 *  list. */
	const char *literal;
	/** Pattern (rx.h) on the line without prefix, anchored where it can be; NULL: the literal alone
	 *  decides. */
	const char *pattern;
	enum fault_kind kind; /**< may be made more specific by parse() */
	/** This line goes on with a report that is open in the same context when that one's family is
	 *  named here (blank-separated names; "*": any); else it begins one of its own. */
	const char *continues;
	/** Lines like this are no report although they match; pattern or NULL. */
	const char *unless;
	uint32_t flags; /**< enum head_flags */
};

enum head_flags {
	/** A separator or introduction, as "cut here" or "======": the report begins when a real head
	 *  follows within a few lines, and its first line is the real head's. */
	HEAD_INTRO = 1 << 0,
	/** The report is this line alone. */
	HEAD_ONE_LINE = 1 << 1,
	/** Does not end the report that is open in its context, but lives beside it: short notices.  Then
	 *  it gets only lines that its own classify() takes.  A head of the same family that classify()
	 *  does not take begins the next. */
	HEAD_WITHIN = 1 << 2,
	/** When the report that is open has no stack yet, what follows is still its own: this line is a
	 *  report by itself then (panic_on_warn panics before the WARNING's stack is printed). */
	HEAD_ASIDE = 1 << 3,
	/** No report: the machine is going down, so a boot that follows is expected. */
	HEAD_SHUTDOWN = 1 << 4,
	/** Goes on with a text that announces it (fault_family.announces); see torn.h for when it does
	 *  not. */
	HEAD_ANNOUNCED = 1 << 5,
};

enum line_class {
	LINE_OTHER,      /**< not of this report; too many in a row end it */
	LINE_BODY,       /**< belongs to the report */
	LINE_END,        /**< belongs to it and is its last */
	LINE_END_BEFORE, /**< the report ended before this line */
	LINE_GENERIC,    /**< ask the generic grammar */
};

/** A line of a report: a record whose views are copies in the report's arena. */
struct report_line {
	struct slice text; /**< message without prefix, mail quoting and indentation kept */
	struct slice raw;
	uint64_t line, end_line, off, end_off;
	uint32_t flags; /**< enum record_flags */
	uint32_t caller;
	int64_t mono_us;
	uint32_t lost; /**< messages lost just before */
	/** Lines of other contexts between the line before and this one. */
	uint32_t skipped;
};

enum report_flags {
	REPORT_END_SEEN = 1 << 0,    /**< closed by its own last line */
	REPORT_CUT_BY_HEAD = 1 << 1, /**< closed because another report began in the same context */
	REPORT_CUT_BY_EOF = 1 << 2,  /**< the input ended */
	REPORT_CUT_BY_BOOT = 1 << 3, /**< the machine booted again */
	REPORT_TOO_LONG = 1 << 4,    /**< LIMIT_REPORT_LINES or _BYTES */
	REPORT_LOST = 1 << 5,        /**< messages were lost inside */
	REPORT_MIXED = 1 << 6, /**< without caller ids, lines of another report stood in between */
	REPORT_HAS_CALLER = 1 << 7, /**< its lines carry caller ids */
	REPORT_HAS_PIECE = 1 << 9,  /**< piece_off and piece_kind are set */
	REPORT_HAS_CAUSE = 1 << 8,  /**< cause_off is set */
};

/** What the log said of the same boot before a report began. */
struct history {
	int64_t newest_us;      /**< newest time since boot; -1: no line had one */
	int64_t last_report_us; /**< newest_us when the newest report of any kind began; -1 */
	bool shutdown;          /**< the kernel said that it goes down */
};

/** A report as the engine collected it; lines[0] is the head. */
struct report {
	const struct fault_family *family;
	const struct fault_head *head;
	struct slice groups[12]; /**< of head->pattern on lines[0].text (rx.h) */
	struct report_line *lines;
	size_t n_lines;
	/** Lines between an introduction ("cut here") and the head: the text of a WARN(). */
	struct report_line *intro;
	size_t n_intro;
	uint32_t flags; /**< enum report_flags */
	uint64_t
		piece_off; /**< first byte of the text that announced it, torn off by another report */
	enum fault_kind piece_kind; /**< of that piece */
	uint64_t cause_off;         /**< first byte of the report that this one interrupts */
	/** Reports of this family that ended before this one in the same input. */
	uint64_t family_seq;
	const struct boot *boot; /**< what is known of the boot so far; NULL: nothing */
	struct record record;    /**< of the head; text and raw are those of lines[0] */
	struct history history;  /**< before the head */
	struct arena *arena;
	void *state; /**< the family's own while lines come in; in the arena */
};

/** A first line, and what a report of this line alone must give.  Checked by tests/faults. */
struct fault_sample {
	const char *line;
	enum fault_kind kind;
	const char *bug_type; /**< NULL: not looked at */
};

struct fault_family {
	const char *name;
	const struct fault_head *heads; /**< ends with a NULL literal */
	/** What @p line is to the open report @p r; NULL: the generic grammar alone decides.  Called
	 *  for lines of the report's own context only.  r->lines holds what was taken so far. */
	enum line_class (*classify)(struct report *r, const struct report_line *line);
	/** Messages of the kernel in a row that neither classify() nor the generic grammar takes before
	 *  the report is closed; more of them while it has no stack, and output of programs counts an
	 *  eighth.  0: the default, REPORT_SLACK. */
	unsigned slack;
	/** Fill @p f from @p r; the generic fields, stacks and registers are there already.  False: it
	 *  was no report after all. */
	bool (*parse)(const struct report *r, struct fault *f);
	const struct fault_sample *samples; /**< at least one per kind; ends with a NULL line */
	/** Its reports may be one line, the text of a WARNING or BUG that follows. */
	bool announces;
};

#define REPORT_SLACK 12

extern const struct fault_family *const fault_families[]; /**< NULL at the end */
