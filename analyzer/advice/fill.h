// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Fill: the `{column}` and `{column:format}` of a rule's texts, and the values they stand for.
 *
 * Formats    bytes, kb (as text_bytes() prints them), count (12,345), pct (0.25 is 25 %), s (seconds)
 * Absent     NULL is printed as ?
 */
#pragma once

#include "analyzer/report/table.h"

enum fill_how {
	FILL_TEXT,
	FILL_SHELL, /**< values are quoted for a shell where they have to be */
};

/** Names and values of one row. */
struct fill_row {
	const struct slice *names;
	const struct cell *cells;
	size_t n;
};

/** @p text with its placeholders filled; one that is no column stays as it is. */
void fill(struct sbuf *out, struct slice text, const struct fill_row *row, enum fill_how how);

/** The first placeholder whose column or format is not known; p NULL: all are. */
struct slice fill_unknown(struct slice text, const struct slice *names, size_t n);
