// SPDX-License-Identifier: Apache-2.0
/*
 * Binary search in whatever is sorted.
 */
#pragma once

#include <stddef.h>

/**
 * How many of the first @p count elements satisfy @p holds, an expression of index @p i that is true up to some
 * element and false from there on.  The answer is the index of the first that does not, @p count if all do.
 */
#define bisect(count, i, holds)                                                \
	({                                                                     \
		size_t bisect_lo_ = 0, bisect_hi_ = (count);                   \
		while (bisect_lo_ < bisect_hi_) {                              \
			size_t i = bisect_lo_ + (bisect_hi_ - bisect_lo_) / 2; \
			if (holds)                                             \
				bisect_lo_ = i + 1;                            \
			else                                                   \
				bisect_hi_ = i;                                \
		}                                                              \
		bisect_lo_;                                                    \
	})
