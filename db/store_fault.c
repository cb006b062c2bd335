// SPDX-License-Identifier: Apache-2.0
/*
 * Writing one fault: a row of facts, its texts, what was derived from it, stacks, registers, and the
 * tables that hang on it.  Which fields go where is asked of the statements: a field is bound when
 * the statement has a parameter of its name.
 */
#include <assert.h>
#include <math.h>

#include "db/store_internal.h"

/* Counters are printed as whole numbers and stay such. */
static void bind_number(sqlite3_stmt *st, int at, double v)
{
	if (v == floor(v) && fabs(v) < 0x1p63)
		sqlite3_bind_int64(st, at, (int64_t)v);
	else
		sqlite3_bind_double(st, at, v);
}

void bind_fields(struct store *s, sqlite3_stmt *st, const struct fact_desc *d, const void *obj,
                 bool is_32bit)
{
	const struct fact_field *field = d->fields(), *end = field + d->n_fields;
	char name[64], address[FACT_ADDR_TEXT];

	for (; field < end; field++) {
		if (!fact_is_set(field, obj))
			continue;
		snprintf(name, sizeof(name), ":%s", field->name);
		int at = sqlite3_bind_parameter_index(st, name);
		if (!at)
			continue; // of fault_text
		const void *v = (const char *)obj + field->value_off;
		switch (field->type) {
		case FACT_I64:
			sqlite3_bind_int64(st, at, *(const int64_t *)v);
			break;
		case FACT_FLAG:
			sqlite3_bind_int64(st, at, *(const int64_t *)v != 0);
			break;
		case FACT_REAL:
			sqlite3_bind_double(st, at, *(const double *)v);
			break;
		case FACT_NUM:
			bind_number(st, at, *(const double *)v);
			break;
		case FACT_ADDR:
			fact_addr_text(*(const uint64_t *)v, is_32bit, address);
			sqlite3_bind_text(st, at, address, -1, SQLITE_TRANSIENT);
			break;
		case FACT_TEXT: {
			struct slice text = *(const struct slice *)v;
			bind_text(s, st, name, text.p ? text : S(""));
			break;
		}
		}
	}
}

static bool hash_of(const struct slice *parts, size_t n, int64_t *ret)
{
	char key[KEY_HEX + 1];

	key_of(parts, n, key);
	*ret = (int64_t)strtoull(key, NULL, 16);
	return true;
}

/*
 * The same for all sightings of one report: kind, first line, time since boot in microseconds.  Whole
 * milliseconds tell nothing: they come from clocks that tick (or stand still, early in a boot), and
 * machines of one kind print the same.
 */
static bool sight_of(const struct fault *f, int64_t *ret)
{
	char us_text[32];

	if (!fact_has(f, message) || !fact_has(f, time_boot) || !(fabs(f->time_boot) < 1e12))
		return false;
	long long us = llround(f->time_boot * 1e6);
	if (us % 1000 == 0)
		return false;
	snprintf(us_text, sizeof(us_text), "%lld", us);
	struct slice parts[] = { slice_str(fault_kind_info[f->kind].slug), f->message,
		                 slice_str(us_text) };
	return hash_of(parts, 3, ret);
}

/* The same for all sightings of one report in the logs of one host: kind, first line, host, second. */
static bool wall_sight_of(const struct fault *f, int64_t *ret)
{
	char second[32], host[HOST_NAME_SIZE];

	if (!fact_has(f, message) || !fact_has(f, wall_us) || !fact_has(f, host) ||
	    !store_host_name(f->host, host))
		return false;
	snprintf(second, sizeof(second), "%lld", (long long)(f->wall_us / 1000000));
	struct slice parts[] = { slice_str(fault_kind_info[f->kind].slug), f->message,
		                 slice_str(host), slice_str(second) };
	return hash_of(parts, 4, ret);
}

static struct err *add_texts(struct store *s, int64_t id, const struct fault *f)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_fault_text_add, &st);
	if (e)
		return e;
	bind_i64(st, ":fault_id", id);
	bind_fields(s, st, &fact_fault, f, f->is_32bit);
	return store_run(s, st);
}

static struct err *add_derived(struct store *s, enum stmt stmt, int64_t id,
                               const struct store_derived *d)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, stmt, &st);
	if (e)
		return e;
	bind_i64(st, ":fault_id", id);
	bind_text(s, st, ":title", d->title.p ? d->title : S(""));
	bind_text(s, st, ":function", d->function);
	bind_text(s, st, ":module", d->module);
	bind_text(s, st, ":file", d->file);
	bind_i64_unless(st, ":line", d->line, -1);
	bind_i64(st, ":severity", d->severity);
	bind_i64(st, ":corrupted", d->corrupted);
	bind_text(s, st, ":corrupted_reason", d->corrupted_reason);
	bind_str(s, st, ":signature", d->signature);
	bind_str(s, st, ":group_key", d->group_key);
	bind_i64(st, ":derive_version", d->version);
	bind_text(s, st, ":group_name", d->group_name);
	bind_i64(st, ":apart", d->apart);
	bind_text(s, st, ":rules_key", d->rules_key);
	bind_i64_unless(st, ":stack_no", d->stack_no, -1);
	bind_i64_unless(st, ":depth", d->depth, -1);
	return store_run(s, st);
}

