// SPDX-License-Identifier: Apache-2.0
// Records are written by hand after pstore_dump() in fs/pstore/platform.c.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/base/cleanup.h"
#include "parsers/input/pstore.h"
#include "tests/input/made.h"
#include "tests/input/seen.h"

static void put(const char *folder, const char *name, const char *content)
{
	free(made_file(folder, name, slice_str(content)));
}

/** Walk @p folder and read all that was found. */
static void read_folder(struct seen *s, char *folder, struct input_list *ret)
{
	struct input_sink sink = seen_sink(s);
	struct limits limits = limits_default();

	input_walk(&folder, 1, &sink, ret);
	for (size_t i = 0; i < ret->n; i++)
		input_read(&ret->files[i], &limits, &sink);
}

static void assert_content(const struct seen *s, size_t i, const char *content)
{
	assert_true(i < s->n);
	sbuf_char((struct sbuf *)(uintptr_t)&s->members[i].content, '\0');
	assert_string_equal(s->members[i].content.p, content);
}

static void headers_are_recognised(void **state)
{
	struct pstore_part p;

	(void)state;
	assert_true(pstore_part_parse(S("Oops#2 Part13\n<6>[ 1.0] x\n"), &p));
	assert_true(slice_eq(p.reason, S("Oops")));
	assert_int_equal(p.count, 2);
	assert_int_equal(p.part, 13);
	assert_true(pstore_part_parse(S("Panic#1 Part1"), &p));
	assert_false(pstore_part_parse(S("Oops#2 Part\n"), &p));
	assert_false(pstore_part_parse(S("Oops: 0002 [#1] SMP\n"), &p));
	assert_false(pstore_part_parse(S("Panic#1 Part1 of a story\n"), &p));
	assert_false(pstore_part_parse(S("Panic#-1 Part1\n"), &p));
	assert_false(pstore_part_parse(S(""), &p));
}

static void parts_are_joined_oldest_first(void **state)
{
	struct seen s = { 0 };
	struct input_list l;
	char *dir = made_folder();

	(void)state;
	put(dir, "dmesg-efi-165467812101001", "Oops#1 Part1\nnewest\n");
	put(dir, "dmesg-efi-165467812102001", "Oops#1 Part2\nmiddle\n");
	put(dir, "dmesg-efi-165467812110001", "Oops#1 Part10\noldest\n");
	put(dir, "other", "text\n");
	read_folder(&s, dir, &l);
	assert_int_equal(s.n, 2);
	assert_int_equal(l.files[0].n_parts, 3);
	assert_content(&s, 0,
	               "Oops#1 Part10\noldest\nOops#1 Part2\nmiddle\nOops#1 Part1\nnewest\n");
	assert_string_equal(s.members[0].path, l.files[0].parts[0]);
	input_list_deinit(&l);
	seen_deinit(&s);
	made_folder_remove(dir);
}

static void dumps_of_other_count_reason_and_time_stay_apart(void **state)
{
	struct seen s = { 0 };
	struct input_list l;
	char *dir = made_folder();

	(void)state;
	put(dir, "dmesg-efi-165467812101001", "Oops#1 Part1\nb\n");
	put(dir, "dmesg-efi-165467812102001", "Oops#1 Part2\na\n");
	put(dir, "dmesg-efi-165467812101002", "Panic#2 Part1\nd\n");
	put(dir, "dmesg-efi-165467812102002", "Panic#2 Part2\nc\n");
	put(dir, "dmesg-efi-165999999901001", "Oops#1 Part1\nlater boot\n");
	read_folder(&s, dir, &l);
	assert_int_equal(s.n, 3);
	assert_content(&s, 0, "Oops#1 Part2\na\nOops#1 Part1\nb\n");
	assert_content(&s, 1, "Panic#2 Part2\nc\nPanic#2 Part1\nd\n");
	assert_content(&s, 2, "Oops#1 Part1\nlater boot\n");
	input_list_deinit(&l);
	seen_deinit(&s);
	made_folder_remove(dir);
}

