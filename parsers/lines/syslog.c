// SPDX-License-Identifier: Apache-2.0
/*
 * What syslog daemons and journalctl put before a message:
 *
 *   May  3 10:00:00 host kernel: [   12.345678] usb 1-1: new device          RFC 3164, journalctl
 *   May  3 10:00:00 host sshd[123]: Failed password for root
 *   May  3 10:00:00 host kern.warn kernel: [   12.345678] text                busybox
 *   May  3 10:00:00 host last message repeated 2 times
 *   2022-05-03T10:00:00.123456+02:00 host kernel: [   12.345678] text         rsyslog
 *   2022-05-03T10:00:00+0200 host kernel: text                                -o short-iso
 *   Tue 2022-05-03 10:00:00 CEST host kernel: text                            -o short-full
 *   1651572000.123456 host kernel: text                                       -o short-unix
 *   [   12.345678] host kernel: text                                          -o short-monotonic
 *   kernel: [   12.345678] text                                               cut out of one of these
 *   <4>1 2022-05-03T10:00:00Z host kernel - - - [   12.345678] text           RFC 5424
 *   2022-05-03T10:00:00.123456789Z stderr F [   12.345678] text               containers
 *   2022-05-03T10:00:00.123456  [   12.345678] text                           test labs
 *
 * A message of several lines has `#012` for the line ends (rsyslog, $EscapeControlCharactersOnReceive).
 */
#include "parsers/lines/inner.h"
#include "parsers/lines/words.h"

/** The longest name of a host or a program that is believed. */
#define NAME_MAX_BYTES 255

static bool at_stamp(struct slice s)
{
	struct record unused = { 0 };
	return s.n && (*s.p == '[' || *s.p == '<' || *s.p == '*') && printk_prefix(&s, &unused);
}

static bool is_kernel_tag(struct slice tag)
{
	return slice_is(tag, "kernel") || slice_is(tag, "vmunix");
}

/** `sshd[123]: `, `kernel: `, `(sd-pam)[12]: `. */
static bool take_tag(struct slice *in, struct slice *ret)
{
	struct slice s = *in;
	size_t n = 0;

	while (n < s.n && n <= NAME_MAX_BYTES && s.p[n] != ':' && s.p[n] != '[' && s.p[n] != ' ' &&
	       s.p[n] != '\t')
		n++;
	if (n == 0 || n > NAME_MAX_BYTES || n == s.n)
		return false;
	*ret = slice_head(s, n);
	s = slice_from(s, n);
	if (slice_skip_char(&s, '[')) {
		const char *close = memchr(s.p, ']', s.n < NAME_MAX_BYTES ? s.n : NAME_MAX_BYTES);
		if (!close)
			return false;
		s = slice_from(s, close + 1 - s.p);
	}
	if (!slice_skip_char(&s, ':') || (s.n && *s.p != ' ' && *s.p != '\t'))
		return false;
	slice_skip_char(&s, ' ');
	*in = s;
	return true;
}

/** `kern.warn ` as busybox writes it. */
static bool take_fac_level(struct slice *in, struct record *r)
{
	struct slice s = *in, word, facility;

	if (!slice_word(&s, &word) || !slice_cut(&word, '.', &facility))
		return false;
	int f = word_facility(facility), l = word_level(word);
	if (f < 0 || l < 0 || !slice_skip_char(&s, ' '))
		return false;
	r->flags |= RECORD_HAS_FACILITY | RECORD_HAS_LEVEL;
	r->facility = f;
	r->level = l;
	*in = s;
	return true;
}

static bool take_host(struct slice *in, struct slice *ret)
{
	struct slice s = *in;

	if (!slice_word(&s, ret) || ret->n > NAME_MAX_BYTES || !slice_skip_char(&s, ' '))
		return false;
	// "host: kernel: " is what some collectors make of it; else it is the first word of a message
	if (ret->p[ret->n - 1] == ':' && !slice_starts(s, S("kernel: ")))
		return false;
	*in = s;
	return true;
}