static struct err *add_signatures(struct store *s, int64_t id, const struct store_derived *d)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_fault_signature_add, &st);
	for (size_t i = 0; !e && i < d->n_signatures; i++) {
		const struct store_signature *sig = &d->signatures[i];
		bind_i64(st, ":fault_id", id);
		bind_i64(st, ":row_no", i);
		bind_text(s, st, ":level", sig->level);
		bind_i64(st, ":version", sig->version);
		bind_str(s, st, ":signature", sig->signature);
		bind_text(s, st, ":text", sig->text);
		e = store_run(s, st);
	}
	return e;
}

struct err *store_set_derived(struct store *s, int64_t fault_id, const struct store_derived *d)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_title_stale, &st);
	if (e)
		return e;
	bind_i64(st, ":fault_id", fault_id);
	e = store_run(s, st);
	if (!e)
		e = add_derived(s, STMT_fault_derived_set, fault_id, d);
	if (!e)
		e = store_stmt(s, STMT_fault_signature_drop, &st);
	if (e)
		return e;
	bind_i64(st, ":fault_id", fault_id);
	e = store_run(s, st);
	if (!e)
		e = store_drop_code(s, fault_id);
	if (!e)
		e = add_signatures(s, fault_id, d);
	return e ? e : store_add_code(s, fault_id, d);
}

static struct err *add_frame(struct store *s, sqlite3_stmt *st, int64_t fault_id, size_t stack_no,
                             size_t depth, const struct frame *fr)
{
	bind_i64(st, ":fault_id", fault_id);
	bind_i64(st, ":stack_no", stack_no);
	bind_i64(st, ":depth", depth);
	bind_i64(st, ":flags", fr->flags);
	bind_text(s, st, ":function", fr->function);
	bind_i64_unless(st, ":offset", fr->offset, -1);
	bind_i64_unless(st, ":size", fr->size, -1);
	bind_text(s, st, ":module", fr->module);
	if (fr->has_address)
		bind_i64(st, ":address", (int64_t)fr->address); // all 64 bits; the view prints them
	bind_i64_unless(st, ":log_line", fr->log_line, 0);
	bind_text(s, st, ":file", fr->file);
	bind_i64_unless(st, ":line", fr->line, -1);
	bind_text(s, st, ":build_id", fr->build_id);
	return store_run(s, st);
}

static struct err *add_stacks(struct store *s, int64_t id, const struct fault *f)
{
	sqlite3_stmt *stack_add, *frame_add;
	struct err *e = store_stmt(s, STMT_stack_add, &stack_add);
	if (!e)
		e = store_stmt(s, STMT_frame_add, &frame_add);
	for (size_t i = 0; !e && i < f->n_stacks; i++) {
		const struct stack *stack = &f->stacks[i];
		bind_i64(stack_add, ":fault_id", id);
		bind_i64(stack_add, ":stack_no", i);
		bind_str(s, stack_add, ":role", stack_role_slug[stack->role]);
		bind_i64_unless(stack_add, ":cpu", stack->cpu, -1);
		bind_i64_unless(stack_add, ":pid", stack->pid, -1);
		bind_text(s, stack_add, ":comm", stack->comm);
		bind_text(s, stack_add, ":title", stack->title);
		bind_i64_unless(stack_add, ":log_line", stack->log_line, 0);
		e = store_run(s, stack_add);
		for (size_t j = 0; !e && j < stack->n_frames; j++)
			e = add_frame(s, frame_add, id, i, j, &stack->frames[j]);
	}
	return e;
}

static struct err *add_registers(struct store *s, int64_t id, const struct fault *f)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_register_add, &st);
	for (size_t i = 0; !e && i < f->n_regs; i++) {
		bind_i64(st, ":fault_id", id);
		bind_i64(st, ":row_no", i);
		bind_i64(st, ":stack_no", f->regs[i].stack_no);
		bind_text(s, st, ":name", f->regs[i].name.p ? f->regs[i].name : S(""));
		bind_text(s, st, ":value", f->regs[i].value);
		e = store_run(s, st);
	}
	return e;
}

static const enum stmt single_add[] = {
#define ADD(name, FIELDS, doc) STMT_##name##_add,
	FACT_SINGLES(ADD)
};
static const enum stmt table_add[] = { FACT_TABLES(ADD) };
#undef ADD
static const enum stmt table_count[] = {
#define COUNT(name, FIELDS, doc) STMT_##name##_count,
	FACT_TABLES(COUNT)
#undef COUNT
};

static struct err *add_singles(struct store *s, int64_t id, const struct fault *f)
{
	for (size_t i = 0; i < FACT_SINGLE_COUNT; i++) {
		sqlite3_stmt *st;
		const void *obj;
		if (!fact_rows(&fact_singles[i], f, &obj))
			continue;
		struct err *e = store_stmt(s, single_add[i], &st);
		if (e)
			return e;
		bind_i64(st, ":fault_id", id);
		bind_fields(s, st, &fact_singles[i], obj, f->is_32bit);
		e = store_run(s, st);
		if (e)
			return e;
	}
	return NULL;
}

