// SPDX-License-Identifier: Apache-2.0
// source: entries made by hand after systemd's "Journal Export Formats" and journalctl(1)
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/lines/feed.h"

#define BOOT "b5f1e9b1c9e64e6f8a5c8d8a1b2c3d4e"

#define KERNEL_ENTRY                                      \
	"__CURSOR=s=4e;i=1;b=" BOOT ";m=bc614e;t=1;x=9\n" \
	"__REALTIME_TIMESTAMP=1651572012345678\n"         \
	"__MONOTONIC_TIMESTAMP=12345678\n"                \
	"_BOOT_ID=" BOOT "\n"                             \
	"_TRANSPORT=kernel\n"                             \
	"PRIORITY=4\n"                                    \
	"SYSLOG_FACILITY=0\n"                             \
	"SYSLOG_IDENTIFIER=kernel\n"                      \
	"_SOURCE_MONOTONIC_TIMESTAMP=12000000\n"          \
	"_HOSTNAME=web1\n"

/** "one\ntwo" in binary form: 7 bytes. */
#define BINARY "MESSAGE\n\7\0\0\0\0\0\0\0one\ntwo\n"

static const uint32_t kernel_flags = RECORD_HAS_WALL | RECORD_HAS_MONO | RECORD_HAS_LEVEL |
                                     RECORD_HAS_FACILITY | RECORD_KERNEL | RECORD_ESCAPED;

static void assert_kernel(const struct record *r, const char *text, uint32_t more_flags)
{
	assert_string_equal(r->text.p, text);
	assert_int_equal(r->flags, kernel_flags | more_flags);
	assert_int_equal(r->level, 4);
	assert_int_equal(r->facility, 0);
	assert_int_equal(r->mono_us, 12000000);
	// the source was 0.345678 s before the journal
	assert_int_equal(r->wall_us, 1651572012000000);
	assert_string_equal(r->host.p, "web1");
	assert_string_equal(r->tag.p, "kernel");
}

static void export_entry_has_its_fields(void **state)
{
	static const size_t pieces[] = { SIZE_MAX, 1, 7, 0 };
	struct slice text = S(KERNEL_ENTRY "MESSAGE=BUG: x\n\n" KERNEL_ENTRY BINARY "\n"
	                                   "__REALTIME_TIMESTAMP=1651572013000000\n"
	                                   "_COMM=sshd\nPRIORITY=6\nMESSAGE=hello = you\n");

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct fed fed = { 0 };
		feed_pieces(&fed, text, pieces[i], NULL, INT64_MIN);
		assert_int_equal(fed.n, 4);
		assert_kernel(&fed.r[0], "BUG: x", 0);
		assert_kernel(&fed.r[1], "one", 0);
		assert_kernel(&fed.r[2], "two", RECORD_CONT);
		assert_string_equal(fed.r[3].text.p, "hello = you");
		assert_string_equal(fed.r[3].tag.p, "sshd");
		assert_int_equal(fed.r[3].flags,
		                 RECORD_HAS_WALL | RECORD_HAS_LEVEL | RECORD_USER | RECORD_ESCAPED);
		assert_int_equal(fed.r[0].off, 0);
		assert_int_equal(fed.r[1].off, fed.r[0].end_off + 1);
		assert_int_equal(fed.r[3].end_off, text.n);
		assert_int_equal(fed.r[0].line, 1);
		assert_int_equal(fed.r[0].end_line, 11);
		assert_int_equal(fed.r[1].line, 13);
		assert_int_equal(fed.stats->bad_records, 0);
		assert_string_equal(fed.stats->format->name, "journal-export");
		assert_int_equal(fed.n_boots, 1);
		assert_true(slice_is(fed.boots[0].boot_uuid, BOOT));
		assert_int_equal(fed.boots[0].started_us, 1651572000000000);
		fed_deinit(&fed);
	}
}

static void damaged_export_entry_is_passed_over(void **state)
{
	static const struct slice texts[] = {
		// a length past the end, no line end after the value, a line without `=`
		S(KERNEL_ENTRY "MESSAGE\n\xff\xff\xff\xff\xff\0\0\0abc\n\n" KERNEL_ENTRY
		               "MESSAGE=good\n\n"),
		S(KERNEL_ENTRY "MESSAGE\n\2\0\0\0\0\0\0\0abc\n\n" KERNEL_ENTRY "MESSAGE=good\n\n"),
		S(KERNEL_ENTRY "this is no field\nMESSAGE=bad\n\n" KERNEL_ENTRY "MESSAGE=good\n\n"),
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		for (size_t piece = 0; piece < 3; piece++) {
			struct fed fed = { 0 };
			feed_pieces(&fed, texts[i], piece, NULL, INT64_MIN);
			assert_int_equal(fed.n, 1);
			assert_kernel(&fed.r[0], "good", 0);
			assert_int_equal(fed.stats->bad_records, 1);
			fed_deinit(&fed);
		}
	}
}

