// SPDX-License-Identifier: Apache-2.0
/*
 * Writing facts: one source, one transaction.
 *
 * Facts are written under the row ids of this store as they come.  What a source is called in every
 * store (its key, and those of its faults) follows from its content, which is known at the end only:
 * keys are set then.  If the content is there already the transaction is rolled back, and all that
 * stays is the path.
 */
#include <assert.h>

#include "db/store_internal.h"

struct err *store_source_begin(struct store *s)
{
	sqlite3_stmt *st = NULL;

	assert(s->writable && !s->in_source);
	struct err *e = store_begin(s);
	if (e)
		return e;
	e = store_stmt(s, STMT_source_begin, &st);
	if (!e)
		e = store_run(s, st);
	if (e) {
		store_rollback(s);
		return e;
	}
	s->source_id = sqlite3_last_insert_rowid(s->db);
	s->in_source = true;
	memset(s->snapshot_rows, 0, sizeof(s->snapshot_rows));
	return NULL;
}

void store_source_abort(struct store *s)
{
	if (s->in_source)
		store_rollback(s);
	s->in_source = false;
}

struct err *store_add_boot(struct store *s, const struct boot *b)
{
	sqlite3_stmt *st = NULL;
	char kaslr[FACT_ADDR_TEXT];

	assert(s->in_source);
	struct err *e = store_stmt(s, STMT_source_boot_add, &st);
	if (e)
		return e;
	bind_i64(st, ":source_id", s->source_id);
	bind_i64(st, ":number", b->number);
	bind_text(s, st, ":boot_uuid", b->boot_uuid);
	bind_text(s, st, ":host", b->host);
	bind_text(s, st, ":kernel_release", b->kernel_release);
	bind_text(s, st, ":kernel_version", b->kernel_version);
	bind_text(s, st, ":arch", b->arch);
	bind_text(s, st, ":hardware", b->hardware);
	bind_text(s, st, ":command_line", b->command_line);
	if (b->flags & BOOT_HAS_START)
		bind_i64(st, ":started_us", b->started_us);
	bind_i64(st, ":started_local", !!(b->flags & BOOT_START_LOCAL));
	if (b->flags & BOOT_HAS_KASLR) {
		bool is_32bit = slice_is(b->arch, "i386") || slice_is(b->arch, "arm") ||
		                slice_is(b->arch, "ppc");
		fact_addr_text(b->kaslr_offset, is_32bit, kaslr);
		bind_str(s, st, ":kaslr_offset", kaslr);
	}
	bind_i64_unless(st, ":first_line", b->first_line, 0);
	bind_i64_unless(st, ":first_mono_us", b->first_mono_us, -1);
	bind_i64_unless(st, ":last_mono_us", b->last_mono_us, -1);
	e = store_run(s, st);
	arena_reset(&s->arena);
	return e;
}

/* A source is its content, in its place of a bundle; one that could not be read is its path. */
static void source_key(const struct store_source *src, char ret[KEY_HEX + 1])
{
	struct slice parts[3];
	size_t n = 0;

	if (src->bundle_key)
		parts[n++] = slice_str(src->bundle_key);
	if (src->bundle_key)
		parts[n++] = slice_str(src->inside ? src->inside : "");
	if (src->sha256) {
		parts[n++] = slice_str(src->sha256);
	} else if (!src->bundle_key) {
		parts[n++] = S("path");
		parts[n++] = slice_str(src->path);
	}
	key_of(parts, n, ret);
}

static struct err *find_source(struct store *s, const char *key, int64_t *ret_id)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = store_stmt(s, STMT_source_find, &st);
	if (e)
		return e;
	bind_str(s, st, ":key", key);
	e = store_step(s, st, &row);
	if (e)
		return e;
	*ret_id = row ? sqlite3_column_int64(st, 0) : 0;
	store_done(st);
	return NULL;
}

struct err *store_each_path(struct store *s, const char *kind,
                            void (*fn)(void *ctx, const char *path), void *ctx)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = store_stmt(s, STMT_source_of_kind, &st);
	if (e)
		return e;
	bind_str(s, st, ":kind", kind);
	while (!(e = store_step(s, st, &row)) && row)
		fn(ctx, (const char *)sqlite3_column_text(st, 0));
	return e;
}

