// SPDX-License-Identifier: Apache-2.0
/*
 * Reading facts back, and deriving again what recipes make of one fault alone.
 */
#include <assert.h>

#include "db/store_internal.h"
#include "parsers/faults/engine.h"

void read_fields(sqlite3_stmt *st, const struct fact_desc *d, struct arena *arena, void *obj)
{
	const struct fact_field *fields = d->fields();
	int n_columns = sqlite3_column_count(st);

	for (int c = 0; c < n_columns; c++) {
		if (sqlite3_column_type(st, c) == SQLITE_NULL)
			continue;
		const char *name = sqlite3_column_name(st, c);
		const struct fact_field *field = fields;
		while (field < fields + d->n_fields && strcmp(field->name, name) != 0)
			field++;
		if (field == fields + d->n_fields)
			continue;
		void *v = (char *)obj + field->value_off;
		*(bool *)((char *)obj + field->has_off) = true;
		switch (field->type) {
		case FACT_I64:
		case FACT_FLAG:
			*(int64_t *)v = sqlite3_column_int64(st, c);
			break;
		case FACT_REAL:
		case FACT_NUM:
			*(double *)v = sqlite3_column_double(st, c);
			break;
		case FACT_ADDR: {
			struct slice text = column_text(st, c);
			slice_hex(&text, v);
			break;
		}
		case FACT_TEXT:
			*(struct slice *)v = column_dup(st, c, arena);
			break;
		}
	}
}

/* Begin to read rows of a fault. */
static struct err *rows_of(struct store *s, enum stmt stmt, int64_t id, sqlite3_stmt **ret)
{
	struct err *e = store_stmt(s, stmt, ret);
	if (!e)
		bind_i64(*ret, ":fault_id", id);
	return e;
}

static enum stack_role role_find(struct slice slug)
{
	for (int r = 0; r < STACK_ROLE_COUNT; r++)
		if (slice_eq(slug, slice_str(stack_role_slug[r])))
			return r;
	return STACK_OTHER;
}

static struct err *read_stacks(struct store *s, int64_t id, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = rows_of(s, STMT_stack_get, id, &st);
	while (!e && !(e = store_step(s, st, &row)) && row) {
		struct stack stack = {
			.role = role_find(column_text(st, 0)),
			.cpu = column_i64(st, 1, -1),
			.pid = column_i64(st, 2, -1),
			.comm = column_dup(st, 3, f->arena),
			.title = column_dup(st, 4, f->arena),
			.log_line = column_i64(st, 5, 0),
		};
		arena_push(f->arena, &f->stacks, &f->n_stacks, &stack);
	}
	return e;
}

static struct err *read_frames(struct store *s, int64_t id, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = rows_of(s, STMT_frame_get, id, &st);
	while (!e && !(e = store_step(s, st, &row)) && row) {
		struct frame fr = {
			.flags = sqlite3_column_int64(st, 1),
			.function = column_dup(st, 2, f->arena),
			.offset = column_i64(st, 3, -1),
			.size = column_i64(st, 4, -1),
			.module = column_dup(st, 5, f->arena),
			.address = sqlite3_column_int64(st, 6),
			.has_address = sqlite3_column_type(st, 6) != SQLITE_NULL,
			.log_line = column_i64(st, 7, 0),
			.file = column_dup(st, 8, f->arena),
			.line = column_i64(st, 9, -1),
			.build_id = column_dup(st, 10, f->arena),
		};
		uint64_t no = sqlite3_column_int64(st, 0);
		if (no >= f->n_stacks)
			continue; // not written by us
		struct stack *stack = &f->stacks[no];
		arena_push(f->arena, &stack->frames, &stack->n_frames, &fr);
	}
	return e;
}

static struct err *read_registers(struct store *s, int64_t id, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = rows_of(s, STMT_register_get, id, &st);
	while (!e && !(e = store_step(s, st, &row)) && row) {
		struct reg reg = {
			.stack_no = sqlite3_column_int64(st, 0),
			.name = column_dup(st, 1, f->arena),
			.value = column_dup(st, 2, f->arena),
		};
		arena_push(f->arena, &f->regs, &f->n_regs, &reg);
	}
	return e;
}

static struct err *read_single(struct store *s, int64_t id, enum stmt stmt,
                               const struct fact_desc *d, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = rows_of(s, stmt, id, &st);
	if (!e)
		e = store_step(s, st, &row);
	if (e || !row)
		return e;
	void *obj = arena_alloc(f->arena, d->size, _Alignof(max_align_t));
	*(void **)((char *)f + d->ptr_off) = obj;
	read_fields(st, d, f->arena, obj);
	store_done(st);
	return NULL;
}

static struct err *read_table(struct store *s, int64_t id, enum stmt stmt,
                              const struct fact_desc *d, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	bool row;
	void *rows = NULL;
	size_t n = 0;
	struct err *e = rows_of(s, stmt, id, &st);
	while (!e && !(e = store_step(s, st, &row)) && row) {
		rows = arena_grow(f->arena, rows, n, d->size);
		char *obj = (char *)rows + n++ * d->size;
		memset(obj, 0, d->size);
		read_fields(st, d, f->arena, obj);
	}
	*(void **)((char *)f + d->ptr_off) = rows;
	*(size_t *)((char *)f + d->n_off) = n;
	return e;
}

static const enum stmt single_get[] = {
#define GET(name, FIELDS, doc) STMT_##name##_get,
	FACT_SINGLES(GET)
};
static const enum stmt table_get[] = { FACT_TABLES(GET) };
#undef GET

