// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "analyzer/ingest.h"
#include "parsers/base/cleanup.h"
#include "tests/ingest/logs.h"
#include "tests/input/made.h"

/** What must be the same in every store of the same input, whatever the order it was read in. */
static const char *const dumps[] = {
	"SELECT key, path, kind, bytes, sha256, status, message, host FROM source ORDER BY key",
	"SELECT s.key, p.path FROM source_path AS p JOIN source AS s ON s.id = p.source_id ORDER BY 1, 2",
	"SELECT key, kernel_release, command_line FROM boot ORDER BY key",
	"SELECT key, kind, title, function, first_line, first_byte, last_byte, excerpt FROM fault ORDER BY key",
	"SELECT key, stack_no, depth, frame.function, offset FROM frame JOIN fault ON id = fault_id ORDER BY 1, 2, 3",
	"SELECT key, title, faults, hosts, kernels FROM fault_group ORDER BY key",
	"SELECT key, row_no, node, name, value, unit FROM mem_stat JOIN source ON id = source_id ORDER BY 1, 2",
};

static void dump_query(sqlite3 *db, const char *sql, struct sbuf *out)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while (sqlite3_step(st) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(st); i++) {
			const char *text = (const char *)sqlite3_column_text(st, i);
			sbuf_puts(out, text ? text : "NULL");
			sbuf_char(out, '|');
		}
		sbuf_char(out, '\n');
	}
	sqlite3_finalize(st);
}

/** All of @p store as text. */
static struct sbuf dump(const char *store)
{
	_cleanup_(store_freep) struct store *s = NULL;
	struct sbuf out = { 0 };

	assert_null(store_open(store, STORE_READ, &s));
	for (size_t i = 0; i < sizeof(dumps) / sizeof(*dumps); i++)
		dump_query(store_db(s), dumps[i], &out);
	return out;
}

static int64_t one_number(const char *store, const char *sql)
{
	_cleanup_(store_freep) struct store *s = NULL;
	struct sbuf out = { 0 };

	assert_null(store_open(store, STORE_READ, &s));
	dump_query(store_db(s), sql, &out);
	int64_t n = out.n ? strtoll(out.p, NULL, 10) : -1;
	sbuf_deinit(&out);
	return n;
}

static void assert_same_dump(const char *a, const char *b)
{
	struct sbuf da = dump(a), db = dump(b);

	assert_string_equal(da.p, db.p);
	sbuf_deinit(&da);
	sbuf_deinit(&db);
}

static void ingest_with(const char *store, const char *path, const struct ingest_options *options,
                        struct ingest_result *ret)
{
	_cleanup_(store_freep) struct store *s = NULL;
	char *paths[] = { (char *)(uintptr_t)path };
	struct err *e = store_open(store, STORE_CREATE, &s);

	if (!e)
		e = ingest_run(s, paths, 1, options, ret);
	if (e)
		fail_msg("%s", e->msg);
}

static void ingest(const char *store, const char *path, unsigned jobs, struct ingest_result *ret)
{
	const struct ingest_options options = { .jobs = jobs, .limits = limits_default() };

	ingest_with(store, path, &options, ret);
}

/** A folder `in` with logs, plain and in archives, and a place for stores beside it. */
struct place {
	char *dir;
	char in[64], a[64], b[64];
	unsigned faults;
};

static void put_log(struct place *p, unsigned i)
{
	struct sbuf log = { 0 }, name = { 0 };
	const char *const names[] = { "a", "b", "c", "d", "e" };

	log_boot(&log, i);
	log_oops(&log, 5 + i, names[i % 5]);
	log_quiet(&log, 100 + i, 3000);
	log_oops(&log, 200 + i, "common");
	sbuf_printf(&name, "host%u.log", i);
	if (i % 4 == 3) {
		const struct made_member members[] = { { "var/log/dmesg", sbuf_slice(&log) },
			                               { 0 } };
		struct sbuf tar = made_archive("pax", "gzip", members);
		free(made_file(p->in, name.p, sbuf_slice(&tar)));
		sbuf_deinit(&tar);
	} else {
		free(made_file(p->in, name.p, sbuf_slice(&log)));
	}
	p->faults += 2;
	sbuf_deinit(&log);
	sbuf_deinit(&name);
}

