// SPDX-License-Identifier: Apache-2.0
/*
 * kmemleak's objects in a made kernel, with stacks in the depot and as arrays.  What is expected follows from
 * print_unreferenced() and unreferenced_object() of mm/kmemleak.c and from how the test laid the objects.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/vmcore/mk_depot.h"

extern const struct dump_part dump_part_kmemleak;

#define ALLOCATED 1
#define REPORTED  2

/** Members of struct kmemleak_object of all kernels. */
#define KMEMLEAK_MEMBERS                                                                         \
	{ "flags", 4, 4, 0, 0 }, { "object_list", 8, 16, 0, 0 }, { "pointer", 24, 8, 0, 0 },     \
		{ "size", 32, 8, 0, 0 }, { "min_count", 40, 4, 0, 0 }, { "count", 44, 4, 0, 0 }, \
		{ "jiffies", 56, 8, 0, 0 }, { "pid", 64, 4, 0, 0 },                              \
	{                                                                                        \
		"comm", 68, 24, 0, 0                                                             \
	}

static const struct mk_type with_handles[] = {
	MK_LIST_HEAD,
	{ "kmemleak_object",
	  128,
	  {
		  KMEMLEAK_MEMBERS,
		  { "checksum", 48, 4, 0, 0 },
		  { "trace_handle", 52, 4, 0, 0 },
	  } },
	{ "rq", 64, { { "clock", 0, 8, 0, 0 } } },
	MK_DEPOT_TYPE_ROWS,
};

static const struct mk_type with_arrays[] = {
	MK_LIST_HEAD,
	{ "kmemleak_object",
	  128,
	  {
		  KMEMLEAK_MEMBERS,
		  { "trace", 96, 24, 0, 0 },
		  { "trace_len", 120, 4, 0, 0 },
	  } },
};

struct put {
	uint32_t flags, min_count, count, handle, pid;
	uint64_t size, jiffies;
	uint64_t ips[2]; /**< for kernels without handles */
};

struct made {
	struct mk_parts p;
	uint64_t head, code, memory;
	char text[8192];
	size_t n;
	uint64_t lines;
	int64_t now_us; /**< what records say; 0: nothing */
};

static void put(struct made *m, const struct put *o)
{
	struct mk_core *c = m->p.core;
	uint64_t at = mk_alloc(c, 128, 128);

	mk_u32(c, at + 4, o->flags);
	mk_u64(c, at + 24, m->memory);
	mk_u64(c, at + 32, o->size);
	mk_u32(c, at + 40, o->min_count);
	mk_u32(c, at + 44, o->count);
	mk_u32(c, at + 48, 0xabcd);
	mk_u32(c, at + 52, o->handle);
	mk_u64(c, at + 56, o->jiffies);
	mk_u32(c, at + 64, o->pid);
	mk_put(c, at + 68, "leaker", 7);
	mk_u64(c, at + 96, o->ips[0]);
	mk_u64(c, at + 104, o->ips[1]);
	mk_u32(c, at + 120, 2);
	mk_list_add(c, m->head, at + 8);
}

static void on_record(void *ctx, const struct record *r)
{
	struct made *m = ctx;

	assert_int_equal(r->line, ++m->lines);
	assert_int_equal(r->flags & RECORD_HAS_MONO ? r->mono_us : 0, m->now_us);
	assert_int_equal(r->off, m->n);
	assert_true(m->n + r->raw.n + 2 < sizeof(m->text));
	memcpy(m->text + m->n, r->raw.p, r->raw.n);
	m->n += r->raw.n;
	m->text[m->n++] = '\n';
	assert_int_equal(r->end_off, m->n);
}

static void begin(struct made *m)
{
	*m = (struct made){ .lines = 0 };
	mk_parts_begin(&m->p);
	m->code = m->p.syms[0].addr;
	mk_parts_symbol(&m->p, "kmalloc_thing", 'T', m->code + 0x100);
	mk_parts_symbol(&m->p, "leaky_open", 'T', m->code + 0x200);
	mk_parts_symbol(&m->p, "vfs_thing", 'T', m->code + 0x300);
	mk_parts_symbol(&m->p, "other_open", 'T', m->code + 0x400);
	m->head = mk_alloc(m->p.core, 16, 16);
	m->memory = mk_alloc(m->p.core, 64, 64);
	mk_put(m->p.core, m->memory, "leak\x01\x7f and so on", 16);
	mk_list_init(m->p.core, m->head);
	mk_parts_symbol(&m->p, "object_list", 'd', m->head);
	mk_parts_word(&m->p, "jiffies", 100000);
	mk_parts_word(&m->p, "tick_nsec", 4000000); // HZ 250
}

static void run(struct made *m, const struct mk_type *types, size_t n)
{
	mk_parts_open(&m->p, types, n);
	m->p.sink = (struct dump_sink){ .ctx = m, .record = on_record };
	dump_part_kmemleak.run(&m->p.d);
	m->text[m->n] = 0;
}

/** The one CPU's clock is at @p ns. */
static void put_clock(struct made *m, uint64_t ns)
{
	uint64_t area = mk_alloc(m->p.core, 2 * 4096, 4096);

	mk_parts_symbol(&m->p, "runqueues", 'd', area);
	mk_u64(m->p.core, area + 4096, ns);
	mk_parts_word(&m->p, "__per_cpu_offset", 4096);
	mk_parts_word(&m->p, "nr_cpu_ids", 1);
	m->now_us = (int64_t)(ns / 1000);
}