/** `message repeated 2 times: [ text]`, made by rsyslog of equal messages. */
static void unwrap_repeated(struct slice *in)
{
	struct slice s = *in;
	uint64_t n;

	if (slice_skip(&s, S("message repeated ")) && slice_u64(&s, 10, &n) &&
	    slice_skip(&s, S(" times: [")) && slice_ends(s, S("]"))) {
		slice_skip_char(&s, ' ');
		s.n--;
		*in = s;
	}
}

/** The message, when it is known who wrote it. */
static void take_message(struct slice *in, struct record *r)
{
	if (!r->tag.p || is_kernel_tag(r->tag)) {
		unwrap_repeated(in);
		if (r->tag.p || at_stamp(*in)) {
			printk_prefix(in, r);
			bool kernel = !(r->flags & RECORD_HAS_FACILITY) || r->facility == 0;
			r->flags |= kernel ? RECORD_KERNEL : RECORD_USER;
		}
	} else if (at_stamp(*in)) {
		printk_prefix(
			in,
			r); // `dmesg | logger`, and programs that read the log of another machine
		r->flags |= RECORD_KERNEL;
	} else {
		r->flags |= RECORD_USER;
	}
}

/** What follows the date: `host tag: text`, `tag: text`, `host [ stamp] text`, `host text`. */
static bool take_host_and_tag(struct slice *in, struct record *r)
{
	struct slice s = *in, host, tag;

	if (at_stamp(s)) {
		take_message(&s, r);
	} else if (take_fac_level(&s, r) && take_tag(&s, &tag)) {
		r->tag = tag;
		take_message(&s, r);
	} else if (take_tag(&s, &tag)) {
		if (slice_skip(&s, S("kernel: "))) {
			r->host = tag;
			tag = S("kernel");
		}
		r->tag = tag;
		take_message(&s, r);
	} else if (take_host(&s, &host)) {
		r->host = host;
		take_fac_level(&s, r);
		if (take_tag(&s, &tag))
			r->tag = tag;
		take_message(&s, r);
	} else {
		return false;
	}
	*in = s;
	return true;
}

static void set_wall(struct lines *l, struct record *r, const struct date *d)
{
	if (d->us == INT64_MIN)
		return;
	r->flags |= RECORD_HAS_WALL | d->flags;
	r->wall_us = d->us;
	l->years.last_us = d->us;
}

enum line_format syslog_month(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in;
	struct date d;

	if (!date_month(&s, &l->years, &d) || !slice_skip_char(&s, ' ') ||
	    !take_host_and_tag(&s, r))
		return LINE_PLAIN;
	set_wall(l, r, &d);
	*in = s;
	return l->journal ? LINE_JOURNAL_SHORT : LINE_SYSLOG;
}

/** `stdout F `: the stream, and whether the line is full or partial. */
static bool take_stream(struct slice *in)
{
	struct slice s = *in;

	if ((slice_skip(&s, S("stdout ")) || slice_skip(&s, S("stderr "))) &&
	    (slice_skip(&s, S("F ")) || slice_skip(&s, S("P ")))) {
		*in = s;
		return true;
	}
	return false;
}

/** Does `host tag:` stand here?  With a host that cannot be the first word of a message. */
static bool at_host_and_tag(struct slice s)
{
	struct slice host, tag;
	struct record unused = { 0 };

	if (!take_host(&s, &host))
		return false;
	take_fac_level(&s, &unused);
	return take_tag(&s, &tag) || at_stamp(s) || slice_starts(s, S("last message repeated "));
}

