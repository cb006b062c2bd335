// SPDX-License-Identifier: Apache-2.0
// source: records made by hand after Documentation/ABI/testing/dev-kmsg and netconsole.rst
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/lines/feed.h"

#define FIELDS (RECORD_HAS_MONO | RECORD_HAS_SEQ | RECORD_HAS_LEVEL | RECORD_HAS_FACILITY)

static void fields_are_read(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("6,339,5140900,-;NET: Registered protocol family 10\n"
	             "30,340,5690716,-;udevd[80]: starting version 181\n"
	             "4,341,5690800,-,caller=T123;BUG: x\n"
	             " SUBSYSTEM=pci\n"
	             " DEVICE=+pci:0000:00:1f.3\n"
	             "4,342,5690801,c,caller=C1; y\n"
	             "4,343,5690802,+;z\n"));
	assert_int_equal(fed.n, 5);
	assert_int_equal(fed.r[0].flags, FIELDS | RECORD_KERNEL);
	assert_int_equal(fed.r[0].seq, 339);
	assert_int_equal(fed.r[0].mono_us, 5140900);
	assert_int_equal(fed.r[0].level, 6);
	assert_string_equal(fed.r[0].text.p, "NET: Registered protocol family 10");
	assert_int_equal(fed.r[1].flags, FIELDS | RECORD_USER);
	assert_int_equal(fed.r[1].facility, 3);
	assert_int_equal(fed.r[2].caller, 123);
	assert_int_equal(fed.r[3].caller, 1 | RECORD_CALLER_CPU);
	assert_int_equal(fed.r[3].line, 6);
	assert_string_equal(fed.r[3].text.p, " y");
	assert_int_equal(fed.r[4].flags, FIELDS | RECORD_KERNEL | RECORD_CONT);
	assert_string_equal(fed.stats->format->name, "kmsg");
	assert_int_equal(fed.stats->lost, 0);
	fed_deinit(&fed);
}

static void gaps_in_sequence_are_lost_messages(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("6,10,1000000,-;a\n6,11,1000001,-;b\n6,15,1000002,-;c\n6,3,10,-;next boot\n"));
	assert_int_equal(fed.r[1].lost, 0);
	assert_int_equal(fed.r[2].lost, 3);
	assert_int_equal(fed.r[3].lost, 0);
	fed_deinit(&fed);
}

static void escapes_are_decoded(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("4,1,1000000,-;one\\x0atwo\\x5c\\x09\\q\n"));
	assert_int_equal(fed.n, 2);
	assert_string_equal(fed.r[0].text.p, "one");
	assert_string_equal(fed.r[1].text.p, "two\\\t\\q");
	assert_int_equal(fed.r[1].flags, FIELDS | RECORD_KERNEL | RECORD_CONT | RECORD_ESCAPED);
	assert_int_equal(fed.r[1].seq, 1);
	fed_deinit(&fed);
}

/** Two parts of one message: as they came on the wire, one a line, and in the wrong order. */
static void parts_are_joined(void **state)
{
	static const char *const texts[] = {
		"4,343,5691000,-,ncfrag=0/35;the first part4,343,5691000,-,ncfrag=14/35; and what "
		"follows\\x21\n"
		"6,344,5691001,-;next\n",
		"4,343,5691000,-,ncfrag=0/35;the first part\n4,343,5691000,-,ncfrag=14/35; and what "
		"follows\\x21\n6,344,5691001,-;next\n",
		"4,343,5691000,-,ncfrag=14/35; and what "
		"follows\\x21\n4,343,5691000,-,ncfrag=0/35;the first part\n6,344,5691001,-;next\n",
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct fed fed = { 0 };
		feed(&fed, slice_str(texts[i]));
		assert_int_equal(fed.n, 2);
		assert_string_equal(fed.r[0].text.p, "the first part and what follows!");
		assert_int_equal(fed.r[0].flags & RECORD_CUT, 0);
		assert_int_equal(fed.r[0].seq, 343);
		assert_string_equal(fed.r[1].text.p, "next");
		assert_int_equal(fed.r[1].lost, 0);
		assert_string_equal(fed.stats->format->name, "netconsole");
		fed_deinit(&fed);
	}
}

static void missing_part_cuts_the_message(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("4,343,5691000,-,ncfrag=0/4000;the first part\n6,344,5691001,-;next\n"));
	assert_int_equal(fed.n, 2);
	assert_string_equal(fed.r[0].text.p, "the first part");
	assert_int_equal(fed.r[0].flags & RECORD_CUT, RECORD_CUT);
	fed_deinit(&fed);
}

static void release_in_front_is_passed_over(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("6.1.0-13-amd64,4,342,5690900,-;BUG: x\n"));
	assert_string_equal(fed.r[0].text.p, "BUG: x");
	assert_string_equal(fed.stats->format->name, "netconsole");
	fed_deinit(&fed);
}

static void tables_of_numbers_are_no_records(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("1,2,3,4\n6,339,5140900;x\n1,2,3,-,x\n"));
	assert_int_equal(fed.n, 3);
	assert_int_equal(fed.r[0].flags | fed.r[1].flags | fed.r[2].flags, 0);
	assert_null(fed.stats->format);
	fed_deinit(&fed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_read),
		cmocka_unit_test(gaps_in_sequence_are_lost_messages),
		cmocka_unit_test(escapes_are_decoded),
		cmocka_unit_test(parts_are_joined),
		cmocka_unit_test(missing_part_cuts_the_message),
		cmocka_unit_test(release_in_front_is_passed_over),
		cmocka_unit_test(tables_of_numbers_are_no_records),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
