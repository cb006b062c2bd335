// SPDX-License-Identifier: Apache-2.0
/* What is written to the store is what comes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "db/facts.h"
#include "parsers/faults/engine.h"
#include "tests/db/make.h"

static void assert_slice(struct slice a, struct slice b)
{
	assert_int_equal(a.p == NULL, b.p == NULL);
	assert_int_equal(a.n, b.n);
	if (a.n)
		assert_memory_equal(a.p, b.p, a.n);
}

static void assert_fields(const struct fact_desc *d, const void *a, const void *b, bool is_32bit)
{
	const struct fact_field *f = d->fields();
	for (size_t i = 0; i < d->n_fields; i++) {
		const char *x = (const char *)a + f[i].value_off,
			   *y = (const char *)b + f[i].value_off;
		if (fact_is_set(&f[i], a) != fact_is_set(&f[i], b))
			fail_msg("%s.%s: set on one side", d->name, f[i].name);
		if (!fact_is_set(&f[i], a))
			continue;
		if (f[i].type == FACT_TEXT)
			assert_slice(*(const struct slice *)x, *(const struct slice *)y);
		else if (memcmp(x, y, 8) != 0)
			fail_msg("%s.%s differs (%d)", d->name, f[i].name, is_32bit);
	}
}

static void assert_stack(const struct stack *a, const struct stack *b)
{
	assert_int_equal(a->role, b->role);
	assert_int_equal(a->cpu, b->cpu);
	assert_int_equal(a->pid, b->pid);
	assert_slice(a->comm, b->comm);
	assert_slice(a->title, b->title);
	assert_int_equal(a->log_line, b->log_line);
	assert_int_equal(a->n_frames, b->n_frames);
	for (size_t i = 0; i < a->n_frames; i++) {
		const struct frame *x = &a->frames[i], *y = &b->frames[i];
		assert_int_equal(x->flags, y->flags);
		assert_slice(x->function, y->function);
		assert_slice(x->module, y->module);
		assert_slice(x->build_id, y->build_id);
		assert_slice(x->file, y->file);
		assert_int_equal(x->line, y->line);
		assert_int_equal(x->offset, y->offset);
		assert_int_equal(x->size, y->size);
		assert_int_equal(x->has_address, y->has_address);
		assert_int_equal(x->address, y->address);
		assert_int_equal(x->log_line, y->log_line);
	}
}

static void assert_fault(const struct fault *a, const struct fault *b)
{
	const void *x, *y;

	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->is_32bit, b->is_32bit);
	assert_fields(&fact_fault, a, b, a->is_32bit);
	assert_int_equal(a->n_stacks, b->n_stacks);
	for (size_t i = 0; i < a->n_stacks; i++)
		assert_stack(&a->stacks[i], &b->stacks[i]);
	assert_int_equal(a->n_regs, b->n_regs);
	for (size_t i = 0; i < a->n_regs; i++) {
		assert_slice(a->regs[i].name, b->regs[i].name);
		assert_slice(a->regs[i].value, b->regs[i].value);
		assert_int_equal(a->regs[i].stack_no, b->regs[i].stack_no);
	}
	for (size_t i = 0; i < FACT_SINGLE_COUNT; i++) {
		assert_int_equal(fact_rows(&fact_singles[i], a, &x),
		                 fact_rows(&fact_singles[i], b, &y));
		if (x)
			assert_fields(&fact_singles[i], x, y, a->is_32bit);
	}
	for (size_t i = 0; i < FACT_TABLE_COUNT; i++) {
		size_t n = fact_rows(&fact_tables[i], a, &x), size = fact_tables[i].size;
		assert_int_equal(fact_rows(&fact_tables[i], b, &y), n);
		for (size_t j = 0; j < n; j++)
			assert_fields(&fact_tables[i], (const char *)x + j * size,
			              (const char *)y + j * size, a->is_32bit);
	}
}

static void add(struct store *s, const char *content, const struct fault *f,
                const struct store_derived *d)
{
	bool is_new;
	struct store_source src = { .path = content,
		                    .kind = "dmesg",
		                    .sha256 = content,
		                    .status = "ok",
		                    .taken_us = INT64_MIN };
	ok(store_source_begin(s));
	ok(store_add_fault(s, f, d));
	ok(store_source_end(s, &src, &is_new));
	assert_true(is_new);
}

static const struct store_derived plain = {
	.title = { "t", 1 },
	.line = -1,
	.severity = 2,
	.signature = "0123456789abcdef",
	.group_key = "0123456789abcdef",
	.version = 1,
};

static void all_facts_of_a_fault_come_back(void **state)
{
	_cleanup_(store_freep) struct store *s = NULL;

	(void)state;
	ok(store_open_temporary(&s));
	for (unsigned seed = 1; seed < 60; seed++) {
		char content[20];
		struct fault *f = make_full_fault(seed), *back;
		snprintf(content, sizeof(content), "%u", seed);
		add(s, content, f, &plain);
		ok(store_read_fault(s, seed, &back));
		assert_fault(f, back);
		fault_free(f);
		fault_free(back);
	}
}

static void a_fault_without_facts_comes_back_empty(void **state)
{
	_cleanup_(store_freep) struct store *s = NULL;
	struct fault *f = make_fault(&(struct make_fault){ .kind = FAULT_OOPS, .boot_no = -1 }),
		     *back;

	(void)state;
	ok(store_open_temporary(&s));
	add(s, "x", f, &plain);
	ok(store_read_fault(s, 1, &back));
	assert_fault(f, back);
	assert_false(fact_has(back, message));
	assert_null(back->oom);
	fault_free(f);
	fault_free(back);
	assert_int_equal(number(s, "SELECT message IS NULL AND pid IS NULL FROM fault"), 1);
}

static void a_fault_that_is_not_there_is_an_error(void **state)
{
	_cleanup_(store_freep) struct store *s = NULL;
	struct fault *f;

	(void)state;
	ok(store_open_temporary(&s));
	struct err *e = store_read_fault(s, 7, &f);
	assert_non_null(e);
	assert_int_equal(e->code, ERR_USAGE);
	err_free(e);
}

static void addresses_have_the_width_of_their_kernel(void **state)
{
	_cleanup_(store_freep) struct store *s = NULL;

	(void)state;
	ok(store_open_temporary(&s));
	for (int is_32bit = 0; is_32bit < 2; is_32bit++) {
		struct fault *f =
			make_fault(&(struct make_fault){ .kind = FAULT_OOPS, .boot_no = -1 });
		struct frame fr = { .offset = -1, .size = -1, .line = -1, .has_address = true };
		struct stack st = {
			.role = STACK_FAULT, .cpu = -1, .pid = -1, .frames = &fr, .n_frames = 1
		};
		f->is_32bit = is_32bit;
		fact_set(f, address, is_32bit ? 0x8 : 0xffff888000000008);
		fr.address = is_32bit ? 0xc0101234 : 0xffffffff81000000;
		f->stacks = &st;
		f->n_stacks = 1;
		add(s, is_32bit ? "32" : "64", f, &plain);
		fault_free(f);
	}
	_cleanup_free_ char *wide = text(s, "SELECT address FROM fault WHERE NOT is_32bit");
	_cleanup_free_ char *narrow = text(s, "SELECT address FROM fault WHERE is_32bit");
	assert_string_equal(wide, "0xffff888000000008");
	assert_string_equal(narrow, "0x00000008");
	_cleanup_free_ char *frame64 = text(s, "SELECT address FROM frame WHERE fault_id = 1");
	_cleanup_free_ char *frame32 = text(s, "SELECT address FROM frame WHERE fault_id = 2");
	assert_string_equal(frame64, "0xffffffff81000000");
	assert_string_equal(frame32, "0xc0101234");
}

static void text_that_is_no_text_is_made_text(void **state)
{
	_cleanup_(store_freep) struct store *s = NULL;
	struct fault *f = make_fault(&(struct make_fault){ .kind = FAULT_OOPS, .boot_no = -1 }),
		     *back;

	(void)state;
	ok(store_open_temporary(&s));
	fact_set(f, message, S("a\0b\xff\xc3(\xe2\x82"));
	fact_set(f, comm, S(""));
	add(s, "x", f, &plain);
	ok(store_read_fault(s, 1, &back));
	assert_slice(back->message, S("a\xef\xbf\xbd"
	                              "b\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd"));
	assert_true(fact_has(back, comm));
	assert_int_equal(back->comm.n, 0);
	fault_free(back);
	// what the store would make of it is what deriving sees
	store_clean_fault(f);
	assert_slice(f->message, S("a\xef\xbf\xbd"
	                           "b\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd"));
	fault_free(f);
}

static void pieces_of_one_fault_become_one_row(void **state)
{
	_cleanup_(store_freep) struct store *s = NULL;
	const struct make_fault faults[] = {
		{ FAULT_KMEMLEAK, .message = "leak", .merge_key = "a|b", .first_byte = 100,
		  .boot_no = -1 },
		{ FAULT_KMEMLEAK, .message = "leak", .merge_key = "c", .first_byte = 200,
		  .boot_no = -1 },
		{ FAULT_KMEMLEAK, .message = "leak", .merge_key = "a|b", .first_byte = 300,
		  .boot_no = -1 },
	};

	(void)state;
	ok(store_open_temporary(&s));
	make_add(s,
	         &(struct make_source){
			 .path = "p", .content = "c", .faults = faults, .n_faults = 3 },
	         NULL);
	assert_int_equal(number(s, "SELECT count(*) FROM fault"), 2);
	assert_int_equal(number(s, "SELECT count(*) FROM kmemleak_object"), 3);
	assert_int_equal(number(s, "SELECT count(*) FROM kmemleak_object WHERE fault_id = 1"), 2);
	assert_int_equal(number(s, "SELECT first_byte FROM fault WHERE id = 1"), 100);
	assert_int_equal(number(s, "SELECT last_byte FROM fault WHERE id = 1"), 399);
	// the same stack in another source is another fault
	make_add(s,
	         &(struct make_source){
			 .path = "q", .content = "d", .faults = faults, .n_faults = 1 },
	         NULL);
	assert_int_equal(number(s, "SELECT count(*) FROM fault"), 3);
}

static void rows_of_a_snapshot_hang_on_the_source_in_order(void **state)
{
	_cleanup_(store_freep) struct store *s = NULL;
	const struct make_fault fault = { FAULT_OOPS, .message = "m", .boot_no = -1 };

	(void)state;
	ok(store_open_temporary(&s));
	make_add(s, &(struct make_source){ .path = "p", .content = "c", .snapshots = 2 }, NULL);
	make_add(s,
	         &(struct make_source){ .path = "q",
	                                .content = "d",
	                                .faults = &fault,
	                                .n_faults = 1,
	                                .snapshots = 1 },
	         NULL);
	for (size_t i = 0; i < FACT_SNAPSHOT_COUNT; i++) {
		char sql[200];
		size_t n1 = 1 + (1 + i) % 3, n2 = 1 + (2 + i) % 3;
		snprintf(sql, sizeof(sql),
		         "SELECT count(*) FROM %s WHERE source_id = 1 AND row_no < %zu",
		         fact_snapshots[i].name, n1 + n2);
		assert_int_equal(number(s, sql), n1 + n2);
		snprintf(sql, sizeof(sql),
		         "SELECT count(DISTINCT row_no) FROM %s WHERE source_id = 1",
		         fact_snapshots[i].name);
		assert_int_equal(number(s, sql), n1 + n2);
		snprintf(sql, sizeof(sql),
		         "SELECT count(*) FROM %s WHERE source_id = 2 AND row_no < %zu",
		         fact_snapshots[i].name, n1);
		assert_int_equal(number(s, sql), n1);
	}
	assert_int_equal(number(s, "SELECT count(*) FROM mem_stat WHERE fault_id IS NOT NULL"), 0);
	_cleanup_free_ char *name =
		text(s, "SELECT name FROM slab_cache WHERE source_id = 1 AND row_no = 0");
	assert_string_equal(name, "name 4 é '\";--"); // table 3, seed 1
}

static void rederive_cb(void *ctx, const struct fault *f, struct store_derived *ret)
{
	++*(int *)ctx;
	*ret = plain;
	ret->title = f->message;
	ret->group_key = fact_has(f, pid) ? "00000000000000aa" : "00000000000000bb";
	ret->version = 7;
}

static void deriving_again_replaces_titles_and_groups(void **state)
{
	_cleanup_(store_freep) struct store *s = NULL;
	const struct make_fault faults[] = {
		{ FAULT_OOPS, .message = "m1", .title = "t1", .first_byte = 1, .boot_no = -1 },
		{ FAULT_OOPS, .message = "m2", .title = "t2", .first_byte = 2, .boot_no = -1 },
	};
	int calls = 0;

	(void)state;
	ok(store_open_temporary(&s));
	make_add(s,
	         &(struct make_source){
			 .path = "p", .content = "c", .faults = faults, .n_faults = 2 },
	         NULL);
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM fault_group"), 2);
	ok(store_rederive_faults(s, rederive_cb, &calls));
	ok(store_derive(s));
	assert_int_equal(calls, 2);
	assert_int_equal(number(s, "SELECT count(*) FROM fault WHERE title = message"), 2);
	assert_int_equal(number(s, "SELECT min(derive_version) FROM fault"), 7);
	// the old groups have no members and are gone
	assert_int_equal(number(s, "SELECT count(*) FROM fault_group"), 1);
	assert_int_equal(number(s, "SELECT faults FROM fault_group"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_facts_of_a_fault_come_back),
		cmocka_unit_test(a_fault_without_facts_comes_back_empty),
		cmocka_unit_test(a_fault_that_is_not_there_is_an_error),
		cmocka_unit_test(addresses_have_the_width_of_their_kernel),
		cmocka_unit_test(text_that_is_no_text_is_made_text),
		cmocka_unit_test(pieces_of_one_fault_become_one_row),
		cmocka_unit_test(rows_of_a_snapshot_hang_on_the_source_in_order),
		cmocka_unit_test(deriving_again_replaces_titles_and_groups),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
