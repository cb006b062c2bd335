// SPDX-License-Identifier: Apache-2.0
#include "analyzer/advice/advice.h"

#include <fnmatch.h>

#include "analyzer/queries.h"
#include "db/query.h"
#include "parsers/base/cleanup.h"

#define MAX_COLUMNS 64

static int watch(void *ctx)
{
	struct advice_list *list = ctx;

	return ++list->calls > ADVICE_STEPS;
}

/** Line of the rule's file that byte @p at of its query is on. */
static unsigned line_of(const struct rule *rule, size_t at)
{
	unsigned line = rule->sql_line;

	for (size_t i = 0; i < at && i < rule->sql.n; i++)
		line += rule->sql.p[i] == '\n';
	return line;
}

static struct err *bad_rule(const struct rule *rule, unsigned line, struct err *e)
{
	struct err *bad =
		err_new(ERR_USAGE, 0, SLICE_FMT ":%u: %s", SLICE_ARG(rule->path), line, e->msg);
	err_free(e);
	return bad;
}

static struct err *bad_text(const struct rule *rule, const char *what, struct slice value)
{
	return err_new(ERR_USAGE, 0, SLICE_FMT ":%u: %s: " SLICE_FMT, SLICE_ARG(rule->path),
	               rule->sql_line, what, SLICE_ARG(value));
}

/** Columns of a query under way. */
struct columns {
	struct slice names[MAX_COLUMNS];
	size_t n;
	int host, source_id, fault_id;
};

static struct err *check_columns(const struct rule *rule, struct query *q, struct arena *a,
                                 struct columns *ret)
{
	const struct slice texts[] = { rule->title, rule->evidence, rule->command };
	int n = query_columns(q);

	if (n > MAX_COLUMNS)
		return bad_text(rule, "too many columns in the query", rule->id);
	for (ret->n = 0; ret->n < (size_t)n; ret->n++)
		ret->names[ret->n] = arena_dup(a, slice_str(query_name(q, (int)ret->n)));
	ret->host = query_find(q, "host");
	ret->source_id = query_find(q, "source_id");
	ret->fault_id = query_find(q, "fault_id");
	if (ret->host < 0 || ret->source_id < 0 || ret->fault_id < 0)
		return bad_text(rule, "the query lacks column host, source_id or fault_id",
		                rule->id);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct slice unknown = fill_unknown(texts[i], ret->names, ret->n);
		if (unknown.p)
			return bad_text(rule, "no such column or format", unknown);
	}
	return NULL;
}

static struct cell *row_cells(struct query *q, const struct columns *c, struct arena *a)
{
	struct cell *cells = arena_array(a, struct cell, c->n);

	for (size_t i = 0; i < c->n; i++) {
		cells[i].type = query_type(q, (int)i);
		if (cells[i].type != SQLITE_NULL)
			cells[i].text = arena_dup(a, query_text(q, (int)i));
	}
	return cells;
}

static struct slice filled(struct arena *a, struct slice text, const struct fill_row *row,
                           enum fill_how how)
{
	_cleanup_(sbuf_deinit) struct sbuf b = { 0 };

	fill(&b, text, row, how);
	return arena_dup(a, sbuf_slice(&b));
}

static bool wanted(const struct advice_filter *f, struct slice host)
{
	if (!f->host)
		return true;
	return host.p && fnmatch(f->host, host.p, 0) == 0;
}

static struct advice *find(struct advice_list *list, const struct rule *rule, struct slice host,
                           struct slice title, size_t from)
{
	for (size_t i = from; i < list->n; i++)
		if (slice_eq(list->advice[i].host, host) && slice_eq(list->advice[i].title, title))
			return &list->advice[i];
	struct advice a = { .rule = rule, .host = host, .title = title };
	return arena_push(&list->arena, &list->advice, &list->n, &a);
}

static int64_t id_of(struct query *q, int column)
{
	return query_is_null(q, column) ? ROW_NO_I64 : query_i64(q, column);
}

/** Path of source @p source_id, or of the one of @p fault_id, with its lines. */
static struct err *place_ask(sqlite3 *db, struct arena *a, struct advice_evidence *e)
{
	_cleanup_(query_freep) struct query *q = NULL;
	bool row;