/* How many rows the fault has already: pieces of it may have come before. */
static struct err *count_rows(struct store *s, enum stmt stmt, int64_t id, int64_t *ret)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = store_stmt(s, stmt, &st);
	if (e)
		return e;
	bind_i64(st, ":fault_id", id);
	e = store_step(s, st, &row);
	if (e)
		return e;
	*ret = sqlite3_column_int64(st, 0);
	store_done(st);
	return NULL;
}

static struct err *add_tables(struct store *s, int64_t id, const struct fault *f, bool is_piece)
{
	struct err *e = NULL;

	for (size_t i = 0; !e && i < FACT_TABLE_COUNT; i++) {
		sqlite3_stmt *st;
		const void *rows;
		size_t n = fact_rows(&fact_tables[i], f, &rows);
		int64_t first = 0;
		if (!n)
			continue;
		e = store_stmt(s, table_add[i], &st);
		if (!e && is_piece)
			e = count_rows(s, table_count[i], id, &first);
		for (size_t j = 0; !e && j < n; j++) {
			int at = sqlite3_bind_parameter_index(st, ":source_id");
			if (at)
				sqlite3_bind_int64(st, at, s->source_id);
			bind_i64(st, ":fault_id", id);
			bind_i64(st, ":row_no", first + j);
			bind_fields(s, st, &fact_tables[i],
			            (const char *)rows + j * fact_tables[i].size, f->is_32bit);
			e = store_run(s, st);
		}
	}
	return e;
}

/* The fault of this source that the piece with this key belongs to; 0: none yet. */
static struct err *find_merged(struct store *s, struct slice merge_key, int64_t *ret_id)
{
	sqlite3_stmt *st = NULL;
	bool row;
	struct err *e = store_stmt(s, STMT_fault_merge_find, &st);
	if (e)
		return e;
	bind_i64(st, ":source_id", s->source_id);
	bind_text(s, st, ":merge_key", merge_key);
	e = store_step(s, st, &row);
	if (e)
		return e;
	*ret_id = row ? sqlite3_column_int64(st, 0) : 0;
	store_done(st);
	return NULL;
}

static struct err *add_piece(struct store *s, int64_t id, const struct fault *f)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_fault_merge, &st);
	if (e)
		return e;
	bind_i64(st, ":fault_id", id);
	bind_fields(s, st, &fact_fault, f, f->is_32bit);
	e = store_run(s, st);
	return e ? e : add_tables(s, id, f, true);
}

static struct err *add_whole(struct store *s, const struct fault *f, const struct store_derived *d,
                             struct slice merge_key)
{
	sqlite3_stmt *st = NULL;
	int64_t sight;
	struct err *e = store_stmt(s, STMT_fault_add, &st);
	if (e)
		return e;
	bind_i64(st, ":source_id", s->source_id);
	bind_str(s, st, ":kind", fault_kind_info[f->kind].slug);
	bind_i64(st, ":is_32bit", f->is_32bit);
	bind_text(s, st, ":merge_key", merge_key);
	if (sight_of(f, &sight))
		bind_i64(st, ":sight", sight);
	if (wall_sight_of(f, &sight))
		bind_i64(st, ":wall_sight", sight);
	bind_fields(s, st, &fact_fault, f, f->is_32bit);
	e = store_run(s, st);
	if (e)
		return e;
	int64_t id = sqlite3_last_insert_rowid(s->db);

	e = add_texts(s, id, f);
	if (!e)
		e = add_derived(s, STMT_fault_derived_add, id, d);
	if (!e)
		e = add_signatures(s, id, d);
	if (!e)
		e = store_add_code(s, id, d);
	if (!e)
		e = add_stacks(s, id, f);
	if (!e)
		e = add_registers(s, id, f);
	if (!e)
		e = add_singles(s, id, f);
	return e ? e : add_tables(s, id, f, false);
}

struct err *store_add_fault_row(struct store *s, const struct fault *f,
                                const struct store_derived *d, struct slice merge_key)
{
	int64_t whole = 0;
	struct err *e = NULL;

	assert(s->in_source);
	if (merge_key.p)
		e = find_merged(s, merge_key, &whole);
	if (!e)
		e = whole ? add_piece(s, whole, f) : add_whole(s, f, d, merge_key);
	arena_reset(&s->arena);
	return e;
}

struct err *store_add_fault(struct store *s, const struct fault *f, const struct store_derived *d)
{
	char hash[KEY_HEX + 1];
	struct slice merge_key = { 0 };

	if (f->merge_key.p) {
		struct slice parts[] = { slice_str(fault_kind_info[f->kind].slug), f->merge_key };
		key_of(parts, 2, hash);
		merge_key = slice_str(hash);
	}
	return store_add_fault_row(s, f, d, merge_key);
}