enum line_format syslog_iso(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in;
	struct date d;

	if (!date_iso(&s, &d))
		return LINE_PLAIN;
	enum line_format format = LINE_STAMPED;
	if (d.comma && d.zone && in->p[10] == 'T' && slice_skip_char(&s, ' ')) {
		r->flags |= RECORD_KERNEL;
		format = LINE_DMESG_ISO;
	} else if (!slice_skip_char(&s, ' ')) {
		return LINE_PLAIN;
	} else if (take_stream(&s) || (s.n && *s.p == ' ') || at_stamp(s)) {
		slice_skip_char(&s, ' ');
		if (printk_prefix(&s, r) || r->flags & RECORD_HAS_LEVEL)
			r->flags |= RECORD_KERNEL;
		else
			dmesg_decoded(l, &s, r); // `dmesg -x` in the log of a test lab
	} else if (at_host_and_tag(s)) {
		take_host_and_tag(&s, r);
		format = l->journal ? LINE_JOURNAL_SHORT : LINE_SYSLOG_ISO;
	}
	if (format == LINE_STAMPED && !(r->flags & RECORD_KERNEL)) {
		ssize_t at = printk_find(s);
		if (at >= 0) {
			s = slice_from(s, at);
			printk_prefix(&s, r);
			r->flags |= RECORD_KERNEL;
		}
	}
	set_wall(l, r, &d);
	*in = s;
	return format;
}

/** `Tue 2022-05-03 10:00:00 CEST host kernel: text`. */
enum line_format syslog_full(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in, zone;
	struct date d;

	if (!date_weekday(&s) || !date_iso(&s, &d))
		return LINE_PLAIN;
	if (d.flags & RECORD_WALL_LOCAL && (!slice_skip_char(&s, ' ') || !slice_word(&s, &zone)))
		return LINE_PLAIN;
	if (!slice_skip_char(&s, ' ') || !take_host_and_tag(&s, r))
		return LINE_PLAIN;
	set_wall(l, r, &d);
	*in = s;
	return LINE_JOURNAL_FULL;
}

enum line_format syslog_unix(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in, fraction;
	uint64_t seconds, us;

	if (!slice_u64(&s, 10, &seconds) || seconds < 100000000 || seconds > 99999999999 ||
	    !slice_skip_char(&s, '.'))
		return LINE_PLAIN;
	fraction = s;
	if (!slice_u64(&s, 10, &us) || s.p - fraction.p != 6 || !slice_skip_char(&s, ' ') ||
	    !at_host_and_tag(s) || !take_host_and_tag(&s, r))
		return LINE_PLAIN;
	struct date d = { .us = (int64_t)(seconds * 1000000 + us) };
	set_wall(l, r, &d);
	*in = s;
	return LINE_JOURNAL_UNIX;
}

/** One word of an RFC 5424 header; `-` is none. */
static bool take_field(struct slice *in, struct slice *ret)
{
	if (!slice_word(in, ret) || !slice_skip_char(in, ' '))
		return false;
	if (slice_is(*ret, "-"))
		*ret = (struct slice){ NULL, 0 };
	return true;
}

/** `-` or `[id name="value" …]…`; in values `"`, `\` and `]` are escaped with `\`. */
static bool take_structured_data(struct slice *in)
{
	struct slice s = *in;
	bool quoted = false;

	if (slice_skip_char(&s, '-')) {
		*in = s;
		return true;
	}
	while (slice_skip_char(&s, '[')) {
		for (; s.n && (quoted || *s.p != ']'); s = slice_from(s, 1)) {
			if (quoted && *s.p == '\\' && s.n > 1)
				s = slice_from(s, 1);
			else if (*s.p == '"')
				quoted = !quoted;
		}
		if (!slice_skip_char(&s, ']'))
			return false;
		*in = s;
	}
	return s.p == in->p && (!s.n || *s.p == ' ');
}

