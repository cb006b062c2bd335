// SPDX-License-Identifier: Apache-2.0
/*
 * Instructions, operands and the duphash of a fault: derived rows that are written, read for a merge, and dropped
 * before they are made again.
 */
#include "db/store_internal.h"

static struct err *add_insns(struct store *s, int64_t id, const struct store_derived *d)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_fault_code_add, &st);

	for (size_t i = 0; !e && i < d->n_insns; i++) {
		const struct store_insn *insn = &d->insns[i];
		bind_i64(st, ":fault_id", id);
		bind_i64(st, ":position", (int64_t)i);
		bind_i64(st, ":offset", insn->offset);
		bind_text(s, st, ":bytes", insn->bytes);
		bind_text(s, st, ":instruction", insn->instruction);
		bind_i64(st, ":is_fault", insn->is_fault);
		bind_i64(st, ":is_sure", insn->is_sure);
		e = store_run(s, st);
	}
	return e;
}

static struct err *add_operands(struct store *s, int64_t id, const struct store_derived *d)
{
	sqlite3_stmt *st = NULL;
	struct err *e = store_stmt(s, STMT_fault_operand_add, &st);

	for (size_t i = 0; !e && i < d->n_operands; i++) {
		const struct store_operand *op = &d->operands[i];
		bind_i64(st, ":fault_id", id);
		bind_i64(st, ":position", (int64_t)i);
		bind_text(s, st, ":instruction", op->instruction);
		bind_text(s, st, ":operand", op->operand);
		bind_text(s, st, ":register", op->reg);
		bind_text(s, st, ":value", op->value);
		bind_text(s, st, ":effective_address", op->address);
		bind_text(s, st, ":class", op->cls);
		bind_text(s, st, ":meaning", op->meaning);
		e = store_run(s, st);
	}
	return e;
}

static struct err *add_duphash(struct store *s, int64_t id, const struct store_derived *d)
{
	sqlite3_stmt *st = NULL;
	struct err *e = d->duphash.p ? store_stmt(s, STMT_fault_ureport_add, &st) : NULL;
	if (e || !st)
		return e;
	bind_i64(st, ":fault_id", id);
	bind_text(s, st, ":duphash", d->duphash);
	return store_run(s, st);
}

struct err *store_add_code(struct store *s, int64_t id, const struct store_derived *d)
{
	struct err *e = add_insns(s, id, d);
	if (!e)
		e = add_operands(s, id, d);
	return e ? e : add_duphash(s, id, d);
}

static struct err *open_rows(struct store *s, enum stmt stmt, int64_t id, sqlite3_stmt **ret)
{
	struct err *e = store_stmt(s, stmt, ret);
	if (!e)
		bind_i64(*ret, ":fault_id", id);
	return e;
}

struct err *store_drop_code(struct store *s, int64_t id)
{
	static const enum stmt drops[] = { STMT_fault_code_drop, STMT_fault_operand_drop,
		                           STMT_fault_ureport_drop };
	struct err *e = NULL;

	for (size_t i = 0; !e && i < sizeof(drops) / sizeof(*drops); i++) {
		sqlite3_stmt *st = NULL;
		e = open_rows(s, drops[i], id, &st);
		if (!e)
			e = store_run(s, st);
	}
	return e;
}

static struct err *get_duphash(struct store *s, int64_t id, struct arena *arena,
                               struct store_derived *ret)
{
	sqlite3_stmt *st = NULL;
	bool row = false;
	struct err *e = open_rows(s, STMT_fault_ureport_get, id, &st);
	if (!e)
		e = store_step(s, st, &row);
	if (e || !row)
		return e;
	ret->duphash = column_dup(st, 0, arena);
	store_done(st);
	return NULL;
}

static struct err *get_insns(struct store *s, int64_t id, struct arena *arena,
                             struct store_derived *ret)
{
	struct store_insn *list = NULL;
	sqlite3_stmt *st = NULL;
	size_t n = 0;
	bool row = true;
	struct err *e = open_rows(s, STMT_fault_code_get, id, &st);

	while (!e && !(e = store_step(s, st, &row)) && row) {
		const struct store_insn insn = {
			.offset = sqlite3_column_int64(st, 0),
			.bytes = column_dup(st, 1, arena),
			.instruction = column_dup(st, 2, arena),
			.is_fault = sqlite3_column_int(st, 3),
			.is_sure = sqlite3_column_int(st, 4),
		};
		arena_push(arena, &list, &n, &insn);
	}
	ret->insns = list;
	ret->n_insns = n;
	return e;
}

struct err *store_get_code(struct store *s, int64_t id, struct arena *arena,
                           struct store_derived *ret)
{
	struct store_operand *list = NULL;
	sqlite3_stmt *st = NULL;
	size_t n = 0;
	bool row = true;
	struct err *e = get_insns(s, id, arena, ret);

	if (!e)
		e = open_rows(s, STMT_fault_operand_get, id, &st);
	while (!e && !(e = store_step(s, st, &row)) && row) {
		const struct store_operand op = {
			.instruction = column_dup(st, 0, arena),
			.operand = column_dup(st, 1, arena),
			.reg = column_dup(st, 2, arena),
			.value = column_dup(st, 3, arena),
			.address = column_dup(st, 4, arena),
			.cls = column_dup(st, 5, arena),
			.meaning = column_dup(st, 6, arena),
		};
		arena_push(arena, &list, &n, &op);
	}
	ret->operands = list;
	ret->n_operands = n;
	return e ? e : get_duphash(s, id, arena, ret);
}