static int setup(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));

	p->dir = made_folder();
	snprintf(p->in, sizeof(p->in), "%s/in", p->dir);
	snprintf(p->a, sizeof(p->a), "%s/a.db", p->dir);
	snprintf(p->b, sizeof(p->b), "%s/b.db", p->dir);
	assert_int_equal(mkdir(p->in, 0755), 0);
	for (unsigned i = 0; i < 20; i++)
		put_log(p, i);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	made_folder_remove(p->dir);
	free(p);
	return 0;
}

static void second_run_changes_nothing(void **state)
{
	struct place *p = *state;
	struct ingest_result r;

	ingest(p->a, p->in, 1, &r);
	assert_int_equal(r.files, 20);
	assert_int_equal(r.sources_new, 20);
	assert_int_equal(r.sources_seen, 0);
	assert_int_equal(r.faults, p->faults);
	assert_int_equal(r.n_problems, 0);
	ingest_result_deinit(&r);
	assert_int_equal(one_number(p->a, "SELECT count(*) FROM fault"), p->faults);
	struct sbuf before = dump(p->a);
	ingest(p->a, p->in, 1, &r);
	assert_int_equal(r.sources_new, 0);
	assert_int_equal(r.sources_seen, 20);
	assert_int_equal(r.faults, 0);
	ingest_result_deinit(&r);
	struct sbuf after = dump(p->a);
	assert_string_equal(before.p, after.p);
	sbuf_deinit(&before);
	sbuf_deinit(&after);
}

static void number_of_threads_does_not_show(void **state)
{
	struct place *p = *state;
	struct ingest_result r;

	ingest(p->a, p->in, 1, &r);
	ingest_result_deinit(&r);
	ingest(p->b, p->in, 4, &r);
	assert_int_equal(r.sources_new, 20);
	ingest_result_deinit(&r);
	assert_same_dump(p->a, p->b);
}

/* After meminfo_proc_show(). */
static void put_meminfo(struct sbuf *b, unsigned free_kb)
{
	sbuf_printf(b,
	            "MemTotal:        4005888 kB\nMemFree:         %7u kB\n"
	            "Cached:          1501212 kB\nSlab:             120044 kB\n",
	            free_kb);
}

static void snapshots_become_rows_whatever_the_number_of_threads(void **state)
{
	struct place *p = *state;
	struct ingest_result r;

	for (unsigned i = 0; i < 6; i++) {
		struct sbuf text = { 0 }, name = { 0 };
		put_meminfo(&text, 1000 + i);
		sbuf_printf(&name, "meminfo%u", i);
		const struct made_member members[] = { { "proc/meminfo", sbuf_slice(&text) },
			                               { 0 } };
		struct sbuf tar = made_archive("pax", "gzip", members);
		free(made_file(p->in, name.p, i % 2 ? sbuf_slice(&tar) : sbuf_slice(&text)));
		sbuf_deinit(&tar);
		sbuf_deinit(&text);
		sbuf_deinit(&name);
	}
	ingest(p->a, p->in, 1, &r);
	assert_int_equal(r.sources_new, 26);
	assert_int_equal(r.unknown, 0);
	ingest_result_deinit(&r);
	ingest(p->b, p->in, 4, &r);
	ingest_result_deinit(&r);
	assert_same_dump(p->a, p->b);
	assert_int_equal(one_number(p->a, "SELECT count(*) FROM source WHERE kind = 'meminfo'"), 6);
	assert_int_equal(one_number(p->a, "SELECT count(*) FROM mem_stat"), 24);
	assert_int_equal(one_number(p->a, "SELECT sum(value) FROM mem_stat WHERE name = 'MemFree'"),
	                 6015);
	ingest(p->a, p->in, 2, &r);
	assert_int_equal(r.sources_new, 0);
	ingest_result_deinit(&r);
	assert_int_equal(one_number(p->a, "SELECT count(*) FROM mem_stat"), 24);
}

