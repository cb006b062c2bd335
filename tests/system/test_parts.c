// SPDX-License-Identifier: Apache-2.0
/* Texts are made by hand after supportutils' bin/supportconfig, Android's cmds/dumpstate, head(1) and
 * what terminals show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "parsers/system/heading.h"
#include "tests/system/rows.h"

#define MEMINFO                         \
	"MemTotal:       16314940 kB\n" \
	"MemFree:         1234567 kB\n" \
	"MemAvailable:    7654321 kB\n" \
	"HugePages_Total:       0\n"
#define FREE                                                                                \
	"              total        used        free      shared  buff/cache   available\n" \
	"Mem:          15932         366       14133          53        1508       15642\n" \
	"Swap:             0           0           0\n"
#define BUDDY \
	"Node 0, zone   Normal    120     60      7      3      0      1      1      0      0      0      2\n"
#define VMSTAT "nr_free_pages 624193\nnr_dirty 12\nnr_mapped 55\npgpgin 99\n"

static void headings_are_told_from_lines(void **state)
{
	static const struct {
		const char *line, *name; /**< name NULL: no heading; "": an end */
		bool first;
	} rows[] = {
		{ "# /usr/bin/free -k", "free_-k", false },
		{ "#==[ Command ]======================================#", "", false },
		{ "#==[ Configuration File ]===========================#", "", false },
		{ "# /proc/meminfo", "proc/meminfo", false },
		{ "# /bin/cat /proc/sys/vm/swappiness", "proc/sys/vm/swappiness", false },
		{ "[root@db1 ~]# free -m", "free_-m", false },
		{ "[root@db1 ~]# ./local.sh", "", false },
		{ "user@db1:/tmp$ sudo cat /proc/slabinfo", "proc/slabinfo", false },
		{ "bash-5.1$ numastat -m", "numastat_-m", false },
		{ "+ LC_ALL=C ps auxwww", "ps_auxwww", false },
		{ "==> /proc/vmstat <==", "proc/vmstat", false },
		{ "/proc/buddyinfo:", "proc/buddyinfo", false },
		{ "------ MEMORY INFO (/proc/meminfo: 2021-03-01 10:11:12) ------", "proc/meminfo",
		  false },
		{ "------ CPU INFO (top -b -n 1 -H -s 6) ------", "top_-b_-n_1_-H_-s_6", false },
		{ "------ 0.012s was the duration of 'UPTIME' ------", "", false },
		{ "=== ps aux ===", "ps_aux", false },
		{ "cat /proc/zoneinfo", "proc/zoneinfo", true },
		{ "free -k", "free_-k", true },
		{ "free -k", NULL, false },
		{ "free memory is low", NULL, true },
		{ "# free memory is low", NULL, false },
		{ "# name            <active_objs> <num_objs> <objsize>", NULL, false },
		{ "                 --------------- ---------------", NULL, false },
		{ "procs -----------memory---------- ---swap-- -----io----", NULL, true },
		{ "--procs-- -----------------------memory----------------------", NULL, true },
		{ "root       1  0.0  0.1 105056 12524 ?  Ss  Feb09  1:47 sh -c echo # free", NULL,
		  true },
		{ "/dev/zram0 partition 4294963200 0 100", NULL, true },
		{ "", NULL, true },
	};
	struct sbuf name = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		sbuf_reset(&name);
		enum heading h = heading_find(slice_str(rows[i].line), rows[i].first, &name);
		enum heading want = !rows[i].name   ? HEADING_NONE
		                    : *rows[i].name ? HEADING_PART
		                                    : HEADING_END;
		if (h != want)
			fail_msg("%s: is %d, not %d", rows[i].line, h, want);
		if (want == HEADING_PART)
			assert_text(sbuf_slice(&name), rows[i].name);
	}
	sbuf_deinit(&name);
}

static void an_output_behind_its_command_is_read(void **state)
{
	struct rows *r = rows_parts("x.txt", S("[root@db1 ~]# free -m\n" FREE));

	(void)state;
	assert_string_equal(r->format->name, "free");
	assert_int_equal(r->n_parts, 1);
	assert_int_equal(r->r.n_mem_stat, 9);
	assert_true(rows_stat(r, -1, "Mem.free") == 14133);
	assert_string_equal(rows_unit(r, -1, "Mem.free"), "MiB");
	rows_free(r);
}

