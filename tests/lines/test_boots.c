// SPDX-License-Identifier: Apache-2.0
// source: lines made by hand after init/main.c, drivers/firmware/dmi_scan.c, drivers/rtc/class.c,
// arch/x86/kernel/setup.c and journalctl(1)
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "parsers/base/clock.h"
#include "parsers/base/sbuf.h"
#include "tests/lines/feed.h"

#define BANNER "Linux version 6.1.0-13-amd64 (x@y) (gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP"

static void banner_and_its_neighbours_are_read(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed,
	     S("[    0.000000] " BANNER "\n"
	       "[    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet\n"
	       "[    0.000000] DMI: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-1\n"
	       "[    1.500000] rtc_cmos 00:04: setting system clock to 2022-05-03T10:00:00 UTC (1651572000)\n"
	       "[  123.456789] Hardware name: another\n"
	       "[  124.000000] Kernel Offset: 0x1c000000 from 0xffffffff81000000 (relocation range: x)\n"));
	assert_int_equal(fed.n_boots, 1);
	const struct boot *b = &fed.boots[0];
	assert_true(slice_is(b->kernel_release, "6.1.0-13-amd64"));
	assert_true(slice_starts(b->kernel_version, S("6.1.0-13-amd64 (x@y)")));
	assert_true(slice_is(b->arch, "x86_64"));
	assert_true(slice_is(b->command_line, "BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet"));
	assert_true(slice_is(b->hardware, "QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-1"));
	assert_int_equal(b->flags, BOOT_HAS_START | BOOT_HAS_KASLR);
	assert_int_equal(b->started_us, 1651572000000000 - 1500000);
	assert_int_equal(b->kaslr_offset, 0x1c000000);
	assert_int_equal(b->first_mono_us, 0);
	assert_int_equal(b->last_mono_us, 124000000);
	assert_int_equal(b->first_line, 1);
	fed_deinit(&fed);
}

struct split {
	const char *text;
	const char *boots; /**< the boot of each line */
};

static const struct split splits[] = {
	// a banner
	{ "[    0.000000] " BANNER "\n[    9.000000] x\n[    0.000000] " BANNER
	  "\n[    1.000000] x\n",
	  "0011" },
	// lines of the new boot before its banner
	{ "[    0.000000] " BANNER
	  "\n[    9.000000] x\n[    0.000000] Booting Linux on physical CPU 0x0\n"
	  "[    0.000000] " BANNER "\n[    1.000000] x\n",
	  "00111" },
	// a clock that goes back, without banner
	{ "[  900.000000] x\n[  901.000000] x\n[    2.000000] x\n[    3.000000] x\n", "0011" },
	// CPUs that are behind
	{ "[  900.000000] x\n[  899.500000] x\n[  900.100000] x\n", "000" },
	{ "[  900.000000] x\n[  885.000000] x\n[  885.000000] x\n", "000" },
	// one stamp is damaged
	{ "[  900.000000] x\n[    9.000000] x\n[  900.100000] x\n", "000" },
	{ "[  900.000000] x\n[9900900.000000] x\n[  900.100000] x\n[  900.200000] x\n", "0000" },
	// another CPU's clock before it is set
	{ "[    0.050000] x\n[83973665.000000] x\n[83973665.100000] x\n[    0.057000] x\n[    0.060000] x\n",
	  "00000" },
	// the early console is left and the log comes again
	{ "[    0.000000] " BANNER "\n[    2.500000] x\n"
	  "[    2.568752] printk: bootconsole [earlyser0] disabled\n"
	  "[    0.000000] " BANNER "\n[    2.500000] x\n[    2.600000] x\n",
	  "000000" },
	// a program prints old messages
	{ "[  900.000000] x\nlogin: [    5.000000] x\nlogin: [    6.000000] x\n[  901.000000] x\n",
	  "0000" },
	// no stamps
	{ BANNER "\nx\n" BANNER "\nx\n", "0011" },
	// journalctl says so
	{ "May 03 10:00:00 h kernel: x\n-- Reboot --\nMay 03 10:00:00 h kernel: x\n"
	  "May 03 10:00:00 h kernel: " BANNER "\n",
	  "0111" },
	{ "-- Boot b5f1e9b1c9e64e6f8a5c8d8a1b2c3d4e --\n[   50.000000] h kernel: x\n"
	  "-- Boot b5f1e9b1c9e64e6f8a5c8d8a1b2c3d4f --\n[    0.000000] h kernel: " BANNER "\n",
	  "0011" },
	// a program's version is no banner
	{ "[    0.000000] " BANNER "\n[    9.000000] x\n" BANNER "\n[   10.000000] x\n", "0000" },
	// the boot id decides
	{ "{\"MESSAGE\":\"x\",\"_BOOT_ID\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\","
	  "\"__MONOTONIC_TIMESTAMP\":\"900000000\",\"_TRANSPORT\":\"kernel\"}\n"
	  "{\"MESSAGE\":\"x\",\"_BOOT_ID\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\","
	  "\"__MONOTONIC_TIMESTAMP\":\"900\",\"_TRANSPORT\":\"kernel\"}\n"
	  "{\"MESSAGE\":\"x\",\"_BOOT_ID\":\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\","
	  "\"__MONOTONIC_TIMESTAMP\":\"901\",\"_TRANSPORT\":\"kernel\"}\n"
	  "{\"MESSAGE\":\"x\",\"_BOOT_ID\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\","
	  "\"__MONOTONIC_TIMESTAMP\":\"902\",\"_TRANSPORT\":\"kernel\"}\n",
	  "0010" },
};

