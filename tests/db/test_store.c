// SPDX-License-Identifier: Apache-2.0
/* Opening, closing, sharing and losing a store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "db/store_internal.h"
#include "parsers/faults/engine.h"
#include "tests/db/make.h"

static char dir[64];

static char *in_dir(const char *name)
{
	char *path;
	if (asprintf(&path, "%s/%s", dir, name) < 0)
		die_oom();
	return path;
}

static int make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/test_store_XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	char command[256];
	(void)state;
	snprintf(command, sizeof(command), "chmod -R u+w %s; rm -rf %s", dir, dir);
	return system(command);
}

static void write_file(const char *path, const char *bytes, size_t n)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void assert_refused(const char *path, enum store_mode mode, enum err_code code,
                           const char *what)
{
	struct store *s;
	struct err *e = store_open(path, mode, &s);

	assert_non_null(e);
	if (!strstr(e->msg, path) || !strstr(e->msg, what))
		fail_msg("message: %s", e->msg);
	assert_int_equal(e->code, code);
	err_free(e);
}

static void add_some(struct store *s, const char *content)
{
	const struct make_fault faults[] = {
		{ FAULT_OOPS, .message = "BUG: a", .first_byte = 100, .boot_no = 0 },
		{ FAULT_PANIC, .message = "Kernel panic", .first_byte = 300, .cause_byte = 100,
		  .boot_no = 0 },
	};
	make_add(s,
	         &(struct make_source){
			 .path = content, .content = content, .faults = faults, .n_faults = 2 },
	         NULL);
}

static void a_new_store_is_one_file_when_closed(void **state)
{
	_cleanup_free_ char *path = in_dir("new.db"), *wal = in_dir("new.db-wal");
	struct store *s;

	(void)state;
	ok(store_open(path, STORE_CREATE, &s));
	add_some(s, "a");
	ok(store_derive(s));
	assert_int_equal(access(wal, F_OK), 0); // while writing
	store_free(s);
	assert_int_equal(access(wal, F_OK), -1);

	FILE *f = fopen(path, "r");
	char head[100];
	assert_int_equal(fread(head, 1, 100, f), 100);
	fclose(f);
	assert_int_equal(head[18], 1); // file format version: rollback journal, no WAL
	assert_memory_equal(head + 68, "crql", 4);

	ok(store_open(path, STORE_READ, &s));
	assert_int_equal(number(s, "SELECT count(*) FROM fault"), 2);
	store_free(s);
}

static void an_empty_file_becomes_a_store_only_when_one_may_be_made(void **state)
{
	_cleanup_free_ char *path = in_dir("empty.db");
	struct store *s;

	(void)state;
	write_file(path, "", 0);
	assert_refused(path, STORE_READ, ERR_FORMAT, "empty");
	assert_refused(path, STORE_WRITE, ERR_FORMAT, "empty");
	ok(store_open(path, STORE_CREATE, &s));
	store_free(s);
	ok(store_open(path, STORE_READ, &s));
	store_free(s);
}

static void what_is_no_store_is_refused_and_left_alone(void **state)
{
	_cleanup_free_ char *text_path = in_dir("text"), *other = in_dir("other.db"),
			    *none = in_dir("none.db"), *sub = in_dir("none/x.db");
	char text_bytes[4096];
	sqlite3 *db;

	(void)state;
	memset(text_bytes, 'x', sizeof(text_bytes));
	write_file(text_path, text_bytes, sizeof(text_bytes));
	assert_int_equal(sqlite3_open(other, &db), SQLITE_OK);
	sqlite3_exec(db, "CREATE TABLE t(x)", NULL, NULL, NULL);
	sqlite3_close(db);
	for (int mode = STORE_READ; mode <= STORE_CREATE; mode++) {
		assert_refused(text_path, mode, ERR_FORMAT, "not a crashql store");
		assert_refused(other, mode, ERR_FORMAT, "not a crashql store");
		assert_refused(dir, mode, ERR_DB, "Is a directory");
		assert_refused(sub, mode, ERR_DB, "No such file");
	}
	assert_refused(none, STORE_READ, ERR_DB, "No such file");
	assert_refused(none, STORE_WRITE, ERR_DB, "No such file");
	assert_refused("", STORE_CREATE, ERR_DB, "No such file");
	assert_int_equal(access(none, F_OK), -1);
	FILE *f = fopen(text_path, "r");
	char back[sizeof(text_bytes) + 1];
	assert_int_equal(fread(back, 1, sizeof(back), f), sizeof(text_bytes));
	fclose(f);
	assert_memory_equal(back, text_bytes, sizeof(text_bytes));
}

static void a_store_of_a_newer_version_is_refused(void **state)
{
	_cleanup_free_ char *path = in_dir("newer.db");
	struct store *s;
	sqlite3 *db;

	(void)state;
	ok(store_open(path, STORE_CREATE, &s));
	store_free(s);
	sqlite3_open(path, &db);
	sqlite3_exec(db, "PRAGMA user_version = 1000", NULL, NULL, NULL);
	sqlite3_close(db);
	for (int mode = STORE_READ; mode <= STORE_CREATE; mode++)
		assert_refused(path, mode, ERR_UNSUPPORTED, "newer version");
}

/* A store as an imagined older program made it, and the way to today. */
static void an_older_store_is_brought_up_to_date(void **state)
{
	static const struct migration steps[] = {
		{ 2, "ALTER TABLE advice RENAME COLUMN hint TO remedy; PRAGMA user_version = 2;" },
		{ 3, "CREATE TABLE setting (name TEXT) STRICT; PRAGMA user_version = 3;" },
		{ 0, NULL },
	};
	_cleanup_free_ char *path = in_dir("older.db");
	struct store *s;

	(void)state;
	ok(store_open(path, STORE_CREATE, &s));
	add_some(s, "a");
	ok(store_script(s, "ALTER TABLE advice RENAME COLUMN remedy TO hint; DROP TABLE setting;"
	                   "DROP VIEW fault_event; PRAGMA user_version = 1;"));
	ok(store_migrate(s, steps));
	assert_int_equal(number(s, "PRAGMA user_version"), 3);
	assert_int_equal(number(s, "SELECT count(remedy) FROM advice"), 0);
	assert_int_equal(number(s, "SELECT count(*) FROM setting"), 0);
	assert_int_equal(number(s, "SELECT count(*) FROM fault"), 2);
	assert_int_equal(number(s, "SELECT count(*) FROM fault_event"), 0); // not linked yet
	// again: nothing is left to do
	ok(store_migrate(s, steps));
	assert_int_equal(number(s, "PRAGMA user_version"), 3);
	store_free(s);
}

