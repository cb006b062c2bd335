// SPDX-License-Identifier: Apache-2.0
#include "analyzer/advice/advice.h"

#include "analyzer/queries.h"
#include "db/query.h"
#include "db/sql.h"
#include "parsers/base/cleanup.h"

/** What shows it, a line each: `sentence (place)`. */
static void evidence_text(struct sbuf *out, const struct advice *a)
{
	for (size_t i = 0; i < a->n_evidence; i++) {
		sbuf_puts(out, i ? "\n" : "");
		sbuf_add(out, a->evidence[i].text);
		sbuf_puts(out, " (");
		advice_place(out, &a->evidence[i]);
		sbuf_char(out, ')');
	}
	if (a->more)
		sbuf_printf(out, "\nand %llu more", (unsigned long long)a->more);
}

static void remedy_text(struct sbuf *out, const struct advice *a)
{
	sbuf_add(out, a->rule->remedy);
	sbuf_char(out, '\n');
	sbuf_add(out, a->command);
}

static void bind_id(struct query *q, const char *name, int64_t id)
{
	if (id != ROW_NO_I64)
		query_bind_i64(q, name, id);
}

static struct err *add(struct query *q, const struct advice *a)
{
	_cleanup_(sbuf_deinit) struct sbuf evidence = { 0 }, remedy = { 0 };
	bool row;

	evidence_text(&evidence, a);
	remedy_text(&remedy, a);
	query_reset(q);
	query_bind_text(q, ":rule", a->rule->id);
	query_bind_i64(q, ":severity", a->rule->level);
	query_bind_text(q, ":title", a->title);
	query_bind_text(q, ":host", a->host);
	query_bind_text(q, ":evidence", sbuf_slice(&evidence));
	query_bind_text(q, ":remedy", sbuf_slice(&remedy));
	bind_id(q, ":fault_id", a->evidence[0].fault_id);
	bind_id(q, ":source_id", a->evidence[0].source_id);
	return query_next(q, &row);
}

static struct err *write_all(sqlite3 *db, const struct advice_list *list)
{
	_cleanup_(query_freep) struct query *q = NULL;
	struct err *e = NULL;

	if (sqlite3_exec(db, query_advice_clear, NULL, NULL, NULL) != SQLITE_OK)
		return rows_error(db, "advice");
	e = query_new(db, slice_str(query_advice_add), &q, NULL);
	for (size_t i = 0; !e && i < list->n; i++)
		e = add(q, &list->advice[i]);
	return e;
}

struct err *advice_refresh(struct store *s)
{
	struct advice_filter all = { .host = NULL };
	struct advice_list list = { .n = 0 };
	struct rules rules = { .n = 0 };
	sqlite3 *db = store_db(s);

	struct err *e = rules_builtin(&rules);
	if (!e)
		e = advice_load(db, &rules, &all, &list);
	if (!e && sqlite3_exec(db, sql_begin, NULL, NULL, NULL) != SQLITE_OK)
		e = rows_error(db, "advice");
	if (!e)
		e = write_all(db, &list);
	if (!e && sqlite3_exec(db, sql_commit, NULL, NULL, NULL) != SQLITE_OK)
		e = rows_error(db, "advice");
	if (e && !sqlite3_get_autocommit(db))
		sqlite3_exec(db, sql_rollback, NULL, NULL, NULL);
	advice_deinit(&list);
	rules_deinit(&rules);
	return e ? err_wrap(e, "advice") : NULL;
}
