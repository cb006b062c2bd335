// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "db/facts.h"
#include "parsers/faults/engine.h"
#include "tests/db/dump.h"
#include "tests/db/make.h"

void ok(struct err *e)
{
	if (!e)
		return;
	print_error("%s\n", e->msg);
	err_free(e);
	fail();
}

static struct fault *fault_new(void)
{
	struct arena *arena = xcalloc(1, sizeof(*arena));
	struct fault *f = arena_new(arena, struct fault);
	f->arena = arena;
	return f;
}

struct fault *make_fault(const struct make_fault *m)
{
	struct fault *f = fault_new();

	f->kind = m->kind;
	fact_set_text(f, message, slice_str(m->message));
	fact_set_text(f, host, slice_str(m->host));
	fact_set_text(f, kernel_release, slice_str(m->kernel_release));
	f->merge_key = slice_str(m->merge_key);
	if (m->time_boot != 0)
		fact_set(f, time_boot, m->time_boot);
	if (m->wall_us) {
		fact_set(f, wall_us, m->wall_us);
		fact_set(f, wall_local, m->wall_local);
	}
	if (m->boot_no >= 0)
		fact_set(f, boot_no, m->boot_no);
	fact_set(f, first_line, m->first_byte / 100 + 1);
	fact_set(f, last_line, m->first_byte / 100 + 10);
	fact_set(f, first_byte, m->first_byte);
	fact_set(f, last_byte, m->first_byte + 99);
	if (m->cause_byte)
		fact_set(f, cause_byte, m->cause_byte);
	if (m->piece_byte)
		fact_set(f, piece_byte, m->piece_byte);
	fact_set(f, corrupted, m->corrupted);
	if (m->merge_key) {
		struct kmemleak_object *o = fault_row(f, kmemleak_object);
		fact_set(o, position, m->first_byte / 100);
		fact_set(o, address, 0xffff888000000000 + m->first_byte);
		fact_set(o, size, 64);
	}
	return f;
}

/* A value that differs from field to field. */
static void fill(struct arena *arena, const struct fact_desc *d, void *obj, unsigned seed)
{
	const struct fact_field *fields = d->fields();

	for (size_t i = 0; i < d->n_fields; i++) {
		void *v = (char *)obj + fields[i].value_off;
		*(bool *)((char *)obj + fields[i].has_off) = true;
		switch (fields[i].type) {
		case FACT_I64:
			*(int64_t *)v = (int64_t)(seed * 1000 + i);
			break;
		case FACT_FLAG:
			*(int64_t *)v = (seed + i) % 2;
			break;
		case FACT_REAL:
		case FACT_NUM:
			*(double *)v = seed + i / 64.0;
			break;
		case FACT_ADDR:
			*(uint64_t *)v = UINT64_MAX - seed * 1000 - i;
			break;
		case FACT_TEXT:
			*(struct slice *)v =
				arena_printf(arena, "%s %u é '\";--", fields[i].name, seed);
			break;
		}
	}
}

static void fill_stacks(struct fault *f, unsigned seed)
{
	for (unsigned i = 0; i < 3; i++) {
		struct stack stack = {
			.role = (seed + i) % STACK_ROLE_COUNT,
			.cpu = i ? (int)i : -1,
			.pid = i ? 100 + (int)i : -1,
			.comm = i ? S("a:b c") : (struct slice){ 0 },
			.title = S("Call Trace:"),
			.log_line = 7 + i,
		};
		struct stack *st = arena_push(f->arena, &f->stacks, &f->n_stacks, &stack);
		for (unsigned j = 0; j < 4 * i; j++) {
			struct frame fr = {
				.flags = 1U << j % 7,
				.function = j % 3 ? arena_printf(f->arena, "fn%u.isra.0", j)
				                  : (struct slice){ 0 },
				.module = j % 2 ? S("ext4") : (struct slice){ 0 },
				.build_id = j == 1 ? S("00ff") : (struct slice){ 0 },
				.file = j == 2 ? S("fs/ext4/inode.c") : (struct slice){ 0 },
				.line = j == 2 ? 12 : -1,
				.offset = j % 3 ? (int)j : -1,
				.size = j % 3 ? 4096 : -1,
				.address = j % 2 ? 0xffffffff81000000 + j : 0,
				.has_address = j % 2,
				.log_line = 8 + j,
			};
			arena_push(f->arena, &st->frames, &st->n_frames, &fr);
		}
	}
}

struct fault *make_full_fault(unsigned seed)
{
	struct fault *f = fault_new();