static void long_export_fields_are_cut(void **state)
{
	struct limits limits = limits_default();
	struct fed fed = { 0 };

	(void)state;
	limits.line_bytes = 64;
	// 100 bytes of coredump, then 80 of message, both binary
	feed_pieces(&fed,
	            S(KERNEL_ENTRY "COREDUMP\n\144\0\0\0\0\0\0\0"
	                           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	                           "\nMESSAGE=no\n\n__CURSOR=aaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
	                           "MESSAGE\n\120\0\0\0\0\0\0\0"
	                           "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	                           "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n\n" KERNEL_ENTRY
	                           "MESSAGE=next\n"),
	            5, &limits, INT64_MIN);
	assert_int_equal(fed.stats->bad_records, 0);
	assert_int_equal(fed.n, 2);
	assert_int_equal(fed.r[0].text.n, 64);
	assert_true(fed.r[0].flags & RECORD_CUT);
	assert_kernel(&fed.r[1], "next", 0);
	fed_deinit(&fed);
}

static void text_after_an_export_is_text(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S(KERNEL_ENTRY "MESSAGE=one\n\n[   13.000000] two\n"));
	assert_int_equal(fed.n, 2);
	assert_string_equal(fed.r[1].text.p, "two");
	assert_int_equal(fed.r[1].line, 13);
	fed_deinit(&fed);
}

#define JSON_FIELDS                                                                             \
	"\"__REALTIME_TIMESTAMP\":\"1651572012345678\",\"__MONOTONIC_TIMESTAMP\":\"12345678\"," \
	"\"_BOOT_ID\":\"" BOOT "\",\"_TRANSPORT\":\"kernel\",\"PRIORITY\":\"4\","               \
	"\"SYSLOG_FACILITY\":\"0\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"_HOSTNAME\":\"web1\","    \
	"\"_SOURCE_MONOTONIC_TIMESTAMP\":\"12000000\""

static void json_values_have_all_their_types(void **state)
{
	static const size_t pieces[] = { SIZE_MAX, 1, 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct fed fed = { 0 };
		feed_pieces(&fed,
		            S("{" JSON_FIELDS ",\"MESSAGE\":\"BUG: \\\"x\\\"\"}\n"
		              "{" JSON_FIELDS ",\"MESSAGE\":[111,110,101,10,116,119,111,255]}\n"
		              "\x1e{" JSON_FIELDS ",\"MESSAGE\":[\"a\",\"b\"]}\n"
		              "{" JSON_FIELDS ",\"MESSAGE\":null}\n"
		              "{\"MESSAGE\":\"broken\n"
		              "{" JSON_FIELDS ",\"MESSAGE\":\"last\"}"),
		            pieces[i], NULL, INT64_MIN);
		assert_int_equal(fed.n, 6);
		assert_kernel(&fed.r[0], "BUG: \"x\"", 0);
		assert_kernel(&fed.r[1], "one", 0);
		assert_kernel(&fed.r[2], "two\xff", RECORD_CONT);
		assert_kernel(&fed.r[3], "a", 0);
		assert_kernel(&fed.r[4], "b", RECORD_CONT);
		assert_kernel(&fed.r[5], "last", 0);
		assert_int_equal(fed.r[5].line, 6);
		assert_int_equal(fed.stats->bad_records, 1);
		assert_string_equal(fed.stats->format->name, "journal-json");
		fed_deinit(&fed);
	}
}

static void pretty_json_is_read(void **state)
{
	static const size_t pieces[] = { SIZE_MAX, 1, 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct fed fed = { 0 };
		feed_pieces(&fed,
		            S("{\n\t\"__CURSOR\" : \"s=1\",\n\t" JSON_FIELDS
		              ",\n\t\"MESSAGE\" : \"a { b\"\n}\n"
		              "{\n\t\"_COMM\" : \"not\n closed\"\n}\n"
		              "{\n\t\"_COMM\" : \"x\",\n\t" JSON_FIELDS
		              ",\n\t\"MESSAGE\" : \"c\"\n}\n"
		              "[   13.000000] and text\n"),
		            pieces[i], NULL, INT64_MIN);
		// what is left of the damaged object is text
		assert_int_equal(fed.n, 5);
		assert_string_equal(fed.r[1].text.p, " closed\"");
		assert_kernel(&fed.r[0], "a { b", 0);
		assert_int_equal(fed.r[0].line, 1);
		assert_int_equal(fed.r[0].end_line, 5);
		assert_kernel(&fed.r[3], "c", 0);
		assert_string_equal(fed.r[4].text.p, "and text");
		assert_int_equal(fed.stats->bad_records, 1);
		fed_deinit(&fed);
	}
}

