// SPDX-License-Identifier: Apache-2.0
/*
 * Memory that nothing points to, as /sys/kernel/debug/kmemleak and the log print it.
 * print_unreferenced() in mm/kmemleak.c:
 *
 * BUG: memory leak                                               (put in front by test drivers)
 * unreferenced object 0xffff88806173d600 (size 512):
 *   comm "dlm_controld", pid 1290, jiffies 4295583142 (age 143.507s)
 *   hex dump (first 32 bytes):
 *     41 9d 1e 60 80 88 ff ff 08 d6 73 61 80 88 ff ff  A..`......sa....
 *   backtrace:
 *     [<00000000cfd1372b>] __kmalloc_track_caller+0x138/0x230
 *     kstrdup+0xb0/0x110                                         (no addresses since Linux 6.7)
 *
 * "(age …)" is gone since 6.7, "backtrace (crc 0)" came with 6.4; "object (percpu)" since 6.15.  Each
 * object is a report; with kmemleak.verbose=1 the log has them with "kmemleak: " in front of every
 * line.  Those with equal stacks are made one fault by their merge_key (merge.h).
 */
#include <stdio.h>

#include "parsers/base/hash.h"
#include "parsers/faults/fields.h"
#include "parsers/faults/grammar.h"

static const struct fault_head heads[] = {
	{ "BUG: memory leak", "BUG: memory leak\\s*$", FAULT_KMEMLEAK, NULL, NULL, HEAD_INTRO },
	{ "unreferenced object", "unreferenced object (?:\\(percpu\\) )?\\S+ \\(size \\d+\\)",
	  FAULT_KMEMLEAK, NULL, NULL, 0 },
	{ NULL, NULL, FAULT_KMEMLEAK, NULL, NULL, 0 },
};

static bool is_hex_pair(const char *p)
{
	for (int i = 0; i < 2; i++)
		if (!(p[i] >= '0' && p[i] <= '9') && !(p[i] >= 'a' && p[i] <= 'f'))
			return false;
	return true;
}

/** The bytes of a hex dump line, `41 9d 1e`, without the characters behind them; empty: none. */
static struct slice hex_bytes(struct slice text)
{
	size_t n = 0;

	while (n + 2 <= text.n && is_hex_pair(text.p + n) &&
	       (n + 2 == text.n || text.p[n + 2] == ' ')) {
		n += 2;
		if (n + 1 < text.n && text.p[n] == ' ' && text.p[n + 1] != ' ')
			n++;
		else
			break;
	}
	return slice_trim(slice_head(text, n));
}

/** The line without the prefix that the log puts in front. */
static struct slice object_text(const struct report_line *line)
{
	struct slice text = report_text(line);

	slice_skip(&text, S("kmemleak: "));
	return slice_ltrim(text);
}

static bool is_object_line(struct slice text)
{
	return slice_starts(text, S("comm ")) || slice_starts(text, S("hex dump (first ")) ||
	       slice_starts(text, S("backtrace")) || slice_starts(text, S("object hex dump"));
}

static enum line_class kmemleak_classify(struct report *r, const struct report_line *line)
{
	struct slice text = object_text(line), frame = text;
	struct frame parsed;

	(void)r;
	if (!text.n)
		return LINE_OTHER;
	if (slice_has(text, S("unreferenced object ")) || slice_starts(text, S("BUG: ")))
		return LINE_END_BEFORE;
	if (is_object_line(text) || hex_bytes(text).n || frame_parse(frame, &parsed))
		return LINE_BODY;
	return LINE_OTHER;
}

static void head_parse(struct kmemleak_object *o, struct slice text)
{
	uint64_t address;

	slice_skip_past(&text, S("unreferenced object "));
	slice_skip(&text, S("(percpu) "));
	if (slice_hex(&text, &address))
		fact_set(o, address, address);
	fact_set_i64_after(o, size, text, "(size ");
}

/** `comm "name", pid 12, jiffies 4294937 (age 12.300s)`. */
static void task_parse(struct kmemleak_object *o, struct fault *f, struct slice text)
{
	struct slice rest = text, comm;
	ssize_t at;
	int64_t seconds, part = 0;

	if (!slice_skip_past(&rest, S("comm \"")))
		return;
	comm = rest;
	at = slice_find(rest, S("\", pid "));
	if (at >= 0)
		fact_set(o, comm, field_keep(f, slice_head(comm, at)));
	rest = at >= 0 ? slice_from(rest, at) : rest;
	fact_set_i64_after(o, pid, rest, ", pid ");
	fact_set_i64_after(o, jiffies, rest, ", jiffies ");
	if (!slice_skip_past(&rest, S("(age ")) || !slice_i64(&rest, &seconds))
		return;
	double scale = 1;
	if (slice_skip_char(&rest, '.')) {
		size_t digits = rest.n;

		if (slice_i64(&rest, &part))
			for (digits -= rest.n; digits; digits--)
				scale *= 10;
	}
	fact_set(o, age_s, (double)seconds + (double)part / scale);
}

