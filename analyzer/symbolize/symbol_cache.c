// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbolize/symbol_cache.h"

#include "analyzer/queries.h"
#include "analyzer/report/rows.h"
#include "db/sql.h"

struct err *symbol_cache_script(sqlite3 *db, const char *sql)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? NULL
	                                                            : rows_error(db, "symbols");
}

struct err *symbol_cache_end(sqlite3 *db, struct err *e)
{
	if (!e)
		e = symbol_cache_script(db, sql_commit);
	if (e && !sqlite3_get_autocommit(db))
		sqlite3_exec(db, sql_rollback, NULL, NULL, NULL);
	return e;
}

struct err *symbol_cache_init(struct symbol_cache *c, sqlite3 *db, struct resolver *r)
{
	*c = (struct symbol_cache){ .resolver = r };
	struct err *e = query_new(db, slice_str(query_symbol_cache_find), &c->find, NULL);
	if (!e)
		e = query_new(db, slice_str(query_symbol_cache_add), &c->add, NULL);
	if (!e)
		e = query_new(db, slice_str(query_symbol_cache_place), &c->place, NULL);
	if (!e)
		e = query_new(db, slice_str(query_symbol_cache_get), &c->get, NULL);
	return e;
}

void symbol_cache_deinit(struct symbol_cache *c)
{
	query_free(c->find);
	query_free(c->add);
	query_free(c->place);
	query_free(c->get);
	arena_deinit(&c->arena);
}

struct err *symbol_cache_find(struct symbol_cache *c, struct slice build_id, uint64_t addr,
                              bool *ret_found, int64_t *ret_inlined, enum knowledge *ret_known)
{
	query_reset(c->find);
	query_bind_text(c->find, ":build_id", build_id);
	query_bind_i64(c->find, ":address", (int64_t)addr);
	struct err *e = query_next(c->find, ret_found);
	if (!e && *ret_found) {
		*ret_inlined = query_i64(c->find, 0);
		*ret_known = knowledge_find(query_text(c->find, 1));
	}
	return e;
}

bool symbol_is_stale(enum knowledge known, enum knowledge best, const struct debug_file *df)
{
	return known < KNOWLEDGE_DWARF && best < debug_file_info(df)->best;
}

static struct err *want(struct symbol_cache *c, const struct code_spot *spot,
                        struct debug_file *kernel)
{
	const struct symbol_lookup l = { spot, kernel };
	enum knowledge known;
	int64_t inlined;
	bool found = false;

	if (!spot->file)
		return NULL;
	struct err *e =
		symbol_cache_find(c, slice_str(spot->object), spot->addr, &found, &inlined, &known);
	if (!e &&
	    (!found || symbol_is_stale(known, knowledge_find(query_text(c->find, 2)), spot->file)))
		arena_push(&c->arena, &c->wanted, &c->n_wanted, &l);
	return e;
}

struct err *symbol_cache_want(struct symbol_cache *c, const struct code_spot *spot,
                              struct debug_file *kernel)
{
	struct err *e = want(c, spot, kernel);

	for (size_t i = 0; !e && i < spot->n_others; i++)
		e = want(c, &spot->others[i], kernel);
	return e;
}

static int by_spot(const void *a, const void *b)
{
	const struct symbol_lookup *x = a, *y = b;
	int cmp = strcmp(x->spot->object, y->spot->object);

	if (cmp)
		return cmp;
	return x->spot->addr < y->spot->addr ? -1 : x->spot->addr > y->spot->addr;
}

/** Each address once. */
static void wanted_unique(struct symbol_cache *c)
{
	size_t n = 0;

	if (c->n_wanted)
		qsort(c->wanted, c->n_wanted, sizeof(*c->wanted), by_spot);
	for (size_t i = 0; i < c->n_wanted; i++) {
		if (!n || by_spot(&c->wanted[n - 1], &c->wanted[i]) != 0)
			c->wanted[n++] = c->wanted[i];
	}
	c->n_wanted = n;
}

