// SPDX-License-Identifier: Apache-2.0
/*
 * The interactive shell of `crashql sql`, on libedit.
 *
 *   crashql> SELECT kind, count(*)
 *      ...> FROM fault_event GROUP BY kind;
 */
#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#include "analyzer/cli/sql_run.h"
#include "analyzer/queries.h"
#include "db/query.h"

#define HISTORY_LINES   1000
#define STATEMENT_BYTES ((size_t)1 << 20)

struct shell {
	struct sql_session *session;
	EditLine *el;
	History *history;
	struct sbuf text; /**< the statement so far */
	struct arena arena;
	struct slice *words; /**< what Tab completes, sorted, each once */
	size_t n_words;
};

static const char *prompt(EditLine *el)
{
	struct shell *sh = NULL;

	el_get(el, EL_CLIENTDATA, &sh);
	return sh && sh->text.n ? "    ...> " : "crashql> ";
}

static bool word_byte(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool word_matches(struct slice word, struct slice begun)
{
	if (word.n < begun.n)
		return false;
	return strncasecmp(word.p, begun.p, begun.n) == 0;
}

/** Words that go on as @p begun does: how many, the first, and how much they have in common. */
static size_t matches(const struct shell *sh, struct slice begun, struct slice *ret_first,
                      size_t *ret_common)
{
	size_t n = 0;

	for (size_t i = 0; i < sh->n_words; i++) {
		struct slice w = sh->words[i];
		if (!word_matches(w, begun))
			continue;
		if (!n++) {
			*ret_first = w;
			*ret_common = w.n;
			continue;
		}
		size_t same = 0;
		while (same < *ret_common && same < w.n &&
		       (w.p[same] | 0x20) == (ret_first->p[same] | 0x20))
			same++;
		*ret_common = same;
	}
	return n;
}

#define SHOWN_MATCHES 60

static void show_matches(const struct shell *sh, struct slice begun)
{
	size_t column = 0, n = 0;

	putchar('\n');
	for (size_t i = 0; i < sh->n_words && n < SHOWN_MATCHES; i++) {
		if (!word_matches(sh->words[i], begun))
			continue;
		n++;
		column += (size_t)printf("%-24.*s", SLICE_ARG(sh->words[i]));
		if (column >= sh->session->cli->out.width - 24) {
			putchar('\n');
			column = 0;
		}
	}
	puts(n == SHOWN_MATCHES ? " ..." : "");
	fflush(stdout);
}

static unsigned char complete(EditLine *el, int key)
{
	const LineInfo *line = el_line(el);
	const char *at = line->cursor;
	struct shell *sh = NULL;
	struct slice first = { NULL, 0 };
	size_t common = 0;

	(void)key;
	el_get(el, EL_CLIENTDATA, &sh);
	while (at > line->buffer && word_byte(at[-1]))
		at--;
	if (at > line->buffer && at[-1] == '.' && at - 1 == line->buffer)
		at--; // .tables
	struct slice begun = { at, (size_t)(line->cursor - at) };
	size_t n = begun.n ? matches(sh, begun, &first, &common) : 0;
	if (!n)
		return CC_REFRESH_BEEP;
	if (common > begun.n || n == 1) {
		char *rest = xmemdup0(first.p + begun.n, common - begun.n);
		int rc = el_insertstr(el, rest);
		free(rest);
		if (n == 1)
			rc |= el_insertstr(el, " ");
		return rc ? CC_REFRESH_BEEP : CC_REFRESH;
	}
	show_matches(sh, begun);
	return CC_REDISPLAY;
}

static struct err *load_words(struct shell *sh)
{
	_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
	int rc;

	struct err *e =
		rows_prepare(sh->session->db, query_shell_words, (struct params){ NULL, 0 }, &st);
	if (e)
		return e;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		struct slice word = arena_dup(&sh->arena, rows_text(st, 0));
		arena_push(&sh->arena, &sh->words, &sh->n_words, &word);
	}
	return rc == SQLITE_DONE ? NULL : rows_error(sh->session->db, "names for completion");
}

/** $XDG_STATE_HOME/crashql/history, its folder made; p NULL: no place for it. */
static struct slice history_path(struct arena *a)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct slice dir;

	if (state && *state == '/')
		dir = arena_printf(a, "%s", state);
	else if (home && *home == '/')
		dir = arena_printf(a, "%s/.local/state", home);
	else
		return (struct slice){ NULL, 0 };
	for (size_t i = 1; i <= dir.n; i++) { // as mkdir -p does
		if (i < dir.n && dir.p[i] != '/')
			continue;
		struct slice part = arena_printf(a, "%.*s", (int)i, dir.p);
		if (mkdir(part.p, 0700) < 0 && errno != EEXIST)
			return (struct slice){ NULL, 0 };
	}
	dir = arena_printf(a, "%s/crashql", dir.p);
	if (mkdir(dir.p, 0700) < 0 && errno != EEXIST)
		return (struct slice){ NULL, 0 };
	return arena_printf(a, "%s/history", dir.p);
}

