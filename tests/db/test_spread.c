// SPDX-License-Identifier: Apache-2.0
/* Where the reports of a group come from, and whether they become more.  The chances are worked out by hand
 * in the comments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/faults/engine.h"
#include "tests/db/make.h"

#define START  1700000000000000 // 2023-11-14T22:13:20Z
#define SECOND INT64_C(1000000)
#define DAY    (86400 * SECOND)

static struct store *store_new(void)
{
	struct store *s;
	ok(store_open_temporary(&s));
	return s;
}

/** A boot of a machine, with a report unless @p title is NULL. */
static void boot(struct store *s, int day, const char *host, const char *hardware,
                 const char *kernel, const char *title)
{
	static int count;
	char content[32], uuid[33];
	snprintf(content, sizeof(content), "content %d", ++count);
	snprintf(uuid, sizeof(uuid), "%032d", count);
	const struct boot b = {
		.flags = BOOT_HAS_START,
		.boot_uuid = slice_str(uuid),
		.host = slice_str(host),
		.hardware = slice_str(hardware),
		.kernel_release = slice_str(kernel),
		.started_us = START + day * DAY,
		.first_mono_us = -1,
		.last_mono_us = -1,
	};
	const struct make_fault fault = { FAULT_OOPS, .message = title, .time_boot = 12.345678 };
	make_add(s,
	         &(struct make_source){
			 .path = content,
			 .content = content,
			 .boots = &b,
			 .n_boots = 1,
			 .faults = &fault,
			 .n_faults = title != NULL,
		 },
	         NULL);
}

static void want(struct store *s, const char *sql, const char *want_text)
{
	_cleanup_free_ char *got = text(s, sql);
	if (!got || !want_text)
		assert_true(!got && !want_text);
	else
		assert_string_equal(got, want_text);
}
#define VERDICT \
	"SELECT verdict FROM group_spread AS s JOIN fault_group AS g ON g.id = s.group_id WHERE g.title = "

static void one_host_of_many_is_suspect(void **state)
{
	static const char *const hosts[] = { "a", "b", "c", "d", "e" };
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	// host a has 5 of 25 boots: p = 0.2, five boots: 0.2^5 = 0.0003
	for (int i = 0; i < 5; i++)
		for (int k = 0; k < 5; k++)
			boot(s, i, hosts[k], k % 2 ? "m1" : "m2", "6.1", k ? NULL : "t");
	ok(store_derive(s));
	want(s, VERDICT "'t'", "host");
	want(s, "SELECT sentence FROM group_spread",
	     "all 5 reports, in 5 boots, are of one host of 5 (a): suspect its hardware");
}

static void a_host_that_is_most_of_the_store_is_not(void **state)
{
	static const char *const hosts[] = { "b", "c", "d", "e" };
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	// 20 of 24 boots: p = 0.83, 0.83^10 = 0.16
	for (int i = 0; i < 20; i++)
		boot(s, i, "a", "m", "6.1", "t");
	for (int k = 0; k < 4; k++)
		boot(s, 1, hosts[k], "m", "6.1", NULL);
	ok(store_derive(s));
	want(s, VERDICT "'t'", NULL);
}

static void too_few_reports_have_no_verdict(void **state)
{
	static const char *const hosts[] = { "a", "b", "c", "d", "e", "f", "g", "h" };
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	for (int k = 0; k < 8; k++)
		boot(s, 1, hosts[k], "m", "6.1", NULL);
	for (int i = 0; i < 4; i++)
		boot(s, 2 + i, "a", "m", "6.1", "t");
	ok(store_derive(s));
	want(s, VERDICT "'t'", NULL);
	boot(s, 7, "a", "m", "6.1", "t");
	ok(store_derive(s));
	// 6 of 13 boots: 0.46^5 = 0.02
	want(s, VERDICT "'t'", "host");
}

static void one_model_of_several_points_at_its_firmware(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	char host[8];
	(void)state;
	// model m0 has 5 of 20 boots: p = 0.25, 5 hosts: 0.001; kernels differ
	for (int k = 0; k < 20; k++) {
		snprintf(host, sizeof(host), "h%d", k);
		boot(s, k, host, k % 4 ? "m1" : "m0", k % 3 ? "6.1" : "5.10", k % 4 ? NULL : "t");
	}
	ok(store_derive(s));
	want(s, VERDICT "'t'", "hardware");
}

static void one_kernel_of_several_is_a_regression(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	char host[8];
	(void)state;
	// kernel 6.1 has 5 of 20 boots, on 5 hosts, of two models
	for (int k = 0; k < 20; k++) {
		snprintf(host, sizeof(host), "h%d", k);
		boot(s, k, host, k % 3 ? "m1" : "m0", k % 4 ? "5.10" : "6.1", k % 4 ? NULL : "t");
	}
	ok(store_derive(s));
	want(s, VERDICT "'t'", "kernel");
}