static struct err *read_fact(struct store *s, int64_t id, struct fault *f)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = rows_of(s, STMT_fault_get, id, &st);
	if (!e)
		e = store_step(s, st, &row);
	if (e)
		return e;
	if (!row)
		return err_new(ERR_USAGE, 0, "%s: no fault %lld", s->path, (long long)id);
	for (int c = 0; c < sqlite3_column_count(st); c++) {
		const char *name = sqlite3_column_name(st, c);
		if (strcmp(name, "kind") == 0)
			f->kind = fault_kind_find(column_text(st, c));
		else if (strcmp(name, "is_32bit") == 0)
			f->is_32bit = sqlite3_column_int(st, c);
	}
	if (f->kind == FAULT_NONE)
		f->kind = FAULT_BUG_OTHER; // of a newer version that has more kinds
	read_fields(st, &fact_fault, f->arena, f);
	store_done(st);
	return NULL;
}

struct err *store_read_fault(struct store *s, int64_t id, struct fault **ret)
{
	struct arena *arena = xcalloc(1, sizeof(*arena));
	struct fault *f = arena_new(arena, struct fault);
	f->arena = arena;

	struct err *e = read_fact(s, id, f);
	if (!e)
		e = read_stacks(s, id, f);
	if (!e)
		e = read_frames(s, id, f);
	if (!e)
		e = read_registers(s, id, f);
	for (size_t i = 0; !e && i < FACT_SINGLE_COUNT; i++)
		e = read_single(s, id, single_get[i], &fact_singles[i], f);
	for (size_t i = 0; !e && i < FACT_TABLE_COUNT; i++)
		e = read_table(s, id, table_get[i], &fact_tables[i], f);
	if (e)
		fault_free(f);
	else
		*ret = f;
	return e;
}

static struct err *get_signatures(struct store *s, int64_t id, struct arena *arena,
                                  struct store_derived *ret)
{
	sqlite3_stmt *st = NULL;
	struct store_signature *list = NULL;
	size_t n = 0;
	bool row;
	struct err *e = rows_of(s, STMT_fault_signature_get, id, &st);
	while (!e && !(e = store_step(s, st, &row)) && row) {
		const struct store_signature sig = {
			.level = column_dup(st, 0, arena),
			.version = sqlite3_column_int(st, 1),
			.signature = column_dup(st, 2, arena).p,
			.text = column_dup(st, 3, arena),
		};
		arena_push(arena, &list, &n, &sig);
	}
	ret->signatures = list;
	ret->n_signatures = n;
	return e;
}

struct err *store_get_derived(struct store *s, int64_t id, struct arena *arena,
                              struct store_derived *ret)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = rows_of(s, STMT_fault_derived_get, id, &st);
	if (!e)
		e = store_step(s, st, &row);
	if (e)
		return e;
	if (!row)
		return err_new(ERR_FORMAT, 0, "%s: fault %lld has no title", s->path,
		               (long long)id);
	*ret = (struct store_derived){
		.title = column_dup(st, 0, arena),
		.function = column_dup(st, 1, arena),
		.module = column_dup(st, 2, arena),
		.file = column_dup(st, 3, arena),
		.line = column_i64(st, 4, -1),
		.severity = sqlite3_column_int(st, 5),
		.corrupted = sqlite3_column_int(st, 6),
		.corrupted_reason = column_dup(st, 7, arena),
		.signature = column_dup(st, 8, arena).p,
		.group_key = column_dup(st, 9, arena).p,
		.version = sqlite3_column_int(st, 10),
		.group_name = column_dup(st, 11, arena),
		.apart = sqlite3_column_int(st, 12),
		.rules_key = column_dup(st, 13, arena),
		.stack_no = column_i64(st, 14, -1),
		.depth = column_i64(st, 15, -1),
	};
	store_done(st);
	e = get_signatures(s, id, arena, ret);
	return e ? e : store_get_code(s, id, arena, ret);
}

/* The fault after @p *id, or 0. */
static struct err *next_fault(struct store *s, int64_t *id)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = rows_of(s, STMT_fault_next, *id, &st);
	if (!e)
		e = store_step(s, st, &row);
	if (e)
		return e;
	*id = row ? sqlite3_column_int64(st, 0) : 0;
	store_done(st);
	return NULL;
}

static struct err *rederive(struct store *s, int64_t id,
                            void (*fn)(void *ctx, const struct fault *f, struct store_derived *ret),
                            void *ctx)
{
	sqlite3_stmt *st = NULL;
	struct fault *f;
	struct err *e = store_read_fault(s, id, &f);
	if (e)
		return e;
	struct store_derived d = { .line = -1 };
	fn(ctx, f, &d);
	e = store_set_derived(s, id, &d);
	if (!e)
		e = rows_of(s, STMT_rederive_unlink, id, &st);
	if (!e)
		e = store_run(s, st);
	arena_reset(&s->arena);
	fault_free(f);
	return e;
}

struct err *store_rederive_faults(struct store *s,
                                  void (*fn)(void *ctx, const struct fault *f,
                                             struct store_derived *ret),
                                  void *ctx)
{
	int64_t id = 0;

	assert(s->writable && !s->in_source);
	struct err *e = store_begin(s);
	if (e)
		return e;
	while (!(e = next_fault(s, &id)) && id && !(e = rederive(s, id, fn, ctx)))
		;
	if (!e)
		return store_commit(s);
	store_rollback(s);
	return e;
}
