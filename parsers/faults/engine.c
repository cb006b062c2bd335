// SPDX-License-Identifier: Apache-2.0
/*
 * Demultiplexing: which line belongs to which report.
 *
 *   [  155.797494][ T1059] kernel BUG at mm/filemap.c:1498!        head: a report opens for T1059
 *   [  155.797500][   C1] eth0: link up                            not of T1059: passed over
 *   [  155.810751][ T1059] Oops: invalid opcode: 0000 [#1] SMP     goes on (head->continues)
 *   [  155.817098][ T1059] CPU: 1 UID: 0 PID: 1059 Comm: …         generic grammar
 *   [  156.100000][ T1059] ---[ end trace 0000000000000000 ]---    the family ends it
 *
 * Without caller ids there is one context per boot, and what neither the family nor the grammar
 * takes is output of others.
 */
#include "parsers/faults/engine.h"

#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"
#include "parsers/faults/close.h"
#include "parsers/faults/grammar.h"
#include "parsers/faults/heads.h"
#include "parsers/faults/merge.h"
#include "parsers/faults/torn.h"

/** A line of the generic grammar that comes this much later is not of the same report. */
#define REPORT_GAP_US INT64_C(30000000)

enum {
	CONTEXT_PLAIN,
	CONTEXT_CALLER,
	CONTEXT_USER,
	CONTEXT_NOTICE = 1 << 2, /**< added to one of these: beside its report (HEAD_WITHIN) */
};

/** Who printed: lines of different contexts never mix. */
struct context {
	int kind;
	uint32_t caller;
};

struct open_report {
	struct context context;
	struct report *report; /**< NULL: this place is free */
	size_t bytes;          /**< of the lines taken */
	unsigned quiet;        /**< weight of the lines in a row that were not the report's */
	bool has_frames;       /**< a stack has begun */
	uint64_t last_record;  /**< number of the record that was taken last */
	int64_t last_mono_us;  /**< of that record; -1 */
	uint32_t skipped;      /**< lines of others since */
	bool has_rival;        /**< it began in the middle of another report of its context */
	bool has_nmi; /**< it asked other CPUs for their stacks: their lines belong to it */
};

/** "cut here" was seen and its head has not come yet. */
struct intro {
	struct context context;
	struct arena *arena; /**< of lines; NULL: this place is free */
	struct report_line *lines;
	size_t n_lines;
	uint64_t last_record; /**< number of its newest line */
};

#define INTROS      8
#define INTRO_LINES 8
#define INTRO_AGE   64 /**< lines of all contexts after which it is forgotten */

struct engine {
	struct merge *merge; /**< on the way to the sink */
	struct intro intros[INTROS];
	size_t n_intros; /**< places in use */
	struct limits limits;
	struct open_report open[LIMIT_OPEN_REPORTS];
	size_t n_open;    /**< places in use */
	size_t top;       /**< places below are looked at */
	struct boot boot; /**< newest; its texts are in boot_arena */
	struct arena boot_arena;
	bool has_boot;
	uint32_t boot_no;
	uint64_t n_records;
	struct torn torn;
	struct history history; /**< of boot_no */
	struct close_state closing;
};

struct engine *engine_new(const struct engine_sink *sink, const struct limits *limits)
{
	struct engine *e = xcalloc(1, sizeof(*e));
	e->merge = merge_new(sink);
	e->limits = *limits;
	e->history = (struct history){ .newest_us = -1, .last_report_us = -1 };
	return e;
}

static void intro_drop(struct engine *e, struct intro *in)
{
	if (!in->arena)
		return;
	arena_deinit(in->arena);
	free(in->arena);
	*in = (struct intro){ 0 };
	e->n_intros--;
}

static struct intro *intro_find(struct engine *e, struct context c)
{
	for (size_t i = 0; e->n_intros && i < INTROS; i++) {
		struct intro *in = &e->intros[i];
		if (in->arena && e->n_records - in->last_record > INTRO_AGE)
			intro_drop(e, in);
		if (in->arena && in->context.kind == c.kind && in->context.caller == c.caller)
			return in;
	}
	return NULL;
}

