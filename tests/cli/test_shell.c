// SPDX-License-Identifier: Apache-2.0
/*
 * The program on a terminal, which is a pseudo terminal here: the SQL shell, progress, SIGINT.
 */
// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
// clang-format on

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_BYTES 65536
#define WAIT_MS      20000

/** A program on a pseudo terminal, and what it has printed. */
struct terminal {
	int fd;
	pid_t pid;
	char out[OUTPUT_BYTES];
	size_t n;
};

static char folder[] = "/tmp/crashql-shell-XXXXXX";
static char store[64];

static void terminal_start(struct terminal *t, char *const argv[])
{
	const struct winsize ws = { .ws_row = 40, .ws_col = 100 };

	t->n = 0;
	t->out[0] = '\0';
	t->pid = forkpty(&t->fd, NULL, NULL, &ws);
	if (t->pid < 0) {
		print_message("no pseudo terminal: %s\n", strerror(errno));
		exit(77);
	}
	if (t->pid == 0) {
		setenv("XDG_STATE_HOME", folder, 1);
		setenv("HOME", folder, 1);
		setenv("TERM", "xterm", 1);
		setenv("NO_COLOR", "1", 1);
		// libedit 3.1-20221030 never frees the names that el_set(EL_ADDFN) copies
		setenv("ASAN_OPTIONS", "detect_leaks=0", 0);
		execv(CRASHQL, argv);
		_exit(127);
	}
}

/** Read until the program has printed @p what (from byte @p from on), or is silent for too long. */
static bool terminal_shows_soon(struct terminal *t, size_t from, const char *what, int wait_ms)
{
	while (!strstr(t->out + from, what)) {
		struct pollfd p = { .fd = t->fd, .events = POLLIN };
		if (poll(&p, 1, wait_ms) <= 0 || t->n + 1 >= OUTPUT_BYTES)
			return false;
		ssize_t n = read(t->fd, t->out + t->n, OUTPUT_BYTES - 1 - t->n);
		if (n <= 0)
			return strstr(t->out + from, what) != NULL;
		t->n += (size_t)n;
		t->out[t->n] = '\0';
	}
	return true;
}

static bool terminal_shows(struct terminal *t, size_t from, const char *what)
{
	return terminal_shows_soon(t, from, what, WAIT_MS);
}

/** Type @p keys, and wait for @p what. */
static void type(struct terminal *t, const char *keys, const char *what)
{
	size_t from = t->n;

	assert_int_equal(write(t->fd, keys, strlen(keys)), (ssize_t)strlen(keys));
	if (!terminal_shows(t, from, what)) {
		print_error("typed %s, wanted %s, got %s\n", keys, what, t->out + from);
		fail();
	}
}

/**
 * Press a key until @p what shows.  The line editor prints its prompt before it takes the terminal over,
 * and a query begins some time after its text was echoed: a control key in between is lost.
 */
static void press_until(struct terminal *t, const char *key, const char *what)
{
	size_t from = t->n;
	bool shown = false;

	for (int i = 0; i < 6 && !shown; i++) {
		if (write(t->fd, key, 1) != 1)
			break;
		shown = terminal_shows_soon(t, from, what, 3000);
	}
	if (!shown) {
		print_error("pressed %d, wanted %s, got %s\n", *key, what, t->out + from);
		fail();
	}
}

