// SPDX-License-Identifier: Apache-2.0
// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
// clang-format on

#include "analyzer/report/evidence.h"
#include "analyzer/report/table.h"
#include "analyzer/report/text.h"

/** @p b says @p want; it is empty afterwards. */
static void says(struct sbuf *b, const char *want)
{
	assert_string_equal(b->p ? b->p : "", want);
	sbuf_reset(b);
}

static void words_are_wrapped_before_the_width(void **state)
{
	struct sbuf b = { 0 };

	(void)state;
	text_wrap(&b, S("one two three four"), 2, 0, 10);
	says(&b, "  one two\n  three\n  four\n");
	sbuf_puts(&b, "-x");
	text_wrap(&b, S("alpha beta"), 6, 2, 14);
	says(&b, "-x    alpha\n      beta\n");
	text_wrap(&b, S("averyveryverylongword b"), 0, 0, 8);
	says(&b, "averyveryverylongword\nb\n");
	text_wrap(&b, S(""), 4, 0, 8);
	says(&b, "    \n");
	text_wrap(&b, S("\xc3\xa4\xc3\xa4 \xc3\xb6\xc3\xb6"), 0, 0, 5); // 5 characters, 9 bytes
	says(&b, "\xc3\xa4\xc3\xa4 \xc3\xb6\xc3\xb6\n");
	sbuf_deinit(&b);
}

static void lines_are_escaped_and_cut(void **state)
{
	struct sbuf b = { 0 };

	(void)state;
	text_line(&b, S("a\033[31mb\nc\td\377"), 0);
	says(&b, "a\\x1b[31mb\\nc\\td\\xff");
	text_line(&b, S("0123456789"), 10);
	says(&b, "0123456789");
	text_line(&b, S("0123456789a"), 10);
	says(&b, "01234567..");
	text_line(&b, S("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"), 3);
	says(&b, "\xc3\xa4..");
	sbuf_deinit(&b);
}

static void numbers_read_well(void **state)
{
	static const struct {
		double seconds;
		const char *text;
	} durations[] = {
		{ 0, "0.0 s" },          { 0.42, "0.4 s" },     { 9.96, "10 s" },
		{ 120, "120 s" },        { 245, "4 min 5 s" },  { 3600, "1 h 0 min" },
		{ 90000, "25 h 0 min" }, { 273600, "3 d 4 h" }, { -2, "-2.0 s" },
	};
	static const struct {
		double bytes;
		const char *text;
	} sizes[] = {
		{ 0, "0 B" },        { 1023, "1023 B" },     { 1024, "1.0 KiB" },
		{ 15360, "15 KiB" }, { 1572864, "1.5 MiB" }, { 1048575, "1.0 MiB" },
		{ 1e13, "9.1 TiB" },
	};
	struct sbuf b = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(durations) / sizeof(durations[0]); i++) {
		text_duration(&b, durations[i].seconds);
		says(&b, durations[i].text);
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		text_bytes(&b, sizes[i].bytes);
		says(&b, sizes[i].text);
	}
	text_count(&b, 1234567);
	says(&b, "1,234,567");
	text_count(&b, -999);
	says(&b, "-999");
	text_count(&b, INT64_MIN);
	says(&b, "-9,223,372,036,854,775,808");
	text_plural(&b, 1, "process", "processes");
	says(&b, "1 process");
	text_plural(&b, 2, "process", "processes");
	says(&b, "2 processes");
	text_time(&b, S("2024-03-01T10:22:31.400000Z"));
	says(&b, "2024-03-01 10:22:31");
	text_time(&b, S("yesterday"));
	says(&b, "yesterday");
	sbuf_deinit(&b);
}

static void line_numbers_follow_the_ranges(void **state)
{
	struct line_numbers n = { .ranges = S("12-14,17,20-21") };
	struct line_numbers none = { .ranges = { NULL, 0 } }, broken = { .ranges = S("3-2,x,9") };
	static const int64_t want[] = { 12, 13, 14, 17, 20, 21, -1, -1 };

	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		assert_int_equal(line_numbers_next(&n), want[i]);
	assert_int_equal(line_numbers_next(&none), -1);
	assert_int_equal(line_numbers_next(&broken), 3);
	assert_int_equal(line_numbers_next(&broken), -1);
	assert_int_equal(line_numbers_next(&broken), -1);
}

