// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/diff.h"

#include <assert.h>
#include <math.h>

#include "analyzer/queries.h"
#include "parsers/base/cleanup.h"

/** Above this many faults the normal distribution is as good as the binomial one. */
#define EXACT_MAX 4000

static double log_choose(int64_t n, int64_t k)
{
	int sign;

	return lgamma_r((double)n + 1, &sign) - lgamma_r((double)k + 1, &sign) -
	       lgamma_r((double)(n - k) + 1, &sign);
}

double diff_chance(int64_t n1, int64_t e1, int64_t n2, int64_t e2)
{
	int64_t n = n1 + n2;
	double p = (double)e2 / ((double)e1 + (double)e2), below = 0, above = 0;

	assert(n1 >= 0 && n2 >= 0 && e1 > 0 && e2 > 0);
	if (n > EXACT_MAX) {
		double z = fabs((double)n2 - (double)n * p) - 0.5;
		return z <= 0 ? 1 : erfc(z / sqrt(2 * (double)n * p * (1 - p)));
	}
	for (int64_t k = 0; k <= n; k++) {
		double q = exp(log_choose(n, k) + (double)k * log(p) + (double)(n - k) * log1p(-p));
		below += k <= n2 ? q : 0;
		above += k >= n2 ? q : 0;
	}
	return fmin(1, 2 * fmin(below, above));
}

static void sql_rate_chance(sqlite3_context *ctx, int argc, sqlite3_value **argv)
{
	int64_t v[4];

	assert(argc == 4);
	for (int i = 0; i < argc; i++)
		v[i] = sqlite3_value_int64(argv[i]);
	sqlite3_result_double(ctx, diff_chance(v[0], v[1], v[2], v[3]));
}

struct err *diff_init(struct diff *d)
{
	*d = (struct diff){ .db = NULL };
	if (sqlite3_open_v2(":memory:", &d->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
	                    NULL) != SQLITE_OK ||
	    sqlite3_create_function_v2(d->db, "rate_chance", 4, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
	                               NULL, sql_rate_chance, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(d->db, query_diff_tables, NULL, NULL, NULL) != SQLITE_OK)
		return rows_error(d->db, "diff");
	return NULL;
}

void diff_deinit(struct diff *d)
{
	sqlite3_close(d->db);
}

static struct err *prepare(struct diff *d, const char *sql, enum diff_side side, sqlite3_stmt **ret)
{
	if (sqlite3_prepare_v2(d->db, sql, -1, ret, NULL) != SQLITE_OK)
		return rows_error(d->db, "diff");
	sqlite3_bind_int(*ret, 1, side);
	return NULL;
}

static struct err *load_groups(struct diff *d, enum diff_side side, sqlite3_stmt *from)
{
	_cleanup_(stmt_freep) sqlite3_stmt *to = NULL;
	int rc;

	struct err *e = prepare(d, query_diff_add, side, &to);
	if (e)
		return e;
	while ((rc = sqlite3_step(from)) == SQLITE_ROW) {
		for (int c = 0; c < sqlite3_column_count(from); c++)
			sqlite3_bind_value(to, c + 2, sqlite3_column_value(from, c));
		if (sqlite3_step(to) != SQLITE_DONE)
			return rows_error(d->db, "diff");
		sqlite3_reset(to);
		d->total[side].faults += sqlite3_column_int64(from, 7);
	}
	return rc == SQLITE_DONE ? NULL : rows_error(sqlite3_db_handle(from), "diff");
}

static struct err *load_total(struct diff *d, enum diff_side side, sqlite3_stmt *from)
{
	_cleanup_(stmt_freep) sqlite3_stmt *to = NULL;

	if (sqlite3_step(from) != SQLITE_ROW)
		return rows_error(sqlite3_db_handle(from), "diff");
	d->total[side].boots = sqlite3_column_int64(from, 0);
	d->total[side].hosts = sqlite3_column_int64(from, 1);
	d->total[side].undated = sqlite3_column_int64(from, 2);
	struct err *e = prepare(d, query_diff_total_add, side, &to);
	if (e)
		return e;
	sqlite3_bind_int64(to, 2, d->total[side].boots);
	sqlite3_bind_int64(to, 3, d->total[side].hosts);
	return sqlite3_step(to) == SQLITE_DONE ? NULL : rows_error(d->db, "diff");
}

struct err *diff_load(struct diff *d, enum diff_side side, sqlite3 *db, struct params params)
{
	_cleanup_(stmt_freep) sqlite3_stmt *groups = NULL, *total = NULL;

	struct err *e = rows_prepare(db, query_diff_groups, params, &groups);
	if (!e)
		e = load_groups(d, side, groups);
	if (!e)
		e = rows_prepare(db, query_diff_total, params, &total);
	return e ? e : load_total(d, side, total);
}

struct err *diff_is_worse(struct diff *d, bool *ret)
{
	_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;

	struct err *e = rows_prepare(d->db, query_diff_worse, (struct params){ NULL, 0 }, &st);
	if (e)
		return e;
	if (sqlite3_step(st) != SQLITE_ROW)
		return rows_error(d->db, "diff");
	*ret = sqlite3_column_int(st, 0);
	return NULL;
}
