// SPDX-License-Identifier: Apache-2.0
/*
 * Merging: what the other store holds is read back as facts and written like a source that was just
 * parsed.  Keys come from content, so that a source which is here already is recognised.
 */
#include <assert.h>

#include "db/sql.h"
#include "db/store_internal.h"
#include "parsers/base/clock.h"
#include "parsers/faults/engine.h"

static const char *column_str(sqlite3_stmt *st, int column)
{
	return (const char *)sqlite3_column_text(st, column);
}

/* What clock_text() printed; INT64_MIN: NULL, or not of that form. */
static int64_t column_utc(sqlite3_stmt *st, int column)
{
	const char *text = column_str(st, column);
	struct civil c;
	int64_t us;

	if (!text || sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d.%6dZ", &c.year, &c.month, &c.day,
	                    &c.hour, &c.minute, &c.second, &c.us) != 7)
		return INT64_MIN;
	return clock_from_civil(&c, &us) ? us : INT64_MIN;
}

static struct err *rows_of(struct store *from, enum stmt stmt, int64_t source_id,
                           sqlite3_stmt **ret)
{
	struct err *e = store_stmt(from, stmt, ret);
	if (!e)
		bind_i64(*ret, ":source_id", source_id);
	return e;
}

static struct err *merge_bundles(struct store *s, struct store *from)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = store_stmt(from, STMT_merge_bundles, &st);
	while (!e && !(e = store_step(from, st, &row)) && row) {
		struct store_bundle b = {
			.key = column_str(st, 0),
			.path = column_str(st, 1),
			.layout = column_str(st, 2),
			.host = column_str(st, 3),
			.taken_us = column_utc(st, 4),
		};
		e = store_add_bundle(s, &b);
	}
	return e;
}

/* What the bundle knows of the boot that its machine was running, and the source does not say. */
static void fill_boot(struct boot *b, const struct store_place *place, int64_t n_boots)
{
	const struct boot *more = place ? place->boot : NULL;

	if (place && place->host && !b->host.p)
		b->host = slice_str(place->host);
	if (!more || n_boots != 1 || b->boot_uuid.p)
		return;
	if (b->kernel_release.p && more->kernel_release.p &&
	    !slice_eq(b->kernel_release, more->kernel_release))
		return; // not that one, then
	b->boot_uuid = more->boot_uuid;
	if (!b->kernel_release.p)
		b->kernel_release = more->kernel_release;
	if (more->flags & BOOT_HAS_START &&
	    (!(b->flags & BOOT_HAS_START) || b->flags & BOOT_START_LOCAL)) {
		b->flags = (b->flags & ~(uint32_t)BOOT_START_LOCAL) | BOOT_HAS_START;
		b->started_us = more->started_us;
	}
}

static struct err *merge_boots(struct store *s, struct store *from, int64_t id,
                               const struct store_place *place)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = rows_of(from, STMT_merge_boots, id, &st);
	while (!e && !(e = store_step(from, st, &row)) && row) {
		struct boot b = {
			.number = sqlite3_column_int64(st, 0),
			.boot_uuid = column_text(st, 1),
			.host = column_text(st, 2),
			.kernel_release = column_text(st, 3),
			.kernel_version = column_text(st, 4),
			.arch = column_text(st, 5),
			.hardware = column_text(st, 6),
			.command_line = column_text(st, 7),
			.started_us = sqlite3_column_int64(st, 8),
			.first_line = column_i64(st, 11, 0),
			.first_mono_us = column_i64(st, 12, -1),
			.last_mono_us = column_i64(st, 13, -1),
		};
		struct slice kaslr = column_text(st, 10);
		if (sqlite3_column_type(st, 8) != SQLITE_NULL)
			b.flags |= BOOT_HAS_START;
		if (sqlite3_column_int(st, 9))
			b.flags |= BOOT_START_LOCAL;
		if (kaslr.p && slice_hex(&kaslr, &b.kaslr_offset))
			b.flags |= BOOT_HAS_KASLR;
		fill_boot(&b, place, sqlite3_column_int64(st, 14));
		e = store_add_boot(s, &b);
	}
	return e;
}

static struct err *merge_fault(struct store *s, struct store *from, int64_t id,
                               struct slice merge_key)
{
	struct fault *f;
	struct store_derived d;
	struct err *e = store_read_fault(from, id, &f);
	if (e)
		return e;
	e = store_get_derived(from, id, f->arena, &d);
	if (!e)
		e = store_add_fault_row(s, f, &d, merge_key);
	fault_free(f);
	return e;
}

static struct err *merge_faults(struct store *s, struct store *from, int64_t id, uint64_t *ret_n)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = rows_of(from, STMT_merge_faults, id, &st);
	*ret_n = 0;
	while (!e && !(e = store_step(from, st, &row)) && row) {
		e = merge_fault(s, from, sqlite3_column_int64(st, 0), column_text(st, 1));
		++*ret_n;
	}
	return e;
}

