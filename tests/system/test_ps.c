// SPDX-License-Identifier: Apache-2.0
/* Texts are made by hand after ps/output.c and top.c of procps, ps.c of busybox and toybox, ps.c of
 * Android's toolbox, and the ps command of the crash utility. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/system/rows.h"

static void aux_gives_sizes_states_and_commands(void **state)
{
	struct rows *r = rows_of(
		"ps", "sos_commands/process/ps_auxwww",
		S("USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
	          "root           1  0.2  0.0 105056 12524 ?        Ss   Feb09   1:47 /sbin/init splash\n"
	          "root           2  0.0  0.0      0     0 ?        S    Feb09   0:00 [kthreadd]\n"
	          "1000        2573  1.6  1.0 342188 42020 tty1     S+   17:46   0:01 -bash\n"
	          "www-data    2580  0.0  0.1  55280  9120 ?        S    17:46   0:00 nginx: worker process\n"
	          "root        2581  0.0  0.0      0     0 ?        Z    17:46   0:00 [cron] <defunct>\n"));
	const struct process *p = rows_process(r, 1);

	(void)state;
	assert_int_equal(r->r.n_process, 5);
	assert_int_equal(r->bad_lines, 0);
	assert_int_equal(p->vsz_kb, 105056);
	assert_int_equal(p->rss_kb, 12524);
	assert_int_equal(p->uid, 0);
	assert_false(fact_has(p, ppid));
	assert_text(p->comm, "init");
	assert_text(p->state, "Ss");
	assert_text(p->command_line, "/sbin/init splash");
	assert_text(rows_process(r, 2)->comm, "kthreadd");
	assert_text(rows_process(r, 2573)->comm, "bash");
	assert_int_equal(rows_process(r, 2573)->uid, 1000);
	assert_text(rows_process(r, 2580)->comm, "nginx");
	assert_false(fact_has(rows_process(r, 2580), uid));
	assert_text(rows_process(r, 2581)->comm, "cron");
	rows_free(r);
}

static void threads_are_no_processes(void **state)
{
	struct rows *r = rows_of(
		"ps", "x",
		S("USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
	          "root        1503  0.0  0.0  11932  6152 ?        -    05:22   0:00 /usr/sbin/smartd -n\n"
	          "root           -  0.0    -      -     - -        Ss   05:22   0:00 -\n"
	          "root        1514  0.0  0.0 405308 15564 ?        -    05:22   0:02 /usr/libexec/udisksd\n"
	          "root           -  0.0    -      -     - -        Ssl  05:22   0:00 -\n"
	          "root           -  0.0    -      -     - -        Rsl  05:22   0:00 -\n"));

	(void)state;
	assert_int_equal(r->r.n_process, 2);
	assert_int_equal(r->bad_lines, 0);
	// rows of processes have no state in this layout: the first thread's is taken
	assert_text(rows_process(r, 1514)->state, "Ssl");
	rows_free(r);

	r = rows_of(
		"ps", "ps_-elfL",
		S("F S UID        PID  PPID   LWP  C NLWP PRI  NI ADDR SZ WCHAN  STIME TTY          TIME CMD\n"
	          "4 S root       910     1   910  0    3  80   0 - 60123 poll_s 10:01 ?        00:00:01 /usr/bin/dockerd -H fd://\n"
	          "1 S root       910     1   933  0    3  80   0 - 60123 futex_ 10:01 ?        00:00:00 /usr/bin/dockerd -H fd://\n"
	          "1 S root       910     1   934  0    3  80   0 - 60123 futex_ 10:01 ?        00:00:00 /usr/bin/dockerd -H fd://\n"
	          "4 S root       990     1   990  0    1  80   0 -  1923 -      10:01 ?        00:00:00 /usr/sbin/cron -f\n"));
	assert_int_equal(r->r.n_process, 2);
	assert_int_equal(rows_process(r, 910)->ppid, 1);
	assert_text(rows_process(r, 910)->state, "S");
	assert_false(fact_has(rows_process(r, 910), vsz_kb)); // SZ is in pages of unknown size
	rows_free(r);

	r = rows_of("ps", "ps_axH",
	            S("    PID TTY      STAT   TIME COMMAND\n"
	              "    910 ?        Ssl    0:00 /usr/bin/dockerd\n"
	              "    910 ?        Ssl    0:01 /usr/bin/dockerd\n"
	              "    990 ?        Ss     0:00 /usr/sbin/cron -f\n"));
	assert_int_equal(r->r.n_process, 2);
	rows_free(r);
}

static void long_layouts_have_parents_and_user_ids(void **state)
{
	struct rows *r = rows_of(
		"ps", "ps_alxwww",
		S("F   UID     PID    PPID PRI  NI    VSZ   RSS WCHAN  STAT TTY        TIME COMMAND\n"
	          "4     0       1       0  20   0 128292  6944 ep_pol Ss   ?          0:02 /usr/lib/systemd/systemd --switched-root\n"
	          "1     0       5       2   0 -20      0     0 worker S<   ?          0:00 [kworker/0:0H]\n"
	          "4    81    3000       1  20   0  69800  3580 ep_pol Ssl  ?          0:00 /usr/bin/dbus-daemon --system\n"));
	const struct process *p = rows_process(r, 3000);

	(void)state;
	assert_int_equal(r->r.n_process, 3);
	assert_int_equal(p->uid, 81);
	assert_int_equal(p->ppid, 1);
	assert_int_equal(p->vsz_kb, 69800);
	assert_int_equal(p->rss_kb, 3580);
	assert_text(p->state, "Ssl");
	assert_text(p->comm, "dbus-daemon");
	rows_free(r);

	r = rows_of("ps", "ps_-ef",
	            S("UID          PID    PPID  C STIME TTY          TIME CMD\n"
	              "root           1       0  0 Jan05 ?        00:00:06 /sbin/init\n"
	              "1001        4321       1  0 10:05 pts/0    00:00:00 vi notes.txt\n"));
	assert_int_equal(rows_process(r, 4321)->uid, 1001);
	assert_text(rows_process(r, 4321)->command_line, "vi notes.txt");
	rows_free(r);
}

static void columns_are_what_the_header_says(void **state)
{
	struct rows *r = rows_of(
		"ps", "x",
		S("    PID COMMAND            RSS MAJFLT  OOM OOMADJ                  STARTED COMMAND\n"
	          "    812 Web Content     401220     12  667      0 Mon Jan  5 10:04:11 2026 /usr/lib/firefox/firefox -contentproc\n"
	          "    813 (sd-pam)          2200      -  666  -1000 Tue Jan  6 01:04:11 2026 (sd-pam)\n"));
	const struct process *p = rows_process(r, 812);

	(void)state;
	assert_text(p->comm, "Web Content");
	assert_int_equal(p->rss_kb, 401220);
	assert_int_equal(p->major_faults, 12);
	assert_int_equal(p->oom_score, 667);
	assert_text(p->command_line, "/usr/lib/firefox/firefox -contentproc");
	p = rows_process(r, 813);
	assert_false(fact_has(p, major_faults));
	assert_int_equal(p->oom_score_adj, -1000);
	assert_text(p->comm, "(sd-pam)");
	rows_free(r);

	r = rows_of("ps", "x", S("  PID   COMMAND\n  1     /sbin/init\n  2     [kthreadd]\n"));
	assert_int_equal(r->r.n_process, 2);
	assert_text(rows_process(r, 2)->comm, "kthreadd");
	rows_free(r);

	r = rows_of("ps", "x",
	            S("    PID    PPID COMMAND         NLWP\n"
	              "      1       0 systemd            1\n"
	              "    821       1 rs:main Q:Reg      4\n"
	              "    822       1 java              34\n"));
	assert_text(rows_process(r, 821)->comm, "rs:main Q:Reg");
	assert_text(rows_process(r, 822)->comm, "java");
	assert_int_equal(rows_process(r, 822)->ppid, 1);
	rows_free(r);

	r = rows_of(
		"ps", "x",
		S("    PID    PPID COMMAND         CGROUP\n"
	          "    902       1 tmux: server    0::/user.slice/user-0.slice\n"
	          "    903       1 mysqld          11:cpu,cpuacct:/,4:memory:/db,1:name=systemd:/db2\n"));
	assert_text(rows_process(r, 902)->comm, "tmux: server");
	assert_text(rows_process(r, 902)->cgroup, "/user.slice/user-0.slice");
	assert_text(rows_process(r, 903)->cgroup, "/db");
	rows_free(r);
}

static void names_without_brackets_are_whole_names(void **state)
{
	struct rows *r = rows_of(
		"ps", "ps_auxcww",
		S("USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
	          "root         1  0.0  0.0  19356  1544 ?        Ss   May31   0:01 init\n"
	          "root     28106  0.0  0.0      0     0 ?        S    Mar12   0:00 NFSv4 callback\n"
	          "root     28107  0.0  0.0      0     0 ?        S    Mar12   0:00 ksoftirqd/0\n"
	          "user     28863  0.0  0.0   8700   224 ?        Ss    2023   0:00 Web Content\n"
	          "user     28864  0.0  0.0      0     0 ?        Z     2023   0:00 Web Content <defunct>\n"));

	(void)state;
	assert_text(rows_process(r, 28106)->comm, "NFSv4 callback");
	assert_text(rows_process(r, 28107)->comm, "ksoftirqd/0");
	assert_text(rows_process(r, 28863)->comm, "Web Content");
	assert_text(rows_process(r, 28864)->comm, "Web Content");
	assert_false(fact_has(rows_process(r, 28863), command_line));
	rows_free(r);
}

static void trees_are_no_part_of_commands(void **state)
{
	struct rows *r =
		rows_of("ps", "x",
	                S("   PPID     PID    PGID STAT   UID   TIME COMMAND\n"
	                  "      1     700     700 Ss       0   0:00 /usr/sbin/sshd -D\n"
	                  "    700     812     812 Ss       0   0:00  \\_ sshd: root@pts/0\n"
	                  "    812     813     813 Ss       0   0:00  |   \\_ -bash\n"));

	(void)state;
	assert_text(rows_process(r, 812)->comm, "sshd");
	assert_text(rows_process(r, 813)->command_line, "-bash");
	rows_free(r);
}

static void busybox_and_android_are_ps_too(void **state)
{
	struct rows *r = rows_of("ps", "x",
	                         S("  PID USER       VSZ STAT COMMAND\n"
	                           "    1 root      1540 S    init\n"
	                           "    2 root         0 SW<  [kthreadd]\n"
	                           "  310 root     12.5m S <  /usr/bin/udhcpd -f\n"));

	(void)state;
	assert_int_equal(r->bad_lines, 0);
	assert_int_equal(rows_process(r, 1)->vsz_kb, 1540);
	assert_int_equal(rows_process(r, 310)->vsz_kb, 12800);
	assert_text(rows_process(r, 310)->state, "S <");
	assert_text(rows_process(r, 310)->comm, "udhcpd");
	rows_free(r);

	r = rows_of(
		"ps", "x",
		S("USER     PID   PPID  VSIZE  RSS     WCHAN    PC         NAME\n"
	          "root      1     0     8904   772   c0129d18 00026f5c S /init\n"
	          "u0_a12    1204  190   490124 51200 ffffffff 40037ebc S com.android.launcher\n"));
	assert_text(rows_process(r, 1)->comm, "init");
	assert_text(rows_process(r, 1204)->state, "S");
	assert_int_equal(rows_process(r, 1204)->rss_kb, 51200);
	assert_text(rows_process(r, 1204)->command_line, "com.android.launcher");
	rows_free(r);

	r = rows_of(
		"ps", "x",
		S("LABEL                          USER           PID   TID  PPID     VSZ    RSS WCHAN            ADDR S  PRI  NI RTPRIO SCH PCY     TIME CMD\n"
	          "u:r:init:s0                    root             1     1     0 10782796  9120 do_epoll_wait       0 S   19   0      -   0  fg 00:00:04 init\n"
	          "u:r:system_server:s0           system        1500  1500   700 20782796 412000 do_epoll_wait      0 S   21  -2      -   0  fg 00:10:04 system_server\n"
	          "u:r:system_server:s0           system        1500  1507   700 20782796 412000 do_epoll_wait      0 S   21  -2      -   0  fg 00:00:04 Signal Catcher\n"));
	assert_int_equal(r->r.n_process, 2);
	assert_int_equal(rows_process(r, 1500)->rss_kb, 412000);
	rows_free(r);
}

static void ps_of_the_crash_utility_is_read(void **state)
{
	struct rows *r = rows_of(
		"ps", "x",
		S("   PID    PPID  CPU       TASK        ST  %MEM     VSZ    RSS  COMM\n"
	          ">     0      0   0  ffffffff81a8d020  RU   0.0       0      0  [swapper]\n"
	          "   1204      1   0  ffff88007a2c0aa0  IN   0.3   52400   3120  rs:main Q:Reg\n"));

	(void)state;
	assert_int_equal(r->bad_lines, 0);
	assert_text(rows_process(r, 0)->comm, "swapper");
	assert_text(rows_process(r, 1204)->state, "IN");
	assert_int_equal(rows_process(r, 1204)->rss_kb, 3120);
	rows_free(r);
}

static void warnings_may_come_first_and_damage_is_counted(void **state)
{
	struct rows *r = rows_of(
		"ps", "x",
		S("your 131072x1 screen size is bogus. expect trouble\n"
	          "USER        PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
	          "root          1  0.0  0.1 193704  5088 ?        Ss   Jan10   6:52 /sbin/init\n"
	          "second line of a command\n"
	          "root          2  0.0  0.0      0     0 ?        S    Jan10   0:02 [kthreadd]\n"
	          "root          3  0.0\n"));

	(void)state;
	assert_int_equal(r->r.n_process, 3);
	assert_int_equal(r->bad_lines, 2);
	assert_false(fact_has(rows_process(r, 3), vsz_kb));
	rows_free(r);
}

static void other_tables_with_pids_are_none(void **state)
{
	(void)state;
	assert_null(
		rows_probe("x", S("COMMAND     PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME\n"
	                          "systemd       1 root  cwd    DIR    8,1     4096    2 /\n")));
	assert_null(rows_probe("x", S("                     USER        PID ACCESS COMMAND\n"
	                              "/mnt:                root        812 ..c.. bash\n")));
	assert_null(rows_probe(
		"x", S("COMMAND            PID  TYPE SIZE MODE  M START END PATH\n"
	               "cron               610 FLOCK   4B WRITE 0     0   0 /run/crond.pid\n")));
	assert_null(rows_probe(
		"x", S("PID USER COMMAND are the columns that we print\nand this is prose\n")));
	assert_null(rows_probe("x", S("  PID TTY          TIME CMD\n")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aux_gives_sizes_states_and_commands),
		cmocka_unit_test(threads_are_no_processes),
		cmocka_unit_test(long_layouts_have_parents_and_user_ids),
		cmocka_unit_test(columns_are_what_the_header_says),
		cmocka_unit_test(names_without_brackets_are_whole_names),
		cmocka_unit_test(trees_are_no_part_of_commands),
		cmocka_unit_test(busybox_and_android_are_ps_too),
		cmocka_unit_test(ps_of_the_crash_utility_is_read),
		cmocka_unit_test(warnings_may_come_first_and_damage_is_counted),
		cmocka_unit_test(other_tables_with_pids_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