static void intro_begin(struct engine *e, struct context c)
{
	struct intro *in = intro_find(e, c), *oldest = &e->intros[0];

	for (size_t i = 0; !in && i < INTROS; i++) {
		if (!e->intros[i].arena)
			in = &e->intros[i];
		else if (e->intros[i].last_record < oldest->last_record)
			oldest = &e->intros[i];
	}
	if (!in)
		in = oldest;
	intro_drop(e, in);
	*in = (struct intro){ .context = c, .last_record = e->n_records };
	in->arena = xcalloc(1, sizeof(*in->arena));
	e->n_intros++;
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->top; i++) {
		if (!e->open[i].report)
			continue;
		struct arena *a = e->open[i].report->arena;
		arena_deinit(a);
		free(a);
	}
	for (size_t i = 0; i < INTROS; i++)
		intro_drop(e, &e->intros[i]);
	arena_deinit(&e->boot_arena);
	merge_free(e->merge);
	free(e);
}

static void report_close(struct engine *e, struct open_report *o, uint32_t flags)
{
	struct report *r = take(o->report);

	r->flags |= flags;
	e->n_open--;
	r->boot = e->has_boot && e->boot.number == e->boot_no ? &e->boot : NULL;
	struct fault *f = report_to_fault(r, &e->closing, &e->limits);
	if (!f)
		return;
	fact_set(f, boot_no, (int64_t)e->boot_no);
	merge_add(e->merge, f);
}

static void close_all(struct engine *e, uint32_t flags)
{
	for (size_t i = 0; i < e->top; i++)
		if (e->open[i].report)
			report_close(e, &e->open[i], flags);
	e->top = 0;
}

static struct context context_of(const struct record *r)
{
	if (r->flags & RECORD_USER)
		return (struct context){ .kind = CONTEXT_USER };
	if (r->flags & RECORD_HAS_CALLER)
		return (struct context){ .kind = CONTEXT_CALLER, .caller = r->caller };
	return (struct context){ .kind = CONTEXT_PLAIN };
}

static struct open_report *open_find(struct engine *e, struct context c)
{
	for (size_t i = 0; i < e->top; i++)
		if (e->open[i].report && e->open[i].context.kind == c.kind &&
		    e->open[i].context.caller == c.caller)
			return &e->open[i];
	return NULL;
}

/** A free place; the report that has been quiet the longest gives way when there is none. */
static struct open_report *open_place(struct engine *e)
{
	struct open_report *oldest = NULL;

	for (size_t i = 0; i < LIMIT_OPEN_REPORTS; i++) {
		if (!e->open[i].report) {
			e->top = i + 1 > e->top ? i + 1 : e->top;
			return &e->open[i];
		}
		if (!oldest || e->open[i].last_record < oldest->last_record)
			oldest = &e->open[i];
	}
	report_close(e, oldest, 0);
	return oldest;
}

/** Copy of a slice that may lie inside @p outer, of which @p copy is the copy. */
static struct slice dup_inside(struct arena *a, struct slice s, struct slice outer,
                               struct slice copy)
{
	if (s.p >= outer.p && s.p + s.n <= outer.p + outer.n)
		return (struct slice){ copy.p + (s.p - outer.p), s.n };
	return arena_dup(a, s);
}

/** The record as a line of a report: its views, or, with an arena, copies. */
static struct report_line line_of(const struct record *rec, struct arena *a)
{
	struct report_line line = {
		.text = rec->text,
		.raw = rec->raw.p ? rec->raw : rec->text,
		.line = rec->line,
		.end_line = rec->end_line,
		.off = rec->off,
		.end_off = rec->end_off,
		.flags = rec->flags,
		.caller = rec->caller,
		.mono_us = rec->flags & RECORD_HAS_MONO ? rec->mono_us : -1,
		.lost = rec->lost,
	};
	if (a) {
		struct slice raw = arena_dup(a, line.raw);
		line.text = dup_inside(a, line.text, line.raw, raw);
		line.raw = raw;
	}
	return line;
}

static void report_take(struct engine *e, struct open_report *o, const struct record *rec)
{
	struct report *r = o->report;
	struct arena *a = r->arena;
	struct report_line line = line_of(rec, a);

	line.skipped = o->skipped;
	arena_push(a, &r->lines, &r->n_lines, &line);
	o->bytes += line.raw.n;
	o->quiet = 0;
	o->skipped = 0;
	o->last_record = e->n_records;
	if (line.mono_us >= 0)
		o->last_mono_us = line.mono_us;
	if (rec->flags & RECORD_CUT)
		r->flags |= REPORT_LOST;
	struct frame frame;
	// who disabled preemption is told before the stack
	if (!o->has_frames && r->n_lines > 1 &&
	    !slice_starts(report_text(&r->lines[r->n_lines - 2]), S("Preemption disabled at")) &&
	    frame_parse(text_unquoted(rec->text), &frame))
		o->has_frames = true;
	if (!o->has_nmi && (slice_has(rec->text, S("Sending NMI")) ||
	                    slice_has(rec->text, S("NMI backtrace for cpu"))))
		o->has_nmi = true;
}

