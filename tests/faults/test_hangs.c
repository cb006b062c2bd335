// SPDX-License-Identifier: Apache-2.0
/* Hangs, hardware, I/O and file system errors: what belongs together and whose stack is whose.  Logs
 * written by hand after the kernel's print formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "parsers/faults/episode.h"
#include "parsers/faults/state_dump.h"
#include "tests/faults/feed.h"

#define BANNER "[    0.000000] Linux version 6.1.0 (me@host) (gcc 12) #1 SMP\n"

static const struct fault *find(const struct feed *feed, enum fault_kind kind)
{
	for (size_t i = 0; i < feed->n; i++)
		if (feed->faults[i]->kind == kind)
			return feed->faults[i];
	return NULL;
}

static size_t count(const struct feed *feed, enum fault_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < feed->n; i++)
		n += feed->faults[i]->kind == kind;
	return n;
}

static void task_state_lines_of_all_ages(void **state)
{
	static const struct {
		const char *line, *comm;
		char state;
		int64_t pid;
	} rows[] = {
		{ "umount        D ffff880028215980     0 49438  49437 0x00000080", "umount", 'D',
		  49438 },
		{ "my flusher    D ffff880028215980     0    12      1 0x00000080", "my flusher",
		  'D', 12 },
		{ "jbd2/sda-8      D22600  3563      2 0x80000000", "jbd2/sda-8", 'D', 3563 },
		{ "swapper/0       R  running task    25256     1      0 0x00000008", "swapper/0",
		  'R', 1 },
		{ "D               D    0  3120   2460 0x00004080", "D", 'D', 3120 },
		{ "task:kworker/1:0     state:D stack:26904 pid:17    tgid:17    ppid:2      flags:0x0",
		  "kworker/1:0", 'D', 17 },
		{ "task:a state b       state:R  running task     stack:    0 pid:   61 ppid:     2 flags:0x0",
		  "a state b", 'R', 61 },
	};
	struct task_state t;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_true(task_state_parse(slice_str(rows[i].line), &t));
		assert_slice(t.comm, rows[i].comm);
		assert_int_equal(t.state, rows[i].state);
		assert_int_equal(t.pid, rows[i].pid);
	}
	assert_false(task_state_parse(S("usb 1-1: new high-speed USB device number 2"), &t));
	assert_false(task_state_parse(S(" __schedule+0x1190/0x5de0"), &t));
	assert_false(task_state_parse(S(""), &t));
}

static void task_name_may_hold_the_separator(void **state)
{
	struct slice comm;
	int64_t pid;

	(void)state;
	assert_true(task_cut(S("kworker/1:0:17"), ':', &comm, &pid));
	assert_slice(comm, "kworker/1:0");
	assert_int_equal(pid, 17);
	assert_true(task_cut(S("swapper/1/0"), '/', &comm, &pid));
	assert_slice(comm, "swapper/1");
	assert_false(task_cut(S("no pid"), ':', &comm, &pid));
	assert_false(task_cut(S("x:12y"), ':', &comm, &pid));
}

static void partitions_are_on_their_disk(void **state)
{
	(void)state;
	assert_slice(disk_of(S("sda1")), "sda");
	assert_slice(disk_of(S("sdaa12")), "sdaa");
	assert_slice(disk_of(S("nvme0n1p2")), "nvme0n1");
	assert_slice(disk_of(S("mmcblk0p1")), "mmcblk0");
	assert_slice(disk_of(S("dm-3")), "dm-3");
	assert_slice(disk_of(S("md127")), "md127");
	assert_slice(disk_of(S("loop7")), "loop7");
}

static void an_io_error_inside_an_oops_is_beside_it(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   10.000000] BUG: kernel NULL pointer dereference, address: 0000000000000010\n"
		"[   10.000001] CPU: 0 PID: 1 Comm: one Not tainted 6.1.0 #1\n"
		"[   10.000002] RIP: 0010:first+0x1/0x2\n"
		"[   10.000003] I/O error, dev sda, sector 88 op 0x1:(WRITE) flags 0x800\n"
		"[   10.000004] Buffer I/O error on dev sda1, logical block 11, lost async page write\n"
		"[   10.000005] Call Trace:\n"
		"[   10.000006]  caller+0x1/0x2\n"
		"[   10.000007] ---[ end trace 0000000000000000 ]---\n");
	assert_int_equal(feed.n, 2);
	const struct fault *oops = find(&feed, FAULT_OOPS), *io = find(&feed, FAULT_IO_ERROR);
	assert_non_null(oops);
	assert_non_null(io);
	assert_int_equal(oops->last_line, 8);
	assert_int_equal(oops->stacks[0].n_frames, 2);
	assert_int_equal(io->first_line, 4);
	assert_int_equal(io->last_line, 5);
	assert_false(fact_has(io, pid));
	feed_free(&feed);
}

static void a_storm_of_one_disk_is_one_fault(void **state)
{
	char text[64 * 200];
	size_t n = 0;
	struct feed feed;

	(void)state;
	for (int i = 0; i < 100; i++)
		n += snprintf(
			text + n, sizeof(text) - n,
			"[  100.%06d] I/O error, dev sda, sector %d op 0x0:(READ) flags 0x0\n", i,
			i * 8);
	feed_text(&feed, text);
	assert_int_equal(feed.n, 1);
	assert_int_equal(feed.faults[0]->last_line, 100);
	assert_slice(feed.faults[0]->detail, "sda");
	feed_free(&feed);
}

static void each_segfault_is_a_fault(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[  100.000001] a[10]: segfault at 8 ip 00007f56 sp 00007f54 error 4 in libc.so[7f00+1000]\n"
		"[  100.000002] Code: 41 54 45\n"
		"[  100.000003] b[11]: segfault at 9 ip 00007f56 sp 00007f54 error 14\n"
		"[  100.000004] c[12]: segfault at 0 ip 00007f56 sp 00007f54 error 6 in c[7f00+1000]\n"
		"[  100.000005] Code: 41 54 45\n");
	assert_int_equal(count(&feed, FAULT_SEGFAULT), 3);
	assert_int_equal(feed.faults[0]->last_line, 2);
	assert_slice(feed.faults[0]->access, "read");
	assert_slice(feed.faults[1]->access, "exec");
	assert_slice(feed.faults[1]->detail, NULL);
	assert_slice(feed.faults[2]->access, "write");
	assert_int_equal(feed.faults[2]->last_line, 5);
	feed_free(&feed);
}

static void hung_task_is_not_its_detector(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[  246.000001] INFO: task cat:17 blocked for more than 143 seconds.\n"
		"[  246.000002]       Tainted: G S      W  O       6.1.0-rc1 #2\n"
		"[  246.000003] task:cat             state:D stack:26904 pid:17    ppid:2      flags:0x00004000\n"
		"[  246.000004] Call Trace:\n"
		"[  246.000005]  __schedule+0x1190/0x5de0\n"
		"[  246.000006]  waits+0x10/0x20\n"
		"[  246.000007] NMI backtrace for cpu 0\n"
		"[  246.000008] CPU: 0 PID: 35 Comm: khungtaskd Tainted: G S      W  O       6.1.0-rc1 #2\n"
		"[  246.000009] Call Trace:\n"
		"[  246.000010]  watchdog+0xf0e/0x1260\n");
	const struct fault *f = feed_one(&feed);
	assert_slice(f->comm, "cat");
	assert_int_equal(f->pid, 17);
	assert_slice(f->taint, "GSWO");
	assert_slice(f->kernel_release, "6.1.0-rc1");
	assert_false(fact_has(f, cpu));
	assert_true(f->duration_s == 143.0);
	assert_int_equal(f->n_stacks, 2);
	assert_int_equal(f->stacks[0].role, STACK_FAULT);
	assert_int_equal(f->stacks[1].role, STACK_PRINTER);
	feed_free(&feed);
}

static void stall_blames_the_stalled_cpu_among_all(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[  100.000001] INFO: rcu_sched detected stalls on CPUs/tasks: { 1} (detected by 0, t=65002 jiffies)\n"
		"[  100.000002] sending NMI to all CPUs:\n"
		"[  100.000003] NMI backtrace for cpu 0\n"
		"[  100.000004] CPU: 0 PID: 10 Comm: detector Not tainted 3.10.0 #1\n"
		"[  100.000005] Call Trace:\n"
		"[  100.000006]  [<ffffffff81012345>] print_other_cpu_stall+0x10/0x20\n"
		"[  100.000007] NMI backtrace for cpu 1\n"
		"[  100.000008] CPU: 1 PID: 11 Comm: culprit Not tainted 3.10.0 #1\n"
		"[  100.000009] Call Trace:\n"
		"[  100.000010]  [<ffffffff81012399>] spins+0x10/0x20\n");
	const struct fault *f = feed_one(&feed);
	assert_slice(f->comm, "culprit");
	assert_int_equal(f->cpu, 1);
	const struct stack *s = fault_stack(f, STACK_FAULT);
	assert_non_null(s);
	assert_slice(s->frames[0].function, "spins");
	feed_free(&feed);
}

static void reboot_without_a_word_is_told_from_a_shutdown(void **state)
{
#define BOOT_AGAIN \
	"SeaBIOS (version 1.8.2)\nDecompressing Linux... Parsing ELF... done.\nBooting the kernel.\n" BANNER
	static const struct {
		const char *text;
		size_t reboots;
	} rows[] = {
		{ BANNER "[  500.000000] eth0: link up\n" BOOT_AGAIN, 1 },
		{ BANNER "[  500.000000] reboot: Restarting system\n" BOOT_AGAIN, 0 },
		{ BANNER "[  500.000000] kexec_core: Starting new kernel\n" BOOT_AGAIN, 0 },
		{ BANNER "[  500.000000] Kernel panic - not syncing: no way\n" BOOT_AGAIN, 0 },
		{ BOOT_AGAIN, 0 }, // nothing ran before
		{ BANNER "[  500.000000] fuse: Unknown parameter 'Booting the kernel.'\n", 0 },
	};
	struct feed feed;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		feed_text(&feed, rows[i].text);
		assert_int_equal(count(&feed, FAULT_REBOOT), rows[i].reboots);
		feed_free(&feed);
	}
}

static void text_of_a_program_is_no_report(void **state)
{
	static const char *const texts[] = {
		"BUG: kernel boot hang\n",
		"BUG: something a test prints\nand nothing more\n",
		"INFO: Generating a skipfile\n",
		"Re: [syzbot] INFO: rcu detected stall in ext4_file_write_iter\n",
		"BUG: sleeping function called from invalid context in console_lock\n",
		"BUG: scheduling while atomic in exit_to_user_mode_prepare\n",
		"BUG: spinlock bad magic in tcp_nuke_addr\n",
		"BUG: soft lockup in sys_rmdir\n",
		"INFO: task hung in rtnl_lock\n",
		"BUG: Dentry still in use in unmount\n",
		"unregister_netdevice: waiting for DEV to become free (2)\n",
		"thread 'main' panicked at src/main.rs:1:2:\n",
		"[   10.000000] EXT4-fs (sda1): mounted filesystem with ordered data mode\n",
		"[   10.000000] XFS (sda1): Ending clean mount\n",
		"[   10.000000] ata1: SATA link up 6.0 Gbps (SStatus 133 SControl 300)\n",
		"[   10.000000] nvme nvme0: 8/0/0 default/read/poll queues\n",
		"[   10.000000] EDAC MC: Ver: 3.0.0\n",
		"[   10.000000] EDAC MC0: Giving out device to module skx_edac\n",
		"[   10.000000] pcieport 0000:00:1c.0: AER: enabled with IRQ 122\n",
		"[   10.000000] rcu: Hierarchical RCU implementation.\n",
		"[   10.000000] rcu: INFO: Stall ended before state dump start\n",
		"[   10.000000] INFO: NMI handler (perf_event_nmi_handler) took too long to run: 1.2 msecs\n",
		"[   10.000000] workqueue: do_cache_clean hogged CPU for >10000us 4 times\n",
		"[   10.000000] watchdog: Delayed init of the lockup detector failed: -19\n",
		"[   10.000000] NMI watchdog: Enabled. Permanently consumes one hw-PMU counter.\n",
		"[   10.000000] MCE: In-kernel MCE decoding enabled.\n",
		"[   10.000000] mce: CPU0: Thermal monitoring enabled (TM1)\n",
		"[   10.000000] CPU0: Core temperature above threshold, cpu clock throttled (total events = 1)\n",
	};
	struct feed feed;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		feed_text(&feed, texts[i]);
		if (feed.n)
			fail_msg("a fault of: %s", texts[i]);
		feed_free(&feed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(task_state_lines_of_all_ages),
		cmocka_unit_test(task_name_may_hold_the_separator),
		cmocka_unit_test(partitions_are_on_their_disk),
		cmocka_unit_test(an_io_error_inside_an_oops_is_beside_it),
		cmocka_unit_test(a_storm_of_one_disk_is_one_fault),
		cmocka_unit_test(each_segfault_is_a_fault),
		cmocka_unit_test(hung_task_is_not_its_detector),
		cmocka_unit_test(stall_blames_the_stalled_cpu_among_all),
		cmocka_unit_test(reboot_without_a_word_is_told_from_a_shutdown),
		cmocka_unit_test(text_of_a_program_is_no_report),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
