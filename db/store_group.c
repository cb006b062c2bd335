// SPDX-License-Identifier: Apache-2.0
/*
 * Groups of titles: which titles share a group is asked of the grouper for all of them together; here
 * each of its groups gets a row that lasts.
 *
 * A row of fault_group goes on as the group that holds its naming title (the one with its key), or, if
 * that title is no more, the first of the titles that were in it.  Where several rows would go on as
 * one group, the oldest does.  What became of the others is written to group_history.
 */
#include <assert.h>
#include <stdlib.h>

#include "db/store_internal.h"

/* What the store knows of a title; parallel to title_set.titles. */
struct known_title {
	int64_t id;
	int64_t group_id; /* that it was in; 0: none */
	bool names;       /* it named that group */
	int64_t now;      /* group that it is in now */
};

struct grouping {
	struct store *s;
	struct arena arena;
	struct title_set set;
	struct known_title *known;
	size_t *order; /* indexes by group_id, the naming title first */
};

static struct err *load_signatures(struct grouping *g, size_t i)
{
	struct title *t = &g->set.titles[i];
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = store_stmt(g->s, STMT_group_title_signatures, &st);
	if (e)
		return e;
	bind_i64(st, ":title_id", g->known[i].id);
	while (!(e = store_step(g->s, st, &row)) && row) {
		const struct title_signature sig = {
			.level = column_dup(st, 0, &g->arena),
			.text = column_dup(st, 1, &g->arena),
			.faults = sqlite3_column_int64(st, 2),
		};
		arena_push(&g->arena, &t->signatures, &t->n_signatures, &sig);
	}
	return e;
}

static struct err *load_titles(struct grouping *g)
{
	sqlite3_stmt *st = NULL;
	size_t n_known = 0;
	bool row;
	struct err *e = store_stmt(g->s, STMT_group_titles, &st);
	while (!e && !(e = store_step(g->s, st, &row)) && row) {
		const struct title t = {
			.key = column_dup(st, 1, &g->arena),
			.kind = column_dup(st, 2, &g->arena),
			.title = column_dup(st, 3, &g->arena),
			.function = column_dup(st, 4, &g->arena),
			.apart = sqlite3_column_int(st, 5),
			.names = g->set.n,
			.join = { .to = g->set.n, .similarity = -1 },
		};
		const struct known_title k = {
			.id = sqlite3_column_int64(st, 0),
			.group_id = column_i64(st, 6, 0),
			.names = slice_eq(column_text(st, 1), column_text(st, 7)),
		};
		arena_push(&g->arena, &g->set.titles, &g->set.n, &t);
		arena_push(&g->arena, &g->known, &n_known, &k);
	}
	for (size_t i = 0; !e && i < g->set.n; i++)
		e = load_signatures(g, i);
	return e;
}

static int by_old_group(const void *a, const void *b, void *ctx)
{
	const struct known_title *known = ctx;
	size_t i = *(const size_t *)a, k = *(const size_t *)b;

	if (known[i].group_id != known[k].group_id)
		return known[i].group_id < known[k].group_id ? -1 : 1;
	if (known[i].names != known[k].names)
		return known[i].names ? -1 : 1;
	return i < k ? -1 : i > k;
}

static struct err *new_group(struct grouping *g, size_t names, int64_t *next_id)
{
	const struct title *t = &g->set.titles[names];
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(g->s, STMT_group_add, &st);
	if (e)
		return e;
	bind_i64(st, ":id", *next_id);
	// keys of groups that change are made to differ until all are known
	bind_text(g->s, st, ":key", arena_printf(&g->arena, "new %lld", (long long)*next_id));
	bind_text(g->s, st, ":kind", t->kind);
	bind_text(g->s, st, ":title", t->title);
	g->known[names].now = (*next_id)++;
	return store_run(g->s, st);
}

/* The one number that a statement gives. */
static struct err *ask(struct store *s, enum stmt stmt, int64_t *ret)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, stmt, &st);
	return e ? e : store_number(s, st, ret);
}

/* Give each group a row: an old one, else a new one; known[names].now holds it, then that of all. */
static struct err *assign(struct grouping *g)
{
	struct known_title *known = g->known;
	int64_t id;

