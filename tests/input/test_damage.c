// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/base/cleanup.h"
#include "tests/input/made.h"
#include "tests/input/seen.h"

/** Messages that came, of members and others. */
static size_t n_messages(const struct seen *s)
{
	size_t n = s->n_problems;

	for (size_t i = 0; i < s->n; i++)
		n += s->members[i].message != NULL;
	return n;
}

static void truncated_stream_gives_all_before_the_cut(void **state)
{
	static const char *const filters[] = { "gzip", "xz", "zstd", "lz4", "bzip2" };
	struct sbuf text = made_lines(9000000);

	(void)state;
	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
		struct seen s = { 0 };
		size_t n = strcmp(filters[i], "lz4") == 0 ? text.n
		                                          : 2000000; // its blocks are of 4 MiB
		struct sbuf file = made_compressed(filters[i], slice_head(sbuf_slice(&text), n));
		seen_read_memory(&s, "log", slice_head(sbuf_slice(&file), file.n - file.n / 20));
		assert_int_equal(s.n, 1);
		assert_int_equal(s.members[0].status, INPUT_PARTIAL);
		assert_non_null(s.members[0].message);
		assert_int_equal(n_messages(&s), 1);
		assert_in_range(s.members[0].content.n, n / 4, n);
		assert_memory_equal(s.members[0].content.p, text.p, s.members[0].content.n);
		seen_deinit(&s);
		sbuf_deinit(&file);
	}
	sbuf_deinit(&text);
}

static void truncated_small_gzip_loses_only_what_is_cut(void **state)
{
	struct seen s = { 0 };
	struct sbuf text = made_lines(20000);
	struct sbuf file = made_compressed("gzip", sbuf_slice(&text));

	(void)state;
	seen_read_memory(&s, "log.gz", slice_head(sbuf_slice(&file), file.n / 2));
	assert_int_equal(s.members[0].status, INPUT_PARTIAL);
	assert_true(s.members[0].content.n > 5000);
	assert_memory_equal(s.members[0].content.p, text.p, s.members[0].content.n);
	assert_non_null(strstr(s.members[0].message, "ends too early"));
	seen_deinit(&s);
	sbuf_deinit(&file);
	sbuf_deinit(&text);
}

static void flipped_byte_is_told_with_its_place(void **state)
{
	static const char *const filters[] = { "gzip", "xz",
		                               "bzip2" }; // zstd need not have checksums
	struct sbuf text = made_lines(300000);

	(void)state;
	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
		struct seen s = { 0 };
		struct sbuf file = made_compressed(filters[i], sbuf_slice(&text));
		memset(file.p + file.n / 2, 0x5a, 16);
		seen_read_memory(&s, "log", sbuf_slice(&file));
		assert_int_equal(n_messages(&s), 1);
		assert_int_equal(s.n, 1);
		assert_int_not_equal(s.members[0].status, INPUT_OK);
		assert_non_null(strstr(s.members[0].message, "byte"));
		seen_deinit(&s);
		sbuf_deinit(&file);
	}
	sbuf_deinit(&text);
}

static void rubbish_behind_gzip_is_told_and_the_content_kept(void **state)
{
	struct seen s = { 0 };
	struct sbuf file = made_compressed("gzip", S("text\n"));

	(void)state;
	sbuf_puts(&file, "rubbish");
	seen_read_memory(&s, "log.gz", sbuf_slice(&file));
	assert_int_equal(s.members[0].status, INPUT_PARTIAL);
	assert_true(slice_eq(sbuf_slice(&s.members[0].content), S("text\n")));
	seen_deinit(&s);
	sbuf_deinit(&file);
}

static void padding_behind_gzip_is_fine(void **state)
{
	struct seen s = { 0 };
	struct sbuf file = made_compressed("gzip", S("text\n"));

	(void)state;
	sbuf_add(&file, S("\0\0\0\0\0\0\0\0"));
	seen_read_memory(&s, "log.gz", sbuf_slice(&file));
	seen_expect(&s, "log.gz", S("text\n"));
	seen_deinit(&s);
	sbuf_deinit(&file);
}

