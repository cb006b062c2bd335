// SPDX-License-Identifier: Apache-2.0
/*
 * Rows of snapshots: what a source says of a system when it is itself a list (/proc/meminfo, output
 * of ps), and no report in a log.  They hang on the source; fault_id is NULL where a table has one.
 */
#include <assert.h>

#include "db/store_internal.h"

static const enum stmt row_add[] = {
#define ADD(name, FIELDS) STMT_##name##_add,
	SNAPSHOT_TABLES(ADD)
#undef ADD
};
static const enum stmt rows_get[] = {
#define GET(name, FIELDS) STMT_##name##_snapshot,
	SNAPSHOT_TABLES(GET)
#undef GET
};

/* The list of a row of kernel_symbols, unless another has the same: kernels of one build do. */
static struct err *add_list(struct store *s, const struct kernel_symbols *row)
{
	sqlite3_stmt *st = NULL;

	if (!fact_has(row, list))
		return NULL;
	struct err *e = store_stmt(s, STMT_symbol_text_add, &st);
	if (e)
		return e;
	bind_text(s, st, ":list", row->list);
	return store_run(s, st);
}

static struct err *add_rows(struct store *s, size_t table, const void *rows, size_t n,
                            bool is_32bit)
{
	const struct fact_desc *d = &fact_snapshots[table];
	sqlite3_stmt *st = NULL;
	struct err *e = NULL;

	for (size_t i = 0; !e && i < n; i++) {
		if (table == FACT_SNAPSHOT_kernel_symbols)
			e = add_list(s, (const struct kernel_symbols *)rows + i);
		if (!e)
			e = store_stmt(s, row_add[table], &st);
		if (e)
			break;
		bind_i64(st, ":source_id", s->source_id);
		bind_i64(st, ":row_no", s->snapshot_rows[table]++);
		bind_fields(s, st, d, (const char *)rows + i * d->size, is_32bit);
		e = store_run(s, st);
	}
	return e;
}

struct err *store_add_snapshot(struct store *s, const struct snapshot_rows *rows)
{
	struct err *e = NULL;

	assert(s->in_source);
	for (size_t i = 0; !e && i < FACT_SNAPSHOT_COUNT; i++) {
		const void *first;
		size_t n = fact_rows_at(&fact_snapshots[i], rows, &first);
		e = add_rows(s, i, first, n, rows->is_32bit);
	}
	arena_reset(&s->arena);
	return e;
}

/* Are addresses of the row 0x and 8 digits? */
static bool has_short_address(sqlite3_stmt *st, const struct fact_desc *d)
{
	const struct fact_field *f = d->fields(), *end = f + d->n_fields;

	for (; f < end; f++) {
		if (f->type != FACT_ADDR)
			continue;
		for (int c = 0; c < sqlite3_column_count(st); c++)
			if (strcmp(sqlite3_column_name(st, c), f->name) == 0 &&
			    sqlite3_column_type(st, c) != SQLITE_NULL)
				return sqlite3_column_bytes(st, c) == 10;
	}
	return false;
}

/* One row at a time, in the other store's words. */
static struct err *copy_table(struct store *s, struct store *from, size_t table, int64_t id)
{
	const struct fact_desc *d = &fact_snapshots[table];
	struct arena arena = { 0 };
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = store_stmt(from, rows_get[table], &st);

	if (!e)
		bind_i64(st, ":source_id", id);
	while (!e && !(e = store_step(from, st, &row)) && row) {
		void *obj = arena_alloc(&arena, d->size, _Alignof(max_align_t));
		read_fields(st, d, &arena, obj);
		e = add_rows(s, table, obj, 1, has_short_address(st, d));
		arena_reset(&arena);
		arena_reset(&s->arena);
	}
	arena_deinit(&arena);
	return e;
}

struct err *store_copy_snapshot(struct store *s, struct store *from, int64_t id)
{
	struct err *e = NULL;

	for (size_t i = 0; !e && i < FACT_SNAPSHOT_COUNT; i++)
		e = copy_table(s, from, i, id);
	return e;
}