static void boots_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(splits) / sizeof(splits[0]); i++) {
		struct fed fed = { 0 };
		char boots[16] = "";
		feed_pieces(&fed, slice_str(splits[i].text), SIZE_MAX, NULL, 1654041600000000);
		assert_true(fed.n < sizeof(boots));
		for (size_t j = 0; j < fed.n; j++)
			boots[j] = '0' + (char)fed.r[j].boot;
		print_message("%s", splits[i].text);
		assert_string_equal(boots, splits[i].boots);
		fed_deinit(&fed);
	}
}

static void replayed_log_is_marked(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, slice_str(splits[8].text));
	for (size_t i = 0; i < fed.n; i++)
		assert_int_equal(fed.r[i].flags & RECORD_REPLAY,
		                 i == 3 || i == 4 ? RECORD_REPLAY : 0);
	fed_deinit(&fed);
}

struct arch_row {
	const char *text, *arch;
};

static const struct arch_row arch_rows[] = {
	{ "Linux version 3.10.0-229.el7.x86_64 (b@h) (gcc version 4.8.3) #1 SMP", "x86_64" },
	{ "Linux version 2.6.38.6-27.fc15.i686 (b@h) (gcc version 4.6.0) #1 SMP", "i386" },
	{ "Linux version 5.15.0-41-generic (buildd@lcy02-amd64-105) (aarch64-linux-gnu-gcc 9) #1",
	  "arm64" },
	{ "Linux version 5.4.0 (b@h) (riscv64-unknown-linux-gnu-gcc 10) #1", "riscv" },
	{ "Linux version 5.4.0-ppc64le (b@h) (gcc 10) #1", "ppc64" },
	{ "Linux version 4.8.0 (b@h) (gcc 5) #1\nx86/fpu: Legacy x87 FPU detected.", "x86_64" },
	{ "Linux version 4.8.0 (b@h) (gcc 5) #1\nBIOS-provided physical RAM map:\n0MB HIGHMEM available.",
	  "i386" },
	{ "Linux version 4.8.0 (b@h) (gcc 5) #1\nCPU: ARMv7 Processor [413fc082] revision 2 (ARMv7)",
	  "arm" },
	{ "Linux version 4.8.0 (b@h) (gcc 5) #1\nBoot CPU: AArch64 Processor [410fd033]", "arm64" },
	{ "Linux version 4.8.0 (b@h) (gcc 5) #1\nBooting Linux on physical CPU 0x0000000000 [0x410fd083]",
	  "arm64" },
	{ "Linux version 4.8.0 (b@h) (gcc 5) #1\nUsing PowerMac machine description", "ppc" },
	{ "Linux version 4.8.0 (b@h) (gcc 5) #1\nsetup: Linux is running as a z/VM guest", "s390" },
	{ "Linux version 4.8.0 (b@h) (gcc 5) #1\nCPU0 revision is: 0001992c", "mips" },
};

static void architecture_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(arch_rows) / sizeof(arch_rows[0]); i++) {
		struct fed fed = { 0 };
		print_message("%s\n", arch_rows[i].text);
		feed(&fed, slice_str(arch_rows[i].text));
		assert_int_equal(fed.n_boots, 1);
		assert_true(slice_eq(fed.boots[0].arch, slice_str(arch_rows[i].arch)));
		assert_string_equal(fed.stats->format->name, "dmesg");
		fed_deinit(&fed);
	}
}

static void time_of_day_comes_from_lines_with_both_clocks(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	// rsyslog started late: the earlier message waited for 7 s
	feed(&fed, S("2022-05-03T10:00:10Z h kernel: [    2.000000] x\n"
	             "2022-05-03T10:00:11Z h kernel: [   10.000000] x\n"
	             "2022-05-03T10:00:13Z h kernel: [   11.500000] x\n"));
	assert_int_equal(fed.n_boots, 1);
	assert_int_equal(fed.boots[0].flags, BOOT_HAS_START);
	assert_int_equal(fed.boots[0].started_us, 1651572001000000);
	assert_true(slice_is(fed.boots[0].host, "h"));
	fed_deinit(&fed);
}

static bool wants_nothing(void *ctx, struct slice block)
{
	(void)ctx;
	(void)block;
	return false;
}

static void boots_are_found_in_passed_blocks(void **state)
{
	struct sbuf log = { 0 };
	struct fed fed = { .wants = wants_nothing };

	(void)state;
	for (size_t i = 0; i < 30000; i++) {
		size_t at = i % 10000;
		if (at == 0)
			sbuf_puts(&log, "[    0.000000] " BANNER "\n");
		else
			sbuf_printf(&log, "[%5zu.%06zu] usb 1-1: some message\n", at / 10, at);
	}
	feed(&fed, sbuf_slice(&log));
	assert_int_equal(fed.n, 0);
	assert_int_equal(fed.stats->lines, 30000);
	assert_int_equal(fed.n_boots, 3);
	assert_int_equal(fed.boots[1].first_line, 10001);
	assert_int_equal(fed.boots[2].last_mono_us, 999009999);
	assert_string_equal(fed.stats->format->name, "dmesg");
	fed_deinit(&fed);
	sbuf_deinit(&log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(banner_and_its_neighbours_are_read),
		cmocka_unit_test(boots_are_told_apart),
		cmocka_unit_test(replayed_log_is_marked),
		cmocka_unit_test(architecture_is_found),
		cmocka_unit_test(time_of_day_comes_from_lines_with_both_clocks),
		cmocka_unit_test(boots_are_found_in_passed_blocks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
