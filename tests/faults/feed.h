// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * For tests of fault families: a text goes through the lines stage and the engine; the faults that
 * come out are kept in order.
 */
#pragma once

#include "parsers/faults/engine.h"

struct feed {
	struct fault *faults[64];
	size_t n;
};

/** Parse @p text (a whole log, lines end in LF). */
void feed_text(struct feed *ret, const char *text);
void feed_free(struct feed *f);

/** The only fault of @p f; fails the test when there is none or more. */
const struct fault *feed_one(const struct feed *f);

/** cmocka: the slice equals the string (NULL: the slice is unset). */
void assert_slice(struct slice s, const char *expected);
