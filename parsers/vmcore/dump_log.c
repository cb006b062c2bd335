// SPDX-License-Identifier: Apache-2.0
/*
 * The kernel log of a dump: rows of kernel_log, records for the parsers of faults, and what the log
 * says of the end of the kernel:
 *
 *     [   12.345678] CPU: 1 PID: 312 Comm: sh Tainted: G           OE      6.1.0-13-amd64 #1  …
 *     [   12.345679] Kernel panic - not syncing: Fatal exception
 */
#include "parsers/vmcore/dump_log.h"

#include "parsers/limits.h"
#include "parsers/vmcore/dump_kernel.h"

struct culprit {
	bool known, has_pid;
	int64_t cpu, pid;
	char comm[64];
	uint32_t caller;
};

struct dump_log {
	struct dump_context *ctx;
	const char *log;     /**< which one is being read */
	struct sbuf line;    /**< the record as it is printed */
	struct culprit last; /**< as the last `CPU:` line says */
	uint64_t last_ns;    /**< time of the last message; 0: none has one */
	bool lost;           /**< some messages are not in the dump */
	bool panicked;
	struct log_record panic;
	struct culprit panic_by;
	struct sbuf words; /**< what it may have crashed of without a panic */
	uint64_t words_ns; /**< and when it said so */
};

#define WORDS_NS UINT64_C(1000000000) /**< lines of one report follow one another this fast */

static struct slice keep(struct dump_context *ctx, struct slice s)
{
	return s.p ? arena_dup(ctx->keep, s) : s;
}

static struct slice own(struct dump_context *ctx, struct slice s)
{
	return s.p ? arena_dup(ctx->rows.arena, s) : s;
}

static void add_row(struct dump_log *s, const struct log_record *r)
{
	struct dump_context *ctx = s->ctx;
	struct kernel_log *row = snapshot_row(&ctx->rows, kernel_log);

	if (r->flags & LOG_HAS_SEQ && r->seq <= INT64_MAX)
		fact_set(row, seq, (int64_t)r->seq);
	if (r->flags & LOG_HAS_TIME)
		fact_set(row, time_boot, (double)(r->ts_ns / 1000) / 1e6);
	if (r->flags & LOG_HAS_LEVEL) {
		fact_set(row, level, r->level);
		fact_set(row, facility, r->facility);
	}
	if (r->flags & LOG_HAS_CALLER)
		fact_set(row, caller,
		         arena_printf(ctx->rows.arena, "%c%u",
		                      r->caller & RECORD_CALLER_CPU ? 'C' : 'T',
		                      r->caller & ~RECORD_CALLER_CPU));
	fact_set_text(row, text, own(ctx, r->text));
	fact_set_text(row, subsystem, own(ctx, r->subsystem));
	fact_set_text(row, device, own(ctx, r->device));
	fact_set(row, continued, !!(r->flags & LOG_CONTINUED));
	fact_set(row, log, own(ctx, slice_str(s->log)));
	dump_rows_give(ctx);
}

/** `CPU: 1 PID: 312 Comm: sh `, since 6.12 with `UID: 0 ` before PID. */
static void note_cpu_line(struct dump_log *s, const struct log_record *r)
{
	struct slice in = r->text, comm;
	struct culprit c = { .caller = r->caller };
	int64_t uid;

	if (!slice_skip(&in, S("CPU: ")) || !slice_i64(&in, &c.cpu))
		return;
	if (slice_skip(&in, S(" UID: ")) && !slice_i64(&in, &uid))
		return;
	if (!slice_skip(&in, S(" PID: ")) || !slice_i64(&in, &c.pid) ||
	    !slice_skip(&in, S(" Comm: ")))
		return;
	// the name may have blanks in it
	ssize_t end = slice_find(in, S(" Tainted: "));
	if (end < 0)
		end = slice_find(in, S(" Not tainted "));
	comm = end >= 0 ? slice_head(in, (size_t)end) : in;
	if (end < 0 || comm.n >= sizeof(c.comm))
		return;
	memcpy(c.comm, comm.p, comm.n);
	c.known = c.has_pid = true;
	s->last = c;
	if (s->panicked && !s->panic_by.known)
		s->panic_by = c;
}

static void note_panic(struct dump_log *s, const struct log_record *r)
{
	struct slice in = r->text;

	if (!slice_skip(&in, S("Kernel panic - not syncing: ")) || s->panicked)
		return;
	s->panicked = true;
	s->panic = *r;
	fact_set(&s->ctx->dump, panic_message, keep(s->ctx, slice_head(in, LIMIT_NAME_BYTES)));
	// an Oops that panics has its `CPU:` line before, any other panic has it behind
	bool same = !(r->flags & LOG_HAS_CALLER) || s->last.caller == r->caller;
	if (s->last.known && same && slice_has(in, S("exception")))
		s->panic_by = s->last;
}

/** What the kernel may have crashed of, if it is the last of the kind. */
static void note_last_words(struct dump_log *s, const struct log_record *r)
{
	static const struct {
		bool is_first;
		struct slice begin;
	} words[] = {
#define LAST_WORDS(is_first, begin) { is_first, { begin, sizeof(begin) - 1 } },
#include "parsers/vmcore/last_words.def"
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct slice in = r->text;
		if (!slice_skip(&in, words[i].begin))
			continue;
		if (!words[i].is_first && s->words.n && r->ts_ns - s->words_ns < WORDS_NS)
			return;
		sbuf_reset(&s->words);
		sbuf_add(&s->words, slice_head(r->text, LIMIT_NAME_BYTES));
		s->words_ns = r->ts_ns;
		return;
	}
}

