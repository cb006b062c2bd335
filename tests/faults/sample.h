// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * For tests of fault families: the faults of a file below samples/.
 */
#pragma once

#include "tests/faults/feed.h"

/** Parse samples/@p path. */
void feed_sample(struct feed *ret, const char *path);

/** Function of frame @p depth of stack @p stack_no; p NULL when there is none. */
struct slice sample_frame(const struct fault *f, size_t stack_no, size_t depth);

#define assert_set(fact, field, value)                    \
	do {                                              \
		assert_true(fact_has(fact, field));       \
		assert_int_equal((fact)->field, (value)); \
	} while (0)