static struct err *run_of_source(struct store *s, enum stmt stmt, int64_t id, const char *key)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, stmt, &st);
	if (e)
		return e;
	bind_i64(st, ":source_id", id);
	if (key)
		bind_str(s, st, ":source_key", key);
	return store_run(s, st);
}

static struct err *add_path(struct store *s, int64_t source_id, const char *path)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_source_path_add, &st);
	if (e)
		return e;
	bind_i64(st, ":source_id", source_id);
	bind_str(s, st, ":path", path);
	return store_run(s, st);
}

static void bind_taken(sqlite3_stmt *st, int64_t taken_us)
{
	bind_i64_unless(st, ":taken_us", taken_us, INT64_MIN);
}

/* The source is there; does @p src say nothing new? */
static struct err *is_known(struct store *s, int64_t id, const struct store_source *src, bool *ret)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_source_path_find, &st);
	if (e)
		return e;
	bind_i64(st, ":source_id", id);
	bind_str(s, st, ":path", src->path);
	bind_taken(st, src->taken_us);
	e = store_step(s, st, ret);
	if (!e && *ret)
		store_done(st);
	return e;
}

/* In a transaction of its own, unless there is nothing to write. */
static struct err *seen_again(struct store *s, int64_t id, const struct store_source *src)
{
	sqlite3_stmt *st = NULL;
	bool known;
	struct err *e = is_known(s, id, src, &known);
	if (e || known)
		return e;
	e = store_begin(s);
	if (e)
		return e;
	e = add_path(s, id, src->path);
	if (!e)
		e = store_stmt(s, STMT_source_again, &st);
	if (!e) {
		bind_i64(st, ":source_id", id);
		bind_str(s, st, ":path", src->path);
		bind_taken(st, src->taken_us);
		e = store_run(s, st);
	}
	if (!e)
		return store_commit(s);
	store_rollback(s);
	return e;
}

static struct err *finish_source(struct store *s, const struct store_source *src, const char *key)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_source_finish, &st);
	if (e)
		return e;
	bind_i64(st, ":source_id", s->source_id);
	bind_str(s, st, ":key", key);
	bind_str(s, st, ":bundle_key", src->bundle_key);
	bind_str(s, st, ":host", src->host);
	bind_taken(st, src->taken_us);
	bind_str(s, st, ":path", src->path);
	bind_str(s, st, ":inside", src->inside);
	bind_str(s, st, ":kind", src->kind);
	bind_i64(st, ":bytes", src->bytes);
	bind_str(s, st, ":sha256", src->sha256);
	bind_str(s, st, ":status", src->status);
	bind_str(s, st, ":message", src->message);
	e = store_run(s, st);
	if (!e)
		e = add_path(s, s->source_id, src->path);
	if (!e)
		e = run_of_source(s, STMT_source_boot_fill, s->source_id, NULL);
	if (!e)
		e = run_of_source(s, STMT_source_boot_link, s->source_id, NULL);
	return e ? e : run_of_source(s, STMT_fault_keys, s->source_id, key);
}

struct err *store_source_end(struct store *s, const struct store_source *src, bool *ret_new)
{
	char key[KEY_HEX + 1];
	int64_t there;

	assert(s->in_source);
	source_key(src, key);
	struct err *e = find_source(s, key, &there);
	if (!e && there) {
		store_source_abort(s);
		e = seen_again(s, there, src);
	} else {
		if (!e)
			e = finish_source(s, src, key);
		if (e)
			store_source_abort(s);
		else
			e = store_commit(s);
		s->in_source = false;
	}
	arena_reset(&s->arena);
	if (!e)
		*ret_new = !there;
	return e;
}

struct err *store_source_seen(struct store *s, const struct store_source *src, bool *ret_seen)
{
	char key[KEY_HEX + 1];
	int64_t there;

	assert(!s->in_source);
	source_key(src, key);
	struct err *e = find_source(s, key, &there);
	if (!e && there)
		e = seen_again(s, there, src);
	arena_reset(&s->arena);
	if (!e)
		*ret_seen = there != 0;
	return e;
}

struct err *store_add_bundle(struct store *s, const struct store_bundle *b)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_bundle_add, &st);
	if (e)
		return e;
	bind_str(s, st, ":key", b->key);
	bind_str(s, st, ":path", b->path);
	bind_str(s, st, ":layout", b->layout);
	bind_str(s, st, ":host", b->host);
	bind_taken(st, b->taken_us);
	e = store_run(s, st);
	arena_reset(&s->arena);
	return e;
}
