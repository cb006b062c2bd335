// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Dates as log writers print them.  Private to this folder.
 *
 * Each function takes a date off the front of a slice, or leaves it alone.
 */
#pragma once

#include "parsers/base/slice.h"

struct date {
	int64_t us;     /**< since 1970-01-01 UTC, or local time read as such */
	uint32_t flags; /**< RECORD_WALL_LOCAL, RECORD_WALL_NO_YEAR */
	bool comma;     /**< the fraction was set off with `,`: util-linux does so */
	bool zone;      /**< it said how far from UTC it is */
	bool bare_zone; /**< `+0200`: systemd does so, others print `+02:00` */
};

/** What is known of the year while lines without one are read. */
struct date_years {
	int64_t taken_us; /**< nothing is later than this (but for time zones); INT64_MIN: not known */
	int64_t last_us; /**< the last date read, with or without year; INT64_MIN: none */
};

/** `2022-05-03T10:00:00.123456+02:00`; a blank for the T, `,` for the dot, `Z`, `+0200` or no zone. */
bool date_iso(struct slice *in, struct date *ret);
/** `May  3 10:00:00`, `May 03 10:00:00.123456`, `May  3 2022 10:00:00`.  Without a year, and with
 *  nothing known of it, ret->flags has RECORD_WALL_NO_YEAR and ret->us is INT64_MIN. */
bool date_month(struct slice *in, struct date_years *years, struct date *ret);
/** `Tue May  3 10:00:00 2022`. */
bool date_ctime(struct slice *in, struct date *ret);
/** `Mon` to `Sun` and a blank. */
bool date_weekday(struct slice *in);
/** `10:00:00` with up to 9 digits of a fraction; us since midnight. */
bool date_time(struct slice *in, int64_t *ret_us, bool *ret_comma);
/** Year, month and day of midnight in @p years' opinion. */
int64_t date_guess_year(struct date_years *years, int month, int day, int64_t time_us);