static struct err *cache_row(struct symbol_cache *c, const struct symbol_lookup *l, size_t position,
                             const struct place *p, enum knowledge known)
{
	struct query *q = c->add;
	bool row;

	query_reset(q);
	query_bind_text(q, ":build_id", slice_str(l->spot->object));
	query_bind_i64(q, ":address", (int64_t)l->spot->addr);
	query_bind_i64(q, ":position", (int64_t)position);
	query_bind_i64(q, ":inlined", p->inlined);
	query_bind_text(q, ":function", p->function);
	if (p->file.p) {
		struct slice file = resolve_short_path(c->resolver, l->kernel, p, &c->arena);
		query_bind_text(q, ":file", file);
		if (!slice_eq(file, p->file))
			query_bind_text(q, ":path", p->file);
	}
	if (p->file.p && p->line)
		query_bind_i64(q, ":line", p->line);
	if (p->column)
		query_bind_i64(q, ":column_no", p->column);
	query_bind_text(q, ":knowledge", slice_str(knowledge_name(known)));
	query_bind_text(q, ":best",
	                slice_str(knowledge_name(debug_file_info(l->spot->file)->best)));
	return query_next(q, &row);
}

struct err *symbol_cache_fill(struct symbol_cache *c)
{
	struct err *e = NULL;

	wanted_unique(c);
	struct code_spot *spots = arena_array(&c->arena, struct code_spot, c->n_wanted + 1);
	struct debug_query *q = arena_array(&c->arena, struct debug_query, c->n_wanted + 1);
	for (size_t i = 0; i < c->n_wanted; i++)
		spots[i] = *c->wanted[i].spot;
	resolve_places(c->resolver, spots, c->n_wanted, q, &c->arena);
	for (size_t i = 0; !e && i < c->n_wanted; i++) {
		// an address without a place is known to have none
		const struct place none = { .line = 0 };
		size_t n = q[i].n_places;
		if (!n)
			e = cache_row(c, &c->wanted[i], 0, &none, KNOWLEDGE_SYMTAB);
		for (size_t k = 0; !e && k < n; k++) {
			struct place p = q[i].places[k];
			p.inlined = k + 1 < n;
			e = cache_row(c, &c->wanted[i], k, &p, q[i].knowledge);
		}
	}
	arena_reset(&c->arena);
	c->wanted = NULL;
	c->n_wanted = 0;
	return e;
}

struct err *symbol_cache_place(struct symbol_cache *c, const struct code_spot *spot,
                               bool *ret_found, struct slice *ret_file, int64_t *ret_line)
{
	query_reset(c->place);
	query_bind_text(c->place, ":build_id", slice_str(spot->object));
	query_bind_i64(c->place, ":address", (int64_t)spot->addr);
	struct err *e = query_next(c->place, ret_found);
	if (!e && *ret_found) {
		*ret_file = query_text(c->place, 0);
		*ret_line = query_i64(c->place, 1);
	}
	return e;
}

static uint32_t number(const struct query *q, int column)
{
	int64_t v = query_i64(q, column);

	return v > 0 && v <= UINT32_MAX ? (uint32_t)v : 0;
}

struct err *symbol_cache_get(struct symbol_cache *c, struct slice build_id, uint64_t addr,
                             struct arena *arena, struct symbol_cached *ret)
{
	struct symbol_cached found = { .known = KNOWLEDGE_NONE };
	struct query *q = c->get;
	struct err *e;
	bool row;

	query_reset(q);
	query_bind_text(q, ":build_id", build_id);
	query_bind_i64(q, ":address", (int64_t)addr);
	while (!(e = query_next(q, &row)) && row) {
		struct slice file = query_text(q, 1), path = query_text(q, 2);
		struct place p = { .line = number(q, 3),
			           .column = number(q, 4),
			           .inlined = query_i64(q, 5) == 1 };
		if (!query_is_null(q, 0))
			p.function = arena_dup(arena, query_text(q, 0));
		if (file.p)
			p.file = arena_dup(arena, path);
		file = !file.p || slice_eq(file, p.file) ? p.file : arena_dup(arena, file);
		arena_push(arena, &found.files, &found.n_files, &file);
		arena_push(arena, &found.places, &found.n, &p);
		found.known = knowledge_find(query_text(q, 6));
		found.best = knowledge_find(query_text(q, 7));
	}
	if (!e)
		*ret = found;
	return e;
}
