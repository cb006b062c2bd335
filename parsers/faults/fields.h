// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Fields: numbers and texts behind a key in a line of a report.
 *
 * Shape      views of the line, without blanks around them; callers copy what they keep with
 *            field_keep()
 * Absent     false, or a slice whose p is NULL
 */
#pragma once

#include "parsers/fault.h"
#include "parsers/limits.h"

/** Copy of @p s in the fault's arena, trimmed, at most LIMIT_NAME_BYTES; NULL stays NULL. */
static inline struct slice field_keep(struct fault *f, struct slice s)
{
	return s.p ? arena_dup(f->arena, slice_head(slice_trim(s), LIMIT_NAME_BYTES)) : s;
}

/** The decimal number right behind the first @p key: "pid:" in "pid:12". */
static inline bool field_i64(struct slice text, struct slice key, int64_t *ret)
{
	return slice_skip_past(&text, key) && slice_i64(&text, ret);
}

/** The hexadecimal number, with or without 0x, right behind the first @p key. */
static inline bool field_hex(struct slice text, struct slice key, uint64_t *ret)
{
	return slice_skip_past(&text, key) && slice_hex(&text, ret);
}

/** What is between the first @p key and the first of @p ends (NULL ends the list) behind it, or the
 *  end of the line. */
static inline struct slice field_between(struct slice text, struct slice key,
                                         const char *const *ends)
{
	if (!slice_skip_past(&text, key))
		return (struct slice){ 0 };
	for (size_t i = 0; ends[i]; i++) {
		ssize_t at = slice_find(text, slice_str(ends[i]));

		if (at >= 0)
			text.n = at;
	}
	return slice_trim(text);
}

/** Set I64 @p field of @p fact to the number behind the string literal @p key, if there is one. */
#define fact_set_i64_after(fact, field, text, key)      \
	do {                                            \
		int64_t number_;                        \
		if (field_i64(text, S(key), &number_))  \
			fact_set(fact, field, number_); \
	} while (0)