static struct err *merge_content(struct store *s, struct store *from, int64_t id,
                                 const struct store_source *src, const struct store_place *place,
                                 uint64_t *ret_faults)
{
	bool is_new;
	struct err *e = store_source_begin(s);
	if (!e)
		e = merge_boots(s, from, id, place);
	if (!e)
		e = merge_faults(s, from, id, ret_faults);
	if (!e)
		e = store_copy_snapshot(s, from, id);
	if (!e)
		e = store_source_end(s, src, &is_new);
	store_source_abort(s);
	return e;
}

static struct err *merge_paths(struct store *s, struct store *from, int64_t id,
                               struct store_source *src)
{
	sqlite3_stmt *st = NULL;
	bool row, seen;
	struct err *e = rows_of(from, STMT_merge_paths, id, &st);
	while (!e && !(e = store_step(from, st, &row)) && row) {
		src->path = column_str(st, 0);
		e = store_source_seen(s, src, &seen);
	}
	return e;
}

/* @p place: where it is to be; NULL: where it is. */
static struct err *merge_source(struct store *s, struct store *from, sqlite3_stmt *st,
                                const struct store_place *place, struct store_counts *counts)
{
	bool seen;
	uint64_t faults = 0;
	int64_t id = sqlite3_column_int64(st, 0);
	struct store_source src = {
		.bundle_key = column_str(st, 1),
		.host = column_str(st, 2),
		.taken_us = column_utc(st, 3),
		.path = column_str(st, 4),
		.inside = column_str(st, 5),
		.kind = column_str(st, 6),
		.bytes = sqlite3_column_int64(st, 7),
		.sha256 = column_str(st, 8),
		.status = column_str(st, 9),
		.message = column_str(st, 10),
	};
	if (place) {
		src.bundle_key = place->bundle_key;
		src.inside = place->inside;
		src.host = src.host ? src.host : place->host;
	}
	struct err *e = store_source_seen(s, &src, &seen);
	if (!e && !seen)
		e = merge_content(s, from, id, &src, place, &faults);
	if (!e)
		e = merge_paths(s, from, id, &src);
	counts->sources_new += !e && !seen;
	counts->sources_seen += !e && seen;
	counts->faults += faults;
	return e;
}

struct err *store_merge(struct store *s, const char *path)
{
	_cleanup_(store_freep) struct store *from = NULL;
	struct store_counts counts = { 0 };
	sqlite3_stmt *st = NULL;
	bool row;

	assert(s->writable && !s->in_source);
	struct err *e = store_open(path, STORE_READ, &from);
	// all of one state, even while another process writes to it
	if (!e)
		e = store_script(from, sql_begin_read);
	if (!e)
		e = merge_bundles(s, from);
	if (!e)
		e = store_stmt(from, STMT_merge_sources, &st);
	while (!e && !(e = store_step(from, st, &row)) && row)
		e = merge_source(s, from, st, NULL, &counts);
	if (!e)
		e = store_merge_rest(s, from);
	return e ? e : store_derive(s);
}

struct err *store_take_over(struct store *s, struct store *from,
                            void (*place)(void *ctx, const char *path, struct store_place *ret),
                            void *ctx, struct store_counts *ret)
{
	sqlite3_stmt *st = NULL;
	bool row;

	assert(s->writable && !s->in_source && !from->in_source);
	struct err *e = store_stmt(from, STMT_merge_sources, &st);
	while (!e && !(e = store_step(from, st, &row)) && row) {
		struct store_place at = { 0 };
		place(ctx, column_str(st, 4), &at);
		e = merge_source(s, from, st, &at, ret);
	}
	return e;
}

struct err *store_add_member(struct store *s, const struct store_member *m)
{
	sqlite3_stmt *st = NULL;
	struct err *e = NULL;

	if (!s->has_members)
		e = store_script(s, sql_member_table);
	s->has_members = !e;
	if (!e)
		e = store_stmt(s, STMT_member_add, &st);
	if (e)
		return e;
	bind_str(s, st, ":path", m->path);
	bind_str(s, st, ":sha256", m->sha256);
	bind_i64(st, ":known", m->known);
	bind_i64_unless(st, ":mtime_us", m->mtime_us, INT64_MIN);
	e = store_run(s, st);
	arena_reset(&s->arena);
	return e;
}

struct err *store_each_member(struct store *s, void (*fn)(void *ctx, const struct store_member *m),
                              void *ctx)
{
	sqlite3_stmt *st = NULL;
	bool row;

	if (!s->has_members)
		return NULL;
	struct err *e = store_stmt(s, STMT_member_next, &st);
	while (!e && !(e = store_step(s, st, &row)) && row) {
		const struct store_member m = {
			.path = column_str(st, 0),
			.sha256 = column_str(st, 1),
			.known = sqlite3_column_int(st, 2),
			.mtime_us = column_i64(st, 3, INT64_MIN),
		};
		fn(ctx, &m);
	}
	return e;
}
