// SPDX-License-Identifier: Apache-2.0
/*
 * What dmesg of util-linux makes of the kernel's stamps:
 *
 *   [Tue May  3 10:00:00 2022] text                       -T, --time-format=ctime
 *   [Tue May  3 10:00:00 2022 <    0.000012>] text        -T -d
 *   [   12.345678 <    0.000012>] text                    -d
 *   [<    0.000012>] text                                 --time-format=delta
 *   [May 3 10:00] text                                    -H, --time-format=reltime: the minute …
 *   [  +0.000012] text                                    … and since the line before
 *   kern  :warn  : [   12.345678] text                    -x
 *
 * Source: print_record() in sys-utils/dmesg.c of util-linux.
 */
#include "parsers/base/clock.h"
#include "parsers/lines/inner.h"
#include "parsers/lines/words.h"

/** `0.000012`: seconds with 6 digits after the dot. */
static bool take_seconds(struct slice *in, int64_t *ret_us)
{
	struct slice s = *in;
	uint64_t seconds, us;

	while (slice_skip_char(&s, ' '))
		;
	if (!slice_u64(&s, 10, &seconds) || seconds > 99999999999 || !slice_skip_char(&s, '.'))
		return false;
	const char *fraction = s.p;
	if (!slice_u64(&s, 10, &us) || s.p - fraction != 6)
		return false;
	*ret_us = (int64_t)(seconds * 1000000 + us);
	*in = s;
	return true;
}

/** `<    0.000012>`. */
static bool take_delta(struct slice *in)
{
	struct slice s = *in;
	int64_t us;

	if (!slice_skip_char(&s, '<') || !take_seconds(&s, &us) || !slice_skip_char(&s, '>'))
		return false;
	*in = s;
	return true;
}

/** `]` and one blank, or the end. */
static bool take_close(struct slice *in)
{
	struct slice s = *in;

	if (!slice_skip_char(&s, ']') || (s.n && *s.p != ' ' && *s.p != '['))
		return false;
	*in = s;
	return true;
}

/** `May 3 10:00` of reltime: the day has no fixed width. */
static bool take_minute(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in;
	uint64_t day, hour, minute;
	int month = clock_month_name(&s);

	while (slice_skip_char(&s, ' '))
		;
	if (!month || !slice_u64(&s, 10, &day) || !slice_skip_char(&s, ' ') ||
	    !slice_u64(&s, 10, &hour) || !slice_skip_char(&s, ':') || !slice_u64(&s, 10, &minute) ||
	    day < 1 || day > 31 || hour > 23 || minute > 59 || !s.n || *s.p != ']')
		return false;
	int64_t us = date_guess_year(&l->years, month, (int)day,
	                             (int64_t)(hour * 60 + minute) * 60000000);
	if (us != INT64_MIN) {
		r->flags |= RECORD_HAS_WALL | RECORD_WALL_LOCAL | RECORD_WALL_NO_YEAR;
		r->wall_us = us;
		l->years.last_us = us;
		l->reltime = true;
	}
	*in = s;
	return true;
}

/** `+0.000012` of reltime. */
static bool take_since_last(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in;
	int64_t us;

	while (slice_skip_char(&s, ' '))
		;
	if (!slice_skip_char(&s, '+') || !take_seconds(&s, &us) || !s.n || *s.p != ']')
		return false;
	if (l->reltime) {
		r->flags |= RECORD_HAS_WALL | RECORD_WALL_LOCAL | RECORD_WALL_NO_YEAR;
		l->years.last_us += us;
		r->wall_us = l->years.last_us;
	}
	*in = s;
	return true;
}

enum line_format dmesg_bracket(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in;
	struct date d;
	int64_t us;
	enum line_format format;

	if (!slice_skip_char(&s, '['))
		return LINE_PLAIN;
	if (date_ctime(&s, &d)) {
		r->flags |= RECORD_HAS_WALL | d.flags;
		r->wall_us = d.us;
		l->years.last_us = d.us;
		if (slice_skip_char(&s, ' ') && !take_delta(&s))
			return LINE_PLAIN;
		format = LINE_DMESG_CTIME;
	} else if (date_iso(&s, &d)) {
		r->flags |= RECORD_HAS_WALL | d.flags;
		r->wall_us = d.us;
		l->years.last_us = d.us;
		format = LINE_STAMPED;
	} else if (take_delta(&s) || take_minute(l, &s, r) || take_since_last(l, &s, r)) {
		format = LINE_DMESG_DELTA;
	} else if (take_seconds(&s, &us) && slice_skip_char(&s, ' ') && take_delta(&s)) {
		r->flags |= RECORD_HAS_MONO;
		r->mono_us = us;
		format = LINE_DMESG_DELTA;
	} else {
		return LINE_PLAIN;
	}
	if (!take_close(&s))
		return LINE_PLAIN;
	printk_after_stamp(&s, r);
	if (format == LINE_STAMPED) {
		ssize_t at = printk_find(s);
		if (at >= 0)
			s = slice_from(s, at);
		if (!printk_prefix(&s, r) && !(r->flags & RECORD_HAS_LEVEL)) {
			*in = s;
			return format; // some other program's line, for all we know
		}
	}
	r->flags |= RECORD_KERNEL;
	*in = s;
	return format;
}

enum line_format dmesg_decoded(struct lines *l, struct slice *in, struct record *r)
{
	struct slice s = *in, word;

	if (!slice_cut(&s, ':', &word) || word.n < 6 || word.n > 8)
		return LINE_PLAIN;
	int facility = word_facility(slice_trim(word));
	if (facility < 0 || !slice_cut(&s, ':', &word) || word.n < 6 || word.n > 7)
		return LINE_PLAIN;
	int level = word_level(slice_trim(word));
	if (level < 0 || !slice_skip_char(&s, ' '))
		return LINE_PLAIN;
	r->flags |= RECORD_HAS_LEVEL | RECORD_HAS_FACILITY;
	r->level = level;
	r->facility = facility;
	if (s.n && *s.p == '[' && !printk_prefix(&s, r)) {
		struct record with = *r;
		if (dmesg_bracket(l, &s, &with) != LINE_PLAIN)
			*r = with;
	}
	if (s.n > 18 && s.p[4] == '-') {
		struct record with = *r;
		if (syslog_iso(l, &s, &with) == LINE_DMESG_ISO)
			*r = with;
	}
	r->flags &= ~(RECORD_KERNEL | RECORD_USER);
	r->flags |= facility == 0 ? RECORD_KERNEL : RECORD_USER;
	*in = s;
	return LINE_DMESG_DECODED;
}