/** `The buggy address belongs to the object at ffff888006f1a900`, of a KASAN report. */
static void note_object(struct dump_context *ctx, const struct log_record *r)
{
	struct slice in = r->text;
	uint64_t addr;

	if (slice_skip(&in, S("The buggy address belongs to the object at ")) &&
	    slice_hex(&in, &addr) && ctx->n_reported < DUMP_REPORTED_MAX)
		ctx->reported[ctx->n_reported++] = addr;
}

/** Each line of the message is a record, as it would be if the log were read from a file. */
static void give_records(struct dump_log *s, const struct log_record *r)
{
	struct slice printed = sbuf_slice(&s->line), text = r->text, line, raw;
	struct record out = { .flags = RECORD_KERNEL };

	if (r->flags & LOG_HAS_TIME) {
		out.flags |= RECORD_HAS_MONO;
		out.mono_us = (int64_t)(r->ts_ns / 1000);
	}
	if (r->flags & LOG_HAS_LEVEL) {
		out.flags |= RECORD_HAS_LEVEL | RECORD_HAS_FACILITY;
		out.level = r->level;
		out.facility = r->facility;
	}
	if (r->flags & LOG_HAS_CALLER) {
		out.flags |= RECORD_HAS_CALLER;
		out.caller = r->caller;
	}
	if (r->flags & LOG_HAS_SEQ) {
		out.flags |= RECORD_HAS_SEQ;
		out.seq = r->seq;
	}
	while (slice_cut(&printed, '\n', &raw)) {
		if (!slice_cut(&text, '\n', &line)) {
			line = text;
			text.n = 0;
		}
		out.text = slice_head(line, LIMIT_LINE_BYTES);
		dump_record(s->ctx, &out, raw);
		out.flags |= RECORD_CONT;
	}
}

static void on_record(void *ctx, const struct log_record *r)
{
	struct dump_log *s = ctx;

	if (s->ctx->sink->rows)
		add_row(s, r);
	if (r->flags & LOG_HAS_TIME)
		s->last_ns = r->ts_ns;
	if (!r->text.p)
		return; // its page is missing
	note_cpu_line(s, r);
	note_panic(s, r);
	note_last_words(s, r);
	note_object(s->ctx, r);
	sbuf_reset(&s->line);
	log_print(r, &s->line);
	give_records(s, r);
}

static void on_lost(void *ctx)
{
	struct dump_log *s = ctx;

	if (!s->lost)
		dump_note(s->ctx, "messages of the log are not in the dump");
	s->lost = s->ctx->log_lost = true;
}

static void set_panic(struct dump_log *s)
{
	struct dump *d = &s->ctx->dump;
	const struct culprit *by = &s->panic_by;

	if (!s->panicked)
		return;
	if (s->panic.flags & LOG_HAS_TIME)
		fact_set(d, uptime_s, (double)(s->panic.ts_ns / 1000) / 1e6);
	if (by->known) {
		fact_set(d, panic_cpu, by->cpu);
		fact_set(d, panic_pid, by->pid);
		fact_set(d, panic_comm, keep(s->ctx, slice_str(by->comm)));
	} else if (s->panic.flags & LOG_HAS_CALLER) {
		if (s->panic.caller & RECORD_CALLER_CPU)
			fact_set(d, panic_cpu, s->panic.caller & ~RECORD_CALLER_CPU);
		else
			fact_set(d, panic_pid, s->panic.caller);
	}
}

/** A kernel that says when it crashed has printed something just before. */
static void set_start(struct dump_log *s)
{
	struct dump_context *ctx = s->ctx;
	struct dump *d = &ctx->dump;

	if (s->lost || ctx->crashed_us == INT64_MIN || !s->last_ns ||
	    s->last_ns / 1000 > INT64_MAX / 2)
		return;
	if (!fact_has(d, uptime_s))
		fact_set(d, uptime_s, (double)(s->last_ns / 1000) / 1e6);
	ctx->boot.flags |= BOOT_HAS_START;
	ctx->boot.started_us = ctx->crashed_us - (int64_t)(s->last_ns / 1000);
	ctx->sink->boot(ctx->sink->ctx, &ctx->boot);
}

/** What all of it tells. */
static void finish(struct dump_log *s)
{
	const struct image_info *info = image_info(s->ctx->image);

	set_panic(s);
	// of a log with gaps they need not be the last ones
	if (s->words.n && !info->n_missing && !info->is_incomplete && !s->lost)
		s->ctx->last_words = keep(s->ctx, sbuf_slice(&s->words));
}

static void run(struct dump_context *ctx)
{
	static const struct {
		const char *name;
		bool (*read)(struct image *img, const struct log_sink *sink);
	} readers[] = {
		{ "ring", log_ring_read },
		{ "log_buf", log_buf_read },
		{ "log_buf", log_bytes_read },
	};
	struct dump_log *s = xcalloc(1, sizeof(*s));
	const struct log_sink sink = { .ctx = s, .record = on_record, .lost = on_lost };
	bool found = false;

	s->ctx = ctx;
	ctx->log = s;
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
		s->log = readers[i].name;
		found = readers[i].read(ctx->image, &sink);
		if (found)
			break;
	}
	ctx->log_lost |= !found;
	finish(s);
	set_start(s);
}

void dump_log_add(struct dump_context *ctx, const char *log, const struct log_record *r)
{
	ctx->log->log = log;
	on_record(ctx->log, r);
}

void dump_log_end(struct dump_context *ctx)
{
	finish(ctx->log);
}

static void end(struct dump_context *ctx)
{
	sbuf_deinit(&ctx->log->words);
	sbuf_deinit(&ctx->log->line);
	free(ctx->log);
	ctx->log = NULL;
}

const struct dump_part dump_part_log = { .name = "log", .for_log = true, .run = run, .end = end };
