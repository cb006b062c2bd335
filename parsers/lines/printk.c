// SPDX-License-Identifier: Apache-2.0
/*
 * What printk and its readers put before a message:
 *
 *   [   12.345678] usb 1-1: new high-speed USB device number 2
 *   [   12.345678][  T123] BUG: kernel NULL pointer dereference, address: 0000000000000008
 *   [   12.345678] [   T123] dmesg of util-linux puts a blank in front of the caller
 *   [   12.345678][    C1] rcu: INFO: rcu_preempt self-detected stall on CPU
 *   <4>[   12.345678] Call Trace:
 *   <6>usb 1-1: no stamp, CONFIG_PRINTK_TIME is off
 *   ** 2499 printk messages dropped ** [   60.095515]  dump_stack+0x41/0x60
 *   syzkaller login: [   12.345678][    T1] BUG: a console has one line for everybody
 *   [    2.089098]  (1)[1:swapper/0]sdhci: vendor kernels name CPU, task and comm
 *   [    2.089098] [0:      swapper/0:    1] so do these
 *
 * Source: info_print_prefix(), print_caller() and console_prepend_dropped() in
 * kernel/printk/printk.c ("[%5lu.%06lu]", "[%*s]"); "** %lu printk messages dropped ** " before v6.0
 * had no line end.
 */
#include <stdlib.h>

#include "parsers/lines/inner.h"

/** Longest distance of two messages that ended up on one line; a boot may begin there too. */
#define SAME_LINE_US   INT64_C(10000000)
#define BOOT_BEGINS_US INT64_C(1000000)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool printk_stamp(struct slice *in, bool strict, int64_t *ret_us)
{
	const char *p = in->p, *end = in->p + in->n;
	int64_t v = 0;

	if (in->n < 10 || *p != '[')
		return false;
	const char *field = ++p;
	// mail programs make one of two blanks a no-break space
	for (;;) {
		if (p < end && *p == ' ')
			p++;
		else if (end - p > 1 && p[0] == '\xc2' && p[1] == '\xa0')
			p += 2;
		else
			break;
	}
	const char *digits = p;
	for (; p < end && is_digit(*p) && p - digits < 12; p++)
		v = v * 10 + (*p - '0');
	if (p == digits || end - p < 8 || *p != '.' || (strict && p - field < 5))
		return false;
	p++;
	for (int i = 0; i < 6; i++, p++) {
		if (!is_digit(*p))
			return false;
		v = v * 10 + (*p - '0');
	}
	if (*p++ != ']' || (strict && p < end && *p != ' ' && *p != '['))
		return false;
	*in = (struct slice){ p, end - p };
	*ret_us = v;
	return true;
}

bool printk_level(struct slice *in, struct record *r)
{
	struct slice s = *in;
	uint64_t prio;

	if (!slice_skip_char(&s, '<') || !slice_u64(&s, 10, &prio) || prio > 191 ||
	    !slice_skip_char(&s, '>'))
		return false;
	r->flags |= RECORD_HAS_LEVEL | RECORD_HAS_FACILITY;
	r->level = prio & 7;
	r->facility = prio >> 3;
	*in = s;
	return true;
}

/** `[  T123]`, `[    C1]`, `[ T123@C0]`. */
static bool take_caller(struct slice *in, struct record *r)
{
	struct slice s = *in;
	uint64_t id;

	if (!slice_skip_char(&s, '['))
		return false;
	while (slice_skip_char(&s, ' '))
		;
	if (!s.n || (*s.p != 'T' && *s.p != 'C'))
		return false;
	bool cpu = *s.p == 'C';
	s = slice_from(s, 1);
	if (!slice_u64(&s, 10, &id) || id >= RECORD_CALLER_CPU)
		return false;
	if (slice_skip_char(&s, '@')) {
		uint64_t on_cpu;
		slice_skip_char(&s, 'C');
		if (!slice_u64(&s, 10, &on_cpu))
			return false;
	}
	if (!slice_skip_char(&s, ']'))
		return false;
	r->flags |= RECORD_HAS_CALLER;
	r->caller = cpu ? (uint32_t)id | RECORD_CALLER_CPU : (uint32_t)id;
	*in = s;
	return true;
}

/** MediaTek and others: ` (1)[123:comm]text`; in front of it one of ` -.`, for interrupts off. */
static bool take_cpu_task(struct slice *in, struct record *r)
{
	struct slice s = *in;
	uint64_t cpu, pid;

	if (s.n && (*s.p == ' ' || *s.p == '-' || *s.p == '.'))
		s = slice_from(s, 1);
	if (!slice_skip_char(&s, '(') || !slice_u64(&s, 16, &cpu) || cpu > 0xfff ||
	    !slice_skip_char(&s, ')') || !slice_skip_char(&s, '[') || !slice_u64(&s, 10, &pid) ||
	    pid >= RECORD_CALLER_CPU || !slice_skip_char(&s, ':'))
		return false;
	const char *close = s.n ? memchr(s.p, ']', s.n < 64 ? s.n : 64) : NULL;
	if (!close)
		return false;
	*in = slice_from(s, close + 1 - s.p);
	r->flags |= RECORD_HAS_CALLER;
	r->caller = pid;
	return true;
}

