// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/stat.h>
#include <time.h>

#include "analyzer/ingest.h"
#include "parsers/base/cleanup.h"
#include "tests/ingest/logs.h"
#include "tests/input/made.h"

struct got {
	struct sbuf text; /**< "PATH: TITLE\n" for each fault, the path from its last slash on */
	unsigned n, n_with_boot;
	unsigned stop_after; /**< 0: never */
	sem_t *came;         /**< posted with each fault; NULL */
};

static bool on_fault(void *ctx, const struct scan_fault *f)
{
	struct got *g = ctx;
	const char *slash = strrchr(f->path, '/');

	sbuf_puts(&g->text, slash ? slash + 1 : f->path);
	sbuf_puts(&g->text, ": ");
	sbuf_add(&g->text, f->derived->title);
	sbuf_char(&g->text, '\n');
	g->n_with_boot += f->boot != NULL;
	if (g->came)
		sem_post(g->came);
	return ++g->n != g->stop_after;
}

static void scan(const char *path, struct got *g, struct ingest_result *ret)
{
	const struct ingest_options options = { .limits = limits_default() };
	char *paths[] = { (char *)(uintptr_t)path };

	ingest_scan(paths, 1, &options, on_fault, g, ret);
}

#define TITLE "BUG: unable to handle kernel NULL pointer dereference in demo_read_"

static void every_fault_of_a_file_comes_with_its_boot(void **state)
{
	struct got g = { 0 };
	struct ingest_result r;
	struct sbuf log = { 0 };
	char *dir = made_folder();

	(void)state;
	log_boot(&log, 1);
	log_oops(&log, 10, "a");
	log_quiet(&log, 11, 200000);
	log_oops(&log, 20, "b");
	_cleanup_free_ char *path = made_file(dir, "log", sbuf_slice(&log));
	scan(path, &g, &r);
	assert_string_equal(g.text.p, "log: " TITLE "a\nlog: " TITLE "b\n");
	assert_int_equal(g.n_with_boot, 2);
	assert_int_equal(r.files, 1);
	assert_int_equal(r.members, 1);
	assert_int_equal(r.faults, 2);
	assert_int_equal(r.bytes, log.n);
	assert_int_equal(r.n_problems, 0);
	ingest_result_deinit(&r);
	sbuf_deinit(&g.text);
	sbuf_deinit(&log);
	made_folder_remove(dir);
}