	struct err *err = query_new(db, slice_str(query_advice_place), &q, NULL);
	if (err)
		return err;
	if (e->source_id != ROW_NO_I64)
		query_bind_i64(q, ":source_id", e->source_id);
	if (e->fault_id != ROW_NO_I64)
		query_bind_i64(q, ":fault_id", e->fault_id);
	err = query_next(q, &row);
	if (err || !row)
		return err;
	e->path = arena_dup(a, query_text(q, 0));
	e->source_id = id_of(q, 1);
	e->first_line = id_of(q, 2);
	e->last_line = id_of(q, 3);
	return NULL;
}

/** Places of a row: its own, and those of columns named …_source_id. */
static struct err *place_find(sqlite3 *db, struct arena *a, struct query *q,
                              const struct columns *c, struct advice_evidence *e)
{
	struct err *err = place_ask(db, a, e);

	for (size_t i = 0; !err && i < c->n && e->n_also < ADVICE_ALSO; i++) {
		struct advice_evidence other = { .source_id = id_of(q, (int)i),
			                         .fault_id = ROW_NO_I64 };
		bool again = false;

		if (!slice_ends(c->names[i], S("_source_id")) || other.source_id == ROW_NO_I64)
			continue;
		err = place_ask(db, a, &other);
		for (size_t k = 0; k < e->n_also; k++)
			again = again || slice_eq(e->also[k], other.path);
		if (!err && !again && !slice_eq(other.path, e->path))
			e->also[e->n_also++] = other.path;
	}
	return err;
}

/** The row that @p q stands at, if it is wanted. */
static struct err *take_row(sqlite3 *db, struct advice_list *list, const struct rule *rule,
                            struct query *q, const struct columns *c,
                            const struct advice_filter *filter, size_t from)
{
	struct arena *a = &list->arena;
	struct fill_row row = { c->names, NULL, c->n };
	struct slice host = query_text(q, c->host);

	if (query_is_null(q, c->source_id) && query_is_null(q, c->fault_id))
		return bad_text(rule, "a row without source_id and fault_id is no evidence",
		                rule->id);
	host = host.p ? arena_dup(a, host) : host;
	if (!wanted(filter, host))
		return NULL;
	row.cells = row_cells(q, c, a);
	struct advice *adv = find(list, rule, host, filled(a, rule->title, &row, FILL_TEXT), from);
	if (!adv->command.p)
		adv->command = filled(a, rule->command, &row, FILL_SHELL);
	if (adv->n_evidence == ADVICE_EVIDENCE) {
		adv->more++;
		return NULL;
	}
	struct slice *names = arena_array(a, struct slice, c->n);
	memcpy(names, c->names, c->n * sizeof(*names));
	struct advice_evidence e = {
		.text = filled(a, rule->evidence, &row, FILL_TEXT),
		.source_id = id_of(q, c->source_id),
		.fault_id = id_of(q, c->fault_id),
		.first_line = ROW_NO_I64,
		.last_line = ROW_NO_I64,
		.values = { names, row.cells, c->n },
	};
	struct err *err = place_find(db, a, q, c, &e);
	if (!err)
		arena_push(a, &adv->evidence, &adv->n_evidence, &e);
	return err;
}

/** Is everything there that @p rule needs?  ERR_USAGE: it needs what no store has. */
static struct err *needs_met(sqlite3 *db, const struct rule *rule, bool *ret)
{
	struct slice needs = rule->needs, need;

	*ret = true;
	while (rule_need(&needs, &need)) {
		_cleanup_(query_freep) struct query *q = NULL;
		bool row;

		struct err *e = query_new(db, slice_str(query_advice_need), &q, NULL);
		if (e)
			return e;
		query_bind_text(q, ":name", need);
		e = query_next(q, &row);
		if (e)
			return e;
		if (!row && !slice_starts(need, S("stat ")) && !slice_starts(need, S("setting ")))
			return bad_text(rule, "needs: no such table, stat or setting", need);
		if (!row || !query_i64(q, 0))
			*ret = false;
	}
	return NULL;
}