static const struct alloc_stack *row(struct made *m, size_t i, const char *kind, int64_t objects,
                                     int64_t bytes)
{
	const struct alloc_stack *r = &m->p.d.rows.alloc_stack[i];

	assert_true(i < m->p.d.rows.n_alloc_stack);
	assert_true(slice_eq(r->kind, slice_str(kind)));
	assert_int_equal(r->objects, objects);
	assert_int_equal(r->bytes, bytes);
	return r;
}

static void reported_objects_are_printed(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	put_clock(&m, UINT64_C(400123456789));
	uint64_t pool = mk_depot_pool(&m.p);
	uint32_t leaky = mk_depot_put(&m.p, pool, 1, m.code + 0x110, m.code + 0x240);
	uint32_t other = mk_depot_put(&m.p, pool, 2, m.code + 0x420, 0);
	// leaked, leaked; found again; not reported yet; freed
	put(&m, &(struct put){ 3, 1, 0, leaky, 12, 20, 99000, { 0 } });
	put(&m, &(struct put){ 3, 1, 0, leaky, 13, 44, 99750, { 0 } });
	put(&m, &(struct put){ 3, 1, 1, other, 12, 1000, 99000, { 0 } });
	put(&m, &(struct put){ ALLOCATED, 1, 0, leaky, 12, 100, 99000, { 0 } });
	put(&m, &(struct put){ REPORTED, 1, 0, leaky, 12, 7, 99000, { 0 } });
	run(&m, with_handles, sizeof(with_handles) / sizeof(*with_handles));
	char want[2048];
	snprintf(want, sizeof(want),
	         "unreferenced object 0x%016llx (size 20):\n"
	         "  comm \"leaker\", pid 12, jiffies 99000 (age 4.000s)\n"
	         "  hex dump (first 20 bytes):\n"
	         "    6c 65 61 6b 01 7f 20 61 6e 64 20 73 6f 20 6f 6e  leak.. and so on\n"
	         "    00 00 00 00                                      ....\n"
	         "  backtrace (crc abcd):\n"
	         "    [<%016llx>] kmalloc_thing+0x10/0x100\n"
	         "    [<%016llx>] leaky_open+0x40/0x100\n"
	         "unreferenced object 0x%016llx (size 44):\n"
	         "  comm \"leaker\", pid 13, jiffies 99750 (age 1.000s)\n",
	         (unsigned long long)m.memory, (unsigned long long)m.code + 0x110,
	         (unsigned long long)m.code + 0x240, (unsigned long long)m.memory);
	m.text[strlen(want)] = 0;
	assert_string_equal(m.text, want);
	assert_int_equal(m.lines, 16);
	assert_int_equal(m.p.d.rows.n_alloc_stack, 3);
	const struct alloc_stack *r = row(&m, 0, "kmemleak", 2, 64);
	assert_true(slice_eq(r->stack, S("kmalloc_thing < leaky_open")));
	assert_true(slice_eq(r->function, S("leaky_open")));
	assert_true(slice_eq(r->comm, S("leaker")));
	assert_int_equal(r->pid, 12);
	assert_true(r->newest_s == 1.0 && r->oldest_s == 4.0);
	row(&m, 1, "tracked", 1, 1000);
	row(&m, 2, "tracked", 3, 164);
	assert_int_equal(m.p.d.damage.n, 0);
	mk_parts_end(&m.p);
}

static void stacks_may_lie_in_the_objects(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	uint64_t a = m.code + 0x110, b = m.code + 0x240, c = m.code + 0x420, data;
	char gone[64];

	data = mk_parts_word(&m.p, "some_data", 0) + 4;
	put(&m, &(struct put){ 3, 1, 0, 0, 12, 20, 99000, { a, b } });
	put(&m, &(struct put){ 3, 1, 0, 0, 12, 20, 99000, { a, c } });
	put(&m, &(struct put){ 3, 1, 0, 0, 12, 20, 99000, { a, b } });
	put(&m, &(struct put){ 3, 1, 0, 0, 12, 1, 99000, { a, data } });
	run(&m, with_arrays, sizeof(with_arrays) / sizeof(*with_arrays));
	const struct alloc_stack *r = row(&m, 0, "kmemleak", 2, 40);
	assert_true(slice_eq(r->function, S("leaky_open")));
	r = row(&m, 1, "kmemleak", 1, 20);
	assert_true(slice_eq(r->function, S("other_open")));
	assert_non_null(strstr(m.text, "  backtrace:\n")); // without checksum
	// beyond the last function: the code of a module's beginning, which is gone
	snprintf(gone, sizeof(gone), "    [<%016llx>] 0x%llx\n", (unsigned long long)data,
	         (unsigned long long)data);
	assert_non_null(strstr(m.text, gone));
	assert_int_equal(m.p.d.rows.n_alloc_stack, 6);
	mk_parts_end(&m.p);
}

static void a_cut_list_is_told(void **state)
{
	struct made m;

	(void)state;
	begin(&m);
	put(&m, &(struct put){ 3, 1, 0, 0, 12, 20, 99000, { m.code + 0x110, m.code + 0x240 } });
	uint64_t gone = mk_alloc(m.p.core, 4096, 4096);
	mk_list_add(m.p.core, m.head, gone + 8);
	mk_drop_page(m.p.core, gone);
	run(&m, with_arrays, sizeof(with_arrays) / sizeof(*with_arrays));
	assert_false(fact_has(row(&m, 0, "kmemleak", 0, 0), objects)); // there may be more
	assert_true(
		slice_has(sbuf_slice(&m.p.d.damage), S("kmemleak's objects is damaged or cut")));
	mk_parts_end(&m.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reported_objects_are_printed),
		cmocka_unit_test(stacks_may_lie_in_the_objects),
		cmocka_unit_test(a_cut_list_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