static void a_snapshot_that_goes_on_as_a_log_keeps_its_faults(void **state)
{
	struct place *p = *state;
	struct ingest_result r;
	struct sbuf text = { 0 };

	put_meminfo(&text, 1);
	log_oops(&text, 7, "late");
	free(made_file(p->dir, "mixed", sbuf_slice(&text)));
	sbuf_deinit(&text);
	sbuf_printf(&text, "%s/mixed", p->dir);
	ingest(p->a, text.p, 1, &r);
	assert_int_equal(r.faults, 1);
	ingest_result_deinit(&r);
	sbuf_deinit(&text);
}

static void a_log_with_some_lines_of_meminfo_stays_a_log(void **state)
{
	struct place *p = *state;
	struct ingest_result r;
	struct sbuf text = { 0 };

	log_quiet(&text, 1, 300);
	put_meminfo(&text, 1);
	log_quiet(&text, 2, 1000);
	free(made_file(p->dir, "log", sbuf_slice(&text)));
	sbuf_deinit(&text);
	sbuf_printf(&text, "%s/log", p->dir);
	ingest(p->a, text.p, 1, &r);
	ingest_result_deinit(&r);
	assert_int_equal(one_number(p->a, "SELECT count(*) FROM source WHERE kind = 'dmesg'"), 1);
	assert_int_equal(one_number(p->a, "SELECT count(*) FROM mem_stat"), 0);
	sbuf_deinit(&text);
}

static bool kill_after_some(void *ctx, const struct ingest_progress *progress)
{
	if (progress->files_done == *(const uint64_t *)ctx)
		raise(SIGKILL);
	return true;
}