/** Samsung: `[0:      swapper/0:    1] text`, "[%1d:%15s:%5d] ". */
static bool take_cpu_comm_pid(struct slice *in, struct record *r)
{
	struct slice s = *in, name, pid_text;
	uint64_t cpu, pid;

	if (!slice_skip_char(&s, '[') || !slice_u64(&s, 10, &cpu) || cpu > 999 ||
	    !slice_skip_char(&s, ':'))
		return false;
	const char *close = s.n ? memchr(s.p, ']', s.n < 64 ? s.n : 64) : NULL;
	const char *colon = close ? memrchr(s.p, ':', close - s.p) : NULL;
	if (!colon)
		return false;
	name = slice_trim((struct slice){ s.p, colon - s.p });
	pid_text = slice_trim((struct slice){ colon + 1, close - colon - 1 });
	if (!name.n || is_digit(*name.p) || !slice_u64(&pid_text, 10, &pid) || pid_text.n ||
	    pid >= RECORD_CALLER_CPU)
		return false;
	s = slice_from(s, close + 1 - s.p);
	slice_skip_char(&s, ' ');
	*in = s;
	r->flags |= RECORD_HAS_CALLER;
	r->caller = pid;
	return true;
}

void printk_after_stamp(struct slice *in, struct record *r)
{
	if (take_caller(in, r)) {
		slice_skip_char(in, ' ');
		return;
	}
	struct slice s = *in;
	slice_skip_char(&s, ' ');
	if (take_caller(&s, r)) { // util-linux 2.40 and later
		slice_skip_char(&s, ' ');
		*in = s;
		return;
	}
	if (s.n && (*s.p == ' ' || *s.p == '(' || *s.p == '-' || *s.p == '.') &&
	    take_cpu_task(&s, r)) {
		*in = s;
		return;
	}
	if (in->n && *in->p == '-' && take_cpu_task(in, r)) // "[ 12.345678]-(0)[1:init]"
		return;
	*in = s;
	if (in->n && *in->p == '[')
		take_cpu_comm_pid(in, r);
}

/** `** 12 printk messages dropped ** `. */
static bool take_dropped(struct slice *in, struct record *r)
{
	struct slice s = *in;
	uint64_t n;

	if (!slice_skip(&s, S("** ")) || !slice_u64(&s, 10, &n) ||
	    !(slice_skip(&s, S(" printk messages dropped **")) ||
	      slice_skip(&s, S(" printk message dropped **"))))
		return false;
	slice_skip_char(&s, ' ');
	r->lost = n > UINT32_MAX - r->lost ? UINT32_MAX : r->lost + (uint32_t)n;
	*in = s;
	return true;
}

bool printk_prefix(struct slice *in, struct record *r)
{
	struct slice s = *in;
	int64_t us;

	if (s.n && *s.p == '*')
		take_dropped(&s, r);
	if (s.n && *s.p == '<')
		printk_level(&s, r);
	*in = s;
	if (!printk_stamp(&s, false, &us))
		return false;
	r->flags |= RECORD_HAS_MONO;
	r->mono_us = us;
	printk_after_stamp(&s, r);
	*in = s;
	return true;
}

ssize_t printk_find(struct slice s)
{
	struct slice rest = s;
	int64_t us;

	for (;;) {
		const char *at = rest.n ? memchr(rest.p, '[', rest.n) : NULL;
		if (!at)
			return -1;
		rest = slice_from(rest, at - rest.p);
		struct slice stamp = rest;
		if (printk_stamp(&stamp, true, &us))
			break;
		rest = slice_from(rest, 1);
	}
	size_t begin = rest.p - s.p;
	// "<4>" right before it, and a note of lost messages before that
	for (size_t n = 3; n <= 5 && n <= begin; n++) {
		struct slice level = { s.p + begin - n, n };
		struct record unused = { 0 };
		if (printk_level(&level, &unused) && level.n == 0) {
			begin -= n;
			break;
		}
	}
	static const struct slice note = S(" dropped ** ");
	if (begin > note.n && slice_ends(slice_head(s, begin), note)) {
		const char *stars = memmem(s.p, begin, "** ", 3);
		struct record unused = { 0 };
		struct slice dropped = { stars, s.p + begin - stars };
		if (take_dropped(&dropped, &unused) && dropped.n == 0)
			begin = stars - s.p;
	}
	return begin;
}

void printk_deliver(struct lines *l, struct record *r)
{
	struct record next;

	for (;;) {
		ssize_t at = r->flags & RECORD_HAS_MONO ? printk_find(r->text) : -1;
		bool split = at > 0;
		if (split) {
			struct slice tail = slice_from(r->text, at);
			next = (struct record){ .flags = (r->flags &
				                          ~(RECORD_HAS_CALLER | RECORD_CONT)),
				                .level = r->level,
				                .facility = r->facility,
				                .wall_us = r->wall_us,
				                .line = r->line,
				                .end_line = r->end_line,
				                .host = r->host,
				                .tag = r->tag };
			split = printk_prefix(&tail, &next) &&
			        (llabs(next.mono_us - r->mono_us) <= SAME_LINE_US ||
			         next.mono_us < BOOT_BEGINS_US);
			next.text = tail;
		}
		if (!split) {
			lines_deliver(l, r);
			return;
		}
		// text may be a copy; then both halves keep the whole line's bytes
		next.raw = r->raw;
		next.off = r->off;
		next.end_off = r->end_off;
		if (r->text.p >= r->raw.p && r->text.p <= r->raw.p + r->raw.n) {
			size_t n = r->text.p + at - r->raw.p;
			next.raw = slice_from(r->raw, n);
			next.off = r->off + n;
			r->raw = slice_head(r->raw, n);
			r->end_off = next.off;
		}
		r->text = slice_head(r->text, at);
		lines_deliver(l, r);
		*r = next;
	}
}