static void shell_begin(struct shell *sh, const char *history_file)
{
	HistEvent ev;

	sh->history = history_init();
	sh->el = el_init("crashql", stdin, stdout, stderr);
	if (!sh->history || !sh->el)
		die_oom();
	history(sh->history, &ev, H_SETSIZE, HISTORY_LINES);
	history(sh->history, &ev, H_SETUNIQUE, 1);
	if (history_file)
		history(sh->history, &ev, H_LOAD, history_file);
	el_set(sh->el, EL_CLIENTDATA, sh);
	el_set(sh->el, EL_PROMPT, prompt);
	el_set(sh->el, EL_EDITOR, "emacs");
	el_set(sh->el, EL_SIGNAL, 1);
	el_set(sh->el, EL_HIST, history, sh->history);
	el_set(sh->el, EL_ADDFN, "crashql-complete", "complete a name", complete);
	el_set(sh->el, EL_BIND, "^I", "crashql-complete", NULL);
	el_set(sh->el, EL_BIND, "^R", "em-inc-search-prev", NULL);
	el_source(sh->el, NULL); // ~/.editrc
}

static void shell_end(struct shell *sh, const char *history_file)
{
	HistEvent ev;

	if (history_file)
		history(sh->history, &ev, H_SAVE, history_file);
	el_end(sh->el);
	history_end(sh->history);
	sbuf_deinit(&sh->text);
	arena_deinit(&sh->arena);
}

static void run_and_tell(struct shell *sh, const char *line, bool *quit)
{
	struct cli *cli = sh->session->cli;
	HistEvent ev;
	struct err *e;

	history(sh->history, &ev, H_ENTER, line);
	cli_catch_interrupt(true);
	e = line[0] == '.' ? sql_dot(sh->session, line, quit) : sql_run(sh->session, line);
	if (!out_flush(&cli->out))
		*quit = true;
	if (cli_interrupted())
		message_warn(cli, "interrupted");
	cli_catch_interrupt(true);
	if (e)
		message_error(cli, e->msg);
	err_free(e);
}

/** One line of input; statements run when they are complete. */
static void take_line(struct shell *sh, const char *line, bool *quit)
{
	struct slice text = slice_trim(slice_str(line));

	if (!sh->text.n && !text.n)
		return;
	if (!sh->text.n && (*text.p == '.' || slice_is(text, "quit") || slice_is(text, "exit"))) {
		char *command = *text.p == '.' ? xmemdup0(text.p, text.n) : xstrdup(".quit");
		run_and_tell(sh, command, quit);
		free(command);
		return;
	}
	sbuf_puts(&sh->text, line);
	if (sqlite3_complete(sh->text.p)) {
		while (sh->text.n && sh->text.p[sh->text.n - 1] == '\n')
			sh->text.p[--sh->text.n] = '\0';
		run_and_tell(sh, sh->text.p, quit);
		sbuf_reset(&sh->text);
	}
}

struct err *sql_shell(struct sql_session *s)
{
	struct shell sh = { .session = s, .text = { .max = STATEMENT_BYTES } };
	struct slice history_file = history_path(&sh.arena);
	bool quit = false;
	int n = 0;

	if (!setlocale(LC_CTYPE, "") || MB_CUR_MAX == 1) // for typed UTF-8
		setlocale(LC_CTYPE, "C.UTF-8");
	message_note(s->cli, "%s, %s; .help for help", cli_store_path(s->cli),
	             s->writable ? "writable" : "read-only");
	cli_catch_interrupt(true);
	shell_begin(&sh, history_file.p);
	query_guard(s->db, false); // our own question, of functions and columns
	struct err *e = load_words(&sh);
	query_guard(s->db, !s->writable);
	while (!e && !quit) {
		const char *line = el_gets(sh.el, &n);
		if (line && n > 0) {
			take_line(&sh, line, &quit);
		} else if (n < 0 && errno == EINTR) { // Ctrl-C: the line is dropped
			sbuf_reset(&sh.text);
			el_reset(sh.el);
			putchar('\n');
			cli_catch_interrupt(true);
		} else {
			putchar('\n');
			quit = true;
		}
	}
	shell_end(&sh, history_file.p);
	return e;
}