static void run_that_is_killed_is_completed_by_the_next(void **state)
{
	struct place *p = *state;
	struct ingest_result r;

	ingest(p->a, p->in, 1, &r);
	ingest_result_deinit(&r);
	for (uint64_t after = 0; after < 20; after += 7) {
		int status = 0;
		pid_t pid = fork();
		assert_true(pid >= 0);
		if (!pid) {
			const struct ingest_options options = { .jobs = 2,
				                                .limits = limits_default(),
				                                .ctx = &after,
				                                .progress = kill_after_some };
			ingest_with(p->b, p->in, &options, &r);
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		ingest(p->b, p->in, 2, &r);
		assert_int_equal(r.sources_new + r.sources_seen, 20);
		ingest_result_deinit(&r);
		assert_same_dump(p->a, p->b);
		remove(p->b);
	}
}

static bool stop_after_five(void *ctx, const struct ingest_progress *progress)
{
	(void)ctx;
	return progress->files_done < 5;
}

static void interrupted_run_keeps_whole_sources_only(void **state)
{
	struct place *p = *state;
	struct ingest_result r;
	const struct ingest_options options = { .jobs = 1,
		                                .limits = limits_default(),
		                                .progress = stop_after_five };

	ingest_with(p->b, p->in, &options, &r);
	assert_true(r.interrupted);
	assert_int_equal(r.sources_new, 5);
	assert_int_equal(r.n_problems, 0);
	ingest_result_deinit(&r);
	assert_int_equal(one_number(p->b, "SELECT count(*) FROM source"), 5);
	assert_int_equal(one_number(p->b, "SELECT count(*) FROM fault"), 10);
	ingest(p->b, p->in, 1, &r);
	ingest_result_deinit(&r);
	ingest(p->a, p->in, 1, &r);
	ingest_result_deinit(&r);
	assert_same_dump(p->a, p->b);
}

static void source_larger_than_the_buffer_is_streamed(void **state)
{
	struct place *p = *state;
	struct ingest_result r;
	struct sbuf log = { 0 };
	const unsigned n = 6000; // some 5 KiB of facts each

	for (unsigned i = 0; i < n; i++)
		log_oops(&log, i, i % 2 ? "odd" : "even");
	_cleanup_free_ char *path = made_file(p->dir, "large.log", sbuf_slice(&log));
	ingest(p->a, path, 2, &r);
	assert_int_equal(r.faults, n);
	assert_int_equal(r.sources_new, 1);
	ingest_result_deinit(&r);
	assert_int_equal(one_number(p->a, "SELECT count(*) FROM fault"), n);
	assert_int_equal(one_number(p->a, "SELECT count(*) FROM fault_group"), 2);
	ingest(p->a, path, 2, &r);
	assert_int_equal(r.sources_seen, 1);
	ingest_result_deinit(&r);
	assert_int_equal(one_number(p->a, "SELECT count(*) FROM fault"), n);
	sbuf_deinit(&log);
}

static void damaged_source_is_partial_and_a_problem(void **state)
{
	struct place *p = *state;
	struct ingest_result r;
	struct sbuf log = { 0 };

	log_boot(&log, 1);
	log_oops(&log, 10, "a");
	log_quiet(&log, 11, 20000);
	struct sbuf gz = made_compressed("gzip", sbuf_slice(&log));
	_cleanup_free_ char *path =
		made_file(p->dir, "log.gz", slice_head(sbuf_slice(&gz), gz.n - 200));
	ingest(p->a, path, 1, &r);
	assert_int_equal(r.n_unreadable, 1);
	assert_int_equal(r.faults, 1);
	ingest_result_deinit(&r);
	assert_int_equal(one_number(p->a, "SELECT count(*) FROM source WHERE status = 'partial' "
	                                  "AND message LIKE 'gzip data ends too early%'"),
	                 1);
	sbuf_deinit(&log);
	sbuf_deinit(&gz);
}

/** Two files of which nothing could be read are two sources, and the same two the next time. */
static void unreadable_sources_are_told_in_the_store(void **state)
{
	struct place *p = *state;
	struct ingest_result r;

	for (unsigned i = 0; i < 2; i++) {
		struct sbuf lines = made_lines(3000 + i);
		struct sbuf zst = made_compressed("zstd", sbuf_slice(&lines));
		free(made_file(p->dir, i ? "a.zst" : "b.zst",
		               slice_head(sbuf_slice(&zst), zst.n / 2)));
		sbuf_deinit(&lines);
		sbuf_deinit(&zst);
	}
	for (unsigned i = 0; i < 2; i++) {
		ingest(p->a, p->dir, 1, &r);
		assert_int_equal(r.n_unreadable, 2);
		ingest_result_deinit(&r);
	}
	assert_int_equal(one_number(p->a, "SELECT count(*) FROM source WHERE status = 'failed' "
	                                  "AND sha256 IS NULL AND bytes = 0 "
	                                  "AND message LIKE 'zstd data ends too early%'"),
	                 2);
}

static void files_of_no_known_kind_make_no_rows(void **state)
{
	struct place *p = *state;
	struct ingest_result r;
	_cleanup_free_ char *path = made_file(p->dir, "x.png", S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));

	ingest(p->a, path, 1, &r);
	assert_int_equal(r.unknown, 1);
	assert_int_equal(r.n_unreadable, 0);
	assert_int_equal(r.n_problems, 1); // it was named
	assert_true(r.problems[0].harmless);
	ingest_result_deinit(&r);
	assert_int_equal(one_number(p->a, "SELECT count(*) FROM source"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(second_run_changes_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(number_of_threads_does_not_show, setup, teardown),
		cmocka_unit_test_setup_teardown(
			snapshots_become_rows_whatever_the_number_of_threads, setup, teardown),
		cmocka_unit_test_setup_teardown(a_snapshot_that_goes_on_as_a_log_keeps_its_faults,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(a_log_with_some_lines_of_meminfo_stays_a_log, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(run_that_is_killed_is_completed_by_the_next, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(interrupted_run_keeps_whole_sources_only, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(source_larger_than_the_buffer_is_streamed, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(damaged_source_is_partial_and_a_problem, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(unreadable_sources_are_told_in_the_store, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(files_of_no_known_kind_make_no_rows, setup,
		                                teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
