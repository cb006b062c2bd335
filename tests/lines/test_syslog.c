// SPDX-License-Identifier: Apache-2.0
// source: lines made by hand after RFC 3164, RFC 5424, rsyslog's and journalctl's templates
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "parsers/base/clock.h"
#include "tests/lines/feed.h"

#define TAKEN INT64_C(1654041600000000) /* 2022-06-01T00:00:00Z */

struct row {
	const char *line;
	const char *format;
	uint32_t flags;   /**< exactly these */
	const char *wall; /**< as clock_text(), NULL: none */
	int64_t mono_us;
	int level, facility;
	const char *host, *tag, *text;
};

#define W     RECORD_HAS_WALL
#define WL    (W | RECORD_WALL_LOCAL)
#define WLY   (WL | RECORD_WALL_NO_YEAR)
#define K     RECORD_KERNEL
#define KM    (RECORD_KERNEL | RECORD_HAS_MONO)
#define U     RECORD_USER
#define LEVEL (RECORD_HAS_LEVEL | RECORD_HAS_FACILITY)

static const struct row rows[] = {
	{ "May  3 10:00:00 web1 kernel: [   12.345678] usb 1-1: new", "syslog", WLY | KM,
	  "2022-05-03T10:00:00.000000Z", 12345678, 0, 0, "web1", "kernel", "usb 1-1: new" },
	{ "May  3 10:00:00 web1 kernel:  dump_stack+0x41/0x60", "syslog", WLY | K,
	  "2022-05-03T10:00:00.000000Z", 0, 0, 0, "web1", "kernel", " dump_stack+0x41/0x60" },
	{ "May  3 10:00:00 :HOSTNAME: kernel: BUG: x", "syslog", WLY | K,
	  "2022-05-03T10:00:00.000000Z", 0, 0, 0, ":HOSTNAME:", "kernel", "BUG: x" },
	{ "May 13 10:00:00 web1 sshd[123]: Failed password for root", "syslog", WLY | U,
	  "2022-05-13T10:00:00.000000Z", 0, 0, 0, "web1", "sshd", "Failed password for root" },
	{ "Dec 31 23:59:59 web1 systemd-logind[9]: x", "syslog", WLY | U,
	  "2021-12-31T23:59:59.000000Z", 0, 0, 0, "web1", "systemd-logind", "x" },
	{ "May  3 10:00:00.123456 web1 kernel: x", "syslog", WLY | K, "2022-05-03T10:00:00.123456Z",
	  0, 0, 0, "web1", "kernel", "x" },
	{ "May  3 2019 10:00:00 web1 kernel: x", "syslog", WL | K, "2019-05-03T10:00:00.000000Z", 0,
	  0, 0, "web1", "kernel", "x" },
	{ "Jan  1 00:00:05 box kern.warn kernel: [    1.000000] x", "syslog", WLY | KM | LEVEL,
	  "2022-01-01T00:00:05.000000Z", 1000000, 4, 0, "box", "kernel", "x" },
	{ "May  3 10:00:00 web1 [   12.345678] x", "syslog", WLY | KM,
	  "2022-05-03T10:00:00.000000Z", 12345678, 0, 0, "web1", NULL, "x" },
	{ "May  3 10:00:00 web1 last message repeated 2 times", "syslog", WLY,
	  "2022-05-03T10:00:00.000000Z", 0, 0, 0, "web1", NULL, "last message repeated 2 times" },
	{ "May  3 10:00:00 web1 kernel: message repeated 2 times: [ [   12.345678] BUG: x]",
	  "syslog", WLY | KM, "2022-05-03T10:00:00.000000Z", 12345678, 0, 0, "web1", "kernel",
	  "BUG: x" },
	{ "kernel:  dump_stack+0x41/0x60", "syslog", K, NULL, 0, 0, 0, NULL, "kernel",
	  " dump_stack+0x41/0x60" },
	{ "2022-05-03T10:00:00.000000  kern  :alert : BUG: x", "stamped", WL | K | LEVEL,
	  "2022-05-03T10:00:00.000000Z", 0, 1, 0, NULL, NULL, "BUG: x" },
	{ "<4>May  3 10:00:00 web1 kernel: x", "syslog", WLY | K | LEVEL,
	  "2022-05-03T10:00:00.000000Z", 0, 4, 0, "web1", "kernel", "x" },
	{ "2022-05-03T10:00:00.123456+02:00 web1 kernel: [   12.345678] x", "syslog-iso", W | KM,
	  "2022-05-03T08:00:00.123456Z", 12345678, 0, 0, "web1", "kernel", "x" },
	{ "2022-05-03T10:00:00-0730 web1 kernel: x", "syslog-iso", W | K,
	  "2022-05-03T17:30:00.000000Z", 0, 0, 0, "web1", "kernel", "x" },
	{ "2022-05-03T10:00:00Z web1 CRON[3]: x", "syslog-iso", W | U,
	  "2022-05-03T10:00:00.000000Z", 0, 0, 0, "web1", "CRON", "x" },
	{ "Tue 2022-05-03 10:00:00 CEST web1 kernel: x", "journal-full", WL | K,
	  "2022-05-03T10:00:00.000000Z", 0, 0, 0, "web1", "kernel", "x" },
	{ "Tue 2022-05-03 10:00:00.000012 UTC web1 kernel: x", "journal-full", W | K,
	  "2022-05-03T10:00:00.000012Z", 0, 0, 0, "web1", "kernel", "x" },
	{ "1651572000.123456 web1 kernel: x", "journal-unix", W | K, "2022-05-03T10:00:00.123456Z",
	  0, 0, 0, "web1", "kernel", "x" },
	{ "[   12.345678] web1 kernel: x", "journal-monotonic", KM, NULL, 12345678, 0, 0, "web1",
	  "kernel", "x" },
	{ "[   12.345678] kernel: x", "journal-monotonic", KM, NULL, 12345678, 0, 0, NULL, "kernel",
	  "x" },
	{ "<2>1 2022-05-03T10:00:00.5Z web1 kernel - - - [   12.345678] x", "syslog-5424",
	  W | KM | LEVEL, "2022-05-03T10:00:00.500000Z", 12345678, 2, 0, "web1", "kernel", "x" },
	{ "<86>1 2022-05-03T10:00:00Z web1 sshd 77 ID47 [a@1 b=\"x \\\"y\\] z\"][c] hello",
	  "syslog-5424", W | U | LEVEL, "2022-05-03T10:00:00.000000Z", 0, 6, 10, "web1", "sshd",
	  "hello" },
	{ "<30>1 - - - - - - hello", "syslog-5424", LEVEL, NULL, 0, 6, 3, NULL, NULL, "hello" },
	{ "2022-05-03T10:00:00.123456789Z stderr F [   12.345678] x", "stamped", W | KM,
	  "2022-05-03T10:00:00.123456Z", 12345678, 0, 0, NULL, NULL, "x" },
	{ "2022-05-03T10:00:00.123456  <4>[   12.345678]  x", "stamped", WL | KM | LEVEL,
	  "2022-05-03T10:00:00.123456Z", 12345678, 4, 0, NULL, NULL, " x" },
	{ "[2022-05-03 10:00:00] [   12.345678] x", "stamped", WL | KM,
	  "2022-05-03T10:00:00.000000Z", 12345678, 0, 0, NULL, NULL, "x" },
	{ "[2022-05-03 10:00:00] login: <4>[   12.345678] x", "stamped", WL | KM | LEVEL,
	  "2022-05-03T10:00:00.000000Z", 12345678, 4, 0, NULL, NULL, "x" },
	{ "[Tue May  3 10:00:00 2022] x", "dmesg-ctime", WL | K, "2022-05-03T10:00:00.000000Z", 0,
	  0, 0, NULL, NULL, "x" },
	{ "[Tue May  3 10:00:00 2022] [   T12] x", "dmesg-ctime", WL | K | RECORD_HAS_CALLER,
	  "2022-05-03T10:00:00.000000Z", 0, 0, 0, NULL, NULL, "x" },
	{ "[Tue May  3 10:00:00 2022 <    0.000012>] x", "dmesg-ctime", WL | K,
	  "2022-05-03T10:00:00.000000Z", 0, 0, 0, NULL, NULL, "x" },
	{ "2022-05-03T10:00:00,123456+02:00  x", "dmesg-iso", W | K, "2022-05-03T08:00:00.123456Z",
	  0, 0, 0, NULL, NULL, " x" },
	{ "[   12.345678 <    0.000012>] x", "dmesg-delta", KM, NULL, 12345678, 0, 0, NULL, NULL,
	  "x" },
	{ "[<    0.000012>] x", "dmesg-delta", K, NULL, 0, 0, 0, NULL, NULL, "x" },
	{ "[May 3 10:00] x", "dmesg-delta", WLY | K, "2022-05-03T10:00:00.000000Z", 0, 0, 0, NULL,
	  NULL, "x" },
	{ "kern  :emerg : [   12.345678] x", "dmesg-decoded", KM | LEVEL, NULL, 12345678, 0, 0,
	  NULL, NULL, "x" },
	{ "kern  :warn  : [Tue May  3 10:00:00 2022] x", "dmesg-decoded", WL | K | LEVEL,
	  "2022-05-03T10:00:00.000000Z", 0, 4, 0, NULL, NULL, "x" },
	{ "daemon:info  : [   12.345678] systemd[1]: x", "dmesg-decoded",
	  U | RECORD_HAS_MONO | LEVEL, NULL, 12345678, 6, 3, NULL, NULL, "systemd[1]: x" },
	{ "<30>[   12.345678] systemd[1]: x", "dmesg-raw", U | RECORD_HAS_MONO | LEVEL, NULL,
	  12345678, 6, 3, NULL, NULL, "systemd[1]: x" },
};