/* Tables and columns of the store at @p path, one a line; index and constraint names aside. */
static char *columns_of(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(db,
	                           "SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || "
	                           "c.\"notnull\" || ' ' || c.pk || ' ' || "
	                           "coalesce(c.dflt_value, '-') FROM sqlite_schema AS m, "
	                           "pragma_table_info(m.name) AS c WHERE m.type = 'table' "
	                           "UNION ALL SELECT 'index ' || name FROM sqlite_schema "
	                           "WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1",
	                           -1, &st, NULL),
		SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW)
		fprintf(out, "%s\n", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(db);
	fclose(out);
	return text;
}

/* A store whose tables the program of that version made is, once opened, what a new one is. */
static void a_store_of_version_1_becomes_a_new_one(void **state)
{
	_cleanup_free_ char *old = in_dir("v1.db"), *fresh = in_dir("fresh.db"), *sql = NULL;
	struct store *s;
	sqlite3 *db;

	(void)state;
	FILE *f = fopen(SCHEMA_1_SQL, "r");
	assert_non_null(f);
	size_t n = 0;
	assert_true(getdelim(&sql, &n, '\0', f) > 0);
	fclose(f);
	assert_int_equal(sqlite3_open(old, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	ok(store_open(old, STORE_WRITE, &s));
	assert_int_equal(number(s, "PRAGMA user_version"), STORE_VERSION);
	add_some(s, "a");
	store_free(s);
	ok(store_open(fresh, STORE_CREATE, &s));
	store_free(s);
	_cleanup_free_ char *a = columns_of(old), *b = columns_of(fresh);
	assert_string_equal(a, b);
}

static void a_failed_migration_changes_nothing(void **state)
{
	static const struct migration steps[] = {
		{ STORE_VERSION + 1, "DROP TABLE advice; PRAGMA user_version = 99;" },
		{ STORE_VERSION + 2, "DROP TABLE no_such_table;" },
		{ 0, NULL },
	};
	_cleanup_(store_freep) struct store *s = NULL;

	(void)state;
	ok(store_open_temporary(&s));
	struct err *e = store_migrate(s, steps);
	assert_non_null(e);
	err_free(e);
	assert_int_equal(number(s, "PRAGMA user_version"), STORE_VERSION);
	assert_int_equal(number(s, "SELECT count(*) FROM advice"), 0);
	assert_int_equal(number(s, "SELECT count(*) FROM fault"), 0);
}

static void a_full_disk_loses_the_source_and_nothing_else(void **state)
{
	_cleanup_free_ char *path = in_dir("full.db");
	struct store *s;
	struct err *e = NULL;

	(void)state;
	ok(store_open(path, STORE_CREATE, &s));
	add_some(s, "a");
	ok(store_script(s, "PRAGMA max_page_count = 1"));
	ok(store_source_begin(s));
	for (int i = 0; !e && i < 10000; i++) {
		struct make_fault m = { FAULT_OOPS, .message = "BUG: b", .first_byte = i,
			                .boot_no = 0 };
		struct fault *f = make_fault(&m);
		struct store_derived d;
		char key[17];
		make_derived(&m, key, &d);
		e = store_add_fault(s, f, &d);
		fault_free(f);
	}
	assert_non_null(e);
	assert_int_equal(e->code, ERR_DB);
	assert_int_equal(e->sys, SQLITE_FULL);
	assert_non_null(strstr(e->msg, path));
	assert_non_null(strstr(e->msg, "full"));
	err_free(e);
	store_source_abort(s);
	assert_int_equal(number(s, "SELECT count(*) FROM source"), 1);
	store_free(s);
}

/* Run fn in a child that is no superuser; its exit status. */
static int as_nobody(void (*fn)(const char *path), const char *path)
{
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		if (geteuid() == 0 && setuid(65534) != 0)
			_exit(77);
		fn(path);
		_exit(0);
	}
	int status;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void check(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "in the child: %s\n", what);
	_exit(1);
}

static void read_only_steps(const char *path)
{
	struct store *s = NULL;
	struct err *e = store_open(path, STORE_READ, &s);
	check(!e, e ? e->msg : "");
	check(number(s, "SELECT count(*) FROM fault") == 2, "two faults");
	store_free(s);
	e = store_open(path, STORE_WRITE, &s);
	check(e && e->code == ERR_DB && strstr(e->msg, path), "writing is refused");
	err_free(e);
}

static void a_read_only_store_can_be_read(void **state)
{
	_cleanup_free_ char *path = in_dir("ro.db");
	struct store *s;

	(void)state;
	ok(store_open(path, STORE_CREATE, &s));
	add_some(s, "a");
	store_free(s);
	chmod(path, 0444);
	chmod(dir, 0555);
	assert_int_equal(as_nobody(read_only_steps, path), 0);
	chmod(dir, 0755);
}

/* Leave a store as a killed writer does: with a WAL that was not checkpointed. */
static void write_and_die(const char *path)
{
	pid_t pid = fork();
	if (pid == 0) {
		struct store *s;
		ok(store_open(path, STORE_CREATE, &s));
		add_some(s, "a");
		ok(store_source_begin(s));
		raise(SIGKILL);
	}
	int status;
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status));
}