static void truncated_archive_keeps_the_members_before(void **state)
{
	struct sbuf text = made_lines(1000000);
	const struct made_member members[] = { { "a", S("first\n") },
		                               { "b", sbuf_slice(&text) },
		                               { 0 } };
	static const char *const how[][2] = { { "ustar", "none" },
		                              { "ustar", "gzip" },
		                              { "newc", "none" },
		                              { "zip", "none" },
		                              { "pax", "zstd" } };

	(void)state;
	for (size_t i = 0; i < sizeof(how) / sizeof(*how); i++) {
		struct seen s = { 0 };
		struct sbuf file = made_archive(how[i][0], how[i][1], members);
		seen_read_memory(&s, "t", slice_head(sbuf_slice(&file), file.n / 2));
		assert_int_equal(s.n, 2);
		seen_expect(&s, "t!a", S("first\n"));
		assert_int_equal(s.members[1].status, INPUT_PARTIAL);
		assert_true(s.members[1].content.n > 1000);
		assert_memory_equal(s.members[1].content.p, text.p, s.members[1].content.n);
		assert_int_equal(n_messages(&s), 1);
		seen_deinit(&s);
		sbuf_deinit(&file);
	}
	sbuf_deinit(&text);
}

static void damaged_tar_header_costs_one_member(void **state)
{
	struct seen s = { 0 };
	const struct made_member members[] = {
		{ "a", S("first\n") }, { "b", S("second\n") }, { "c", S("third\n") }, { 0 }
	};
	struct sbuf file = made_archive("ustar", "none", members);

	(void)state;
	memset(file.p + 1024, 'x', 200); // header of b: each member takes two blocks
	seen_read_memory(&s, "t", sbuf_slice(&file));
	seen_expect(&s, "t!a", S("first\n"));
	seen_expect(&s, "t!c", S("third\n"));
	assert_int_equal(s.n_problems, 1);
	assert_string_equal(s.problems[0][0], "t");
	seen_deinit(&s);
	sbuf_deinit(&file);
}

static void damage_in_a_nested_archive_costs_the_outer_one_nothing(void **state)
{
	struct seen s = { 0 };
	struct sbuf text = made_lines(50000);
	const struct made_member in[] = { { "x", sbuf_slice(&text) }, { 0 } };
	struct sbuf inner = made_archive("ustar", "gzip", in);
	const struct made_member outer[] = { { "in.tgz",
		                               slice_head(sbuf_slice(&inner), inner.n / 2) },
		                             { "after", S("fine\n") },
		                             { 0 } };
	struct sbuf file = made_archive("ustar", "none", outer);

	(void)state;
	seen_read_memory(&s, "t", sbuf_slice(&file));
	assert_int_equal(seen_find(&s, "t!in.tgz!x")->status, INPUT_PARTIAL);
	seen_expect(&s, "t!after", S("fine\n"));
	assert_int_equal(n_messages(&s), 1);
	seen_deinit(&s);
	sbuf_deinit(&text);
	sbuf_deinit(&inner);
	sbuf_deinit(&file);
}

/** @p n archives, one inside the other, with "leaf" in the middle. */
static struct sbuf nested(unsigned n)
{
	struct sbuf file = { 0 };

	sbuf_puts(&file, "leaf\n");
	for (unsigned i = 0; i < n; i++) {
		const struct made_member one[] = { { "n", sbuf_slice(&file) }, { 0 } };
		struct sbuf more = made_archive("newc", "gzip", one);
		sbuf_deinit(&file);
		file = more;
	}
	return file;
}

static void depth_limit_is_told_once(void **state)
{
	struct seen s = { 0 };
	struct sbuf file = nested(LIMIT_INPUT_DEPTH);

	(void)state;
	seen_read_memory(&s, "t", sbuf_slice(&file));
	assert_int_equal(s.n, 1);
	assert_int_equal(n_messages(&s), 0);
	sbuf_deinit(&file);
	seen_deinit(&s);

	file = nested(1000);
	seen_read_memory(&s, "t", sbuf_slice(&file));
	assert_int_equal(s.n, 0);
	assert_int_equal(s.n_problems, 1);
	assert_non_null(strstr(s.problems[0][1], "--max-depth"));
	sbuf_deinit(&file);
	seen_deinit(&s);
}

static void compressed_many_times_over_is_told_once(void **state)
{
	struct seen s = { 0 };
	struct sbuf file = { 0 };

	(void)state;
	sbuf_puts(&file, "leaf\n");
	for (unsigned i = 0; i < 500; i++) {
		struct sbuf more = made_compressed("gzip", sbuf_slice(&file));
		sbuf_deinit(&file);
		file = more;
	}
	seen_read_memory(&s, "t", sbuf_slice(&file));
	assert_int_equal(s.n, 0);
	assert_int_equal(s.n_problems, 1);
	sbuf_deinit(&file);
	seen_deinit(&s);
}

