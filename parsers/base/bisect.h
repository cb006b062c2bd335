// SPDX-License-Identifier: Apache-2.0
/*
 * Binary search in whatever is sorted.
 */
#pragma once

#include <stddef.h>

/**
 * How many of the first @p count elements satisfy @p holds, an expression of index @p i that is true up to some
 * element and false from there on; i has the type of count.  The answer is the index of the first that does not,
 * @p count if all do.
 */
#define bisect(count, i, holds)                                                                \
	({                                                                                     \
		__auto_type bisect_hi_ = (count);                                              \
		__typeof__(bisect_hi_) bisect_lo_ = 0;                                         \
		while (bisect_lo_ < bisect_hi_) {                                              \
			__typeof__(bisect_hi_) i = bisect_lo_ + (bisect_hi_ - bisect_lo_) / 2; \
			if (holds)                                                             \
				bisect_lo_ = i + 1;                                            \
			else                                                                   \
				bisect_hi_ = i;                                                \
		}                                                                              \
		bisect_lo_;                                                                    \
	})
