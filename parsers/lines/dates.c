// SPDX-License-Identifier: Apache-2.0
/*
 *   2022-05-03T10:00:00.123456+02:00    rsyslog, containers (nanoseconds), journalctl -o short-iso
 *   2022-05-03T10:00:00,123456+02:00    dmesg --time-format=iso
 *   2022-05-03 10:00:00 CEST            journalctl -o short-full, after the day of the week
 *   May  3 10:00:00                     RFC 3164: no year, no zone
 *   Tue May  3 10:00:00 2022            ctime(3): dmesg -T
 */
#include "parsers/lines/dates.h"

#include "parsers/base/clock.h"
#include "parsers/record.h"

#define HOUR_US INT64_C(3600000000)
#define DAY_US  (24 * HOUR_US)

/** Clocks and time zones of the machine and of whoever took the log may differ by this much. */
#define TAKEN_SLACK_US (2 * DAY_US)

static bool take_digits(struct slice *in, size_t n, int *ret)
{
	int v = 0;

	if (in->n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned char)in->p[i] - '0';
		if (d > 9)
			return false;
		v = v * 10 + (int)d;
	}
	*in = slice_from(*in, n);
	*ret = v;
	return true;
}

/** A day of the month: two digits, or a blank and one, or (some writers) one. */
static bool take_day(struct slice *in, int *ret)
{
	struct slice s = *in;

	if (take_digits(&s, 2, ret) || (slice_skip_char(&s, ' ') && take_digits(&s, 1, ret))) {
		*in = s;
		return true;
	}
	return take_digits(in, 1, ret);
}

bool date_time(struct slice *in, int64_t *ret_us, bool *ret_comma)
{
	struct slice s = *in;
	int h, m, sec;
	int64_t us = 0;

	if (!take_digits(&s, 2, &h) || !slice_skip_char(&s, ':') || !take_digits(&s, 2, &m) ||
	    !slice_skip_char(&s, ':') || !take_digits(&s, 2, &sec) || h > 23 || m > 59 || sec > 60)
		return false;
	*ret_comma = s.n > 1 && *s.p == ',' && s.p[1] >= '0' && s.p[1] <= '9';
	if (s.n > 1 && (*s.p == '.' || *ret_comma) && s.p[1] >= '0' && s.p[1] <= '9') {
		int digit, n = 0;
		s = slice_from(s, 1);
		while (n < 9 && take_digits(&s, 1, &digit))
			if (n++ < 6)
				us = us * 10 + digit;
		for (; n < 6; n++)
			us *= 10;
	}
	*ret_us = ((h * 60 + m) * 60 + sec) * INT64_C(1000000) + us;
	*in = s;
	return true;
}

static bool midnight(int year, int month, int day, int64_t *ret_us)
{
	struct civil c = { .year = year, .month = month, .day = day };
	return clock_from_civil(&c, ret_us);
}

/** `Z`, `+02:00`, `+0200`, ` UTC`; anything else is local time. */
static void take_zone(struct slice *in, struct date *d)
{
	struct slice s = *in;
	int h, m = 0;

	d->zone = true;
	if (slice_skip_char(&s, 'Z') || slice_skip(&s, S(" UTC")) || slice_skip(&s, S(" GMT"))) {
		*in = s;
		return;
	}
	bool minus = s.n && *s.p == '-';
	if (s.n && (*s.p == '+' || minus)) {
		s = slice_from(s, 1);
		if (take_digits(&s, 2, &h) && h < 24) {
			d->bare_zone = !slice_skip_char(&s, ':');
			if (take_digits(&s, 2, &m) && m < 60) {
				int64_t zone_us = h * HOUR_US + m * (HOUR_US / 60);
				d->us -= minus ? -zone_us : zone_us;
				*in = s;
				return;
			}
		}
	}
	d->zone = false;
	d->flags |= RECORD_WALL_LOCAL;
}

bool date_iso(struct slice *in, struct date *ret)
{
	struct slice s = *in;
	struct date d = { 0 };
	int year, month, day;
	int64_t time_us;

	if (!take_digits(&s, 4, &year) || !slice_skip_char(&s, '-') ||
	    !take_digits(&s, 2, &month) || !slice_skip_char(&s, '-') || !take_digits(&s, 2, &day) ||
	    !(slice_skip_char(&s, 'T') || slice_skip_char(&s, ' ')) ||
	    !date_time(&s, &time_us, &d.comma) || !midnight(year, month, day, &d.us))
		return false;
	d.us += time_us;
	take_zone(&s, &d);
	*in = s;
	*ret = d;
	return true;
}

int64_t date_guess_year(struct date_years *years, int month, int day, int64_t time_us)
{
	int64_t base = years->last_us != INT64_MIN ? years->last_us : years->taken_us;
	struct civil c;
	int64_t us;

	if (base == INT64_MIN)
		return INT64_MIN;
	clock_to_civil(base, &c);
	int year = c.year;
	if (years->last_us != INT64_MIN) {
		// the year turned between the lines, or a straggler came after it had turned
		if (c.month - month >= 6)
			year++;
		else if (month - c.month >= 6)
			year--;
	}
	// 29 February decides for a leap year; nothing is newer than the log
	for (int tries = 0; tries < 9; tries++, year--) {
		if (!midnight(year, month, day, &us))
			continue;
		us += time_us;
		if (years->taken_us == INT64_MIN || us <= years->taken_us + TAKEN_SLACK_US)
			return us;
	}
	return INT64_MIN;
}

bool date_month(struct slice *in, struct date_years *years, struct date *ret)
{
	struct slice s = *in, with_year;
	struct date d = { .flags = RECORD_WALL_LOCAL };
	int day, year;
	int64_t time_us;
	int month = clock_month_name(&s);

	if (!month || !slice_skip_char(&s, ' ') || !take_day(&s, &day) || day < 1 || day > 31 ||
	    !slice_skip_char(&s, ' '))
		return false;
	with_year = s;
	if (take_digits(&with_year, 4, &year) && slice_skip_char(&with_year, ' ') &&
	    date_time(&with_year, &time_us, &d.comma)) {
		if (!midnight(year, month, day, &d.us))
			return false;
		d.us += time_us;
		s = with_year;
	} else if (date_time(&s, &time_us, &d.comma)) {
		d.flags |= RECORD_WALL_NO_YEAR;
		d.us = date_guess_year(years, month, day, time_us);
	} else {
		return false;
	}
	if (d.us != INT64_MIN)
		years->last_us = d.us;
	*in = s;
	*ret = d;
	return true;
}

bool date_weekday(struct slice *in)
{
	static const char names[] = "MonTueWedThuFriSatSun";

	for (int i = 0; i < 7 && in->n >= 4; i++) {
		if (memcmp(in->p, names + 3 * i, 3) == 0 && in->p[3] == ' ') {
			*in = slice_from(*in, 4);
			return true;
		}
	}
	return false;
}

bool date_ctime(struct slice *in, struct date *ret)
{
	struct slice s = *in;
	struct date d = { .flags = RECORD_WALL_LOCAL };
	int month, day, year;
	int64_t time_us;

	if (!date_weekday(&s) || !(month = clock_month_name(&s)) || !slice_skip_char(&s, ' ') ||
	    !take_day(&s, &day) || !slice_skip_char(&s, ' ') ||
	    !date_time(&s, &time_us, &d.comma) || !slice_skip_char(&s, ' ') ||
	    !take_digits(&s, 4, &year) || !midnight(year, month, day, &d.us))
		return false;
	d.us += time_us;
	*in = s;
	*ret = d;
	return true;
}
