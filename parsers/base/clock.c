// SPDX-License-Identifier: Apache-2.0
#include "parsers/base/clock.h"

#include <stdio.h>

#define DAY_US INT64_C(86400000000)

/** Days since 1970-01-01; the year starts in March, so that the leap day is its last day. */
static int64_t days_from_civil(int64_t y, int m, int d)
{
	y -= m <= 2;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

static int month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return days[m - 1] + (m == 2 && leap);
}

bool clock_from_civil(const struct civil *c, int64_t *ret_us)
{
	if (c->year < 1 || c->year > 9999 || c->month < 1 || c->month > 12 || c->day < 1 ||
	    c->day > month_days(c->year, c->month) || c->hour < 0 || c->hour > 23 ||
	    c->minute < 0 || c->minute > 59 || c->second < 0 || c->second > 60 || c->us < 0 ||
	    c->us > 999999)
		return false;
	int64_t s = days_from_civil(c->year, c->month, c->day) * 86400 + c->hour * 3600 +
	            c->minute * 60 + c->second;
	*ret_us = s * 1000000 + c->us;
	return true;
}

void clock_to_civil(int64_t us, struct civil *ret)
{
	int64_t days = us / DAY_US - (us % DAY_US < 0);
	int64_t in_day = us - days * DAY_US;
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	ret->day = doy - (153 * mp + 2) / 5 + 1;
	ret->month = mp < 10 ? mp + 3 : mp - 9;
	ret->year = yoe + era * 400 + (ret->month <= 2);
	ret->us = in_day % 1000000;
	int64_t s = in_day / 1000000;
	ret->hour = s / 3600;
	ret->minute = s / 60 % 60;
	ret->second = s % 60;
}

void clock_text(int64_t us, char ret[CLOCK_TEXT])
{
	static const int64_t min_us = INT64_C(-62135596800000000); // 0001-01-01
	static const int64_t max_us = INT64_C(253402300799999999); // 9999-12-31
	struct civil c;

	clock_to_civil(us < min_us ? min_us : us > max_us ? max_us : us, &c);
	snprintf(ret, CLOCK_TEXT, "%04u-%02u-%02uT%02u:%02u:%02u.%06uZ", (unsigned)c.year % 10000,
	         (unsigned)c.month % 100, (unsigned)c.day % 100, (unsigned)c.hour % 100,
	         (unsigned)c.minute % 100, (unsigned)c.second % 100, (unsigned)c.us % 1000000);
}

int clock_month_name(struct slice *in)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int m = 0; m < 12 && in->n >= 3; m++) {
		if (memcmp(in->p, names + 3 * m, 3) == 0) {
			*in = slice_from(*in, 3);
			return m + 1;
		}
	}
	return 0;
}