enum line_format syslog_5424(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in, host, tag, ignored;
	struct record level = { 0 };
	struct date d = { .us = INT64_MIN };

	if (!printk_level(&s, &level) || !slice_skip(&s, S("1 ")))
		return LINE_PLAIN;
	if (!slice_skip_char(&s, '-') && !date_iso(&s, &d))
		return LINE_PLAIN;
	if (!slice_skip_char(&s, ' ') || !take_field(&s, &host) || !take_field(&s, &tag) ||
	    !take_field(&s, &ignored) || !take_field(&s, &ignored) || !take_structured_data(&s))
		return LINE_PLAIN;
	slice_skip_char(&s, ' ');
	slice_skip(&s, S("\xef\xbb\xbf"));
	r->flags |= level.flags;
	r->level = level.level;
	r->facility = level.facility;
	r->host = host;
	r->tag = tag;
	set_wall(l, r, &d);
	take_message(&s, r);
	*in = s;
	return LINE_SYSLOG_5424;
}

/** `kernel: text`: date and host were cut off. */
enum line_format syslog_bare(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in, tag;

	(void)l;
	if (!take_tag(&s, &tag) || !slice_is(tag, "kernel"))
		return LINE_PLAIN;
	r->tag = tag;
	take_message(&s, r);
	*in = s;
	return LINE_SYSLOG;
}

/** `<4>May  3 10:00:00 host kernel: text`: RFC 3164 as it is on the wire. */
enum line_format syslog_wire(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in;
	struct record level = { 0 };

	if (!printk_level(&s, &level))
		return LINE_PLAIN;
	struct record with = *r;
	with.flags |= level.flags;
	with.level = level.level;
	with.facility = level.facility;
	enum line_format format = syslog_month(l, &s, &with);
	if (format == LINE_PLAIN)
		format = syslog_iso(l, &s, &with);
	if (format == LINE_PLAIN)
		return LINE_PLAIN;
	*r = with;
	*in = s;
	return format;
}

/**
 * journalctl -o short-monotonic has a stamp as dmesg has it, then `host tag: `.  Only the host tells
 * them apart: it is learned from a line of the kernel.
 */
bool syslog_mono(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in, host, tag;

	if (slice_skip(&s, S("kernel: "))) {
		printk_prefix(&s, r);
		r->tag = S("kernel");
		*in = s;
		return true;
	}
	if (l->mono_host_n && !(s.n > l->mono_host_n && s.p[l->mono_host_n] == ' ' &&
	                        memcmp(s.p, l->mono_host, l->mono_host_n) == 0))
		return false;
	if (!take_host(&s, &host) || !take_tag(&s, &tag) ||
	    (!l->mono_host_n && !is_kernel_tag(tag)))
		return false;
	if (!l->mono_host_n && host.n <= sizeof(l->mono_host)) {
		memcpy(l->mono_host, host.p, host.n);
		l->mono_host_n = host.n;
	}
	int64_t mono_us = r->mono_us;
	r->host = host;
	r->tag = tag;
	r->flags &= ~RECORD_KERNEL;
	take_message(&s, r);
	if (!(r->flags & RECORD_KERNEL))
		r->mono_us = mono_us;
	*in = s;
	return true;
}

static bool octal_escape(const char *p, size_t n, char *ret)
{
	if (n < 4 || p[0] != '#' || p[1] != '0' || p[2] < '0' || p[2] > '3' || p[3] < '0' ||
	    p[3] > '7')
		return false;
	*ret = (char)((p[2] - '0') * 8 + (p[3] - '0'));
	return true;
}

static void decode_octal(struct slice s, struct sbuf *ret)
{
	char c;

	sbuf_reset(ret);
	while (s.n) {
		const char *hash = memchr(s.p, '#', s.n);
		size_t n = hash ? (size_t)(hash - s.p) : s.n;
		sbuf_add(ret, slice_head(s, n));
		s = slice_from(s, n);
		if (!s.n)
			break;
		if (octal_escape(s.p, s.n, &c)) {
			sbuf_char(ret, c);
			s = slice_from(s, 4);
		} else {
			sbuf_char(ret, '#');
			s = slice_from(s, 1);
		}
	}
}

void syslog_deliver(struct lines *l, struct record *r)
{
	if (slice_has(r->text, S("#0")))
		lines_deliver_split(l, r, S("#012"), decode_octal);
	else
		printk_deliver(l, r);
}
