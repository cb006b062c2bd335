// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parsers/base/cleanup.h"
#include "tests/input/made.h"
#include "tests/input/seen.h"

/** `made.XXXXXX/NAME` */
static char *below(const char *folder, const char *name)
{
	struct sbuf b = { 0 };

	sbuf_printf(&b, "%s/%s", folder, name);
	return b.p;
}

static void put(const char *folder, const char *name, struct slice content)
{
	free(made_file(folder, name, content));
}

static void walk(struct seen *s, const char *a, const char *b, struct input_list *ret)
{
	struct input_sink sink = seen_sink(s);
	char *paths[] = { (char *)(uintptr_t)a, (char *)(uintptr_t)b };

	input_walk(paths, b ? 2 : 1, &sink, ret);
}

static void assert_listed(const struct input_list *l, size_t i, const char *folder,
                          const char *name)
{
	_cleanup_free_ char *path = below(folder, name);

	assert_true(i < l->n);
	assert_string_equal(l->files[i].path, path);
}

static void folders_are_walked_in_order(void **state)
{
	struct seen s = { 0 };
	struct input_list l;
	char *dir = made_folder();
	_cleanup_free_ char *sub = below(dir, "sub"), *deep = below(dir, "sub/deep");

	(void)state;
	assert_int_equal(mkdir(sub, 0755), 0);
	assert_int_equal(mkdir(deep, 0755), 0);
	put(dir, "z", S("1"));
	put(dir, "a", S("22"));
	put(sub, "m", S("1"));
	put(deep, "x", S(""));
	walk(&s, dir, NULL, &l);
	assert_int_equal(l.n, 4);
	assert_listed(&l, 0, dir, "a");
	assert_listed(&l, 1, dir, "sub/deep/x");
	assert_listed(&l, 2, dir, "sub/m");
	assert_listed(&l, 3, dir, "z");
	assert_int_equal(l.files[0].bytes, 2);
	assert_int_equal(s.n_problems, 0);
	input_list_deinit(&l);
	seen_deinit(&s);
	made_folder_remove(dir);
}

static void links_loops_and_devices_in_folders_are_passed_over(void **state)
{
	struct seen s = { 0 };
	struct input_list l;
	char *dir = made_folder();
	_cleanup_free_ char *loop = below(dir, "loop"), *out = below(dir, "out"),
			    *dup = below(dir, "dup"), *fifo = below(dir, "fifo"),
			    *dangling = below(dir, "dangling");

	(void)state;
	put(dir, "file", S("x"));
	assert_int_equal(symlink(".", loop), 0);
	assert_int_equal(symlink("/etc", out), 0);
	assert_int_equal(symlink("file", dup), 0);
	assert_int_equal(symlink("nowhere", dangling), 0);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	walk(&s, dir, NULL, &l);
	assert_int_equal(l.n, 1);
	assert_listed(&l, 0, dir, "file");
	assert_int_equal(s.n_problems, 0);
	input_list_deinit(&l);
	seen_deinit(&s);
	made_folder_remove(dir);
}

static void link_on_the_command_line_is_followed(void **state)
{
	struct seen s = { 0 };
	struct input_list l;
	char *dir = made_folder();
	_cleanup_free_ char *link = below(dir, "link"), *sub = below(dir, "sub");

	(void)state;
	assert_int_equal(mkdir(sub, 0755), 0);
	put(sub, "file", S("x"));
	assert_int_equal(symlink("sub", link), 0);
	walk(&s, link, NULL, &l);
	assert_int_equal(l.n, 1);
	assert_listed(&l, 0, dir, "link/file");
	input_list_deinit(&l);
	seen_deinit(&s);
	made_folder_remove(dir);
}

static void file_named_twice_is_read_once(void **state)
{
	struct seen s = { 0 };
	struct input_list l;
	char *dir = made_folder();
	_cleanup_free_ char *file = made_file(dir, "file", S("x")), *hard = below(dir, "hard");

	(void)state;
	walk(&s, dir, file, &l);
	assert_int_equal(l.n, 1);
	input_list_deinit(&l);
	walk(&s, file, file, &l);
	assert_int_equal(l.n, 1);
	input_list_deinit(&l);
	assert_int_equal(link(file, hard),
	                 0); // another name of the same content is another capture
	walk(&s, dir, NULL, &l);
	assert_int_equal(l.n, 2);
	input_list_deinit(&l);
	seen_deinit(&s);
	made_folder_remove(dir);
}

static void missing_path_is_told_and_the_others_found(void **state)
{
	struct seen s = { 0 };
	struct input_list l;
	char *dir = made_folder();
	_cleanup_free_ char *gone = below(dir, "gone");

	(void)state;
	put(dir, "file", S("x"));
	walk(&s, gone, dir, &l);
	assert_int_equal(l.n, 1);
	assert_int_equal(s.n_problems, 1);
	assert_string_equal(s.problems[0][0], gone);
	assert_non_null(strstr(s.problems[0][1], "No such file"));
	input_list_deinit(&l);
	seen_deinit(&s);
	made_folder_remove(dir);
}

static void file_that_vanished_after_the_walk_is_told(void **state)
{
	struct seen s = { 0 };

	(void)state;
	seen_read(&s, "no/such/file");
	assert_int_equal(s.n, 0);
	assert_int_equal(s.n_problems, 1);
	seen_deinit(&s);
}