static void a_store_is_read_beside_the_wal_of_a_dead_writer(void **state)
{
	_cleanup_free_ char *path = in_dir("dead.db"), *wal = in_dir("dead.db-wal");
	struct store *s;
	struct stat before, after;

	(void)state;
	write_and_die(path);
	assert_int_equal(stat(wal, &before), 0);
	assert_true(before.st_size > 0);
	ok(store_open(path, STORE_READ, &s));
	assert_int_equal(number(s, "SELECT count(*) FROM fault"), 2);
	store_free(s);
	assert_int_equal(stat(wal, &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	// the next writer cleans up
	ok(store_open(path, STORE_WRITE, &s));
	assert_int_equal(number(s, "SELECT count(*) FROM source"), 1);
	store_free(s);
	assert_int_equal(access(wal, F_OK), -1);
}

static void that_works_where_nothing_can_be_written(void **state)
{
	static const char *const names[] = { "dead2.db", "dead2.db-wal", "dead2.db-shm" };
	_cleanup_free_ char *path = in_dir(names[0]);

	(void)state;
	write_and_die(path);
	for (int with_shm = 1; with_shm >= 0; with_shm--) {
		for (int i = 0; i < 3; i++) {
			_cleanup_free_ char *file = in_dir(names[i]);
			chmod(file, 0444);
			if (i == 2 && !with_shm)
				unlink(file);
		}
		chmod(dir, 0555);
		int status = as_nobody(read_only_steps, path);
		chmod(dir, 0755);
		assert_int_equal(status, 0);
	}
}

static void a_killed_writer_leaves_whole_sources_only(void **state)
{
	_cleanup_free_ char *path = in_dir("killed.db");
	struct store *s;
	int64_t before = 0;

	(void)state;
	for (int round = 0; round < 8; round++) {
		int added[2]; // however slow the machine is, all but the first live to add a source
		assert_int_equal(pipe2(added, O_CLOEXEC), 0);
		pid_t pid = fork();
		if (pid == 0) {
			ok(store_open(path, STORE_CREATE, &s));
			for (int i = 0;; i++) {
				char content[32];
				snprintf(content, sizeof(content), "%d-%d", round, i);
				add_some(s, content);
				if (i == 0)
					check(write(added[1], "", 1) == 1, "tell of a source");
				if (i % 8 == 7)
					ok(store_derive(s));
			}
		}
		close(added[1]);
		char byte;
		if (round > 0)
			assert_int_equal(read(added[0], &byte, 1), 1);
		usleep(30000 + round * 17000);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		close(added[0]);
		struct err *e = store_open(path, STORE_WRITE, &s);
		if (e && before == 0) { // killed before there was a store
			err_free(e);
			continue;
		}
		ok(e);
		int64_t sources = number(s, "SELECT count(*) FROM source");
		assert_true(sources >= before);
		before = sources;
		assert_int_equal(number(s, "SELECT count(*) FROM source WHERE key IS NULL"), 0);
		assert_int_equal(number(s, "SELECT count(*) FROM fault_fact WHERE key IS NULL"), 0);
		assert_int_equal(number(s, "SELECT count(*) FROM fault"), 2 * sources);
		_cleanup_free_ char *integrity = text(s, "PRAGMA integrity_check");
		assert_string_equal(integrity, "ok");
		assert_int_equal(number(s, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
		// and the next run completes it
		ok(store_derive(s));
		assert_int_equal(number(s, "SELECT count(*) FROM source WHERE NOT linked"), 0);
		assert_int_equal(number(s, "SELECT count(*) FROM fault WHERE event_id IS NULL"), 0);
		store_free(s);
	}
	assert_true(before > 0);
}

static void two_writers_take_turns(void **state)
{
	_cleanup_free_ char *path = in_dir("two.db");
	pid_t pids[3];
	struct store *s;

	(void)state;
	for (int w = 0; w < 3; w++) {
		pids[w] = fork();
		if (pids[w] == 0) {
			struct err *e = store_open(path, STORE_CREATE, &s);
			check(!e, e ? e->msg : "");
			for (int i = 0; i < 40; i++) {
				char content[32];
				// every other source is the same for all
				snprintf(content, sizeof(content), "%d-%d", i % 2 ? w : 9, i);
				add_some(s, content);
				if (i % 10 == 9)
					check(!store_derive(s), "derive");
			}
			store_free(s);
			_exit(0);
		}
	}
	for (int w = 0; w < 3; w++) {
		int status;
		waitpid(pids[w], &status, 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	ok(store_open(path, STORE_WRITE, &s));
	ok(store_derive(s));
	assert_int_equal(number(s, "SELECT count(*) FROM source"), 20 + 3 * 20);
	assert_int_equal(number(s, "SELECT count(*) FROM fault"), 2 * 80);
	assert_int_equal(number(s, "SELECT sum(faults) FROM fault_group"), 2 * 80);
	store_free(s);
}

static void views_need_no_functions_of_ours(void **state)
{
	_cleanup_free_ char *path = in_dir("plain.db");
	struct store *s;
	sqlite3 *db;
	sqlite3_stmt *names;

	(void)state;
	ok(store_open(path, STORE_CREATE, &s));
	add_some(s, "a");
	ok(store_derive(s));
	store_free(s);
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'view'", -1, &names,
	                   NULL);
	while (sqlite3_step(names) == SQLITE_ROW) {
		char sql[128];
		snprintf(sql, sizeof(sql), "SELECT * FROM %s", sqlite3_column_text(names, 0));
		assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	}
	sqlite3_finalize(names);
	sqlite3_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_store_is_one_file_when_closed),
		cmocka_unit_test(an_empty_file_becomes_a_store_only_when_one_may_be_made),
		cmocka_unit_test(what_is_no_store_is_refused_and_left_alone),
		cmocka_unit_test(a_store_of_a_newer_version_is_refused),
		cmocka_unit_test(an_older_store_is_brought_up_to_date),
		cmocka_unit_test(a_store_of_version_1_becomes_a_new_one),
		cmocka_unit_test(a_failed_migration_changes_nothing),
		cmocka_unit_test(a_full_disk_loses_the_source_and_nothing_else),
		cmocka_unit_test(a_read_only_store_can_be_read),
		cmocka_unit_test(a_store_is_read_beside_the_wal_of_a_dead_writer),
		cmocka_unit_test(that_works_where_nothing_can_be_written),
		cmocka_unit_test(a_killed_writer_leaves_whole_sources_only),
		cmocka_unit_test(two_writers_take_turns),
		cmocka_unit_test(views_need_no_functions_of_ours),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