static void bomb_is_stopped_by_ratio_and_told_once(void **state)
{
	struct seen s = { .discard = true };
	const size_t n = (size_t)64 << 20;
	char *zero = xcalloc(1, n);
	struct sbuf once = made_compressed("gzip", (struct slice){ zero, n });
	struct sbuf many = { 0 };

	(void)state;
	free(zero);
	for (int i = 0; i < 16; i++)
		sbuf_add(&many, sbuf_slice(&once));
	struct sbuf twice = made_compressed("gzip", sbuf_slice(&many));
	seen_read_memory(&s, "bomb.gz", sbuf_slice(&twice));
	assert_int_equal(n_messages(&s), 1);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.members[0].status, INPUT_PARTIAL);
	assert_non_null(strstr(s.members[0].message, "--max-ratio"));
	assert_true(s.total < (UINT64_C(300) << 20));
	seen_deinit(&s);
	sbuf_deinit(&once);
	sbuf_deinit(&many);
	sbuf_deinit(&twice);
}

static void total_limit_stops_a_zip_of_many_members(void **state)
{
	struct seen s = { .discard = true };
	struct limits limits = limits_default();
	struct input_sink sink = seen_sink(&s);
	struct sbuf text = made_lines(1000000);
	const struct made_member members[] = { { "a", sbuf_slice(&text) },
		                               { "b", sbuf_slice(&text) },
		                               { "c", sbuf_slice(&text) },
		                               { "d", sbuf_slice(&text) },
		                               { 0 } };
	struct sbuf file = made_archive("zip", "none", members);

	(void)state;
	limits.expand_bytes = 2500000;
	input_read_memory("z", sbuf_slice(&file), &limits, &sink);
	assert_int_equal(s.n, 3);
	assert_int_equal(s.members[1].status, INPUT_OK);
	assert_int_equal(s.members[2].status, INPUT_PARTIAL);
	assert_int_equal(n_messages(&s), 1);
	assert_non_null(strstr(s.members[2].message, "--max-expand"));
	seen_deinit(&s);
	sbuf_deinit(&file);
	sbuf_deinit(&text);
}

static void reading_stops_where_progress_says_no(void **state)
{
	struct seen s = { .stop_at = 200000 };
	struct sbuf text = made_lines(3000000);
	const struct made_member members[] = { { "a", sbuf_slice(&text) }, { "b", S("x") }, { 0 } };
	struct sbuf file = made_archive("ustar", "none", members);

	(void)state;
	seen_read_memory(&s, "t", sbuf_slice(&file));
	assert_int_equal(s.n, 1);
	assert_int_equal(s.members[0].status, INPUT_PARTIAL);
	assert_true(s.total < 400000);
	assert_int_equal(s.n_problems, 0);
	seen_deinit(&s);
	sbuf_deinit(&file);
	sbuf_deinit(&text);
}

static void header_that_claims_gigabytes_takes_no_memory(void **state)
{
	struct seen s = { 0 };
	struct sbuf file = { 0 };

	(void)state;
	// newc: magic, 11 numbers of 8 digits (mode, filesize and namesize among them), check
	sbuf_puts(&file, "070701"
	                 "00000001"
	                 "000081a4"
	                 "00000000"
	                 "00000000"
	                 "00000001"
	                 "00000000"
	                 "00000000"
	                 "00000000"
	                 "00000000"
	                 "00000000"
	                 "00000000"
	                 "f0000000"
	                 "00000000");
	while (file.n < (size_t)100 << 20)
		sbuf_add(&file,
		         S("nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"));
	seen_read_memory(&s, "t.cpio", sbuf_slice(&file));
	assert_int_equal(s.n, 0);
	assert_int_equal(s.n_problems, 1);
	seen_deinit(&s);
	sbuf_deinit(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(truncated_stream_gives_all_before_the_cut),
		cmocka_unit_test(truncated_small_gzip_loses_only_what_is_cut),
		cmocka_unit_test(flipped_byte_is_told_with_its_place),
		cmocka_unit_test(rubbish_behind_gzip_is_told_and_the_content_kept),
		cmocka_unit_test(padding_behind_gzip_is_fine),
		cmocka_unit_test(truncated_archive_keeps_the_members_before),
		cmocka_unit_test(damaged_tar_header_costs_one_member),
		cmocka_unit_test(damage_in_a_nested_archive_costs_the_outer_one_nothing),
		cmocka_unit_test(depth_limit_is_told_once),
		cmocka_unit_test(compressed_many_times_over_is_told_once),
		cmocka_unit_test(bomb_is_stopped_by_ratio_and_told_once),
		cmocka_unit_test(total_limit_stops_a_zip_of_many_members),
		cmocka_unit_test(header_that_claims_gigabytes_takes_no_memory),
		cmocka_unit_test(reading_stops_where_progress_says_no),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