static void on_all_sorts_of_machines_it_is_a_bug(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	char host[8];
	(void)state;
	for (int k = 0; k < 10; k++) {
		snprintf(host, sizeof(host), "h%d", k);
		boot(s, k, host, k % 3 ? "m1" : "m0", k % 2 ? "5.10" : "6.1", k < 6 ? "t" : NULL);
	}
	ok(store_derive(s));
	want(s, VERDICT "'t'", "everywhere");
	want(s, "SELECT sentence FROM group_spread",
	     "on 6 hosts of 10, with 2 kernels and 2 hardware models: a bug of the kernel");
}

static void trends_need_a_difference_that_chance_does_not_make(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	(void)state;
	// 20 days; halves 2 and 10: 8^2 = 64 >= 4 * 12; 5 and 7: 2^2 < 4 * 12; 3 and 4: too few
	boot(s, 0, "h", "m", "6.1", NULL);
	boot(s, 20, "h", "m", "6.1", NULL);
	for (int i = 0; i < 12; i++) {
		boot(s, i < 2 ? 3 + i : 12, "h", "m", "6.1", "more");
		boot(s, i < 10 ? 3 : 15, "h", "m", "6.1", "less");
		boot(s, i < 5 ? 4 : 14, "h", "m", "6.1", "same");
		if (i < 7)
			boot(s, i < 3 ? 4 : 14, "h", "m", "6.1", "few");
	}
	ok(store_derive(s));
#define TREND \
	"SELECT trend FROM group_trend AS t JOIN fault_group AS g ON g.id = t.group_id WHERE g.title = "
	want(s, TREND "'more'", "rising");
	want(s, TREND "'less'", "falling");
	want(s, TREND "'same'", "steady");
	want(s, TREND "'few'", NULL);
	want(s, "SELECT middle_utc FROM group_trend LIMIT 1", "2023-11-24T22:13:20Z");
}

static void reports_without_times_have_no_trend(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	struct make_fault faults[9];
	(void)state;
	for (int i = 0; i < 9; i++)
		faults[i] = (struct make_fault){ FAULT_OOPS, .message = "t", .first_byte = i + 1,
			                         .boot_no = -1 };
	make_add(s,
	         &(struct make_source){
			 .path = "p", .content = "c", .faults = faults, .n_faults = 9 },
	         NULL);
	ok(store_derive(s));
	want(s, "SELECT trend FROM group_trend", NULL);
	want(s, "SELECT verdict FROM group_spread", NULL);
}

static void the_guilty_file_is_no_machinery(void **state)
{
	_cleanup_(store_freep) struct store *s = store_new();
	static const struct {
		const char *function, *file;
		uint32_t flags;
	} frames[] = {
		{ "refcount_warn_saturate", "lib/refcount.c", 0 },
		{ "__refcount_add", "./include/linux/refcount.h", FRAME_INLINED },
		{ "sock_hold", "include/net/sock.h", FRAME_INLINED },
		{ "stale", "fs/stale.c", FRAME_UNRELIABLE },
		{ "tcp_x", "./net/ipv4/tcp.c", 0 },
		{ "vfs_write", "fs/read_write.c", 0 },
	};
	(void)state;
	struct make_fault m = { FAULT_OOPS, .message = "t", .first_byte = 1, .boot_no = -1 };
	struct fault *f = make_fault(&m);
	struct stack st = { .role = STACK_FAULT, .cpu = -1, .pid = -1 };
	for (size_t i = 0; i < sizeof(frames) / sizeof(*frames); i++) {
		const struct frame fr = { .function = slice_str(frames[i].function),
			                  .file = slice_str(frames[i].file),
			                  .flags = frames[i].flags,
			                  .line = 10 + (int64_t)i,
			                  .offset = -1,
			                  .size = -1 };
		arena_push(f->arena, &st.frames, &st.n_frames, &fr);
	}
	arena_push(f->arena, &f->stacks, &f->n_stacks, &st);
	char key[17];
	struct store_derived d;
	make_derived(&m, key, &d);
	d.stack_no = 0;
	d.depth = 0;
	ok(store_source_begin(s));
	ok(store_add_fault(s, f, &d));
	fault_free(f);
	const struct store_source src = {
		.path = "p", .kind = "dmesg", .sha256 = "0", .status = "ok", .taken_us = INT64_MIN
	};
	bool is_new;
	ok(store_source_end(s, &src, &is_new));
	ok(store_derive(s));
	want(s,
	     "SELECT file || ':' || line || ' ' || function || ' ' || subsystem FROM fault_guilty",
	     "net/ipv4/tcp.c:14 tcp_x net");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_host_of_many_is_suspect),
		cmocka_unit_test(a_host_that_is_most_of_the_store_is_not),
		cmocka_unit_test(too_few_reports_have_no_verdict),
		cmocka_unit_test(one_model_of_several_points_at_its_firmware),
		cmocka_unit_test(one_kernel_of_several_is_a_regression),
		cmocka_unit_test(on_all_sorts_of_machines_it_is_a_bug),
		cmocka_unit_test(trends_need_a_difference_that_chance_does_not_make),
		cmocka_unit_test(reports_without_times_have_no_trend),
		cmocka_unit_test(the_guilty_file_is_no_machinery),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
