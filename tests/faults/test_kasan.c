// SPDX-License-Identifier: Apache-2.0
/* KASAN and KFENCE reports of all ages; samples written by hand after the kernel's print formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "tests/faults/sample.h"

static void slab_report_gives_object_and_both_tracks(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "kasan/slab_use_after_free.log");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_KASAN);
	assert_slice(f->bug_type, "slab-use-after-free");
	assert_slice(f->report_function, "pump_release");
	assert_slice(f->access, "read");
	assert_set(f, access_size, 8);
	assert_set(f, address, 0xffff888012345610);
	assert_slice(f->comm, "tmux: server/1");
	assert_set(f, pid, 4310);
	assert_set(f, cpu, 2);
	assert_slice(f->taint, "GWOE");
	assert_set(f, first_line, 3);
	assert_set(f, last_line, 42);

	const struct memory_object *o = f->memory_object;
	assert_non_null(o);
	assert_slice(o->cache, "kmalloc-64");
	assert_set(o, object_size, 64);
	assert_set(o, object_address, 0xffff888012345600);
	assert_set(o, object_offset, 16);
	assert_slice(o->located, "16 bytes inside of");
	assert_set(o, alloc_pid, 4300);
	assert_set(o, alloc_cpu, 1);
	assert_true(o->has_alloc_time && o->alloc_time > 102.345677 && o->alloc_time < 102.345679);
	assert_set(o, free_pid, 4301);
	assert_set(o, free_cpu, 3);
	assert_true(slice_starts(o->page, S("page:00000000a1b2c3d4 refcount:1")));
	assert_true(slice_ends(o->page, S("kasan: bad access detected")));
	assert_true(slice_has(o->memory_state, S("\n>ffff888012345600: fa fb")));

	assert_non_null(fault_stack(f, STACK_ALLOC));
	assert_int_equal(fault_stack(f, STACK_ALLOC)->pid, 4300);
	assert_non_null(fault_stack(f, STACK_FREE));
	assert_int_equal(f->stacks[0].role, STACK_FAULT);
	assert_slice(sample_frame(f, 0, 3), "pump_release");
	feed_free(&feed);
}

static void heads_of_inlined_functions_are_one_report(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "kasan/two_in_a_row.log");
	assert_int_equal(feed.n, 2);
	const struct fault *f = feed.faults[0];
	assert_slice(f->bug_type, "use-after-free");
	assert_slice(f->report_function, "atomic_read");
	assert_slice(f->access, "write");
	assert_set(f, access_size, 4);
	assert_set(f, first_line, 3);
	assert_set(f, last_line, 14);

	f = feed.faults[1];
	assert_slice(f->bug_type, "double-free or invalid-free");
	assert_slice(f->report_function, "ring_put");
	assert_slice(f->access, "free");
	assert_false(fact_has(f, access_size));
	assert_set(f, first_line, 16);
	assert_set(f, last_line, 22);
	feed_free(&feed);
}

static void slab_allocators_dump_is_part_of_linux_4_4_reports(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "kasan/linux_4_4_with_slub_dump.log");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_KASAN);
	assert_slice(f->bug_type, "slab-out-of-bounds");
	assert_slice(f->access, "write");
	assert_set(f, address, 0xffff880019af6798);
	assert_slice(f->comm, "ringd");
	assert_set(f, last_line, 27);
	const struct memory_object *o = f->memory_object;
	assert_non_null(o);
	assert_slice(o->cache, "kmalloc-8");
	assert_set(o, object_address, 0xffff880019af6790);
	assert_set(o, alloc_pid, 218);
	assert_set(o, alloc_cpu, 1);
	assert_set(o, free_pid, 217);
	feed_free(&feed);
}

static void object_line_of_linux_4_8_gives_cache_and_tracks(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "kasan/linux_4_8_object_line.log");
	const struct fault *f = feed_one(&feed);
	assert_slice(f->comm, "swapper/0");
	assert_set(f, pid, 1);
	const struct memory_object *o = f->memory_object;
	assert_non_null(o);
	assert_slice(o->cache, "kmalloc-8");
	assert_set(o, object_size, 8);
	assert_set(o, object_address, 0xffff880019af6790);
	assert_set(o, alloc_pid, 219);
	assert_set(o, free_pid, 209);
	feed_free(&feed);
}

static void tagged_access_has_no_size(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "kasan/tags.log");
	const struct fault *f = feed_one(&feed);
	assert_slice(f->bug_type, "invalid-access");
	assert_slice(f->access, "write");
	assert_false(fact_has(f, access_size));
	assert_set(f, address, 0xf5ff00000a1b2c4f);
	assert_slice(f->memory_object->cache, "kmalloc-128");
	assert_set(f->memory_object, object_size, 128);
	assert_set(f->memory_object, object_offset, 79);
	assert_slice(f->memory_object->located, "0 bytes to the right of");
	feed_free(&feed);
}

static void owner_that_is_no_slab_object_is_the_region(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "kasan/stack_variable.log");
	assert_int_equal(feed.n, 3);
	assert_slice(feed.faults[0]->memory_object->region, "stack of task handler2/1367");
	assert_int_equal(feed.faults[0]->stacks[0].n_frames, 2);
	assert_slice(feed.faults[1]->memory_object->region, "variable: pump_names+0x44/0x80");
	assert_int_equal(feed.faults[1]->stacks[0].n_frames, 2);
	assert_slice(feed.faults[2]->memory_object->region, "stack of task handler2/1367");
	feed_free(&feed);
}

static void access_line_takes_the_last_slash(void **state)
{
	static const struct {
		const char *line, *access, *comm;
		int64_t pid;
	} rows[] = {
		{ "Read of size 8 by task kworker/u8:1/94", "read", "kworker/u8:1", 94 },
		{ "Free of addr ffff888012345678 by task a b/c/7", "free", "a b/c", 7 },
		{ "Write at addr f5ff000012345678 by task /1", "write", NULL, 1 },
		{ "Read of size 18446744073709551614 at addr ffff888012345678 by task x/2", "read",
		  "x", 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct feed feed;
		char text[256];
		snprintf(text, sizeof(text), "BUG: KASAN: use-after-free in f+0x1/0x2\n%s\n",
		         rows[i].line);
		feed_text(&feed, text);
		const struct fault *f = feed_one(&feed);
		assert_slice(f->access, rows[i].access);
		if (rows[i].comm)
			assert_slice(f->comm, rows[i].comm);
		assert_set(f, pid, rows[i].pid);
		assert_false(fact_has(f, access_size) && f->access_size < 0);
		feed_free(&feed);
	}
}

static void kfence_report_gives_object_and_distance(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "kfence/linux_5_17.log");
	const struct fault *f = feed_one(&feed);
	assert_int_equal(f->kind, FAULT_KFENCE);
	assert_slice(f->bug_type, "out-of-bounds read");
	assert_slice(f->access, "read");
	assert_slice(f->report_function, "pump_read");
	assert_set(f, address, 0xffff8c3f2e291fff);
	assert_slice(f->comm, "pumpctl");
	assert_set(f, last_line, 20);
	const struct memory_object *o = f->memory_object;
	assert_slice(o->located, "1B left of");
	assert_slice(o->cache, "kmalloc-32");
	assert_set(o, object_size, 32);
	assert_set(o, object_address, 0xffff8c3f2e292000);
	assert_set(o, object_offset, -1);
	assert_set(o, alloc_pid, 484);
	assert_set(o, free_pid, 485);
	assert_set(o, free_cpu, 1);
	assert_slice(fault_stack(f, STACK_FAULT)->frames[0].function, "pump_read");
	assert_slice(fault_stack(f, STACK_FREE)->frames[0].function, "pump_close");
	feed_free(&feed);
}

static void kfence_object_and_track_share_a_line_in_linux_5_12(void **state)
{
	struct feed feed;

	(void)state;
	feed_sample(&feed, "kfence/linux_5_12.log");
	assert_int_equal(feed.n, 2);
	const struct fault *f = feed.faults[0];
	assert_slice(f->bug_type, "memory corruption");
	assert_false(fact_has(f, access));
	assert_set(f, address, 0xffff88982de06ff0);
	assert_slice(f->memory_object->cache, "kmalloc-64");
	assert_set(f->memory_object, object_size, 33);
	assert_set(f->memory_object, object_offset, 0x30);
	assert_set(f->memory_object, alloc_pid, 1033);
	assert_non_null(fault_stack(f, STACK_ALLOC));
	assert_slice(fault_stack(f, STACK_ALLOC)->frames[0].function, "pump_alloc");

	f = feed.faults[1];
	assert_slice(f->bug_type, "invalid free");
	assert_slice(f->access, "free");
	assert_set(f, address, 0xffff88982de08fc0);
	feed_free(&feed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slab_report_gives_object_and_both_tracks),
		cmocka_unit_test(heads_of_inlined_functions_are_one_report),
		cmocka_unit_test(slab_allocators_dump_is_part_of_linux_4_4_reports),
		cmocka_unit_test(object_line_of_linux_4_8_gives_cache_and_tracks),
		cmocka_unit_test(tagged_access_has_no_size),
		cmocka_unit_test(owner_that_is_no_slab_object_is_the_region),
		cmocka_unit_test(access_line_takes_the_last_slash),
		cmocka_unit_test(kfence_report_gives_object_and_distance),
		cmocka_unit_test(kfence_object_and_track_share_a_line_in_linux_5_12),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
