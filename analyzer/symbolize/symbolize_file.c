// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbolize/symbolize_file.h"

#include "analyzer/symbolize/symbol_cache.h"
#include "db/sql.h"

/** The kernel whose folder of sources is left out of paths: the file itself, or what it is a module of. */
static struct debug_file *kernel_of(struct resolver *r, struct debug_file *df)
{
	struct kernel_run run = { .release = { NULL, 0 } };

	if (!debug_file_release(df, &run.release))
		return NULL;
	if (!debug_file_info(df)->is_relocatable)
		return df;
	return resolve_object(r, &run, (struct slice){ 0 }, (struct slice){ 0 }).file;
}

/** The places of @p q, if the cache has them. */
static struct err *known(struct symbol_cache *c, const struct debug_file *df, struct debug_query *q,
                         struct arena *arena, bool *ret_missing)
{
	struct slice build_id = slice_str(debug_file_info(df)->build_id);
	struct symbol_cached found;
	struct err *e = symbol_cache_get(c, build_id, q->addr, arena, &found);

	if (e)
		return e;
	*ret_missing = !found.n || symbol_is_stale(found.known, found.best, df);
	if (*ret_missing)
		return NULL;
	const struct place *first = found.places;
	bool is_none = found.n == 1 && !first->function.p && !first->file.p;
	q->places = is_none ? NULL : found.places;
	q->n_places = is_none ? 0 : found.n;
	q->knowledge = is_none ? KNOWLEDGE_NONE : found.known;
	return NULL;
}

struct err *symbolize_file_known(struct store *s, const struct debug_file *df,
                                 struct debug_query *q, size_t n, struct arena *arena,
                                 bool *missing, size_t *ret_n_missing)
{
	struct symbol_cache cache;
	size_t n_missing = 0;

	struct err *e = symbol_cache_init(&cache, store_db(s), NULL);
	if (!e)
		e = symbol_cache_script(store_db(s), sql_begin_read);
	for (size_t i = 0; !e && i < n; i++) {
		e = known(&cache, df, &q[i], arena, &missing[i]);
		n_missing += !e && missing[i];
	}
	symbol_cache_deinit(&cache);
	e = symbol_cache_end(store_db(s), e);
	if (!e)
		*ret_n_missing = n_missing;
	return e;
}

static struct err *look_up(struct symbol_cache *c, struct debug_file *df, struct debug_query *q,
                           size_t n, struct arena *arena, const bool *missing)
{
	struct code_spot *spots = arena_array(arena, struct code_spot, n);
	struct debug_file *kernel = kernel_of(c->resolver, df);
	struct err *e = NULL;
	bool still;

	for (size_t i = 0; !e && i < n; i++) {
		if (!missing[i])
			continue;
		spots[i] = (struct code_spot){ .file = df, .addr = q[i].addr };
		snprintf(spots[i].object, sizeof(spots[i].object), "%s",
		         debug_file_info(df)->build_id);
		e = symbol_cache_want(c, &spots[i], kernel);
	}
	if (!e)
		e = symbol_cache_fill(c);
	for (size_t i = 0; !e && i < n; i++) {
		if (missing[i])
			e = known(c, df, &q[i], arena, &still);
	}
	return e;
}

struct err *symbolize_file_rest(struct store *s, struct resolver *r, struct debug_file *df,
                                struct debug_query *q, size_t n, struct arena *arena,
                                const bool *missing)
{
	struct symbol_cache cache;

	struct err *e = symbol_cache_init(&cache, store_db(s), r);
	if (!e)
		e = symbol_cache_script(store_db(s), sql_begin);
	if (!e)
		e = look_up(&cache, df, q, n, arena, missing);
	symbol_cache_deinit(&cache);
	return symbol_cache_end(store_db(s), e);
}
