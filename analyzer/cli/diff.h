// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Diff: groups of two sides, each some faults of a store, and how often they came on each.
 *
 * The sides may be of two stores, so that what is compared is gathered in a database in memory (tables
 * of analyzer/sql/diff_tables.sql).  Groups are joined by their titles, whose keys are the same in every
 * store: which titles share a group may differ.
 *
 * Counts are compared per boot where both sides have boots, else per host, else as they are.  With
 * n1 and n2 faults in e1 and e2 boots, and no difference between the sides, n2 is binomial of n1 + n2
 * and e2 / (e1 + e2); what lies as far out on either side is the chance that the difference is none.
 */
#pragma once

#include "analyzer/report/rows.h"

enum diff_side {
	DIFF_OLD,
	DIFF_NEW,
	DIFF_SIDES,
};

struct diff {
	sqlite3 *db; /**< the tables of both sides */
	struct {
		int64_t faults, boots, hosts;
		int64_t undated; /**< faults of the store without a time of day */
	} total[DIFF_SIDES];
};

must_use struct err *diff_init(struct diff *d);
void diff_deinit(struct diff *d);
/** Add what @p params choose of the store behind @p db; parameters as in diff_groups.sql. */
must_use struct err *diff_load(struct diff *d, enum diff_side side, sqlite3 *db,
                               struct params params);
/** Chance, 0 to 1, that counts so far apart or farther come of one rate. */
double diff_chance(int64_t n1, int64_t e1, int64_t n2, int64_t e2);
/** Is there a group that is new or more frequent? */
must_use struct err *diff_is_worse(struct diff *d, bool *ret);