static void lines_before_an_output_do_not_matter(void **state)
{
	struct rows *r = rows_parts("x.txt", S("Mon Mar  1 10:11:12 CET 2021\r\n"
	                                       "Memory of db1, see ticket:\r\n"
	                                       "\r\n" FREE));

	(void)state;
	assert_string_equal(r->format->name, "free");
	assert_true(rows_stat(r, -1, "Swap.total") == 0);
	rows_free(r);
}

static void outputs_one_after_another_are_told_apart(void **state)
{
	struct rows *r = rows_parts(
		"x.txt", S("==> /proc/meminfo <==\n" MEMINFO "\n==> /proc/buddyinfo <==\n" BUDDY));

	(void)state;
	assert_int_equal(r->n_parts, 2);
	assert_string_equal(r->format->name, "meminfo");
	assert_int_equal(r->r.n_mem_stat, 4);
	assert_int_equal(rows_blocks(r, 0, "Normal", NULL, 1), 60);
	rows_free(r);

	// empty lines are enough
	r = rows_parts("x.txt", S(MEMINFO "\n" FREE "\n\n" BUDDY));
	assert_int_equal(r->n_parts, 3);
	assert_int_equal(r->r.n_mem_stat, 4 + 9);
	assert_true(rows_stat(r, -1, "MemAvailable") == 7654321);
	assert_int_equal(rows_blocks(r, 0, "Normal", NULL, 0), 120);
	rows_free(r);
}

static void a_supportconfig_file_is_read(void **state)
{
	struct rows *r = rows_parts("scc_db1/memory.txt",
	                            S("#==[ Command ]======================================#\n"
	                              "# /usr/bin/free -m\n" FREE "\n"
	                              "#==[ Configuration File ]===========================#\n"
	                              "# /proc/meminfo\n" MEMINFO "\n"
	                              "#==[ Command ]======================================#\n"
	                              "# /bin/cat /proc/sys/vm/swappiness\n"
	                              "60\n"
	                              "\n"
	                              "#==[ Command ]======================================#\n"
	                              "# /bin/false\n"
	                              "nothing that is known\n"
	                              "\n"
	                              "#==[ Configuration File ]===========================#\n"
	                              "# /proc/vmstat\n" VMSTAT));

	(void)state;
	assert_int_equal(r->n_parts, 4);
	assert_int_equal(r->r.n_mem_stat, 9 + 4 + 4);
	assert_string_equal(rows_unit(r, -1, "Mem.used"), "MiB");
	assert_text(rows_setting(r, "vm.swappiness"), "60");
	assert_true(rows_stat(r, -1, "pgpgin") == 99);
	rows_free(r);
}

static void quoting_and_indentation_are_taken_off(void **state)
{
	struct rows *r = rows_parts("mail.txt", S("> > MemTotal:       16314940 kB\n"
	                                          "> > MemFree:         1234567 kB\n"
	                                          ">> MemAvailable:    7654321 kB\n"
	                                          "> >\n"
	                                          "> > " BUDDY));

	(void)state;
	assert_int_equal(r->n_parts, 2);
	assert_int_equal(r->r.n_mem_stat, 3);
	assert_true(rows_stat(r, -1, "MemFree") == 1234567);
	assert_int_equal(rows_blocks(r, 0, "Normal", NULL, 1), 60);
	rows_free(r);

	r = rows_parts("x", S("    numa_hit 5\n    numa_miss 0\n    numa_foreign 0\n"
	                      "    interleave_hit 1\n    local_node 4\n    other_node 1\n"));
	assert_string_equal(r->format->name, "numastat");
	assert_int_equal(r->r.n_mem_stat, 6);
	rows_free(r);

	// the running task of crash's ps is no quoting
	r = rows_parts(
		"ps",
		S("   PID    PPID  CPU       TASK        ST  %MEM      VSZ      RSS  COMM\n"
	          ">     0      0   0  ffffffff82a1a940  RU   0.0        0        0  [swapper/0]\n"
	          "      1      0   1  ffff888100a10000  IN   0.3   105056    12524  systemd\n"));
	assert_int_equal(r->r.n_process, 2);
	rows_free(r);
}