static void unreadable_file_and_folder_are_told(void **state)
{
	struct seen s = { 0 };
	struct input_list l;

	(void)state;
	if (geteuid() == 0)
		skip(); // root reads everything
	char *dir = made_folder();
	_cleanup_free_ char *file = made_file(dir, "secret", S("x")), *sub = below(dir, "sub");
	assert_int_equal(chmod(file, 0), 0);
	assert_int_equal(mkdir(sub, 0), 0);
	walk(&s, dir, NULL, &l);
	assert_int_equal(l.n, 1);
	assert_int_equal(s.n_problems, 1);
	seen_read(&s, l.files[0].path);
	assert_int_equal(s.n_problems, 2);
	assert_int_equal(s.n, 0);
	chmod(sub, 0755);
	input_list_deinit(&l);
	seen_deinit(&s);
	made_folder_remove(dir);
}

static void very_deep_folders_end_with_one_message(void **state)
{
	struct seen s = { 0 };
	struct input_list l;
	char *dir = made_folder();
	int fd = -1, here = open(".", O_RDONLY | O_DIRECTORY);
	char name[201];

	(void)state;
	memset(name, 'd', 200);
	name[200] = 0;
	assert_int_equal(chdir(dir), 0);
	for (int i = 0; i < 30; i++) {
		assert_int_equal(mkdir(name, 0755), 0);
		assert_int_equal(chdir(name), 0);
	}
	fd = creat("leaf", 0644);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(fchdir(here), 0);
	walk(&s, dir, NULL, &l);
	assert_int_equal(l.n, 0);
	assert_int_equal(s.n_problems, 1);
	assert_non_null(strstr(s.problems[0][1], "too long"));
	input_list_deinit(&l);
	seen_deinit(&s);
	// nftw() cannot name what lies so deep either
	assert_int_equal(chdir(dir), 0);
	for (int i = 0; i < 30; i++)
		assert_int_equal(chdir(name), 0);
	unlink("leaf");
	for (int i = 0; i < 30; i++) {
		assert_int_equal(chdir(".."), 0);
		rmdir(name);
	}
	assert_int_equal(fchdir(here), 0);
	close(here);
	made_folder_remove(dir);
}

static void file_that_shrinks_while_read_is_partial(void **state)
{
	struct seen s = { .discard = true };
	char *dir = made_folder();
	struct sbuf text = made_lines(1000000);
	_cleanup_free_ char *path = made_file(dir, "log", sbuf_slice(&text));
	struct input_sink sink = seen_sink(&s);
	struct limits limits = limits_default();
	struct input_file file = { .path = path };

	(void)state;
	s.cut_path = path;
	input_read(&file, &limits, &sink);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.members[0].status, INPUT_PARTIAL);
	assert_non_null(strstr(s.members[0].message, "shorter"));
	seen_deinit(&s);
	sbuf_deinit(&text);
	made_folder_remove(dir);
}

static void file_without_a_size_is_read(void **state)
{
	struct seen s = { 0 };

	(void)state;
	if (access("/proc/version", R_OK) != 0)
		skip();
	seen_read(&s, "/proc/version");
	assert_int_equal(s.n, 1);
	assert_int_equal(s.members[0].status, INPUT_OK);
	assert_true(s.members[0].content.n > 10);
	seen_deinit(&s);
}

static void folder_given_to_read_is_told(void **state)
{
	struct seen s = { 0 };

	(void)state;
	seen_read(&s, "/");
	assert_int_equal(s.n, 0);
	assert_int_equal(s.n_problems, 1);
	seen_deinit(&s);
}

static void zip_file_is_read_by_its_directory(void **state)
{
	struct seen s = { 0 };
	char *dir = made_folder();
	const struct made_member members[] = { { "a", S("1\n") }, { "b/c", S("2\n") }, { 0 } };
	struct sbuf zip = made_archive("zip", "none", members);
	_cleanup_free_ char *path = made_file(dir, "x", sbuf_slice(&zip));
	_cleanup_free_ char *member = NULL;

	(void)state;
	seen_read(&s, path);
	assert_int_equal(s.n, 2);
	struct sbuf want = { 0 };
	sbuf_printf(&want, "%s!b/c", path);
	member = want.p;
	seen_expect(&s, member, S("2\n"));
	seen_deinit(&s);
	sbuf_deinit(&zip);
	made_folder_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folders_are_walked_in_order),
		cmocka_unit_test(links_loops_and_devices_in_folders_are_passed_over),
		cmocka_unit_test(link_on_the_command_line_is_followed),
		cmocka_unit_test(file_named_twice_is_read_once),
		cmocka_unit_test(missing_path_is_told_and_the_others_found),
		cmocka_unit_test(file_that_vanished_after_the_walk_is_told),
		cmocka_unit_test(unreadable_file_and_folder_are_told),
		cmocka_unit_test(very_deep_folders_end_with_one_message),
		cmocka_unit_test(file_that_shrinks_while_read_is_partial),
		cmocka_unit_test(file_without_a_size_is_read),
		cmocka_unit_test(folder_given_to_read_is_told),
		cmocka_unit_test(zip_file_is_read_by_its_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
