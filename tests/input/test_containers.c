// SPDX-License-Identifier: Apache-2.0
// All archives are made here with libarchive's writer, none is kept.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/base/cleanup.h"
#include "tests/input/made.h"
#include "tests/input/seen.h"

static const char *const filters[] = { "gzip", "xz", "zstd", "bzip2", "lz4", "lzip" };
static const char *const formats[] = { "ustar", "pax", "gnutar", "newc", "odc", "zip" };

static void plain_file_keeps_its_path_and_bytes(void **state)
{
	struct seen s = { 0 };
	struct slice text = S("[    0.000000] Linux version 6.1.0\n");

	(void)state;
	seen_read_memory(&s, "logs/messages", text);
	assert_int_equal(s.n, 1);
	seen_expect(&s, "logs/messages", text);
	assert_null(s.members[0].inside);
	assert_int_equal(s.members[0].depth, 0);
	assert_false(s.members[0].is_archive);
	seen_deinit(&s);
}

static void empty_file_is_an_empty_member(void **state)
{
	struct seen s = { 0 };

	(void)state;
	seen_read_memory(&s, "empty", S(""));
	assert_int_equal(s.n, 1);
	seen_expect(&s, "empty", S(""));
	seen_deinit(&s);
}

static void compressed_file_keeps_its_path(void **state)
{
	struct sbuf text = made_lines(300000);

	(void)state;
	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
		struct seen s = { 0 };
		struct sbuf file = made_compressed(filters[i], sbuf_slice(&text));
		assert_true(file.n < text.n);
		seen_read_memory(&s, "log.any", sbuf_slice(&file));
		assert_int_equal(s.n, 1);
		assert_int_equal(s.n_problems, 0);
		seen_expect(&s, "log.any", sbuf_slice(&text));
		assert_int_equal(s.members[0].depth, 0);
		seen_deinit(&s);
		sbuf_deinit(&file);
	}
	sbuf_deinit(&text);
}

static void compressed_streams_in_a_row_are_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
		struct seen s = { 0 };
		struct sbuf a = made_compressed(filters[i], S("first\n"));
		struct sbuf b = made_compressed(filters[i], S("second\n"));
		sbuf_add(&a, sbuf_slice(&b));
		seen_read_memory(&s, "log", sbuf_slice(&a));
		seen_expect(&s, "log", S("first\nsecond\n"));
		seen_deinit(&s);
		sbuf_deinit(&a);
		sbuf_deinit(&b);
	}
}

static void compressions_stack(void **state)
{
	struct seen s = { 0 };
	struct sbuf file = { 0 };

	(void)state;
	sbuf_puts(&file, "text\n");
	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
		struct sbuf more = made_compressed(filters[i], sbuf_slice(&file));
		sbuf_deinit(&file);
		file = more;
	}
	seen_read_memory(&s, "log", sbuf_slice(&file));
	seen_expect(&s, "log", S("text\n"));
	seen_deinit(&s);
	sbuf_deinit(&file);
}

static void archive_members_are_named_by_the_way_inside(void **state)
{
	struct sbuf text = made_lines(100000);
	const struct made_member members[] = { { "var/log/messages", sbuf_slice(&text) },
		                               { "empty", S("") },
		                               { "last", S("x") },
		                               { 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		for (size_t k = 0; k <= sizeof(filters) / sizeof(*filters); k++) {
			struct seen s = { 0 };
			struct sbuf file =
				made_archive(formats[i], k ? filters[k - 1] : "none", members);
			seen_read_memory(&s, "b.bin", sbuf_slice(&file));
			assert_int_equal(s.n, 3);
			assert_int_equal(s.n_problems, 0);
			seen_expect(&s, "b.bin!var/log/messages", sbuf_slice(&text));
			seen_expect(&s, "b.bin!empty", S(""));
			seen_expect(&s, "b.bin!last", S("x"));
			assert_string_equal(s.members[0].inside, "var/log/messages");
			assert_string_equal(s.members[0].top, "b.bin");
			assert_int_equal(s.members[0].depth, 1);
			assert_true(s.members[0].is_archive);
			assert_int_equal(s.members[0].mtime_us, MADE_MTIME * INT64_C(1000000));
			seen_deinit(&s);
			sbuf_deinit(&file);
		}
	}
	sbuf_deinit(&text);
}

static void ar_members_are_read(void **state)
{
	struct seen s = { 0 };
	const struct made_member members[] = { { "control", S("a\n") },
		                               { "data.log", S("b\n") },
		                               { 0 } };
	struct sbuf file = made_archive("ar", "none", members);

	(void)state;
	seen_read_memory(&s, "x.deb", sbuf_slice(&file));
	assert_int_equal(s.n, 2);
	seen_expect(&s, "x.deb!data.log", S("b\n"));
	seen_deinit(&s);
	sbuf_deinit(&file);
}

static void archives_nest(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		for (size_t k = 0; k < sizeof(formats) / sizeof(*formats); k++) {
			struct seen s = { 0 };
			const struct made_member leaf[] = { { "c.log", S("deep\n") }, { 0 } };
			struct sbuf in = made_archive(formats[i], "gzip", leaf);
			const struct made_member outer[] = { { "before", S("1") },
				                             { "b.tar.gz", sbuf_slice(&in) },
				                             { "after", S("2") },
				                             { 0 } };
			struct sbuf file = made_archive(formats[k], "none", outer);
			seen_read_memory(&s, "a.tar", sbuf_slice(&file));
			assert_int_equal(s.n, 3);
			assert_int_equal(s.n_problems, 0);
			seen_expect(&s, "a.tar!before", S("1"));
			seen_expect(&s, "a.tar!b.tar.gz!c.log", S("deep\n"));
			seen_expect(&s, "a.tar!after", S("2"));
			assert_string_equal(seen_find(&s, "a.tar!b.tar.gz!c.log")->inside, "c.log");
			assert_int_equal(seen_find(&s, "a.tar!b.tar.gz!c.log")->depth, 2);
			seen_deinit(&s);
			sbuf_deinit(&in);
			sbuf_deinit(&file);
		}
	}
}