static struct err *ask_query(sqlite3 *db, struct advice_list *list, const struct rule *rule,
                             struct query *q, const struct advice_filter *filter)
{
	size_t from = list->n;
	struct columns c;
	bool row = false;

	struct err *e = check_columns(rule, q, &list->arena, &c);
	query_limit(q, ADVICE_ROWS);
	if (e)
		return e;
	for (;;) {
		e = query_next(q, &row);
		if (e && e->code == ERR_LIMIT) {
			err_free(e);
			arena_push(&list->arena, &list->stopped, &list->n_stopped, &rule->id);
			list->n = from; // half an answer is none
			return NULL;
		}
		if (e)
			return bad_rule(rule, rule->sql_line, e);
		if (!row)
			return NULL;
		e = take_row(db, list, rule, q, &c, filter, from);
		if (e)
			return e;
	}
}

static struct err *ask(sqlite3 *db, struct advice_list *list, const struct rule *rule,
                       const struct advice_filter *filter)
{
	_cleanup_(query_freep) struct query *q = NULL, *second = NULL;
	struct slice tail;
	bool met;

	struct err *e = needs_met(db, rule, &met);
	if (e)
		return e;
	e = query_new(db, rule->sql, &q, &tail);
	if (e) {
		int at = sqlite3_error_offset(db);
		return bad_rule(rule, line_of(rule, at < 0 ? 0 : (size_t)at), e);
	}
	if (!q)
		return bad_text(rule, "no query follows the header", rule->id);
	e = query_new(db, tail, &second, NULL);
	if (e || second) {
		err_free(e);
		return err_new(ERR_USAGE, 0, SLICE_FMT ":%u: something follows the query",
		               SLICE_ARG(rule->path),
		               line_of(rule, (size_t)(tail.p - rule->sql.p)));
	}
	list->calls = 0;
	return met ? ask_query(db, list, rule, q, filter) : NULL;
}

static int by_severity(const void *a, const void *b)
{
	const struct advice *x = a, *y = b;

	if (x->rule->level != y->rule->level)
		return x->rule->level < y->rule->level ? -1 : 1;
	int order = slice_cmp(x->rule->id, y->rule->id);
	order = order ? order : slice_cmp(x->host, y->host);
	return order ? order : slice_cmp(x->title, y->title);
}

struct err *advice_load(sqlite3 *db, const struct rules *rules, const struct advice_filter *filter,
                        struct advice_list *ret)
{
	struct advice_list list = { .n = 0 };
	struct err *e = NULL;

	if (sqlite3_exec(db, query_advice_facts, NULL, NULL, NULL) != SQLITE_OK)
		return rows_error(db, "advice");
	query_guard(db, true);
	query_watch(db, watch, &list);
	for (size_t i = 0; !e && i < rules->n; i++)
		if (!filter->max_level || rules->rule[i].level <= filter->max_level)
			e = ask(db, &list, &rules->rule[i], filter);
	query_watch(db, NULL, NULL);
	query_guard(db, false);
	if (e) {
		advice_deinit(&list);
		return e;
	}
	if (list.n)
		qsort(list.advice, list.n, sizeof(*list.advice), by_severity);
	*ret = list;
	return NULL;
}

void advice_deinit(struct advice_list *list)
{
	arena_deinit(&list->arena);
	*list = (struct advice_list){ .n = 0 };
}

void advice_place(struct sbuf *out, const struct advice_evidence *e)
{
	sbuf_add(out, e->path);
	if (e->first_line != ROW_NO_I64 &&
	    (e->last_line == ROW_NO_I64 || e->last_line == e->first_line))
		sbuf_printf(out, ", line %lld", (long long)e->first_line);
	else if (e->first_line != ROW_NO_I64)
		sbuf_printf(out, ", lines %lld to %lld", (long long)e->first_line,
		            (long long)e->last_line);
	for (size_t i = 0; i < e->n_also; i++) {
		sbuf_puts(out, "; ");
		sbuf_add(out, e->also[i]);
	}
}

const char *advice_word(int level)
{
	static const char *const words[] = { "?", "urgent", "high", "medium", "low", "note" };

	return level >= 1 && level <= 5 ? words[level] : words[0];
}