static struct open_report *report_open(struct engine *e, struct context c, const struct record *rec,
                                       const struct head_match *m, struct slice text)
{
	struct arena *a = xcalloc(1, sizeof(*a));
	struct report *r = arena_new(a, struct report);
	struct open_report *o = open_place(e);

	*r = (struct report){ .family = m->family, .head = m->head, .arena = a };
	*o = (struct open_report){ .context = c, .report = r, .last_mono_us = -1 };
	e->n_open++;
	r->history = e->history;
	e->history.last_report_us = e->history.newest_us;
	r->record = *rec;
	r->record.host = arena_dup(a, rec->host);
	r->record.tag = arena_dup(a, rec->tag);
	report_take(e, o, rec);
	r->record.text = r->lines[0].text;
	r->record.raw = r->lines[0].raw;
	for (size_t i = 0; i < RX_GROUPS; i++)
		r->groups[i] = dup_inside(a, m->groups[i], text, arena_dup(a, text));
	if (rec->flags & RECORD_HAS_CALLER)
		r->flags |= REPORT_HAS_CALLER;

	struct intro *in = intro_find(e, o->context);
	if (in) {
		for (size_t i = 0; i < in->n_lines; i++) {
			struct report_line line = in->lines[i];
			line.text = arena_dup(a, line.text);
			line.raw = arena_dup(a, line.raw);
			arena_push(a, &r->intro, &r->n_intro, &line);
		}
		intro_drop(e, in);
	}
	return o;
}

static bool continues(const struct report *r, const struct fault_head *h)
{
	struct slice list = slice_str(h->continues), word;

	if (!h->continues)
		return false;
	while (slice_skip_blanks(&list), slice_word(&list, &word))
		if (slice_is(word, "*") || slice_eq(word, slice_str(r->family->name)))
			return true;
	return false;
}

static enum line_class classify(struct open_report *o, const struct record *rec)
{
	struct report *r = o->report;
	enum line_class c = LINE_GENERIC;

	if (r->family->classify) {
		struct report_line line = line_of(rec, NULL);
		line.skipped = o->skipped;
		c = r->family->classify(r, &line);
	}
	if (c != LINE_GENERIC)
		return c;
	int64_t gap = rec->mono_us - o->last_mono_us;
	if ((rec->flags & RECORD_HAS_MONO) && o->last_mono_us >= 0 &&
	    (gap > REPORT_GAP_US || gap < -REPORT_GAP_US))
		return LINE_END_BEFORE;
	return grammar_is_body(text_unquoted(rec->text)) ? LINE_BODY : LINE_OTHER;
}

/** What a line that is not the report's counts: other messages of the kernel tell more than output of
 *  programs, which comes in floods. */
#define QUIET_KERNEL  8
#define QUIET_PROGRAM 1
/** A report that has no stack yet is waited for this much longer. */
#define QUIET_NO_STACK 6

static unsigned quiet_weight(const struct report *r, const struct record *rec)
{
	bool stamped = (r->record.flags & RECORD_HAS_MONO) != 0;
	return stamped && !(rec->flags & RECORD_HAS_MONO) ? QUIET_PROGRAM : QUIET_KERNEL;
}

/** Offer a line that begins nothing to an open report. */
static void report_offer(struct engine *e, struct open_report *o, const struct record *rec)
{
	struct report *r = o->report;
	unsigned slack = (r->family->slack ? r->family->slack : REPORT_SLACK) * QUIET_KERNEL *
	                 (o->has_frames ? 1 : QUIET_NO_STACK);

	switch (classify(o, rec)) {
	case LINE_BODY:
		report_take(e, o, rec);
		break;
	case LINE_END:
		report_take(e, o, rec);
		report_close(e, o, REPORT_END_SEEN);
		return;
	case LINE_END_BEFORE:
		report_close(e, o, 0);
		return;
	case LINE_OTHER:
	case LINE_GENERIC:
		o->skipped++;
		o->quiet += quiet_weight(r, rec);
		if (o->quiet > slack)
			report_close(e, o, 0);
		return;
	}
	if (r->n_lines >= LIMIT_REPORT_LINES || o->bytes >= LIMIT_REPORT_BYTES)
		report_close(e, o, REPORT_TOO_LONG);
}