	g->order = arena_array(&g->arena, size_t, g->set.n + 1);
	for (size_t i = 0; i < g->set.n; i++)
		g->order[i] = i;
	if (g->set.n)
		qsort_r(g->order, g->set.n, sizeof(*g->order), by_old_group, known);
	for (size_t i = 0; i < g->set.n; i++) {
		const struct known_title *k = &known[g->order[i]];
		bool first = !i || known[g->order[i - 1]].group_id != k->group_id;
		size_t names = g->set.titles[g->order[i]].names;
		// in the order of ids: the oldest row goes on
		if (k->group_id && first && !known[names].now)
			known[names].now = k->group_id;
	}
	struct err *e = ask(g->s, STMT_group_next_id, &id);
	for (size_t i = 0; !e && i < g->set.n; i++)
		if (g->set.titles[i].names == i && !known[i].now)
			e = new_group(g, i, &id);
	for (size_t i = 0; i < g->set.n; i++)
		known[i].now = known[g->set.titles[i].names].now;
	return e;
}

static struct err *rekey(struct grouping *g, int64_t id, struct slice key)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(g->s, STMT_group_rekey, &st);
	if (e)
		return e;
	bind_i64(st, ":id", id);
	bind_text(g->s, st, ":key", key);
	return store_run(g->s, st);
}

static struct err *todo_group(struct grouping *g, int64_t id)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(g->s, STMT_group_todo_add, &st);
	if (e)
		return e;
	bind_i64(st, ":id", id);
	return store_run(g->s, st);
}

static struct err *add_history(struct grouping *g, const char *change, int64_t old_id,
                               struct slice old_key, size_t i)
{
	const struct title *t = &g->set.titles[i];
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(g->s, STMT_group_history_add, &st);
	if (e)
		return e;
	bind_str(g->s, st, ":change", change);
	bind_i64(st, ":old_group_id", old_id);
	bind_text(g->s, st, ":old_key", old_key);
	bind_i64(st, ":new_group_id", g->known[i].now);
	bind_text(g->s, st, ":new_key", g->set.titles[t->names].key);
	if (t->join.level.p)
		bind_text(g->s, st, ":reason",
		          arena_printf(&g->arena, SLICE_FMT ": " SLICE_FMT,
		                       SLICE_ARG(t->join.level), SLICE_ARG(t->join.text)));
	return store_run(g->s, st);
}

/* Titles of an old group that are in another one now: it was merged, or they were split off. */
static struct err *record_moves(struct grouping *g)
{
	struct err *e = NULL;
	const struct known_title *first = NULL;
	int64_t last_split = 0;

	for (size_t i = 0; !e && i < g->set.n; i++) {
		size_t at = g->order[i];
		const struct known_title *k = &g->known[at];
		if (!k->group_id)
			continue;
		bool is_first = !first || first->group_id != k->group_id;
		if (is_first) {
			first = k;
			last_split = 0;
		}
		if (is_first && k->now != k->group_id)
			e = add_history(g, "merge", k->group_id, g->set.titles[at].key, at);
		else if (!is_first && k->now != first->now && k->now != last_split) {
			last_split = k->now;
			e = add_history(g, "split", k->group_id, g->set.titles[at].key, at);
		}
		if (!e && k->now != k->group_id)
			e = todo_group(g, k->group_id);
	}
	return e;
}

static struct err *save_title(struct grouping *g, size_t i)
{
	const struct title *t = &g->set.titles[i];
	struct known_title *k = &g->known[i];
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(g->s, STMT_group_title_join, &st);
	if (e)
		return e;
	bind_i64(st, ":id", k->id);
	bind_i64(st, ":group_id", k->now);
	if (t->join.to != i) {
		bind_text(g->s, st, ":joined_to", g->set.titles[t->join.to].key);
		bind_text(g->s, st, ":joined_by", t->join.level);
		bind_text(g->s, st, ":joined_text", t->join.text);
		if (t->join.similarity >= 0)
			sqlite3_bind_double(st, sqlite3_bind_parameter_index(st, ":similarity"),
			                    t->join.similarity);
	}
	e = store_run(g->s, st);
	if (e || sqlite3_changes64(g->s->db) == 0)
		return e;
	e = todo_group(g, k->now);
	if (!e)
		e = store_stmt(g->s, STMT_group_title_move, &st);
	if (e)
		return e;
	bind_i64(st, ":id", k->id);
	bind_i64(st, ":group_id", k->now);
	return store_run(g->s, st);
}

