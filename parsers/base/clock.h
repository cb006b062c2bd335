// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Times of day without the C library's locale and time zone: UTC, proleptic Gregorian calendar.
 * Units are microseconds since 1970-01-01T00:00:00Z.
 */
#pragma once

#include "parsers/base/slice.h"

#define CLOCK_TEXT 28 /**< "YYYY-MM-DDTHH:MM:SS.ffffffZ" and NUL */

struct civil {
	int year;                 /**< 1 to 9999 */
	int month, day;           /**< from 1 */
	int hour, minute, second; /**< second may be 60 */
	int us;
};

/** False when a field is out of its range. */
bool clock_from_civil(const struct civil *c, int64_t *ret_us);
void clock_to_civil(int64_t us, struct civil *ret);
/** "YYYY-MM-DDTHH:MM:SS.ffffffZ"; years outside 1 to 9999 are clamped. */
void clock_text(int64_t us, char ret[CLOCK_TEXT]);
/** 1 to 12 for "Jan" to "Dec", 0 for anything else; moves past it. */
int clock_month_name(struct slice *in);
