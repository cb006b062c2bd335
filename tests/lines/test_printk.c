// SPDX-License-Identifier: Apache-2.0
// source: lines made by hand after info_print_prefix() and print_caller() of kernel/printk/printk.c
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <stdio.h>

#include <cmocka.h>

#include "tests/lines/feed.h"

struct row {
	const char *line;
	uint32_t flags; /**< exactly these */
	int64_t mono_us;
	int level, facility;
	uint32_t caller;
	const char *text;
};

#define MONO   (RECORD_HAS_MONO | RECORD_KERNEL)
#define LEVEL  (RECORD_HAS_LEVEL | RECORD_HAS_FACILITY)
#define CALLER RECORD_HAS_CALLER
#define CPU(n) ((n) | RECORD_CALLER_CPU)

static const struct row rows[] = {
	{ "[   12.345678] usb 1-1: new device", MONO, 12345678, 0, 0, 0, "usb 1-1: new device" },
	{ "[    0.000000]  dump_stack+0x41/0x60", MONO, 0, 0, 0, 0, " dump_stack+0x41/0x60" },
	{ "[123456.000001] x", MONO, 123456000001, 0, 0, 0, "x" },
	{ "[   12.345678][  T123] BUG: x", MONO | CALLER, 12345678, 0, 0, 123, "BUG: x" },
	{ "[   12.345678][    C1]  x", MONO | CALLER, 12345678, 0, 0, CPU(1), " x" },
	{ "[   12.345678] [   T123]  x", MONO | CALLER, 12345678, 0, 0, 123, " x" },
	{ "[ 12.345678][ T7] x", MONO | CALLER, 12345678, 0, 0, 7, "x" },
	{ "[   12.345678][ T123@C0] x", MONO | CALLER, 12345678, 0, 0, 123, "x" },
	{ "<4>[   12.345678] x", MONO | LEVEL, 12345678, 4, 0, 0, "x" },
	{ "<4>[   12.345678][    C0] x", MONO | LEVEL | CALLER, 12345678, 4, 0, CPU(0), "x" },
	{ "<6>usb 1-1: x", RECORD_KERNEL | LEVEL, 0, 6, 0, 0, "usb 1-1: x" },
	{ "[   12.345678]", MONO, 12345678, 0, 0, 0, "" },
	{ "[   12.345678] ", MONO, 12345678, 0, 0, 0, "" },
	{ "[    2.089098]  (1)[1:swapper/0]sdhci: x", MONO | CALLER, 2089098, 0, 0, 1, "sdhci: x" },
	{ "[    2.089098] (3)[200:Thread-5]x", MONO | CALLER, 2089098, 0, 0, 200, "x" },
	{ "[    2.089098]-(0)[0:swapper/0]x", MONO | CALLER, 2089098, 0, 0, 0, "x" },
	{ "[    2.089098] [0:      swapper/0:    1] x", MONO | CALLER, 2089098, 0, 0, 1, "x" },
	{ "[    2.089098] [8086:1237] type 00", MONO, 2089098, 0, 0, 0, "[8086:1237] type 00" },
	{ "[    2.089098] (1) x", MONO, 2089098, 0, 0, 0, "(1) x" },
	{ "[    2.089098] [ 1667]     0  1667", MONO, 2089098, 0, 0, 0, "[ 1667]     0  1667" },
	{ "[ \xc2\xa0 52.584914] BUG: x", MONO, 52584914, 0, 0, 0, "BUG: x" },
	{ "    [   18.051123] BUG: x", MONO, 18051123, 0, 0, 0, "BUG: x" },
	{ "\t[   18.051123]  x", MONO, 18051123, 0, 0, 0, " x" },
	{ "> > [   18.051123] BUG: x", MONO, 18051123, 0, 0, 0, "BUG: x" },
	{ "syzkaller login: [   16.305150][    T1] INFO: x", MONO | CALLER, 16305150, 0, 0, 1,
	  "INFO: x" },
	{ "[10:53] <biju> [    3.384408] Unable", MONO, 3384408, 0, 0, 0, "Unable" },
	{ "/ # <4>[    4.886528] x", MONO | LEVEL, 4886528, 4, 0, 0, "x" },
	{ "Welcome[   50.869567] x", MONO, 50869567, 0, 0, 0, "x" },
	{ "Call Trace:", 0, 0, 0, 0, 0, "Call Trace:" },
	{ "  [<ffffffff81000000>] f+0x1/0x2", 0, 0, 0, 0, 0, "  [<ffffffff81000000>] f+0x1/0x2" },
	{ "[    12.345] (II) Loading extension GLX", 0, 0, 0, 0, 0,
	  "[    12.345] (II) Loading extension GLX" },
	{ "see [1.234567] for this", 0, 0, 0, 0, 0, "see [1.234567] for this" },
	{ "", 0, 0, 0, 0, 0, "" },
};

