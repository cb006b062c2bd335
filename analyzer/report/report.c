// SPDX-License-Identifier: Apache-2.0
#include "analyzer/report/report.h"

#include "analyzer/queries.h"
#include "parsers/base/cleanup.h"

#define ROW_OF scope_row
const struct row_field scope_fields[] = { SCOPE_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF consequence_row
const struct row_field consequence_fields[] = { CONSEQUENCE_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF example_row
const struct row_field example_fields[] = { EXAMPLE_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF taint_row
const struct row_field taint_fields[] = { TAINT_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF note_row
const struct row_field note_fields[] = { NOTE_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF frame_row
const struct row_field frame_fields[] = { FRAME_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF group_row
const struct row_field group_fields[] = { GROUP_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF kind_row
const struct row_field kind_row_fields[] = { KIND_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF death_row
const struct row_field death_row_fields[] = { DEATH_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF moment_row
const struct row_field moment_row_fields[] = { MOMENT_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF oom_row
const struct row_field oom_row_fields[] = { OOM_ROW_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF stall_row
const struct row_field stall_row_fields[] = { STALL_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF leak_row
const struct row_field leak_row_fields[] = { LEAK_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF advice_row
const struct row_field advice_row_fields[] = { ADVICE_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF finding_row
const struct row_field finding_row_fields[] = { FINDING_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF memory_row
const struct row_field memory_row_fields[] = { MEMORY_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF
#define ROW_OF problem_row
const struct row_field problem_row_fields[] = { PROBLEM_FIELDS(ROW_FIELD) ROW_FIELDS_END };
#undef ROW_OF

/** Lines of a list but groups, whose limit the user chooses. */
#define REPORT_MAX_ROWS   40
#define REPORT_MAX_FRAMES 10
#define REPORT_MAX_BOOTS  6 /**< told event by event */
#define REPORT_MAX_PARAMS 16

/** Parameters of the caller and our own. */
struct report_params {
	struct param p[REPORT_MAX_PARAMS];
	size_t n;
};

static void add_param(struct report_params *ps, const char *name, int64_t v)
{
	ps->p[ps->n++] = (struct param){ .name = name, .type = ROW_I64, .i64 = v };
}

static struct err *run_all(sqlite3 *db, const char *sql, struct params params)
{
	while (*sql) {
		_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
		if (sqlite3_prepare_v2(db, sql, -1, &st, &sql) != SQLITE_OK)
			return rows_error(db, "report");
		if (!st)
			continue;
		rows_bind(st, params);
		int rc = sqlite3_step(st);
		if (rc != SQLITE_DONE && rc != SQLITE_ROW)
			return rows_error(db, "report");
	}
	return NULL;
}

/** What is read for each group: preparing it takes longer than running it. */
enum group_query {
	GROUP_CONSEQUENCES,
	GROUP_EXAMPLE,
	GROUP_TAINT,
	GROUP_NOTES,
	GROUP_FRAMES,
	GROUP_QUERIES,
};

static struct err *load_group(sqlite3_stmt *const st[GROUP_QUERIES], struct group_row *g,
                              struct arena *a)
{
	struct param p[] = {
		{ .name = ":group_id", .type = ROW_I64, .i64 = g->group_id },
		{ .name = ":fault_id", .type = ROW_I64, .i64 = g->example_id },
		{ .name = ":max_frames", .type = ROW_I64, .i64 = REPORT_MAX_FRAMES },
		{ .name = ":max_rows", .type = ROW_I64, .i64 = REPORT_MAX_ROWS },
	};
	size_t n = 0;

	for (size_t i = 0; i < GROUP_QUERIES; i++) {
		sqlite3_reset(st[i]);
		rows_bind(st[i], (struct params){ p, sizeof(p) / sizeof(p[0]) });
	}
	struct err *e =
		rows_read(st[GROUP_CONSEQUENCES], consequence_fields, sizeof(*g->consequences), a,
	                  &g->consequences, &g->n_consequences);
	if (!e)
		e = rows_read(st[GROUP_EXAMPLE], example_fields, sizeof(*g->example), a,
		              &g->example, &n);
	if (!e)
		e = rows_read(st[GROUP_TAINT], taint_fields, sizeof(*g->taints), a, &g->taints,
		              &g->n_taints);
	if (!e)
		e = rows_read(st[GROUP_NOTES], note_fields, sizeof(*g->notes), a, &g->notes,
		              &g->n_notes);
	if (!e)
		e = rows_read(st[GROUP_FRAMES], frame_fields, sizeof(*g->frames), a, &g->frames,
		              &g->n_frames);
	return e;
}

static struct err *load_groups(sqlite3 *db, struct group_row *groups, size_t n, struct arena *a)
{
	static const char *const sql[GROUP_QUERIES] = {
		[GROUP_CONSEQUENCES] = query_report_consequences,
		[GROUP_EXAMPLE] = query_report_example,
		[GROUP_TAINT] = query_report_taint,
		[GROUP_NOTES] = query_report_notes,
		[GROUP_FRAMES] = query_report_frames,
	};
	sqlite3_stmt *st[GROUP_QUERIES] = { NULL };
	struct err *e = NULL;

	for (size_t i = 0; !e && i < GROUP_QUERIES; i++)
		if (sqlite3_prepare_v2(db, sql[i], -1, &st[i], NULL) != SQLITE_OK)
			e = rows_error(db, "query of the store");
	for (size_t i = 0; !e && i < n; i++)
		e = load_group(st, &groups[i], a);
	for (size_t i = 0; i < GROUP_QUERIES; i++)
		sqlite3_finalize(st[i]);
	return e;
}

static struct err *load_lists(sqlite3 *db, struct params params, struct report *r)
{
	struct scope_row *scope = NULL;
	size_t n = 0;
	struct err *e = rows_load(db, query_report_scope, params, scope_fields, sizeof(*scope),
	                          &r->arena, &scope, &n);
	if (!e && n)
		r->scope = *scope;
#define REPORT_LOAD(row, member, FIELDS, query)                                            \
	if (!e)                                                                            \
		e = rows_load(db, query_##query, params, row##_fields, sizeof(*r->member), \
		              &r->arena, &r->member, &r->n_##member);
	REPORT_LISTS(REPORT_LOAD)
#undef REPORT_LOAD
	if (!e)
		e = rows_load(db, query_report_groups, params, group_fields, sizeof(*r->groups),
		              &r->arena, &r->groups, &r->n_groups);
	return e ? e : load_groups(db, r->groups, r->n_groups, &r->arena);
}

struct err *report_load(sqlite3 *db, struct params params, struct report *ret)
{
	struct report_params ps = { .n = 0 };

	*ret = (struct report){ 0 };
	for (size_t i = 0; i < params.n; i++)
		ps.p[ps.n++] = params.p[i];
	add_param(&ps, ":max_rows", REPORT_MAX_ROWS);
	add_param(&ps, ":max_boots", REPORT_MAX_BOOTS);
	struct err *e = run_all(db, query_report_choose, (struct params){ ps.p, ps.n });
	if (!e)
		e = load_lists(db, (struct params){ ps.p, ps.n }, ret);
	if (e) {
		report_deinit(ret);
		return e;
	}
	ret->verdict = report_verdict(ret, &ret->arena);
	return NULL;
}

void report_deinit(struct report *r)
{
	arena_deinit(&r->arena);
}

const char *severity_word(int64_t severity)
{
	static const char *const words[] = {
		"?", "fatal", "critical", "serious", "warning", "minor"
	};

	return severity >= 1 && severity <= 5 ? words[severity] : words[0];
}