/** A line of a context without a report: another CPU that answers an NMI, or one that lost its
 *  prefix. */
static struct open_report *open_foreign(struct engine *e, const struct record *rec)
{
	struct open_report *newest = NULL;

	for (size_t i = 0; i < e->top; i++) {
		struct open_report *o = &e->open[i];
		if (!o->report || o->context.kind == CONTEXT_USER ||
		    (o->context.kind & CONTEXT_NOTICE) || (rec->flags & RECORD_USER))
			continue;
		bool may = rec->flags & RECORD_HAS_CALLER ? o->has_nmi : true;
		if (may && (!newest || o->last_record > newest->last_record))
			newest = o;
	}
	return newest && grammar_is_body(text_unquoted(rec->text)) && text_unquoted(rec->text).n
	               ? newest
	               : NULL;
}

/** A head that goes on with an open report, unless that one's family says that it has ended: then it
 *  is closed, and false. */
static bool head_continues(struct engine *e, struct open_report *o, const struct record *rec,
                           const struct fault_head *head)
{
	enum line_class c = classify(o, rec);

	if (c == LINE_END_BEFORE || (c == LINE_OTHER && (head->flags & HEAD_WITHIN))) {
		report_close(e, o, REPORT_CUT_BY_HEAD);
		return false;
	}
	report_take(e, o, rec);
	if (c == LINE_END)
		report_close(e, o, REPORT_END_SEEN);
	else if (o->report->n_lines >= LIMIT_REPORT_LINES || o->bytes >= LIMIT_REPORT_BYTES)
		report_close(e, o, REPORT_TOO_LONG);
	return true;
}

static struct context notice_of(struct context c)
{
	c.kind |= CONTEXT_NOTICE;
	return c;
}

/** Offer a line to the notice that lives beside the report of its context.  True: it took it. */
static bool notice_offer(struct engine *e, const struct record *rec, const struct fault_head *head)
{
	struct open_report *o = open_find(e, notice_of(context_of(rec)));

	if (!o || (head && !continues(o->report, head)))
		return false;
	struct report *r = o->report;
	struct report_line line = line_of(rec, NULL);
	enum line_class c = r->family->classify ? r->family->classify(r, &line) : LINE_OTHER;
	if (c == LINE_BODY || c == LINE_END) {
		report_take(e, o, rec);
		if (c == LINE_END || r->n_lines >= LIMIT_REPORT_LINES ||
		    o->bytes >= LIMIT_REPORT_BYTES)
			report_close(e, o, c == LINE_END ? REPORT_END_SEEN : REPORT_TOO_LONG);
		return true;
	}
	o->skipped++;
	if (c == LINE_END_BEFORE || head || ++o->quiet > r->family->slack)
		report_close(e, o, 0);
	return false;
}

/** Reports that follow each other faster than this are printed at the same time, or one in the other. */
#define MEANWHILE_US INT64_C(100000)

static bool is_recent(const struct open_report *o, const struct record *rec)
{
	return (rec->flags & RECORD_HAS_MONO) && o->last_mono_us >= 0 &&
	       rec->mono_us - o->last_mono_us < MEANWHILE_US;
}

/** Printing a report can run into the fault that it reports: then it begins anew at once. */
static bool may_recur(const struct open_report *o, const struct record *rec)
{
	return !o->has_frames && !(o->report->head->flags & HEAD_WITHIN) && is_recent(o, rec);
}

/** Is @p o a text whose WARNING may be another's than the one that comes now?  See torn.h. */
static bool is_torn(const struct engine *e, const struct open_report *o, uint32_t head_flags)
{
	return (head_flags & HEAD_ANNOUNCED) && o->context.kind == CONTEXT_PLAIN &&
	       o->report->family->announces && o->report->n_lines == 1 &&
	       (o->has_rival || e->torn.n);
}