static void prefixes_are_taken_off(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct fed fed = { 0 };
		char text[256];
		snprintf(text, sizeof(text), "%s\n", row->line);
		feed(&fed, slice_str(text));
		print_message("%s\n", row->line);
		assert_int_equal(fed.n, 1);
		const struct record *r = &fed.r[0];
		assert_string_equal(r->text.p, row->text);
		assert_string_equal(r->raw.p, row->line);
		assert_int_equal(r->flags, row->flags);
		assert_int_equal(r->mono_us, row->mono_us);
		assert_int_equal(r->level, row->level);
		assert_int_equal(r->facility, row->facility);
		assert_int_equal(r->caller, row->caller);
		assert_int_equal(r->off, 0);
		assert_int_equal(r->end_off, strlen(text));
		fed_deinit(&fed);
	}
}

static void two_messages_on_a_line_are_two_records(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("a\n[    2.092539] find path[    2.092953]  (0)[77:kworker/u16:1]reg\nb\n"));
	assert_int_equal(fed.n, 4);
	assert_string_equal(fed.r[1].text.p, "find path");
	assert_string_equal(fed.r[2].text.p, "reg");
	assert_int_equal(fed.r[2].mono_us, 2092953);
	assert_int_equal(fed.r[2].caller, 77);
	assert_int_equal(fed.r[1].off, 2);
	assert_int_equal(fed.r[1].end_off, 2 + 24);
	assert_int_equal(fed.r[2].off, 2 + 24);
	assert_int_equal(fed.r[2].line, 2);
	assert_int_equal(fed.r[3].line, 3);
	assert_string_equal(fed.r[3].text.p, "b");
	fed_deinit(&fed);
}

static void lost_messages_are_counted(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("** 2499 printk messages dropped ** [   60.095515] CPU: 1\n"
	             "x\n"
	             "** 1 printk messages dropped **\n"
	             "<4>[   61.000000] y\n"));
	assert_int_equal(fed.n, 4);
	assert_int_equal(fed.r[0].lost, 2499);
	assert_string_equal(fed.r[0].text.p, "CPU: 1");
	assert_int_equal(fed.r[1].lost, 0);
	assert_int_equal(fed.r[2].lost, 1);
	assert_int_equal(fed.r[3].lost, 0);
	assert_int_equal(fed.stats->lost, 2500);
	fed_deinit(&fed);
}

static void replayed_message_is_marked(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed,
	     S("** replaying previous printk message **\n[    1.000000] x\n[    1.100000] y\n"));
	assert_int_equal(fed.r[1].flags & RECORD_REPLAY, RECORD_REPLAY);
	assert_int_equal(fed.r[2].flags & RECORD_REPLAY, 0);
	fed_deinit(&fed);
}

static void console_escapes_are_taken_out(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("Booting from ROM..\033c\033[?7l\033[2J[    0.000000] Linux\r\n"
	             "[\033[0;32m  OK  \033[0m] Started \033[0;1;39mX\033[0m.\r\n"
	             "\0\0\0[    1.000000] a\0b\r\r\n"));
	assert_int_equal(fed.n, 3);
	assert_string_equal(fed.r[0].text.p, "Linux");
	assert_true(fed.r[0].flags & RECORD_ESCAPED);
	assert_string_equal(fed.r[1].text.p, "[  OK  ] Started X.");
	assert_string_equal(fed.r[2].text.p, "ab");
	assert_int_equal(fed.r[2].mono_us, 1000000);
	fed_deinit(&fed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prefixes_are_taken_off),
		cmocka_unit_test(two_messages_on_a_line_are_two_records),
		cmocka_unit_test(lost_messages_are_counted),
		cmocka_unit_test(replayed_message_is_marked),
		cmocka_unit_test(console_escapes_are_taken_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
