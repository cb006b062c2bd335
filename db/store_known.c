// SPDX-License-Identifier: Apache-2.0
#include "db/store_known.h"

#include <assert.h>

#include "db/store_internal.h"

static struct err *find(struct store *s, const struct store_known *k, int64_t *ret)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_known_issue_find, &st);
	if (e)
		return e;
	bind_str(s, st, ":source", k->source);
	bind_text(s, st, ":key", k->key);
	return store_number(s, st, ret);
}

static struct err *add_marks(struct store *s, int64_t id, const struct store_known *k)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_known_issue_mark_drop, &st);
	if (e)
		return e;
	bind_i64(st, ":id", id);
	e = store_run(s, st);
	if (!e)
		e = store_stmt(s, STMT_known_issue_mark_add, &st);
	for (size_t i = 0; !e && i < k->n_marks; i++) {
		bind_i64(st, ":id", id);
		bind_str(s, st, ":kind", k->marks[i].kind);
		bind_text(s, st, ":text", k->marks[i].text);
		e = store_run(s, st);
	}
	return e;
}

static struct err *add_one(struct store *s, const struct store_known *k)
{
	sqlite3_stmt *st = NULL;
	int64_t id = 0;
	struct err *e = store_stmt(s, STMT_known_issue_add, &st);
	if (e)
		return e;
	bind_str(s, st, ":source", k->source);
	bind_text(s, st, ":key", k->key);
	bind_text(s, st, ":title", k->title);
	bind_text(s, st, ":status", k->status);
	bind_text(s, st, ":url", k->url);
	bind_text(s, st, ":fix_title", k->fix_title);
	bind_text(s, st, ":fix_hash", k->fix_hash);
	bind_str(s, st, ":file", k->file);
	bind_i64_unless(st, ":taken_us", k->taken_us, INT64_MIN);
	e = store_run(s, st);
	if (!e)
		e = find(s, k, &id);
	return e ? e : add_marks(s, id, k);
}

struct err *store_add_known(struct store *s, const struct store_known *known, size_t n)
{
	assert(s->writable && !s->in_source);
	struct err *e = store_begin(s);
	if (e)
		return e;
	for (size_t i = 0; !e && i < n; i++) {
		e = add_one(s, &known[i]);
		arena_reset(&s->arena);
	}
	if (!e)
		return store_commit(s);
	store_rollback(s);
	return e;
}