/** A line that is a head. True: it was taken care of. */
static bool head_line(struct engine *e, struct open_report *o, const struct record *rec,
                      const struct head_match *m, struct slice text)
{
	uint32_t flags = m->head->flags;
	bool has_rival = o && is_recent(o, rec);

	if (flags & HEAD_SHUTDOWN) {
		e->history.shutdown = true;
		return false;
	}
	if (o && continues(o->report, m->head) && !is_torn(e, o, flags)) {
		if (head_continues(e, o, rec, m->head))
			return true;
		o = NULL;
	}
	if (flags & HEAD_INTRO) {
		if (o && !may_recur(o, rec))
			report_close(e, o, REPORT_CUT_BY_HEAD);
		intro_begin(e, context_of(rec));
		return true;
	}
	if (o && may_recur(o, rec) && slice_eq(text, report_text(&o->report->lines[0]))) {
		report_take(e, o, rec);
		return true;
	}
	// symbolised with inlined functions, the head stands there once for each of them
	if (o && o->report->n_lines == 1 && o->report->family == m->family &&
	    slice_ends(report_text(&o->report->lines[0]), S("[inline]"))) {
		report_take(e, o, rec);
		return true;
	}
	struct context c = context_of(rec);
	if ((flags & (HEAD_ONE_LINE | HEAD_WITHIN)) && o) {
		o->skipped++; // what is open stays open
		c = notice_of(c);
		o = open_find(e, c);
	}
	if (o && (flags & HEAD_ASIDE) && !(o->report->head->flags & HEAD_WITHIN) &&
	    !o->has_frames) {
		struct open_report *aside = report_open(e, c, rec, m, text);
		aside->report->cause_off = o->report->lines[0].off;
		report_close(e, aside, REPORT_END_SEEN | REPORT_HAS_CAUSE);
		o->last_record = e->n_records;
		return true;
	}
	if (o) {
		torn_push(&e->torn, o->report, o->last_record);
		report_close(e, o, REPORT_CUT_BY_HEAD);
	}
	o = report_open(e, c, rec, m, text);
	o->has_rival = has_rival;
	struct torn_piece piece;
	if ((flags & HEAD_ANNOUNCED) && c.kind == CONTEXT_PLAIN &&
	    torn_pop(&e->torn, e->n_records, &piece)) {
		o->report->flags |= REPORT_HAS_PIECE;
		o->report->piece_off = piece.off;
		o->report->piece_kind = piece.kind;
	}
	if (flags & HEAD_ONE_LINE)
		report_close(e, o, REPORT_END_SEEN);
	return true;
}

void engine_record(struct engine *e, const struct record *rec)
{
	struct slice text = text_unquoted(rec->text);
	struct head_match m;

	e->n_records++;
	if (rec->boot != e->boot_no) {
		close_all(e, REPORT_CUT_BY_BOOT);
		e->boot_no = rec->boot;
		e->history = (struct history){ .newest_us = -1, .last_report_us = -1 };
	}
	if (rec->lost)
		for (size_t i = 0; i < e->top; i++)
			if (e->open[i].report)
				e->open[i].report->flags |= REPORT_LOST;

	struct open_report *o = open_find(e, context_of(rec));
	if ((rec->flags & RECORD_REPLAY) && o)
		return;
	bool is_head = heads_find(text, &m);
	if (rec->flags & RECORD_HAS_MONO)
		e->history.newest_us = rec->mono_us;
	if (e->n_open && notice_offer(e, rec, is_head ? m.head : NULL))
		return;
	if (is_head && head_line(e, o, rec, &m, text))
		return;
	if (!o && e->n_open)
		o = open_foreign(e, rec);
	if (o) {
		report_offer(e, o, rec);
		return;
	}
	for (size_t i = 0; i < e->top; i++)
		e->open[i].skipped++;
	struct intro *in = intro_find(e, context_of(rec));
	if (in && in->n_lines < INTRO_LINES) {
		struct report_line line = line_of(rec, in->arena);
		arena_push(in->arena, &in->lines, &in->n_lines, &line);
		in->last_record = e->n_records;
	}
}

void engine_boot(struct engine *e, const struct boot *b)
{
	arena_reset(&e->boot_arena);
	struct arena *a = &e->boot_arena;
	e->boot = *b;
	e->boot.boot_uuid = arena_dup(a, b->boot_uuid);
	e->boot.host = arena_dup(a, b->host);
	e->boot.kernel_release = arena_dup(a, b->kernel_release);
	e->boot.kernel_version = arena_dup(a, b->kernel_version);
	e->boot.arch = arena_dup(a, b->arch);
	e->boot.hardware = arena_dup(a, b->hardware);
	e->boot.command_line = arena_dup(a, b->command_line);
	e->has_boot = true;
}

bool engine_wants(struct engine *e, struct slice block)
{
	return e->n_open || e->n_intros || heads_in(block);
}

void engine_idle(struct engine *e)
{
	close_all(e, 0);
	merge_flush(e->merge);
}

void engine_end(struct engine *e)
{
	close_all(e, REPORT_CUT_BY_EOF);
	merge_flush(e->merge);
}