static struct err *save_near(struct grouping *g)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_do(g->s, STMT_group_near_clear);
	if (!e)
		e = store_stmt(g->s, STMT_group_near_add, &st);
	for (size_t i = 0; !e && i < 2 * g->set.n_near; i++) {
		const struct title_near *n = &g->set.near[i / 2];
		bind_i64(st, ":title_id", g->known[i % 2 ? n->b : n->a].id);
		bind_i64(st, ":near_title_id", g->known[i % 2 ? n->a : n->b].id);
		bind_text(g->s, st, ":level", n->level);
		bind_text(g->s, st, ":text", n->text);
		if (n->similarity >= 0)
			sqlite3_bind_double(st, sqlite3_bind_parameter_index(st, ":similarity"),
			                    n->similarity);
		e = store_run(g->s, st);
	}
	return e;
}

static struct err *save(struct grouping *g)
{
	struct err *e = assign(g);
	if (!e)
		e = record_moves(g);
	// two passes: a key may go from one group to another
	for (size_t i = 0; !e && i < g->set.n; i++)
		if (g->set.titles[i].names == i && !g->known[i].names)
			e = rekey(g, g->known[i].now,
			          arena_printf(&g->arena, "new %lld", (long long)g->known[i].now));
	for (size_t i = 0; !e && i < g->set.n; i++)
		if (g->set.titles[i].names == i) {
			e = rekey(g, g->known[i].now, g->set.titles[i].key);
			if (!e && sqlite3_changes64(g->s->db) > 0)
				e = todo_group(g, g->known[i].now);
		}
	for (size_t i = 0; !e && i < g->set.n; i++)
		e = save_title(g, i);
	return e ? e : save_near(g);
}

struct err *store_group_titles(struct store *s)
{
	struct grouping g = { .s = s };

	g.set.arena = &g.arena;
	int64_t any = 0;
	struct err *e = ask(s, STMT_derive_title_any, &any);
	if (e || !any)
		return e;
	e = load_titles(&g);
	if (!e && s->grouper.group)
		s->grouper.group(s->grouper.ctx, &g.set);
	if (!e)
		e = save(&g);
	arena_deinit(&g.arena);
	return e;
}

void store_group_by(struct store *s, const struct grouper *grouper)
{
	s->grouper = *grouper;
}

static struct err *add_rules(struct store *s, const struct store_rule *rules, size_t n)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_do(s, STMT_group_rule_clear);
	if (!e)
		e = store_stmt(s, STMT_group_rule_add, &st);
	for (size_t i = 0; !e && i < n; i++) {
		bind_i64(st, ":position", i);
		bind_text(s, st, ":file", rules[i].file);
		bind_i64(st, ":line", rules[i].line);
		bind_text(s, st, ":rule", rules[i].text);
		e = store_run(s, st);
	}
	return e;
}

struct err *store_set_rules(struct store *s, const struct store_rule *rules, size_t n)
{
	assert(s->writable && !s->in_source);
	struct err *e = store_begin(s);
	if (e)
		return e;
	e = add_rules(s, rules, n);
	arena_reset(&s->arena);
	if (!e)
		return store_commit(s);
	store_rollback(s);
	return e;
}

struct err *store_each_rule(struct store *s, void (*fn)(void *ctx, const struct store_rule *rule),
                            void *ctx)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = store_stmt(s, STMT_group_rule_next, &st);
	while (!e && !(e = store_step(s, st, &row)) && row) {
		const struct store_rule rule = {
			.file = column_text(st, 0),
			.line = sqlite3_column_int64(st, 1),
			.text = column_text(st, 2),
		};
		fn(ctx, &rule);
	}
	return e;
}

struct err *store_rules_differ(struct store *s, const char *rules_key, bool *ret)
{
	sqlite3_stmt *st = NULL;
	int64_t differ;
	struct err *e = store_stmt(s, STMT_rules_differ, &st);
	if (e)
		return e;
	bind_str(s, st, ":rules_key", rules_key);
	e = store_number(s, st, &differ);
	if (!e)
		*ret = differ;
	return e;
}