static void check_row(const struct row *row)
{
	struct fed fed = { 0 };
	char wall[CLOCK_TEXT];

	print_message("%s\n", row->line);
	feed_pieces(&fed, slice_str(row->line), SIZE_MAX, NULL, TAKEN);
	assert_int_equal(fed.n, 1);
	const struct record *r = &fed.r[0];
	assert_string_equal(r->text.p, row->text);
	assert_string_equal(r->raw.p, row->line);
	assert_int_equal(r->flags, row->flags);
	assert_non_null(fed.stats->format);
	assert_string_equal(fed.stats->format->name, row->format);
	if (row->wall) {
		clock_text(r->wall_us, wall);
		assert_string_equal(wall, row->wall);
	}
	assert_int_equal(r->mono_us, row->mono_us);
	assert_int_equal(r->level, row->level);
	assert_int_equal(r->facility, row->facility);
	assert_true(!r->host.p == !row->host && !r->tag.p == !row->tag);
	if (row->host)
		assert_string_equal(r->host.p, row->host);
	if (row->tag)
		assert_string_equal(r->tag.p, row->tag);
	fed_deinit(&fed);
}

static void headers_are_taken_off(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&rows[i]);
}

static void year_turns_between_lines(void **state)
{
	struct fed fed = { 0 };
	char wall[CLOCK_TEXT];

	(void)state;
	feed_pieces(&fed,
	            S("Dec 31 23:59:59 h kernel: a\n"
	              "Jan  1 00:00:01 h kernel: b\n"
	              "Dec 31 23:59:58 h kernel: late\n"
	              "Feb 28 00:00:00 h kernel: c\n"),
	            SIZE_MAX, NULL, TAKEN);
	static const char *const walls[] = { "2021-12-31T23:59:59.000000Z",
		                             "2022-01-01T00:00:01.000000Z",
		                             "2021-12-31T23:59:58.000000Z",
		                             "2022-02-28T00:00:00.000000Z" };
	for (size_t i = 0; i < 4; i++) {
		clock_text(fed.r[i].wall_us, wall);
		assert_string_equal(wall, walls[i]);
	}
	fed_deinit(&fed);
}