static void equal_headers_of_ramoops_zones_are_two_logs(void **state)
{
	struct seen s = { 0 };
	struct input_list l;
	char *dir = made_folder();

	(void)state;
	put(dir, "dmesg-ramoops-0", "Panic#1 Part1\none\n");
	put(dir, "dmesg-ramoops-1", "Panic#1 Part1\ntwo\n");
	read_folder(&s, dir, &l);
	assert_int_equal(s.n, 2);
	assert_content(&s, 0, "Panic#1 Part1\none\n");
	assert_content(&s, 1, "Panic#1 Part1\ntwo\n");
	input_list_deinit(&l);
	seen_deinit(&s);
	made_folder_remove(dir);
}

static void part_without_line_end_does_not_swallow_the_next(void **state)
{
	struct seen s = { 0 };
	struct input_list l;
	char *dir = made_folder();

	(void)state;
	put(dir, "dmesg-erst-7000000000000000001", "Oops#1 Part2\nold");
	put(dir, "dmesg-erst-7000000000000000002", "Oops#1 Part1\nnew");
	read_folder(&s, dir, &l);
	assert_int_equal(s.n, 1);
	assert_content(&s, 0, "Oops#1 Part2\nold\nOops#1 Part1\nnew\n");
	input_list_deinit(&l);
	seen_deinit(&s);
	made_folder_remove(dir);
}

static void part_that_vanished_leaves_the_others(void **state)
{
	struct seen s = { 0 };
	struct input_list l;
	struct input_sink sink = seen_sink(&s);
	struct limits limits = limits_default();
	char *dir = made_folder();

	(void)state;
	put(dir, "dmesg-erst-1", "Oops#1 Part2\nold\n");
	put(dir, "dmesg-erst-2", "Oops#1 Part1\nnew\n");
	input_walk(&dir, 1, &sink, &l);
	assert_int_equal(l.n, 1);
	remove(l.files[0].parts[1]);
	input_read(&l.files[0], &limits, &sink);
	assert_int_equal(s.members[0].status, INPUT_PARTIAL);
	assert_content(&s, 0, "Oops#1 Part2\nold\n");
	input_list_deinit(&l);
	seen_deinit(&s);
	made_folder_remove(dir);
}

static void parts_in_an_archive_are_joined_when_it_ends(void **state)
{
	struct seen s = { 0 };
	const struct made_member members[] = {
		{ "sys/fs/pstore/dmesg-efi-165467812101001", S("Oops#1 Part1\nnew\n") },
		{ "var/log/messages", S("text\n") },
		{ "sys/fs/pstore/dmesg-efi-165467812102001", S("Oops#1 Part2\nold") },
		{ "sys/fs/pstore/dmesg-efi-165467812101002", S("Panic#2 Part1\nalone\n") },
		{ 0 }
	};
	struct sbuf file = made_archive("pax", "xz", members);

	(void)state;
	seen_read_memory(&s, "t", sbuf_slice(&file));
	assert_int_equal(s.n, 3);
	assert_int_equal(s.n_problems, 0);
	seen_expect(&s, "t!var/log/messages", S("text\n"));
	seen_expect(&s, "t!sys/fs/pstore/dmesg-efi-165467812102001",
	            S("Oops#1 Part2\nold\nOops#1 Part1\nnew\n"));
	seen_expect(&s, "t!sys/fs/pstore/dmesg-efi-165467812101002", S("Panic#2 Part1\nalone\n"));
	assert_string_equal(s.members[1].inside, "sys/fs/pstore/dmesg-efi-165467812102001");
	assert_int_equal(s.members[1].depth, 1);
	seen_deinit(&s);
	sbuf_deinit(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_recognised),
		cmocka_unit_test(parts_are_joined_oldest_first),
		cmocka_unit_test(dumps_of_other_count_reason_and_time_stay_apart),
		cmocka_unit_test(equal_headers_of_ramoops_zones_are_two_logs),
		cmocka_unit_test(part_without_line_end_does_not_swallow_the_next),
		cmocka_unit_test(parts_in_an_archive_are_joined_when_it_ends),
		cmocka_unit_test(part_that_vanished_leaves_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
