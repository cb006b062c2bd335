// SPDX-License-Identifier: Apache-2.0
// source: beginnings of files made by hand after proc(5), ps(1), valgrind(1) and C programs
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/lines/feed.h"

static const char *const no_logs[] = {
	"MemTotal:       16303912 kB\nMemFree:          990732 kB\n",
	"USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n"
	"root           1  0.0  0.1 168284 12888 ?        Ss   May03   0:05 /sbin/init\n",
	"==1929== Memcheck, a memory error detector\n==1929== Invalid read of size 1\n",
	"#include <stdio.h>\n\nint main(void)\n{\n\treturn 0;\n}\n",
	"Node 0, zone      DMA\n  per-node stats\n      nr_inactive_anon 230981\n",
	"slabinfo - version: 2.1\n# name            <active_objs> <num_objs>\n",
	"0xce000000-0xcf000000 16777216 iotable_init+0x0/0xb4 phys=e000000 ioremap\n",
	"{\n  \"name\": \"x\"\n}\n",
	"{\"level\":\"info\",\"msg\":\"x\"}\n",
	"2012-07-02 10:22:40,672 DEBUG foo bar\n2012-07-02T10:22:40Z INFO x\n",
	"[    12.345] (II) Loading extension GLX\n[    12.346] (==) x\n",
	"May be 10:00:00 this is\nMonday\n",
	"\x7f"
	"ELF\x02\x01\x01\x03\x80\xff\n\x01\x02\n<\n[\n_\n{\n",
	"<html>\n<3>\n",
	"",
	"\n\n\n",
};

static void other_texts_are_no_logs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(no_logs) / sizeof(no_logs[0]); i++) {
		struct fed fed = { 0 };
		print_message("%s", no_logs[i]);
		feed(&fed, slice_str(no_logs[i]));
		if (i != 13) // "<3>" alone is a message without text
			assert_null(fed.stats->format);
		assert_int_equal(fed.n_boots, i == 13);
		assert_int_equal(fed.stats->bad_records, 0);
		fed_deinit(&fed);
	}
}

static void stray_line_makes_no_log(void **state)
{
	struct fed fed = { 0 };
	char text[8192] = "";

	(void)state;
	for (size_t i = 0; i < 500; i++)
		strcat(text, "some prose\n");
	strcat(text, "[   12.345678] a line out of a log\n");
	feed(&fed, slice_str(text));
	assert_null(fed.stats->format);
	assert_int_equal(fed.stats->kernel_lines, 1);
	fed_deinit(&fed);
}

static void most_lines_decide(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("[    1.000000] a\n"
	             "May  3 10:00:00 h kernel: b\n"
	             "[    1.000000] c\n"));
	assert_string_equal(fed.stats->format->name, "dmesg");
	fed_deinit(&fed);
}

static void pstore_parts_are_known(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("Oops#1 Part2\n<4>[   12.000000] b\nOops#1 Part1\n<4>[    9.000000] a\n"));
	assert_int_equal(fed.n, 4);
	assert_int_equal(fed.r[3].boot, 0); // an earlier part is no earlier boot
	assert_int_equal(fed.n_boots, 1);
	fed_deinit(&fed);
}

static void table_is_complete(void **state)
{
	size_t n = 0;

	(void)state;
	for (; lines_formats[n].name; n++) {
		assert_true(lines_formats[n].summary && lines_formats[n].source);
		for (size_t i = 0; i < n; i++)
			assert_string_not_equal(lines_formats[i].name, lines_formats[n].name);
	}
	assert_true(n > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_texts_are_no_logs),
		cmocka_unit_test(stray_line_makes_no_log),
		cmocka_unit_test(most_lines_decide),
		cmocka_unit_test(pstore_parts_are_known),
		cmocka_unit_test(table_is_complete),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