static void members_of_archives_are_scanned_and_unknown_ones_counted(void **state)
{
	struct got g = { 0 };
	struct ingest_result r;
	struct sbuf a = { 0 }, b = { 0 };
	char *dir = made_folder();

	(void)state;
	log_oops(&a, 10, "a");
	log_oops(&b, 10, "b");
	const struct made_member members[] = { { "etc/shadow.png",
		                                 S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR") },
		                               { "var/log/dmesg", sbuf_slice(&a) },
		                               { "var/log/dmesg.1", sbuf_slice(&b) },
		                               { 0 } };
	struct sbuf file = made_archive("ustar", "xz", members);
	free(made_file(dir, "x", sbuf_slice(&file)));
	scan(dir, &g, &r);
	assert_string_equal(g.text.p, "dmesg: " TITLE "a\ndmesg.1: " TITLE "b\n");
	assert_int_equal(r.members, 3);
	assert_int_equal(r.unknown, 1);
	assert_int_equal(r.n_problems, 0);
	ingest_result_deinit(&r);
	sbuf_deinit(&g.text);
	sbuf_deinit(&a);
	sbuf_deinit(&b);
	sbuf_deinit(&file);
	made_folder_remove(dir);
}

static void named_file_without_anything_is_worth_a_word(void **state)
{
	struct got g = { 0 };
	struct ingest_result r;
	char *dir = made_folder();
	_cleanup_free_ char *empty = made_file(dir, "empty", S(""));

	(void)state;
	scan(empty, &g, &r);
	assert_int_equal(r.n_problems, 1);
	assert_true(r.problems[0].harmless);
	assert_int_equal(r.n_unreadable, 0);
	assert_string_equal(r.problems[0].message, "is empty");
	ingest_result_deinit(&r);
	scan(dir, &g, &r); // found in a folder it is only counted
	assert_int_equal(r.n_problems, 0);
	assert_int_equal(r.unknown, 1);
	ingest_result_deinit(&r);
	made_folder_remove(dir);
}

static void faults_before_the_cut_of_a_file_are_found(void **state)
{
	struct got g = { 0 };
	struct ingest_result r;
	struct sbuf log = { 0 };
	char *dir = made_folder();

	(void)state;
	log_oops(&log, 10, "a");
	log_quiet(&log, 11, 20000);
	struct sbuf gz = made_compressed("gzip", sbuf_slice(&log));
	_cleanup_free_ char *path =
		made_file(dir, "log.gz", slice_head(sbuf_slice(&gz), gz.n - 200));
	scan(path, &g, &r);
	assert_string_equal(g.text.p, "log.gz: " TITLE "a\n");
	assert_int_equal(r.n_unreadable, 1);
	assert_string_equal(r.problems[0].path, path);
	ingest_result_deinit(&r);
	sbuf_deinit(&g.text);
	sbuf_deinit(&log);
	sbuf_deinit(&gz);
	made_folder_remove(dir);
}

static void missing_file_is_a_problem_and_no_more(void **state)
{
	struct got g = { 0 };
	struct ingest_result r;

	(void)state;
	scan("no/such/file", &g, &r);
	assert_int_equal(r.n_unreadable, 1);
	assert_int_equal(r.n_problems, 1);
	assert_int_equal(r.files, 0);
	ingest_result_deinit(&r);
}

static void scan_stops_when_the_reader_has_enough(void **state)
{
	struct got g = { .stop_after = 1 };
	struct ingest_result r;
	struct sbuf log = { 0 };
	char *dir = made_folder();

	(void)state;
	for (unsigned i = 0; i < 100; i++)
		log_oops(&log, 10 + i, "a");
	free(made_file(dir, "log", sbuf_slice(&log)));
	scan(dir, &g, &r);
	assert_int_equal(g.n, 1);
	assert_int_equal(r.faults, 1);
	ingest_result_deinit(&r);
	sbuf_deinit(&g.text);
	sbuf_deinit(&log);
	made_folder_remove(dir);
}

static void report_cut_by_pstore_parts_is_one(void **state)
{
	struct got g = { 0 };
	struct ingest_result r;
	struct sbuf log = { 0 };
	char *dir = made_folder();

	(void)state;
	log_oops(&log, 10, "a");
	for (unsigned part = 3; part > 0; part--) {
		struct slice text = slice_from(sbuf_slice(&log), (3 - part) * log.n / 3), line;
		struct slice end = slice_from(sbuf_slice(&log), (4 - part) * log.n / 3);
		struct sbuf b = { 0 }, name = { 0 };
		sbuf_printf(&name, "dmesg-efi-1654678121%02u001", part);
		sbuf_printf(&b, "Oops#1 Part%u\n", part);
		if (part < 3)
			slice_line(&text, &line); // belongs to the part before
		while (text.p < end.p && slice_line(&text, &line)) {
			sbuf_add(&b, line);
			sbuf_char(&b, '\n');
		}
		free(made_file(dir, name.p, sbuf_slice(&b)));
		sbuf_deinit(&b);
		sbuf_deinit(&name);
	}
	scan(dir, &g, &r);
	assert_string_equal(g.text.p, "dmesg-efi-165467812103001: " TITLE "a\n");
	assert_int_equal(r.files, 1);
	ingest_result_deinit(&r);
	sbuf_deinit(&g.text);
	sbuf_deinit(&log);
	made_folder_remove(dir);
}

struct writer {
	const char *fifo;
	sem_t came;
	bool in_time; /**< the fault came while the pipe was open */
};

/** Write a report, and keep the pipe open until it was seen. */
static void *write_and_wait(void *arg)
{
	struct writer *w = arg;
	struct sbuf log = { 0 };
	struct timespec until;
	_cleanup_fclose_ FILE *f = fopen(w->fifo, "w");

	assert_non_null(f);
	log_oops(&log, 10, "a");
	assert_int_equal(fwrite(log.p, 1, log.n, f), log.n);
	fflush(f);
	sbuf_deinit(&log);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 30;
	w->in_time = sem_timedwait(&w->came, &until) == 0;
	return NULL;
}

static void fault_comes_while_the_pipe_is_still_open(void **state)
{
	struct ingest_result r;
	struct sbuf path = { 0 };
	char *dir = made_folder();
	pthread_t thread;

	(void)state;
	sbuf_printf(&path, "%s/fifo", dir);
	assert_int_equal(mkfifo(path.p, 0600), 0);
	struct writer w = { .fifo = path.p };
	struct got g = { .came = &w.came };
	sem_init(&w.came, 0, 0);
	assert_int_equal(pthread_create(&thread, NULL, write_and_wait, &w), 0);
	scan(path.p, &g, &r);
	pthread_join(thread, NULL);
	assert_true(w.in_time);
	assert_int_equal(g.n, 1);
	sem_destroy(&w.came);
	ingest_result_deinit(&r);
	sbuf_deinit(&g.text);
	sbuf_deinit(&path);
	made_folder_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_of_a_file_comes_with_its_boot),
		cmocka_unit_test(members_of_archives_are_scanned_and_unknown_ones_counted),
		cmocka_unit_test(named_file_without_anything_is_worth_a_word),
		cmocka_unit_test(faults_before_the_cut_of_a_file_are_found),
		cmocka_unit_test(missing_file_is_a_problem_and_no_more),
		cmocka_unit_test(scan_stops_when_the_reader_has_enough),
		cmocka_unit_test(report_cut_by_pstore_parts_is_one),
		cmocka_unit_test(fault_comes_while_the_pipe_is_still_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
