// SPDX-License-Identifier: Apache-2.0
#include "parsers/faults/close.h"

#include <assert.h>
#include <inttypes.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"
#include "parsers/faults/engine.h"
#include "parsers/faults/grammar.h"

/** A panic follows from what was reported up to this long before it. */
#define PANIC_CAUSE_US INT64_C(120000000)
/** Another report of the same task follows from one that ended at most this long before. */
#define CAUSE_US    INT64_C(500000)
#define CAUSE_LINES 200

static void place_fill(const struct report *r, struct fault *f)
{
	const struct report_line *first = &r->lines[0], *last = &r->lines[r->n_lines - 1];
	const struct record *rec = &r->record;

	fact_set(f, first_line, (int64_t)first->line);
	fact_set(f, last_line, (int64_t)(last->end_line ? last->end_line : last->line));
	fact_set(f, first_byte, (int64_t)first->off);
	fact_set(f, last_byte, (int64_t)last->end_off - 1);
	if (rec->flags & RECORD_HAS_MONO)
		fact_set(f, time_boot, (double)rec->mono_us / 1e6);
	if (rec->flags & RECORD_HAS_WALL) {
		fact_set(f, wall_us, rec->wall_us);
		fact_set(f, wall_local, (rec->flags & RECORD_WALL_LOCAL) != 0);
	}
	if (rec->host.n)
		fact_set(f, host, rec->host);
	fact_set(f, message, text_unquoted(first->text));
}

/** Bytes of excerpt_lines; a report with more gaps than fit leaves its last lines out of it. */
#define EXCERPT_RANGES_BYTES ((size_t)16 << 10)

/** Which lines of the source the first @p lines of @p r are: `12-40,42`. */
static void ranges_fill(const struct report *r, struct fault *f, size_t lines)
{
	struct sbuf b = { .max = EXCERPT_RANGES_BYTES };
	size_t whole = 0; // bytes of b up to the last range that fit

	for (size_t i = 0, end; i < lines && !b.overflow; i = end) {
		for (end = i + 1; end < lines && r->lines[end].line == r->lines[end - 1].line + 1;)
			end++;
		sbuf_printf(&b, "%s%" PRIu64, i ? "," : "", r->lines[i].line);
		if (end > i + 1)
			sbuf_printf(&b, "-%" PRIu64, r->lines[end - 1].line);
		whole = b.overflow ? whole : b.n;
	}
	if (whole)
		fact_set(f, excerpt_lines, arena_dup(r->arena, slice_head(sbuf_slice(&b), whole)));
	sbuf_deinit(&b);
}

static void excerpt_fill(const struct report *r, struct fault *f, size_t max)
{
	size_t n = 0, lines = 0;

	while (lines < r->n_lines && n + r->lines[lines].raw.n + 1 <= max)
		n += r->lines[lines++].raw.n + 1;
	char *text = arena_alloc(r->arena, n + 1, 1), *p = text;
	for (size_t i = 0; i < lines; i++) {
		memcpy(p, r->lines[i].raw.p, r->lines[i].raw.n);
		p += r->lines[i].raw.n;
		*p++ = '\n';
	}
	if (n)
		fact_set(f, excerpt, ((struct slice){ text, n - 1 }));
	ranges_fill(r, f, lines);
}

/** A task that these were reported of is as good as dead: what it reports next follows from them. */
static bool is_fatal(enum fault_kind kind)
{
	return kind != FAULT_KCSAN && fault_kind_info[kind].severity <= 2;
}

/** WARNING, then Oops, then panic: what this report follows from, if anything. */
static bool follows(const struct close_state *s, const struct report *r, const struct fault *f)
{
	const struct report_line *head = &r->lines[0];

	if (!s->last.is_set || s->last.boot != r->record.boot ||
	    s->last.first_byte >= f->first_byte)
		return false;
	int64_t gap =
		head->mono_us >= 0 && s->last.mono_us >= 0 ? head->mono_us - s->last.mono_us : -1;
	if (f->kind == FAULT_PANIC)
		return s->last.kind != FAULT_PANIC &&
		       (gap >= 0 ? gap < PANIC_CAUSE_US
		                 : head->line < s->last.last_line + CAUSE_LINES);
	if (s->last.kind == FAULT_PANIC)
		return false;
	if (!is_fatal(s->last.kind) &&
	    fault_kind_info[f->kind].severity >= fault_kind_info[s->last.kind].severity)
		return false;
	bool same_caller = s->last.has_caller ? (r->flags & REPORT_HAS_CALLER) &&
	                                                s->last.caller == r->record.caller
	                                      : !(r->flags & REPORT_HAS_CALLER);
	bool same_task = s->last.pid >= 0 && fact_has(f, pid) && s->last.pid == f->pid &&
	                 (s->last.cpu < 0 || !fact_has(f, cpu) || s->last.cpu == f->cpu);
	return same_caller && same_task && gap >= 0 && gap < CAUSE_US &&
	       head->line < s->last.last_line + CAUSE_LINES;
}

static void remember(struct close_state *s, const struct report *r, const struct fault *f)
{
	s->last.is_set = true;
	s->last.kind = f->kind;
	s->last.first_byte = f->first_byte;
	s->last.cause_byte = fact_has(f, cause_byte) ? f->cause_byte : -1;
	s->last.last_line = f->last_line;
	s->last.mono_us = r->lines[r->n_lines - 1].mono_us;
	s->last.boot = r->record.boot;
	s->last.caller = r->record.caller;
	s->last.has_caller = (r->flags & REPORT_HAS_CALLER) != 0;
	s->last.pid = fact_has(f, pid) ? f->pid : -1;
	s->last.cpu = fact_has(f, cpu) ? f->cpu : -1;
}

static size_t family_index(const struct fault_family *family)
{
	for (size_t i = 0; fault_families[i]; i++)
		if (fault_families[i] == family)
			return i;
	assert(!"family is in families.def");
	return 0;
}

struct fault *report_to_fault(struct report *r, struct close_state *state,
                              const struct limits *limits)
{
	struct arena *a = r->arena;
	struct fault *f = arena_new(a, struct fault);
	size_t family = family_index(r->family);

	assert(family < CLOSE_FAMILIES && r->n_lines);
	f->arena = a;
	f->kind = r->head->kind;
	r->family_seq = state->family_seq[family];
	place_fill(r, f);
	trace_extract(r, f);
	regs_extract(r, f);
	common_extract(r, f);
	if (r->flags & REPORT_LOST) {
		fact_set(f, corrupted, 1);
		fact_set(f, corrupted_reason, S("messages were lost inside the report"));
	}
	if (!r->family->parse(r, f)) {
		arena_deinit(a);
		free(a);
		return NULL;
	}
	state->family_seq[family]++;
	if (!fact_has(f, corrupted))
		fact_set(f, corrupted, 0);
	excerpt_fill(r, f, limits->excerpt_bytes);
	if ((r->flags & REPORT_HAS_PIECE) && r->piece_kind == f->kind)
		fact_set(f, piece_byte, (int64_t)r->piece_off);
	if (r->flags & REPORT_HAS_CAUSE)
		fact_set(f, cause_byte, (int64_t)r->cause_off);
	else if (!fact_has(f, cause_byte) && follows(state, r, f))
		fact_set(f, cause_byte, state->last.first_byte);
	remember(state, r, f);
	return f;
}
