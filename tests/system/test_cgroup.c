// SPDX-License-Identifier: Apache-2.0
/* Texts are made by hand after mm/memcontrol.c, mm/memcontrol-v1.c and kernel/sched/psi.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/system/rows.h"

#define V2 "sys/fs/cgroup/system.slice/cron.service/"
#define V1 "sys/fs/cgroup/memory/docker/4f2a/"

static void stat_is_named_by_group(void **state)
{
	struct rows *r = rows_of(
		"cgroup", V2 "memory.stat",
		S("anon 24576\nfile 8192\nkernel 4096\nkernel_stack 1024\npagetables 512\n"
	          "workingset_refault_anon 12\npgfault 77\nzswapped 4096\npgscan_kswapd 3\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "/system.slice/cron.service/memory.stat:anon") == 24576);
	assert_string_equal(rows_unit(r, -1, "/system.slice/cron.service/memory.stat:anon"), "B");
	assert_string_equal(rows_unit(r, -1, "/system.slice/cron.service/memory.stat:pgfault"), "");
	assert_string_equal(rows_unit(r, -1, "/system.slice/cron.service/memory.stat:zswapped"),
	                    "B");
	assert_string_equal(
		rows_unit(r, -1, "/system.slice/cron.service/memory.stat:workingset_refault_anon"),
		"");
	rows_free(r);

	r = rows_of(
		"cgroup", "sos/" V1 "memory.stat",
		S("cache 4096\nrss 8192\nrss_huge 0\nshmem 0\nmapped_file 0\npgpgin 12\n"
	          "hierarchical_memory_limit 9223372036854771712\ntotal_pgpgin 13\ntotal_rss 8192\n"));
	assert_true(rows_stat(r, -1, "/docker/4f2a/memory.stat:rss") == 8192);
	assert_string_equal(rows_unit(r, -1, "/docker/4f2a/memory.stat:total_pgpgin"), "");
	assert_string_equal(rows_unit(r, -1, "/docker/4f2a/memory.stat:total_rss"), "B");
	rows_free(r);

	// what it is shows without a place too, not whose
	r = rows_of("cgroup", "x", S("cache 4096\nrss 8192\nrss_huge 0\nshmem 12\n"));
	assert_true(rows_stat(r, -1, "memory.stat:shmem") == 12);
	rows_free(r);
}

static void limits_are_numbers_and_settings(void **state)
{
	struct rows *r = rows_of("cgroup", V2 "memory.max", S("max\n"));

	(void)state;
	assert_text(rows_setting(r, "/system.slice/cron.service/memory.max"), "max");
	assert_int_equal(r->r.n_mem_stat, 0);
	rows_free(r);
	r = rows_of("cgroup", V2 "memory.max", S("1073741824\n"));
	assert_true(rows_stat(r, -1, "/system.slice/cron.service/memory.max") == 1073741824);
	assert_string_equal(rows_unit(r, -1, "/system.slice/cron.service/memory.max"), "B");
	rows_free(r);
	r = rows_of("cgroup", V1 "memory.limit_in_bytes", S("1073741824\n"));
	assert_string_equal(rows_unit(r, -1, "/docker/4f2a/memory.limit_in_bytes"), "B");
	rows_free(r);
	r = rows_of("cgroup", V1 "memory.failcnt", S("7\n"));
	assert_true(rows_stat(r, -1, "/docker/4f2a/memory.failcnt") == 7);
	assert_string_equal(rows_unit(r, -1, "/docker/4f2a/memory.failcnt"), "");
	rows_free(r);
	r = rows_of("cgroup", "sys/fs/cgroup/memory.current", S("512\n"));
	assert_true(rows_stat(r, -1, "/memory.current") == 512);
	rows_free(r);
}

static void events_count(void **state)
{
	struct rows *r = rows_of("cgroup", V2 "memory.events",
	                         S("low 0\nhigh 2\nmax 31\noom 4\noom_kill 3\noom_group_kill 0\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "/system.slice/cron.service/memory.events:oom_kill") == 3);
	assert_string_equal(rows_unit(r, -1, "/system.slice/cron.service/memory.events:max"), "");
	rows_free(r);
	r = rows_of("cgroup", V1 "memory.oom_control",
	            S("oom_kill_disable 0\nunder_oom 1\noom_kill 2\n"));
	assert_true(rows_stat(r, -1, "/docker/4f2a/memory.oom_control:under_oom") == 1);
	rows_free(r);
}

static void numa_stat_has_nodes(void **state)
{
	struct rows *r = rows_of(
		"cgroup", V2 "memory.numa_stat",
		S("anon N0=24576 N1=0\nfile N0=8192 N1=4096\nworkingset_refault_anon N0=1 N1=2\n"));

	(void)state;
	assert_true(rows_stat(r, 1, "/system.slice/cron.service/memory.numa_stat:file") == 4096);
	assert_string_equal(rows_unit(r, 1, "/system.slice/cron.service/memory.numa_stat:file"),
	                    "B");
	rows_free(r);
	r = rows_of("cgroup", V1 "memory.numa_stat",
	            S("total=123 N0=120 N1=3\nfile=2 N0=2 N1=0\n"));
	assert_true(rows_stat(r, 0, "/docker/4f2a/memory.numa_stat:total") == 120);
	assert_string_equal(rows_unit(r, 0, "/docker/4f2a/memory.numa_stat:total"), "pages");
	rows_free(r);
}

static void numbers_without_their_place_are_nothing(void **state)
{
	(void)state;
	assert_null(rows_probe("some/file", S("1073741824\n")));
	assert_null(rows_probe(V2 "memory.max", S("1073741824 bytes\n")));
	assert_null(rows_probe(V2 "memory.max", S("")));
	assert_null(rows_probe("memory.log", S("anon 1\nthe machine died\n")));
}

static void pressure_is_named_by_resource(void **state)
{
	const struct slice text = S("some avg10=0.22 avg60=0.17 avg300=1.11 total=58761459\n"
	                            "full avg10=0.23 avg60=0.16 avg300=1.08 total=58464525\n");
	struct rows *r = rows_of("psi", "proc/pressure/memory", text);

	(void)state;
	assert_int_equal(r->r.n_mem_stat, 8);
	assert_true(rows_stat(r, -1, "memory.some.avg300") == 1.11);
	assert_string_equal(rows_unit(r, -1, "memory.some.avg300"), "%");
	assert_true(rows_stat(r, -1, "memory.full.total") == 58464525);
	assert_string_equal(rows_unit(r, -1, "memory.full.total"), "us");
	rows_free(r);
	r = rows_of("psi", V2 "io.pressure", text);
	assert_true(rows_stat(r, -1, "/system.slice/cron.service/io.some.avg10") == 0.22);
	rows_free(r);
	r = rows_of("psi", "x",
	            S("/proc/pressure/cpu:some avg10=1.00 avg60=0.00 avg300=0.00 total=5\n"
	              "/proc/pressure/memory:full avg10=2.50 avg60=0.00 avg300=0.00 total=7\n"));
	assert_int_equal(r->bad_lines, 0);
	assert_true(rows_stat(r, -1, "cpu.some.avg10") == 1);
	assert_true(rows_stat(r, -1, "memory.full.avg10") == 2.5);
	rows_free(r);
	r = rows_of("psi", "x", text);
	assert_true(rows_stat(r, -1, "some.avg10") == 0.22);
	rows_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stat_is_named_by_group),
		cmocka_unit_test(limits_are_numbers_and_settings),
		cmocka_unit_test(events_count),
		cmocka_unit_test(numa_stat_has_nodes),
		cmocka_unit_test(numbers_without_their_place_are_nothing),
		cmocka_unit_test(pressure_is_named_by_resource),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