static void member_names_never_lead_out(void **state)
{
	struct seen s = { 0 };
	const struct made_member members[] = {
		{ "../../etc/passwd", S("1") }, { "/var/log/x", S("2") },
		{ "./a/../b", S("3") },         { "..", S("4") },
		{ "esc\033[31m", S("5") },      { 0 }
	};
	struct sbuf file = made_archive("pax", "none", members);

	(void)state;
	seen_read_memory(&s, "t", sbuf_slice(&file));
	seen_expect(&s, "t!etc/passwd", S("1"));
	seen_expect(&s, "t!var/log/x", S("2"));
	seen_expect(&s, "t!a/b", S("3"));
	seen_expect(&s, "t!(no name)", S("4"));
	seen_expect(&s, "t!esc\033[31m", S("5"));
	seen_deinit(&s);
	sbuf_deinit(&file);
}

static void member_names_keep_their_bytes_in_any_locale(void **state)
{
	struct seen s = { 0 };
	const struct made_member members[] = { { "caf\xc3\xa9/m\xc3\xbcll.log", S("1") }, { 0 } };
	struct sbuf file = made_archive("gnutar", "none", members);

	(void)state;
	seen_read_memory(&s, "t", sbuf_slice(&file));
	seen_expect(&s, "t!caf\xc3\xa9/m\xc3\xbcll.log", S("1"));
	seen_deinit(&s);
	sbuf_deinit(&file);
}

static void refused_member_gets_no_bytes(void **state)
{
	struct seen s = { .unwanted = "t!core" };
	const struct made_member members[] = { { "core", S("big") }, { "log", S("x\n") }, { 0 } };
	struct sbuf file = made_archive("ustar", "zstd", members);

	(void)state;
	seen_read_memory(&s, "t", sbuf_slice(&file));
	assert_int_equal(s.begun, 2);
	assert_int_equal(s.n, 1);
	seen_expect(&s, "t!log", S("x\n"));
	seen_deinit(&s);
	sbuf_deinit(&file);
}

static void text_that_looks_like_a_container_is_text(void **state)
{
	static const struct slice texts[] = { { "BZh9 is how bzip2 begins\n", 25 },
		                              { "070701 but no header\n", 21 },
		                              { "PK is not enough\n", 17 },
		                              { "\x1f\x8b", 2 },
		                              { "LZIP\n", 5 } };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct seen s = { 0 };
		seen_read_memory(&s, "x", texts[i]);
		assert_int_equal(s.n, 1);
		seen_expect(&s, "x", texts[i]);
		seen_deinit(&s);
	}
}

static void archive_without_members_is_no_problem(void **state)
{
	struct seen s = { 0 };
	const struct made_member none[] = { { 0 } };
	struct sbuf file = made_archive("zip", "none", none);

	(void)state;
	seen_read_memory(&s, "z", sbuf_slice(&file));
	assert_int_equal(s.n, 0);
	assert_int_equal(s.n_problems, 0);
	seen_deinit(&s);
	sbuf_deinit(&file);
}

static void formats_are_listed(void **state)
{
	size_t n = 0;

	(void)state;
	for (const struct input_format *f = input_formats; f->name; f++, n++)
		assert_true(*f->summary && *f->source);
	assert_true(n >= 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_file_keeps_its_path_and_bytes),
		cmocka_unit_test(empty_file_is_an_empty_member),
		cmocka_unit_test(compressed_file_keeps_its_path),
		cmocka_unit_test(compressed_streams_in_a_row_are_one),
		cmocka_unit_test(compressions_stack),
		cmocka_unit_test(archive_members_are_named_by_the_way_inside),
		cmocka_unit_test(ar_members_are_read),
		cmocka_unit_test(archives_nest),
		cmocka_unit_test(member_names_never_lead_out),
		cmocka_unit_test(member_names_keep_their_bytes_in_any_locale),
		cmocka_unit_test(refused_member_gets_no_bytes),
		cmocka_unit_test(text_that_looks_like_a_container_is_text),
		cmocka_unit_test(archive_without_members_is_no_problem),
		cmocka_unit_test(formats_are_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