static void dmesg_json_is_read(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed,
	     S("{\n   \"dmesg\": [\n      {\n         \"pri\": 5,\n         \"time\": \"    0.000000\",\n"
	       "         \"msg\": \"Linux version 6.1.0-13-amd64\"\n      },{\n"
	       "         \"fac\": \"daemon\",\n         \"pri\": \"info\",\n         \"time\": 1.000012,\n"
	       "         \"caller\": \"T7\",\n         \"msg\": \"systemd[1]: x\"\n      }\n   ]\n}\n"));
	assert_int_equal(fed.n, 2);
	assert_string_equal(fed.r[0].text.p, "Linux version 6.1.0-13-amd64");
	assert_int_equal(fed.r[0].level, 5);
	assert_int_equal(fed.r[0].line, 3);
	assert_int_equal(fed.r[0].end_line, 7);
	assert_int_equal(fed.r[1].mono_us, 1000012);
	assert_int_equal(fed.r[1].caller, 7);
	assert_true(fed.r[1].flags & RECORD_USER);
	assert_int_equal(fed.r[1].facility, 3);
	assert_string_equal(fed.stats->format->name, "dmesg-json");
	assert_true(slice_is(fed.boots[0].kernel_release, "6.1.0-13-amd64"));
	fed_deinit(&fed);
}

static void braces_of_programs_are_no_json(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("int main(void)\n{\n\treturn 0;\n}\n[    1.000000] x\n"));
	assert_int_equal(fed.n, 5);
	assert_int_equal(fed.stats->bad_records, 0);
	fed_deinit(&fed);
}

static void container_log_is_unwrapped(void **state)
{
	struct fed fed = { 0 };

	(void)state;
	feed(&fed, S("{\"log\":\"[   12.345678] BUG: x\\n\",\"stream\":\"stdout\","
	             "\"time\":\"2022-05-03T10:00:00.123456789Z\"}\n"));
	assert_int_equal(fed.n, 1);
	assert_string_equal(fed.r[0].text.p, "BUG: x");
	assert_int_equal(fed.r[0].mono_us, 12345678);
	assert_int_equal(fed.r[0].wall_us, 1651572000123456);
	fed_deinit(&fed);
}

static void verbose_entry_is_read(void **state)
{
	static const size_t pieces[] = { SIZE_MAX, 1, 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct fed fed = { 0 };
		// t is 1651572012345678, m is 12345678
		feed_pieces(&fed,
		            S("-- Logs begin at Tue 2022-05-03 09:00:00 UTC. --\n"
		              "Tue 2022-05-03 10:00:12.345678 UTC "
		              "[s=4e71;i=1;b=" BOOT ";m=bc614e;t=5de18931de94e;x=9]\n"
		              "    _TRANSPORT=kernel\n"
		              "    PRIORITY=4\n"
		              "    SYSLOG_FACILITY=0\n"
		              "    SYSLOG_IDENTIFIER=kernel\n"
		              "    _HOSTNAME=web1\n"
		              "    MESSAGE=one\n"
		              "             two\n"
		              "    _SOURCE_MONOTONIC_TIMESTAMP=12000000\n"
		              "Tue 2022-05-03 10:00:13.000000 UTC [s=4e71;i=2;b=" BOOT
		              ";m=1;t=2;x=9]\n"
		              "    MESSAGE=three\n"),
		            pieces[i], NULL, INT64_MIN);
		assert_int_equal(fed.n, 4);
		assert_kernel(&fed.r[1], "one", 0);
		assert_kernel(&fed.r[2], " two", RECORD_CONT);
		assert_int_equal(fed.r[1].line, 2);
		assert_int_equal(fed.r[1].end_line, 10);
		assert_string_equal(fed.r[3].text.p, "three");
		assert_int_equal(fed.r[3].line, 11);
		assert_string_equal(fed.stats->format->name, "journal-verbose");
		assert_true(slice_is(fed.boots[0].boot_uuid, BOOT));
		fed_deinit(&fed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(export_entry_has_its_fields),
		cmocka_unit_test(damaged_export_entry_is_passed_over),
		cmocka_unit_test(long_export_fields_are_cut),
		cmocka_unit_test(text_after_an_export_is_text),
		cmocka_unit_test(json_values_have_all_their_types),
		cmocka_unit_test(pretty_json_is_read),
		cmocka_unit_test(dmesg_json_is_read),
		cmocka_unit_test(braces_of_programs_are_no_json),
		cmocka_unit_test(container_log_is_unwrapped),
		cmocka_unit_test(verbose_entry_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
