// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

#include "parsers/base/cleanup.h"
#include "tests/input/made.h"
#include "tests/input/seen.h"

struct writer {
	const char *fifo;
	struct slice first, second; /**< with silence of more than INPUT_IDLE_MS between them */
};

static void write_all(int fd, struct slice s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);
		assert_true(n > 0);
		s = slice_from(s, (size_t)n);
	}
}

static void *write_both(void *arg)
{
	const struct writer *w = arg;
	_cleanup_fclose_ FILE *f = fopen(w->fifo, "w");
	const struct timespec silence = { 1, 600000000 };

	assert_non_null(f);
	write_all(fileno(f), w->first);
	if (w->second.n) {
		nanosleep(&silence, NULL);
		write_all(fileno(f), w->second);
	}
	return NULL;
}

static void read_fifo(struct seen *s, struct slice first, struct slice second)
{
	char *dir = made_folder();
	struct sbuf path = { 0 };
	pthread_t thread;

	sbuf_printf(&path, "%s/fifo", dir);
	assert_int_equal(mkfifo(path.p, 0600), 0);
	struct writer w = { path.p, first, second };
	assert_int_equal(pthread_create(&thread, NULL, write_both, &w), 0);
	seen_read(s, path.p);
	pthread_join(thread, NULL);
	sbuf_deinit(&path);
	made_folder_remove(dir);
}

static void bytes_of_a_pipe_come_before_it_ends(void **state)
{
	struct seen s = { 0 };

	(void)state;
	read_fifo(&s, S("one\n"), S("two\n"));
	assert_int_equal(s.n, 1);
	assert_int_equal(s.idles, 1);
	assert_int_equal(s.idle_content, 4);
	assert_true(slice_eq(sbuf_slice(&s.members[0].content), S("one\ntwo\n")));
	assert_true(s.members[0].mtime_us == INT64_MIN);
	seen_deinit(&s);
}

static void bytes_of_a_pipe_without_a_whole_line_come_too(void **state)
{
	struct seen s = { 0 };

	(void)state;
	read_fifo(&s, S("par"), S("tial\n"));
	assert_int_equal(s.n, 1);
	assert_true(slice_eq(sbuf_slice(&s.members[0].content), S("partial\n")));
	seen_deinit(&s);
}

static void compressed_pipe_is_handed_on_as_it_comes(void **state)
{
	struct seen s = { 0 };
	struct sbuf a = made_compressed("gzip", S("one\n")),
		    b = made_compressed("gzip", S("two\n"));

	(void)state;
	read_fifo(&s, sbuf_slice(&a), sbuf_slice(&b));
	assert_int_equal(s.n, 1);
	assert_int_equal(s.idle_content, 4);
	assert_true(slice_eq(sbuf_slice(&s.members[0].content), S("one\ntwo\n")));
	seen_deinit(&s);
	sbuf_deinit(&a);
	sbuf_deinit(&b);
}

static void archives_come_through_pipes(void **state)
{
	static const char *const formats[] = { "ustar", "zip", "newc" };
	struct sbuf text = made_lines(400000);
	const struct made_member members[] = { { "a", sbuf_slice(&text) },
		                               { "b", S("x\n") },
		                               { 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		struct seen s = { 0 };
		struct sbuf file = made_archive(formats[i], "none", members);
		read_fifo(&s, sbuf_slice(&file), S(""));
		assert_int_equal(s.n, 2);
		assert_int_equal(s.n_problems, 0);
		seen_expect(&s, s.members[0].path, sbuf_slice(&text));
		seen_expect(&s, s.members[1].path, S("x\n"));
		seen_deinit(&s);
		sbuf_deinit(&file);
	}
	sbuf_deinit(&text);
}

static void pipe_without_bytes_is_an_empty_member(void **state)
{
	struct seen s = { 0 };

	(void)state;
	read_fifo(&s, S(""), S(""));
	assert_int_equal(s.n, 1);
	assert_int_equal(s.members[0].status, INPUT_OK);
	seen_deinit(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_of_a_pipe_come_before_it_ends),
		cmocka_unit_test(bytes_of_a_pipe_without_a_whole_line_come_too),
		cmocka_unit_test(compressed_pipe_is_handed_on_as_it_comes),
		cmocka_unit_test(archives_come_through_pipes),
		cmocka_unit_test(pipe_without_bytes_is_an_empty_member),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
