// SPDX-License-Identifier: Apache-2.0
/*
 * Which reader a line goes to: its first byte decides.  What stands in front of a log line in a mail
 * or a commit message (blanks, `>`) is passed over; a line that begins with nothing we know may have
 * a kernel message further on:
 *
 *   > > [   18.051123] BUG: kernel NULL pointer dereference
 *   syzkaller login: [   16.305150][    T1] INFO: trying to register non-static key.
 */
#include "parsers/lines/inner.h"

/** Blanks, and what mail programs put before a line that they quote. */
static size_t lead_len(struct slice s)
{
	size_t n = 0;

	while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t' || s.p[n] == '>' || s.p[n] == '|'))
		n++;
	return n;
}

static enum line_format take_printk(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in;

	if (!printk_prefix(&s, r)) {
		if (s.p == in->p)
			return LINE_PLAIN;
		*in = s; // "<4>", or a note of lost messages
	} else {
		*in = s;
	}
	r->flags |= r->flags & RECORD_HAS_FACILITY && r->facility ? RECORD_USER : RECORD_KERNEL;
	if (r->flags & RECORD_HAS_LEVEL)
		return LINE_DMESG_RAW;
	if (r->flags & RECORD_HAS_MONO && !(r->flags & RECORD_HAS_CALLER) && syslog_mono(l, in, r))
		return LINE_JOURNAL_MONO;
	return LINE_DMESG;
}

typedef enum line_format (*prefix_reader)(struct lines *l, struct slice *in, struct record *r);

/** By first byte: at most three readers, the first that takes the line has it. */
static const struct {
	char from, to;
	prefix_reader readers[3];
} readers[] = {
	{ '[', '[', { take_printk, dmesg_bracket } },
	{ '<', '<', { syslog_5424, syslog_wire, take_printk } },
	{ '*', '*', { take_printk } },
	{ '0', '9', { syslog_iso, syslog_unix } },
	{ 'A', 'Z', { syslog_month, syslog_full } },
	{ 'a', 'z', { dmesg_decoded, syslog_bare } },
};

enum line_format prefix_take(struct lines *l, struct slice *in, struct record *r)
{
	struct slice lead = slice_from(*in, lead_len(*in));

	for (size_t i = 0; lead.n && i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (*lead.p < readers[i].from || *lead.p > readers[i].to)
			continue;
		for (int j = 0; j < 3 && readers[i].readers[j]; j++) {
			struct slice s = lead;
			struct record with = *r;
			enum line_format format = readers[i].readers[j](l, &s, &with);
			if (format != LINE_PLAIN) {
				*r = with;
				*in = s;
				return format;
			}
		}
		break;
	}
	ssize_t at = printk_find(*in);
	if (at < 0)
		return LINE_PLAIN;
	*in = slice_from(*in, at);
	printk_prefix(in, r);
	r->flags |= RECORD_KERNEL;
	return LINE_CONSOLE;
}

/** `Oops#1 Part2`: efi-pstore and erst; `====1651572000.123456-D`: ramoops. */
static bool is_pstore_head(struct slice s)
{
	static const struct slice reasons[] = { S("Panic#"), S("Oops#"), S("Emergency#"),
		                                S("Shutdown#"), S("Unknown#") };
	uint64_t n;

	if (slice_skip(&s, S("====")))
		return slice_u64(&s, 10, &n) && slice_skip_char(&s, '.') && slice_u64(&s, 10, &n) &&
		       (slice_is(s, "-D") || slice_is(s, "-C") || !s.n);
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		struct slice t = s;
		if (slice_skip(&t, reasons[i]))
			return slice_u64(&t, 10, &n) && slice_skip(&t, S(" Part")) &&
			       slice_u64(&t, 10, &n);
	}
	return false;
}

/** `-- Journal begins at Sat 2021-04-17 04:54:06 CEST, ends at Mon 2021-08-16 08:12:29 CEST. --`: the
 *  lines that follow have no year. */
static void note_end(struct lines *l, struct slice s)
{
	struct date d;

	if (slice_skip_past(&s, S(" ends at ")) && date_weekday(&s) && date_iso(&s, &d) &&
	    (l->years.taken_us == INT64_MIN || d.us < l->years.taken_us))
		l->years.taken_us = d.us;
}

/** `-- Boot b5f1e9b1c9e64e6f8a5c8d8a1b2c3d4e --` and other lines that journalctl makes. */
static bool journal_mark(struct lines *l, struct slice s)
{
	struct slice id;

	if (slice_skip(&s, S("-- Boot "))) {
		if (!slice_word(&s, &id))
			return false;
		boots_mark(l, id.n == 32 ? id : (struct slice){ NULL, 0 });
	} else if (slice_starts(s, S("-- Reboot --"))) {
		boots_mark(l, (struct slice){ NULL, 0 });
	} else if (!slice_starts(s, S("-- Logs begin at ")) &&
	           !slice_starts(s, S("-- Journal begins at ")) &&
	           !slice_starts(s, S("-- No entries --")) && !slice_starts(s, S("-- cursor: "))) {
		return false;
	}
	note_end(l, s);
	l->journal = true;
	return true;
}

bool prefix_mark(struct lines *l, struct slice s)
{
	if (s.n < 8)
		return false;
	if (s.p[0] == '-' && s.p[1] == '-' && journal_mark(l, s)) {
		l->format_lines[LINE_JOURNAL_SHORT]++;
		return true;
	}
	if (memchr("=POESU", *s.p, 6) && is_pstore_head(s)) {
		l->format_lines[LINE_PSTORE]++;
		l->clock_reset = true;
		return true;
	}
	return false;
}