static void evidence_is_what_the_rest_does_not_say(void **state)
{
	static const char log[] =
		"[  1.0][  T46] ==================================================\n"
		"[  1.0][  T46] BUG: KASAN: use-after-free in fm_uaf_read+0x19/0x50 [faultmod]\n"
		"[  1.0][  T46] Read of size 4 at addr ffff88800215d000 by task init/46\n"
		"[  1.0][  T46] \n"
		"[  1.0][  T46] Call Trace:\n"
		"[  1.0][  T46]  <TASK>\n"
		"[  1.0][  T46]  ? fm_uaf_read+0x19/0x50 [faultmod]\n"
		"[  1.0][  T46]  fm_write+0x50e/0x693 [faultmod]\n"
		"[  1.0][  T46]  [<ffffffff81000000>] proc_reg_write+0xd1/0x130\n"
		"[  1.0][  T46]  decoded_frame (mm/slub.c:4798)\n"
		"[  1.0][  T46] RIP: 0010:fm_write+0x50e/0x693\n"
		"[  1.0][  T46] RAX: ffffffffffffffda RBX: 0000000000000001\n"
		"[  1.0][  T46] The buggy address belongs to the object at ffff88800215d000\n";
	static const int64_t want[] = { 2, 3, 11, 13 };
	struct evidence got[EVIDENCE_LINES];

	(void)state;
	assert_int_equal(evidence_lines(S("kasan"), slice_str(log), S("1-13"), got), 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(got[i].line, want[i]);
}

static void evidence_of_an_oom_is_who_and_why(void **state)
{
	static const char log[] = "memhog invoked oom-killer: gfp_mask=0x140dca, order=0\n"
				  "Mem-Info:\n"
				  "active_anon:12 inactive_anon:45 isolated_anon:0\n"
				  "oom-kill:constraint=CONSTRAINT_NONE,task=memhog,pid=99,uid=0\n"
				  "Out of memory: Killed process 99 (memhog) anon-rss:179460kB\n";
	struct evidence got[EVIDENCE_LINES];

	(void)state;
	assert_int_equal(evidence_lines(S("oom"), slice_str(log), S("7-11"), got), 3);
	assert_int_equal(got[0].line, 7);
	assert_int_equal(got[1].line, 10);
	assert_int_equal(got[2].line, 11);
}

static void cells_of_json(void **state)
{
	static const struct {
		struct cell cell;
		const char *text;
	} cells[] = {
		{ { SQLITE_NULL, { NULL, 0 } }, "null" },
		{ { SQLITE_INTEGER, { "-12", 3 } }, "-12" },
		{ { SQLITE_FLOAT, { "0.5", 3 } }, "0.5" },
		{ { SQLITE_FLOAT, { "-Inf", 4 } }, "null" },
		{ { SQLITE_TEXT, { "a\"\n\377", 4 } }, "\"a\\\"\\n\xef\xbf\xbd\"" },
		{ { SQLITE_TEXT, { "Inf", 3 } }, "\"Inf\"" },
		{ { SQLITE_BLOB, { "\0\377", 2 } }, "\"00ff\"" },
	};
	struct sbuf b = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		table_json_cell(&b, &cells[i].cell);
		says(&b, cells[i].text);
	}
	sbuf_deinit(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_wrapped_before_the_width),
		cmocka_unit_test(lines_are_escaped_and_cut),
		cmocka_unit_test(numbers_read_well),
		cmocka_unit_test(line_numbers_follow_the_ranges),
		cmocka_unit_test(evidence_is_what_the_rest_does_not_say),
		cmocka_unit_test(evidence_of_an_oom_is_who_and_why),
		cmocka_unit_test(cells_of_json),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
