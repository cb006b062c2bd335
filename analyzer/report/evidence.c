// SPDX-License-Identifier: Apache-2.0
/*
 * Of
 *
 *   BUG: kernel NULL pointer dereference, address: 0000000000000010
 *   Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2 04/01/2014
 *   RIP: 0010:foo+0x95/0xe0
 *   RAX: 0000000000000000 RBX: ffff88816136aa00 RCX: 0000000000000000
 *   Call Trace:
 *    bar+0x1d/0x40
 *
 * the first and the third line are taken.
 */
#include "analyzer/report/evidence.h"

/** A line that holds one of these says what stands elsewhere, or nothing. */
static const struct slice dull[] = {
	S("====="),          S("[ cut here ]"),
	S("Call Trace:"),    S("Call trace:"),
	S("<TASK>"),         S("</TASK>"),
	S("<IRQ>"),          S("</IRQ>"),
	S("<NMI>"),          S("</NMI>"),
	S("Hardware name:"), S("Modules linked in"),
	S("[last unloaded"), S("---[ end trace"),
	S("Code: "),         S("Backtrace:"),
	S("RAX: "),          S("RDX: "),
	S("RBP: "),          S("R10: "),
	S("R13: "),          S("RSP: 00"),
	S("FS: "),           S("CS: "),
	S("DR0: "),          S("DR3: "),
	S("EAX: "),          S("ESI: "),
	S("CR0: "),          S("CR2: "),
	S("x29: "),          S("x27: "),
	S("x26: "),          S("x23: "),
	S("x20: "),          S("x17: "),
	S("x14: "),          S("x11: "),
	S("x8 : "),          S("x5 : "),
	S("x2 : "),          S("GPR0"),
	S("GPR1"),           S("GPR2"),
	S("PGD "),           S("hung_task_timeout_secs"),
	S("PKRU: "),
};

/** Lines of an OOM report that are taken. */
static const struct slice oom_telling[] = {
	S("invoked oom-killer"), S("oom-kill:"),   S("illed process"),      S("ut of memory"),
	S("memory: usage"),      S("swap: usage"), S("memory+swap: usage"), S("limit of /"),
	S("Kill process"),       S("oom_reaper"),  S("Free swap"),
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool has_one(struct slice line, const struct slice *marks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (slice_has(line, marks[i]))
			return true;
	return false;
}

/** What the kernel said: the line without `kernel: ` and `[   12.907347][   T46]`. */
static struct slice body_of(struct slice line)
{
	struct slice head = slice_head(line, 200);
	ssize_t at = slice_find(head, S("kernel: "));

	if (at >= 0)
		line = slice_from(line, (size_t)at + 8);
	line = slice_ltrim(line);
	while (line.n && *line.p == '[') {
		const char *end = memchr(line.p, ']', line.n < 32 ? line.n : 32);
		if (!end || line.p[1] == '<') // an address: part of a frame
			break;
		line = slice_ltrim(slice_from(line, (size_t)(end - line.p) + 1));
	}
	return line;
}

static bool symbol_byte(char c)
{
	return c == '_' || c == '.' || c == '$' || (c >= '0' && c <= '9') ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/** `? foo+0x19/0x50 [mod]`, `[<ffffffff81000000>] foo+0x19`, `foo (mm/foo.c:12)` */
static bool is_frame(struct slice body)
{
	size_t n = 0;

	if (slice_starts(body, S("[<")) && !slice_skip_past(&body, S("] ")))
		return true;
	slice_skip(&body, S("? "));
	while (n < body.n && symbol_byte(body.p[n]))
		n++;
	body = slice_from(body, n);
	return n && (slice_starts(body, S("+0x")) ||
	             (slice_starts(body, S(" (")) &&
	              (slice_has(body, S(".c:")) || slice_has(body, S(".h:")) ||
	               slice_has(body, S(".S:")))));
}

/** No bar, no dump of words: something with letters beyond those of hex digits. */
static bool has_words(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] | 0x20) > 'f' && (s.p[i] | 0x20) <= 'z')
			return true;
	return false;
}

static bool wanted(struct slice kind, struct slice line)
{
	struct slice body = body_of(line);

	if (slice_is(kind, "oom"))
		return has_one(line, oom_telling, COUNT(oom_telling));
	return has_words(body) && !has_one(line, dull, COUNT(dull)) && !is_frame(body);
}

int64_t line_numbers_next(struct line_numbers *n)
{
	struct slice in = n->ranges;

	if (n->next && n->next < n->last)
		return ++n->next;
	slice_skip_char(&in, ',');
	if (!slice_i64(&in, &n->next) || n->next < 1) {
		*n = (struct line_numbers){ .next = 0 };
		return -1;
	}
	n->last = n->next;
	if (slice_skip_char(&in, '-') && !slice_i64(&in, &n->last))
		n->last = n->next;
	n->ranges = in;
	return n->next;
}

size_t evidence_lines(struct slice kind, struct slice excerpt, struct slice ranges,
                      struct evidence ret[EVIDENCE_LINES])
{
	struct line_numbers numbers = { .ranges = ranges };
	struct slice line;
	size_t n = 0;

	while (n < EVIDENCE_LINES && slice_line(&excerpt, &line)) {
		int64_t number = line_numbers_next(&numbers);
		if (wanted(kind, line))
			ret[n++] = (struct evidence){ line, number };
	}
	return n;
}
