// SPDX-License-Identifier: Apache-2.0
/* Texts are made by hand after fs/proc/array.c, fs/proc/task_mmu.c and fs/proc/base.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/base/sbuf.h"
#include "tests/system/rows.h"

static void status_gives_the_process_and_its_memory(void **state)
{
	struct rows *r = rows_of("proc_status", "proc/812/status",
	                         S("Name:\ttmux: server\n"
	                           "Umask:\t0022\n"
	                           "State:\tS (sleeping)\n"
	                           "Tgid:\t812\n"
	                           "Ngid:\t0\n"
	                           "Pid:\t812\n"
	                           "PPid:\t1\n"
	                           "TracerPid:\t0\n"
	                           "Uid:\t1000\t1000\t1000\t1000\n"
	                           "VmPeak:\t  168200 kB\n"
	                           "VmSize:\t  168160 kB\n"
	                           "VmRSS:\t   12048 kB\n"
	                           "RssAnon:\t    4000 kB\n"
	                           "VmSwap:\t      16 kB\n"
	                           "HugetlbPages:\t       0 kB\n"
	                           "Threads:\t3\n"
	                           "SigQ:\t0/15616\n"
	                           "Cpus_allowed:\tff\n"));
	const struct process *p = rows_process(r, 812);

	(void)state;
	assert_int_equal(r->bad_lines, 0);
	assert_text(p->comm, "tmux: server");
	assert_text(p->state, "S");
	assert_int_equal(p->ppid, 1);
	assert_int_equal(p->uid, 1000);
	assert_int_equal(p->vsz_kb, 168160);
	assert_int_equal(p->rss_kb, 12048);
	assert_true(rows_stat(r, -1, "proc/812/status:VmSwap") == 16);
	assert_string_equal(rows_unit(r, -1, "proc/812/status:VmSwap"), "kB");
	assert_true(rows_stat(r, -1, "proc/812/status:Threads") == 3);
	assert_int_equal(r->r.n_mem_stat, 7);
	rows_free(r);
}

static void status_of_a_kernel_thread_has_no_sizes(void **state)
{
	struct rows *r =
		rows_of("proc_status", "proc/2/status",
	                S("Name:\tkthreadd\nState:\tS (sleeping)\nTgid:\t2\nPid:\t2\nPPid:\t0\n"
	                  "Uid:\t0\t0\t0\t0\nThreads:\t1\n"));

	(void)state;
	assert_false(fact_has(rows_process(r, 2), vsz_kb));
	assert_int_equal(rows_process(r, 2)->uid, 0);
	rows_free(r);
	assert_null(rows_probe("x", S("Name: a package\nVersion: 1\nState: good\nPid: none\n")));
}

static void smaps_are_summed_up(void **state)
{
	struct rows *r = rows_of(
		"smaps", "proc/812/smaps",
		S("00400000-0048a000 r-xp 00000000 fd:03 960637                             /bin/bash\n"
	          "Size:                552 kB\n"
	          "KernelPageSize:        4 kB\n"
	          "Rss:                 460 kB\n"
	          "Pss:                 100 kB\n"
	          "Swap:                  4 kB\n"
	          "THPeligible:           0\n"
	          "VmFlags: rd ex mr mw me dw\n"
	          "00e03000-00e24000 rw-p 00000000 00:00 0                                  [heap]\n"
	          "Size:                132 kB\n"
	          "Rss:                  40 kB\n"
	          "Pss:                  40 kB\n"
	          "AnonHugePages:      2048 kB\n"
	          "Swap:                  8 kB\n"
	          "35b1a21000-35b1a22000 rw-p 00000000 00:00 0 \n"
	          "Size:                  4 kB\n"
	          "Rss:                   4 kB\n"
	          "Pss:                   4 kB\n"
	          "ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0                  [vsyscall]\n"
	          "Size:                  4 kB\n"
	          "Rss:                   0 kB\n"));

	(void)state;
	assert_int_equal(r->bad_lines, 0);
	assert_true(rows_stat(r, -1, "proc/812/smaps:mappings") == 4);
	assert_true(rows_stat(r, -1, "proc/812/smaps:mappings.file") == 1);
	assert_true(rows_stat(r, -1, "proc/812/smaps:mappings.anon") == 1);
	assert_true(rows_stat(r, -1, "proc/812/smaps:mappings.heap") == 1);
	assert_true(rows_stat(r, -1, "proc/812/smaps:mappings.kernel") == 1);
	assert_true(rows_stat(r, -1, "proc/812/smaps:Size") == 692);
	assert_true(rows_stat(r, -1, "proc/812/smaps:Rss") == 504);
	assert_true(rows_stat(r, -1, "proc/812/smaps:Pss") == 144);
	assert_true(rows_stat(r, -1, "proc/812/smaps:Swap") == 12);
	assert_true(rows_stat(r, -1, "proc/812/smaps:Rss.heap") == 40);
	assert_true(rows_stat(r, -1, "proc/812/smaps:Swap.file") == 4);
	assert_true(rows_stat(r, -1, "proc/812/smaps:AnonHugePages") == 2048);
	assert_false(rows_has_stat(r, -1, "proc/812/smaps:KernelPageSize"));
	assert_false(rows_has_stat(r, -1, "proc/812/smaps:THPeligible"));
	rows_free(r);
}

static void smaps_rollup_has_no_mappings(void **state)
{
	struct rows *r = rows_of(
		"smaps", "proc/812/smaps_rollup",
		S("55ba5b3bb000-7ffd12345000 ---p 00000000 00:00 0                          [rollup]\n"
	          "Rss:                3124 kB\n"
	          "Pss:                1010 kB\n"
	          "Pss_Anon:            612 kB\n"
	          "Swap:                  0 kB\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "proc/812/smaps_rollup:Pss_Anon") == 612);
	assert_false(rows_has_stat(r, -1, "proc/812/smaps_rollup:mappings"));
	rows_free(r);
}

static void many_mappings_stay_few_rows(void **state)
{
	struct sbuf b = { 0 };

	(void)state;
	for (unsigned i = 0; i < 20000; i++)
		sbuf_printf(
			&b,
			"%08x-%08x rw-p 00000000 00:00 0 \nSize: 4 kB\nRss: 4 kB\nOdd%u: 1 kB\n", i,
			i + 1, i);
	struct rows *r = rows_of("smaps", "x", sbuf_slice(&b));
	assert_true(rows_stat(r, -1, "Rss") == 80000);
	assert_true(rows_stat(r, -1, "mappings") == 20000);
	assert_true(r->r.n_mem_stat < 100);
	assert_true(r->bad_lines > 19000);
	rows_free(r);
	sbuf_deinit(&b);
}

static void limits_are_settings(void **state)
{
	struct rows *r = rows_of(
		"limits", "proc/812/limits",
		S("Limit                     Soft Limit           Hard Limit           Units     \n"
	          "Max cpu time              unlimited            unlimited            seconds   \n"
	          "Max stack size            8388608              unlimited            bytes     \n"
	          "Max nice priority         0                    0                    \n"
	          "garbage\n"));

	(void)state;
	assert_text(rows_setting(r, "limits.Max stack size.soft"), "8388608");
	assert_text(rows_setting(r, "limits.Max stack size.hard"), "unlimited");
	assert_text(rows_setting(r, "limits.Max nice priority.hard"), "0");
	assert_int_equal(r->bad_lines, 1);
	rows_free(r);
}

static void small_files_of_a_process_need_their_place(void **state)
{
	struct rows *r = rows_of("proc_pid", "host/proc/812/oom_score", S("667\n"));

	(void)state;
	assert_int_equal(rows_process(r, 812)->oom_score, 667);
	rows_free(r);
	r = rows_of("proc_pid", "proc/812/oom_score_adj", S("-1000\n"));
	assert_int_equal(rows_process(r, 812)->oom_score_adj, -1000);
	assert_false(fact_has(rows_process(r, 812), oom_score));
	rows_free(r);
	r = rows_of("proc_pid", "proc/812/cmdline", S("/usr/sbin/cron\0-f\0"));
	assert_text(rows_process(r, 812)->command_line, "/usr/sbin/cron -f");
	rows_free(r);
	r = rows_of("proc_pid", "proc/812/cgroup",
	            S("12:cpu,cpuacct:/other\n4:memory:/user.slice\n1:name=systemd:/x\n0::/y\n"));
	assert_text(rows_process(r, 812)->cgroup, "/user.slice");
	rows_free(r);
	r = rows_of("proc_pid", "proc/812/cgroup", S("0::/system.slice/cron.service\n"));
	assert_text(rows_process(r, 812)->cgroup, "/system.slice/cron.service");
	rows_free(r);

	assert_null(rows_probe("oom_score", S("667\n")));
	assert_null(rows_probe("proc/812/oom_score", S("667 of something\n")));
	assert_null(rows_probe("proc/self/oom_score", S("667\n")));
}

/* Written by hand after do_task_stat() in fs/proc/array.c. */
static void stat_of_a_process_says_its_parent_and_faults(void **state)
{
	struct rows *r = rows_of(
		"proc_pid", "proc/81/stat",
		S("81 (my (odd) name) S 1 80 79 0 -1 4194560 967 12 3 4 5 6 7 8 20 0 1 0 321 "
	          "109056000 3131 18446744073709551615 1 1 0 0 0 0 0 4096 0\n"));

	(void)state;
	assert_int_equal(r->bad_lines, 0);
	assert_text(rows_process(r, 81)->comm, "my (odd) name");
	assert_text(rows_process(r, 81)->state, "S");
	assert_int_equal(rows_process(r, 81)->ppid, 1);
	assert_int_equal(rows_process(r, 81)->minor_faults, 967);
	assert_int_equal(rows_process(r, 81)->major_faults, 3);
	assert_int_equal(rows_process(r, 81)->vsz_kb, 106500);
	assert_false(fact_has(rows_process(r, 81), rss_kb));
	rows_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stat_of_a_process_says_its_parent_and_faults),
		cmocka_unit_test(status_gives_the_process_and_its_memory),
		cmocka_unit_test(status_of_a_kernel_thread_has_no_sizes),
		cmocka_unit_test(smaps_are_summed_up),
		cmocka_unit_test(smaps_rollup_has_no_mappings),
		cmocka_unit_test(many_mappings_stay_few_rows),
		cmocka_unit_test(limits_are_settings),
		cmocka_unit_test(small_files_of_a_process_need_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