static void lines_out_of_meminfo_are_enough(void **state)
{
	struct rows *r = rows_parts("x", S("SwapTotal:       2097148 kB\n"
	                                   "SwapFree:              0 kB\n"
	                                   "Dirty:               120 kB\n"
	                                   "AnonPages:       1403000 kB\n"));

	(void)state;
	assert_string_equal(r->format->name, "meminfo");
	assert_int_equal(r->r.n_mem_stat, 4);
	rows_free(r);
}

static void the_table_of_top_stays_with_it(void **state)
{
	struct rows *r = rows_parts(
		"x", S("top - 15:02:01 up 5 min,  1 user,  load average: 0.10, 0.20, 0.30\n"
	               "Tasks: 2 total,   1 running, 1 sleeping,   0 stopped,   0 zombie\n"
	               "\n"
	               "  PID USER      PR  NI  VIRT  RES  SHR S %CPU %MEM    TIME+  COMMAND\n"
	               "    1 root      20   0 19232 1492 1224 S  0.0  0.0   0:01.11 init\n"
	               "\n"
	               "top - 15:02:04 up 5 min,  1 user,  load average: 0.10, 0.20, 0.30\n"
	               "Tasks: 2 total,   1 running, 1 sleeping,   0 stopped,   0 zombie\n"
	               "\n"
	               "  PID USER      PR  NI  VIRT  RES  SHR S %CPU %MEM    TIME+  COMMAND\n"
	               "    1 root      20   0 19232 1492 1224 S  0.0  0.0   0:01.11 init\n"));

	(void)state;
	assert_int_equal(r->n_parts, 1);
	assert_string_equal(r->format->name, "top");
	assert_int_equal(r->r.n_process, 1);
	rows_free(r);
}

static void files_without_a_line_end_are_kept_as_they_are(void **state)
{
	struct rows *r = rows_parts("proc/7/cmdline", (struct slice){ "sleep\0009\0", 8 });

	(void)state;
	assert_string_equal(r->format->name, "proc_pid");
	assert_text(rows_process(r, 7)->command_line, "sleep 9");
	rows_free(r);

	// a page of sysfs, filled up
	r = rows_parts("sys/devices/system/node/node1/vmstat",
	               (struct slice){ VMSTAT "\0\0\0", sizeof(VMSTAT "\0\0\0") });
	assert_string_equal(r->format->name, "vmstat");
	assert_true(rows_stat(r, 1, "nr_dirty") == 12);
	rows_free(r);
}

static void a_text_without_snapshots_gives_none(void **state)
{
	struct rows *r = rows_parts("README", S("How to look at memory\n"
	                                        "\n"
	                                        "# free -m shows what is free,\n"
	                                        "$ cat /proc/meminfo\n"
	                                        "more of it.\n"));

	(void)state;
	assert_null(r->format);
	assert_int_equal(r->batches, 0);
	rows_free(r);
}

static void a_file_of_one_snapshot_has_one_part(void **state)
{
	const char *folder = SOURCE_DIR "/samples/snapshots";
	DIR *d = opendir(folder);
	struct dirent *e;
	size_t n = 0;

	(void)state;
	assert_non_null(d);
	while ((e = readdir(d))) {
		char path[4096];
		size_t bytes;
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		char *text = rows_file(path, &bytes);
		struct rows *r = rows_parts(e->d_name, (struct slice){ text, bytes });
		const char *whole = rows_probe(e->d_name, (struct slice){ text, bytes });
		if (whole && (!r->format || strcmp(r->format->name, whole) != 0 || r->n_parts > 1))
			fail_msg("%s: is %s in %zu parts, not %s", e->d_name,
			         r->format ? r->format->name : "nothing", r->n_parts, whole);
		n += whole != NULL;
		rows_free(r);
		free(text);
	}
	closedir(d);
	assert_true(n >= 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headings_are_told_from_lines),
		cmocka_unit_test(an_output_behind_its_command_is_read),
		cmocka_unit_test(lines_before_an_output_do_not_matter),
		cmocka_unit_test(outputs_one_after_another_are_told_apart),
		cmocka_unit_test(a_supportconfig_file_is_read),
		cmocka_unit_test(quoting_and_indentation_are_taken_off),
		cmocka_unit_test(lines_out_of_meminfo_are_enough),
		cmocka_unit_test(a_file_of_one_snapshot_has_one_part),
		cmocka_unit_test(the_table_of_top_stays_with_it),
		cmocka_unit_test(files_without_a_line_end_are_kept_as_they_are),
		cmocka_unit_test(a_text_without_snapshots_gives_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