static void no_year_is_no_time_of_day(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("May  3 10:00:00 h kernel: a\n"));
	assert_int_equal(fed.r[0].flags, RECORD_KERNEL);
	fed_deinit(&fed);
}

static void journal_header_gives_the_year(void **state)
{
	struct fed fed = { 0 };
	char wall[CLOCK_TEXT];

	(void)state;
	feed(&fed,
	     S("-- Journal begins at Sat 2021-04-17 04:54:06 JST, ends at Mon 2021-08-16 08:12:29 "
	       "JST. --\n"
	       "Aug 16 08:00:00 h kernel: a\n"));
	clock_text(fed.r[1].wall_us, wall);
	assert_string_equal(wall, "2021-08-16T08:00:00.000000Z");
	assert_string_equal(fed.stats->format->name, "journal-short");
	fed_deinit(&fed);
}

static void octal_escapes_make_several_records(void **state)
{
	struct fed fed = { 0 };
	static const char line[] = "May  3 10:00:00 h kernel: BUG: a#012#011b #1#012c";

	(void)state;
	feed(&fed, slice_str(line));
	assert_int_equal(fed.n, 3);
	assert_string_equal(fed.r[0].text.p, "BUG: a");
	assert_string_equal(fed.r[1].text.p, "\tb #1");
	assert_string_equal(fed.r[2].text.p, "c");
	assert_int_equal(fed.r[0].flags & RECORD_CONT, 0);
	assert_int_equal(fed.r[1].flags & RECORD_CONT, RECORD_CONT);
	assert_string_equal(fed.r[0].raw.p, "May  3 10:00:00 h kernel: BUG: a");
	assert_string_equal(fed.r[1].raw.p, "#011b #1");
	assert_int_equal(fed.r[1].off, 36);
	assert_int_equal(fed.r[1].end_off, 48);
	assert_int_equal(fed.r[2].end_off, strlen(line));
	assert_int_equal(fed.r[2].line, 1);
	fed_deinit(&fed);
}