static void checksum_parse(struct kmemleak_object *o, struct fault *f, struct slice text)
{
	static const char *const ends[] = { ")", NULL };

	fact_set_text(o, checksum, field_keep(f, field_between(text, S("(crc "), ends)));
}

static void hexdump_parse(const struct report *r, struct kmemleak_object *o, struct fault *f)
{
	struct slice all = { "", 0 };
	bool inside = false;

	for (size_t i = 1; i < r->n_lines; i++) {
		struct slice text = object_text(&r->lines[i]), bytes;

		if (slice_starts(text, S("hex dump (first "))) {
			inside = true;
			continue;
		}
		if (!inside)
			continue;
		bytes = hex_bytes(text);
		if (!bytes.n || all.n + bytes.n >= LIMIT_NAME_BYTES)
			break;
		all = all.n ? arena_printf(f->arena, SLICE_FMT " " SLICE_FMT, SLICE_ARG(all),
		                           SLICE_ARG(bytes))
		            : arena_dup(f->arena, bytes);
	}
	if (all.n)
		fact_set(o, hexdump, all);
}

/** Hash of the stack: equal keys are equal stacks.  Objects without stack go by size and task. */
static struct slice stack_key(const struct fault *f)
{
	const struct kmemleak_object *o = &f->kmemleak_object[0];
	const struct stack *s = fault_stack(f, STACK_ALLOC);
	struct sha256 *h = sha256_new();
	char text[96], hex[SHA256_HEX + 1];

	for (size_t i = 0; s && i < s->n_frames; i++) {
		const struct frame *fr = &s->frames[i];
		int n;

		if (fr->function.p)
			n = snprintf(text, sizeof(text), "+%lld ", (long long)fr->offset);
		else
			n = snprintf(text, sizeof(text), "%llx ", (unsigned long long)fr->address);
		sha256_add(h, fr->function);
		sha256_add(h, (struct slice){ text, (size_t)n });
	}
	if (!s || !s->n_frames) {
		int n = snprintf(text, sizeof(text), "no stack %lld ", (long long)o->size);

		sha256_add(h, (struct slice){ text, (size_t)n });
		sha256_add(h, o->comm);
	}
	sha256_end(h, hex);
	sha256_free(h);
	return arena_printf(f->arena, "kmemleak %s", hex);
}

static bool kmemleak_parse(const struct report *r, struct fault *f)
{
	struct kmemleak_object *o = fault_row(f, kmemleak_object);

	if (slice_starts(report_text(&r->lines[0]), S("kmemleak: "))) {
		for (size_t i = 0; i < r->n_lines; i++)
			r->lines[i].text = object_text(&r->lines[i]);
		f->n_stacks = 0;
		trace_extract(r, f); // now it sees frames
	}
	fact_set(f, bug_type, S("memory leak"));
	fact_set(o, position, (int64_t)r->family_seq);
	head_parse(o, object_text(&r->lines[0]));
	for (size_t i = 1; i < r->n_lines; i++) {
		struct slice text = object_text(&r->lines[i]);

		if (slice_starts(text, S("comm ")) && !fact_has(o, pid))
			task_parse(o, f, text);
		else if (slice_starts(text, S("backtrace (crc ")))
			checksum_parse(o, f, text);
	}
	hexdump_parse(r, o, f);
	if (fact_has(o, comm) && !fact_has(f, comm))
		fact_set(f, comm, o->comm);
	if (fact_has(o, pid) && !fact_has(f, pid))
		fact_set(f, pid, o->pid);
	if (fact_has(o, address) && !fact_has(f, address))
		fact_set(f, address, o->address);
	// the only stack of the report is that of the allocation
	for (size_t i = 0; i < f->n_stacks; i++)
		f->stacks[i].role = STACK_ALLOC;
	f->merge_key = stack_key(f);
	return true;
}

static const struct fault_sample samples[] = {
	{ "unreferenced object 0xffff88806173d600 (size 512):", FAULT_KMEMLEAK, "memory leak" },
	{ "unreferenced object (percpu) 0x7e3bce5b888458 (size 40):", FAULT_KMEMLEAK,
	  "memory leak" },
	{ NULL, FAULT_KMEMLEAK, NULL },
};

const struct fault_family family_kmemleak = {
	.name = "kmemleak",
	.heads = heads,
	.classify = kmemleak_classify,
	.parse = kmemleak_parse,
	.samples = samples,
};
