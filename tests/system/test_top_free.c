// SPDX-License-Identifier: Apache-2.0
/* Texts are made by hand after top.c and free.c of procps and busybox, and top of toybox. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/system/rows.h"

static void top_gives_the_summary_and_the_first_iteration(void **state)
{
	struct rows *r = rows_of(
		"top", "sos_commands/process/top_-b_-n_2",
		S("top - 11:46:20 up 12 days,  1:18,  2 users,  load average: 4.41, 5.88, 6.14\n"
	          "Tasks: 115 total,   7 running, 108 sleeping,   0 stopped,   1 zombie\n"
	          "%Cpu(s):  0.5 us, 57.1 sy, 42.4 ni,  0.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st\n"
	          "MiB Mem :  24105.6 total,  22057.3 free,   1197.9 used,    850.4 buff/cache\n"
	          "MiB Swap:   2048.0 total,   2047.5 free,      0.5 used.  22907.7 avail Mem\n"
	          "\n"
	          "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n"
	          "   2901 root      30  10   20.0t   1.5g   6548 R  58.8   1.5   0:50.97 long_nam+\n"
	          "   2903 1000      20   0   48420  26072  20016 S  17.6   0.1   0:00.03 g++\n"
	          "      2 root      20   0       0      0      0 S   0.0   0.0   0:00.00 NFSv4 ca+\n"
	          "\n"
	          "top - 11:46:23 up 12 days,  1:18,  2 users,  load average: 4.50, 5.88, 6.14\n"
	          "Tasks: 116 total,   7 running, 109 sleeping,   0 stopped,   1 zombie\n"
	          "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n"
	          "   2901 root      30  10   20.0t   1.5g   6548 R  58.8   1.5   0:50.97 long_nam+\n"));

	(void)state;
	assert_int_equal(r->bad_lines, 0);
	assert_true(rows_stat(r, -1, "uptime") == 12 * 86400 + 3600 + 18 * 60);
	assert_true(rows_stat(r, -1, "load15") == 6.14);
	assert_true(rows_stat(r, -1, "Tasks.total") == 115);
	assert_true(rows_stat(r, -1, "Tasks.zombie") == 1);
	assert_true(rows_stat(r, -1, "Cpu.sy") == 57.1);
	assert_true(rows_stat(r, -1, "Mem.buff/cache") == 850.4);
	assert_string_equal(rows_unit(r, -1, "Mem.buff/cache"), "MiB");
	assert_true(rows_stat(r, -1, "Swap.used") == 0.5);
	assert_true(rows_stat(r, -1, "Mem.available") == 22907.7);
	assert_int_equal(r->r.n_process, 3);
	assert_int_equal(rows_process(r, 2901)->rss_kb, 1572864);
	assert_int_equal(rows_process(r, 2901)->vsz_kb, INT64_C(21474836480));
	assert_text(rows_process(r, 2901)->comm, "long_nam");
	assert_text(rows_process(r, 2903)->comm, "g++");
	assert_int_equal(rows_process(r, 2903)->uid, 1000);
	assert_text(rows_process(r, 2)->comm, "NFSv4 ca");
	rows_free(r);
}

static void old_top_prints_units_behind_numbers(void **state)
{
	struct rows *r = rows_of(
		"top", "x",
		S("top - 15:02:01 up 5 min,  1 user,  load average: 0.10, 0.20, 0.30\n"
	          "Tasks: 120 total,   1 running, 119 sleeping,   0 stopped,   0 zombie\n"
	          "Cpu(s):  1.2%us,  0.5%sy,  0.0%ni, 98.0%id,  0.3%wa,  0.0%hi,  0.0%si,  0.0%st\n"
	          "Mem:   8174416k total,  7712140k used,   462276k free,   226152k buffers\n"
	          "Swap:  2097144k total,        0k used,  2097144k free,  5166400k cached\n"
	          "\n"
	          "  PID USER      PR  NI  VIRT  RES  SHR S %CPU %MEM    TIME+  COMMAND\n"
	          "    1 root      20   0 19356 1544 1228 S  0.0  0.0   0:01.20 init\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "uptime") == 300);
	assert_true(rows_stat(r, -1, "Cpu.id") == 98.0);
	assert_true(rows_stat(r, -1, "Mem.buffers") == 226152);
	assert_string_equal(rows_unit(r, -1, "Mem.buffers"), "kB");
	assert_true(rows_stat(r, -1, "Swap.cached") == 5166400);
	assert_int_equal(r->r.n_process, 1);
	rows_free(r);
}

static void threads_of_top_are_no_processes(void **state)
{
	struct rows *r = rows_of(
		"top", "x",
		S("top - 11:46:20 up  1:18,  0 user,  load average: 4.41, 5.88, 6.14\n"
	          "Threads: 215 total,   7 running, 208 sleeping,   0 stopped,   0 zombie\n"
	          "\n"
	          "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n"
	          "   2901 root      30  10   48420  26072   6548 R  58.8   1.5   0:50.97 java\n"));

	(void)state;
	assert_int_equal(r->r.n_process, 0);
	assert_true(rows_stat(r, -1, "Threads.total") == 215);
	rows_free(r);
}

static void top_of_busybox_and_android_is_read(void **state)
{
	struct rows *r =
		rows_of("top", "x",
	                S("Mem: 9136K used, 23484K free, 12K shrd, 340K buff, 4096K cached\n"
	                  "CPU:   0% usr   9% sys   0% nic  90% idle   0% io   0% irq   0% sirq\n"
	                  "Load average: 0.00 0.01 0.05 1/26 123\n"
	                  "  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n"
	                  "   98     1 root     S     1340   4%   0   0% /sbin/syslogd -n\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "Mem.free") == 23484);
	assert_true(rows_stat(r, -1, "Mem.cached") == 4096);
	assert_true(rows_stat(r, -1, "Cpu.idle") == 90);
	assert_int_equal(rows_process(r, 98)->vsz_kb, 1340);
	assert_text(rows_process(r, 98)->comm, "syslogd");
	rows_free(r);

	r = rows_of(
		"top", "x",
		S("Tasks: 620 total,   1 running, 619 sleeping,   0 stopped,   0 zombie\n"
	          "  Mem:  3783924K total,  3612340K used,   171584K free,    12000K buffers\n"
	          " Swap:  2097148K total,   812340K used,  1284808K free,  1100000K cached\n"
	          "800%cpu  12%user   0%nice  20%sys 768%idle   0%iow   0%irq   0%sirq   0%host\n"
	          "  PID USER         PR  NI VIRT  RES  SHR S[%CPU] %MEM     TIME+ ARGS\n"
	          " 1500 system       18  -2  19G 402M 210M S 12.0  10.8 120:04.11 system_server\n"));
	assert_int_equal(r->bad_lines, 0);
	assert_true(rows_stat(r, -1, "Mem.total") == 3783924);
	assert_int_equal(rows_process(r, 1500)->rss_kb, 402 * 1024);
	assert_text(rows_process(r, 1500)->comm, "system_server");
	rows_free(r);
}

static void free_says_its_unit_in_the_name_of_the_file(void **state)
{
	static const struct {
		const char *path, *unit;
	} cases[] = {
		{ "sos_commands/memory/free", "kB" },
		{ "sos_commands/memory/free_-m", "MiB" },
		{ "free_-g", "GiB" },
		{ "free_-b.txt", "B" },
		{ "free_--wide_--mebi", "MiB" },
		{ "free-memory", "kB" },
		{ "out/host-free_-m_-t", "MiB" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rows *r = rows_of(
			"free", cases[i].path,
			S("              total        used        free      shared  buff/cache   available\n"
		          "Mem:           3931         945         119           1        2866        2705\n"
		          "Swap:          2048          12        2036\n"));
		assert_true(rows_stat(r, -1, "Mem.available") == 2705);
		assert_true(rows_stat(r, -1, "Swap.used") == 12);
		assert_string_equal(rows_unit(r, -1, "Swap.used"), cases[i].unit);
		assert_int_equal(r->r.n_mem_stat, 9);
		rows_free(r);
	}
}

static void old_free_has_a_line_without_caches(void **state)
{
	struct rows *r = rows_of(
		"free", "free",
		S("             total       used       free     shared    buffers     cached\n"
	          "Mem:       8174416    7712140     462276          0     226152    5166400\n"
	          "-/+ buffers/cache:    2319588    5854828\n"
	          "Swap:      2097144          0    2097144\n"
	          "Total:    10271560    7712140    2559420\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "Mem.cached") == 5166400);
	assert_true(rows_stat(r, -1, "buffers/cache.used") == 2319588);
	assert_true(rows_stat(r, -1, "buffers/cache.free") == 5854828);
	assert_true(rows_stat(r, -1, "Total.free") == 2559420);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void suffixes_of_free_are_units(void **state)
{
	struct rows *r = rows_of(
		"free", "free_-h",
		S("               total        used        free      shared  buff/cache   available\n"
	          "Mem:            23Gi       1.2Gi        21Gi       8.6Mi       512Ki        22G\n"
	          "Swap:             0B          0B          0B\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "Mem.used") == 1.2);
	assert_string_equal(rows_unit(r, -1, "Mem.used"), "GiB");
	assert_string_equal(rows_unit(r, -1, "Mem.shared"), "MiB");
	assert_string_equal(rows_unit(r, -1, "Mem.buff/cache"), "kB");
	assert_string_equal(rows_unit(r, -1, "Mem.available"), "GiB");
	assert_string_equal(rows_unit(r, -1, "Swap.total"), "B");
	rows_free(r);
}

static void free_in_one_line_is_read(void **state)
{
	struct rows *r = rows_of(
		"free", "free_-L",
		S("SwapUse           12 CachUse      1564508 MemUse      376420 MemFree    14472360\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "SwapUse") == 12);
	assert_true(rows_stat(r, -1, "MemFree") == 14472360);
	rows_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(top_gives_the_summary_and_the_first_iteration),
		cmocka_unit_test(old_top_prints_units_behind_numbers),
		cmocka_unit_test(threads_of_top_are_no_processes),
		cmocka_unit_test(top_of_busybox_and_android_is_read),
		cmocka_unit_test(free_says_its_unit_in_the_name_of_the_file),
		cmocka_unit_test(old_free_has_a_line_without_caches),
		cmocka_unit_test(suffixes_of_free_are_units),
		cmocka_unit_test(free_in_one_line_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