static int terminal_end(struct terminal *t)
{
	int status = 0;

	terminal_shows(t, t->n, "\001 nothing prints this"); // all there is, up to the end
	kill(t->pid, SIGKILL);                               // of no effect on what has ended
	waitpid(t->pid, &status, 0);
	close(t->fd);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void shell_start(struct terminal *t)
{
	char *const argv[] = { (char *)"crashql", (char *)"--store", store, (char *)"sql", NULL };

	terminal_start(t, argv);
	assert_true(terminal_shows(t, 0, "crashql> "));
}

static void statements_of_several_lines_run_at_the_semicolon(void **state)
{
	struct terminal t;

	(void)state;
	shell_start(&t);
	type(&t, "SELECT kind,\n", "...> ");
	type(&t, "count(*) FROM fault\n", "...> ");
	type(&t, "GROUP BY kind ORDER BY kind;\n", "hung_task         2");
	type(&t, "SELEC 1;\n", "syntax error");
	type(&t, "SELECT 40 + 2 AS answer;\n", "42");
	type(&t, ".quit\n", "\n");
	assert_int_equal(terminal_end(&t), 0);
}

static void tab_completes_names(void **state)
{
	struct terminal t;

	(void)state;
	shell_start(&t);
	type(&t, ".tab\t", "les");
	type(&t, "\n", "fault_group");
	type(&t, "SELECT max(excerpt_l\t", "ines");
	type(&t, ") AS m FROM fault_ev\t", "ent");
	type(&t, ";\n", "46-48");
	type(&t, "SELECT task\t", "task_frame");
	type(&t, ";\n", "no such column");
	type(&t, ".quit\n", "\n");
	assert_int_equal(terminal_end(&t), 0);
}

static void control_c_drops_the_line_and_stops_a_query(void **state)
{
	static const char endless[] =
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) "
		"SELECT count(*) FROM n;\n";
	struct terminal t;

	(void)state;
	shell_start(&t);
	type(&t, "SELECT 1", "SELECT 1");
	press_until(&t, "\003", "crashql> ");
	type(&t, "SELECT 'a' || 'b';\n", "ab");
	type(&t, endless, "count(*) FROM n;");
	const struct timespec nap = { .tv_nsec = 500000000 };
	nanosleep(&nap, NULL);
	press_until(&t, "\003", "interrupted");
	type(&t, "SELECT 'c' || 'd';\n", "cd");
	type(&t, "quit\n", "\n");
	assert_int_equal(terminal_end(&t), 0);
}

static void history_is_kept(void **state)
{
	struct terminal t;
	struct stat st;
	char path[128];

	(void)state;
	shell_start(&t);
	type(&t, "SELECT 'first' || 'one';\n", "firstone");
	type(&t, ".quit\n", "\n");
	assert_int_equal(terminal_end(&t), 0);
	snprintf(path, sizeof(path), "%s/crashql/history", folder);
	assert_int_equal(stat(path, &st), 0);
	shell_start(&t);
	type(&t, "\033[A\033[A", "SELECT 'first' || 'one';");
	type(&t, "\n", "firstone");
	type(&t, ".quit\n", "\n");
	assert_int_equal(terminal_end(&t), 0);
}

static void nothing_is_written_from_the_shell(void **state)
{
	struct terminal t;

	(void)state;
	shell_start(&t);
	type(&t, "DELETE FROM taint_flag;\n", "not allowed without --write");
	type(&t, "ATTACH '/tmp/x.db' AS x;\n", "not allowed without --write");
	type(&t, "SELECT count(*) || ' flags' FROM taint_flag;\n", " flags");
	type(&t, ".quit\n", "\n");
	assert_int_equal(terminal_end(&t), 0);
}

static void an_interrupted_ingest_keeps_the_store_good(void **state)
{
	char *const argv[] = { (char *)"crashql", (char *)"--store", store,
		               (char *)"ingest",  (char *)"-",       NULL };
	struct terminal t;

	(void)state;
	terminal_start(&t, argv); // reads the terminal
	struct timespec nap = { .tv_nsec = 500000000 };
	nanosleep(&nap, NULL);
	type(&t, "\003", "interrupted");
	assert_int_equal(terminal_end(&t), 130);
	shell_start(&t);
	type(&t, "PRAGMA integrity_check;\n", "ok");
	type(&t, ".quit\n", "\n");
	assert_int_equal(terminal_end(&t), 0);
}

static int make_store(void **state)
{
	char command[512];

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(store, sizeof(store), "%s/a.db", folder);
	snprintf(command, sizeof(command), "%s --store %s --quiet ingest %s/tests/cli/data",
	         CRASHQL, store, SOURCE_DIR);
	return system(command);
}

static int remove_store(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_of_several_lines_run_at_the_semicolon),
		cmocka_unit_test(tab_completes_names),
		cmocka_unit_test(control_c_drops_the_line_and_stops_a_query),
		cmocka_unit_test(history_is_kept),
		cmocka_unit_test(nothing_is_written_from_the_shell),
		cmocka_unit_test(an_interrupted_ingest_keeps_the_store_good),
	};
	alarm(120);
	return cmocka_run_group_tests(tests, make_store, remove_store);
}