static void monotonic_journal_learns_its_host(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("[    1.000000] web1 kernel: a\n"
	             "[    2.000000] web1 systemd[1]: b\n"
	             "[    3.000000] usb 1-1: c\n"));
	assert_int_equal(fed.r[1].flags, RECORD_HAS_MONO | RECORD_USER);
	assert_string_equal(fed.r[1].tag.p, "systemd");
	assert_string_equal(fed.r[1].text.p, "b");
	assert_null(fed.r[2].host.p);
	assert_string_equal(fed.r[2].text.p, "usb 1-1: c");
	fed_deinit(&fed);
}

static void journald_says_what_it_missed(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("May  3 10:00:00 h systemd-journald[7]: Missed 12 kernel messages\n"));
	assert_int_equal(fed.r[0].lost, 12);
	assert_int_equal(fed.stats->lost, 12);
	fed_deinit(&fed);
}

static void relative_times_add_up(void **state)
{
	struct fed fed = { 0 };
	char wall[CLOCK_TEXT];

	(void)state;
	feed_pieces(&fed, S("[Feb14 03:36] a\n[  +2.141017] b\n[  +0.000030]  c\n"), SIZE_MAX, NULL,
	            TAKEN);
	clock_text(fed.r[2].wall_us, wall);
	assert_string_equal(wall, "2022-02-14T03:36:02.141047Z");
	assert_string_equal(fed.r[2].text.p, " c");
	fed_deinit(&fed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_taken_off),
		cmocka_unit_test(year_turns_between_lines),
		cmocka_unit_test(no_year_is_no_time_of_day),
		cmocka_unit_test(journal_header_gives_the_year),
		cmocka_unit_test(octal_escapes_make_several_records),
		cmocka_unit_test(monotonic_journal_learns_its_host),
		cmocka_unit_test(journald_says_what_it_missed),
		cmocka_unit_test(relative_times_add_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
