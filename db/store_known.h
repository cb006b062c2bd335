// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Known issues: bugs that other databases know, beside the faults of a store.
 *
 * Errors     ERR_DB
 */
#pragma once

#include "db/store.h"

struct store_mark {
	const char *kind; /**< title or duphash */
	struct slice text;
};

struct store_known {
	const char *source; /**< syzbot, abrt */
	struct slice key, title;
	struct slice status, url, fix_title, fix_hash; /**< p NULL: not known */
	const char *file;                              /**< it was read from */
	int64_t taken_us; /**< when that was written, us since 1970; INT64_MIN: not known */
	const struct store_mark *marks;
	size_t n_marks;
};

/** Add @p n issues in one transaction; one that is there (source and key) is replaced. */
must_use struct err *store_add_known(struct store *s, const struct store_known *known, size_t n);