	f->kind = seed % FAULT_KIND_COUNT;
	fill(f->arena, &fact_fault, f, seed);
	f->first_byte = seed;
	f->last_byte = seed + 1;
	f->boot_no = 0;
	fill_stacks(f, seed);
	for (unsigned i = 0; i < 5; i++) {
		struct reg reg = { S("rax"), arena_printf(f->arena, "%016x", i), i % 3 };
		arena_push(f->arena, &f->regs, &f->n_regs, &reg);
	}
	for (size_t i = 0; i < FACT_SINGLE_COUNT; i++) {
		void *obj = arena_alloc(f->arena, fact_singles[i].size, _Alignof(max_align_t));
		fill(f->arena, &fact_singles[i], obj, seed + i);
		*(void **)((char *)f + fact_singles[i].ptr_off) = obj;
	}
	for (size_t i = 0; i < FACT_TABLE_COUNT; i++) {
		size_t n = 1 + (seed + i) % 3, size = fact_tables[i].size;
		char *rows = arena_alloc_array(f->arena, n, size, _Alignof(max_align_t));
		for (size_t j = 0; j < n; j++)
			fill(f->arena, &fact_tables[i], rows + j * size, seed + i + j);
		*(void **)((char *)f + fact_tables[i].ptr_off) = rows;
		*(size_t *)((char *)f + fact_tables[i].n_off) = n;
	}
	return f;
}

struct snapshot_rows make_full_snapshot(unsigned seed)
{
	struct snapshot_rows ret = { .arena = xcalloc(1, sizeof(struct arena)) };

	for (size_t i = 0; i < FACT_SNAPSHOT_COUNT; i++) {
		const struct fact_desc *d = &fact_snapshots[i];
		size_t n = 1 + (seed + i) % 3;
		char *rows = arena_alloc_array(ret.arena, n, d->size, _Alignof(max_align_t));
		for (size_t j = 0; j < n; j++)
			fill(ret.arena, d, rows + j * d->size, seed + i + j);
		*(void **)((char *)&ret + d->ptr_off) = rows;
		*(size_t *)((char *)&ret + d->n_off) = n;
	}
	return ret;
}

void make_derived(const struct make_fault *m, char key[17], struct store_derived *ret)
{
	static const struct store_signature signatures[] = {
		{ S("stack"), S("oops: a < b"), "0123456789abcdef", 3 },
		{ S("alt"), S("bad-access in a"), "fedcba9876543210", 1 },
	};
	const char *title = m->title ? m->title : m->message;
	struct slice parts[] = { slice_str(fault_kind_info[m->kind].slug), slice_str(title) };

	key_of(parts, 2, key);
	*ret = (struct store_derived){
		.title = slice_str(title),
		.function = slice_str(m->function),
		.line = -1,
		.severity = fault_kind_info[m->kind].severity,
		.corrupted = m->corrupted,
		.signature = key,
		.group_key = key,
		.version = 1,
		.stack_no = -1,
		.depth = -1,
		.signatures = signatures,
		.n_signatures = 2,
	};
}

void make_add(struct store *s, const struct make_source *m, bool *ret_new)
{
	char sha[SHA256_HEX + 1], key[17];
	struct sha256 *h = sha256_new();
	bool is_new;

	sha256_add(h, slice_str(m->content));
	sha256_end(h, sha);
	sha256_free(h);
	ok(store_source_begin(s));
	for (size_t i = 0; i < m->n_boots; i++)
		ok(store_add_boot(s, &m->boots[i]));
	for (size_t i = 0; i < m->n_faults; i++) {
		struct fault *f = make_fault(&m->faults[i]);
		struct store_derived d;
		make_derived(&m->faults[i], key, &d);
		ok(store_add_fault(s, f, &d));
		fault_free(f);
	}
	for (unsigned i = 1; i <= m->snapshots; i++) {
		struct snapshot_rows rows = make_full_snapshot(i);
		ok(store_add_snapshot(s, &rows));
		snapshot_rows_deinit(&rows);
	}
	struct store_source src = {
		.path = m->path,
		.inside = m->inside,
		.bundle_key = m->bundle_key,
		.kind = "dmesg",
		.sha256 = sha,
		.bytes = strlen(m->content),
		.status = "ok",
		.host = m->host,
		.taken_us = INT64_MIN,
	};
	ok(store_source_end(s, &src, &is_new));
	if (ret_new)
		*ret_new = is_new;
}

char *text(struct store *s, const char *sql)
{
	sqlite3_stmt *st;
	char *ret = NULL;

	if (sqlite3_prepare_v2(store_db(s), sql, -1, &st, NULL) != SQLITE_OK)
		print_error("%s: %s\n", sql, sqlite3_errmsg(store_db(s)));
	assert_non_null(st);
	if (sqlite3_step(st) == SQLITE_ROW && sqlite3_column_type(st, 0) != SQLITE_NULL)
		ret = xstrdup((const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	return ret;
}

int64_t number(struct store *s, const char *sql)
{
	_cleanup_free_ char *t = text(s, sql);
	return t ? strtoll(t, NULL, 10) : -1;
}

char *dump(struct store *s)
{
	struct sbuf out = { 0 };
	dump_store(store_db(s), &out);
	return out.p ? out.p : xstrdup("");
}
