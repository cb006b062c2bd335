// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/cli/progress.h"
#include "analyzer/report/text.h"

static const char *const colour_words[] = { "auto", "always", "never", NULL };

const struct opt cli_options[] = {
	{ OPT_TEXT, 's', "store", "FILE",
	  "the store; default: $CRASHQL_STORE, else crashql.db in the current folder",
	  offsetof(struct cli, store), NULL, 0 },
	{ OPT_FLAG, 'q', "quiet", NULL, "print only errors and warnings on standard error",
	  offsetof(struct cli, quiet), NULL, 0 },
	{ OPT_FLAG, 0, "no-progress", NULL, "no progress line, even on a terminal",
	  offsetof(struct cli, no_progress), NULL, 0 },
	{ OPT_CHOICE, 0, "color", NULL,
	  "colours; auto: on a terminal, unless NO_COLOR is set or TERM is dumb",
	  offsetof(struct cli, colour), colour_words, 0 },
	{ OPT_FLAG, 'h', "help", NULL, "print what the command does and its options",
	  offsetof(struct cli, help), NULL, 0 },
	{ OPT_FLAG, 'V', "version", NULL, "print the version and those of the libraries",
	  offsetof(struct cli, version), NULL, 0 },
	OPTS_END,
};

#define VERB(name) extern const struct verb verb_##name;
#include "analyzer/cli/verbs.def"
#undef VERB

const struct verb *const verbs[] = {
#define VERB(name) &verb_##name,
#include "analyzer/cli/verbs.def"
#undef VERB
	NULL,
};

const struct verb *verb_find(struct slice name)
{
	for (size_t i = 0; verbs[i]; i++)
		if (slice_eq(name, slice_str(verbs[i]->name)))
			return verbs[i];
	return NULL;
}

const char *cli_store_path(const struct cli *cli)
{
	const char *env = getenv("CRASHQL_STORE");

	return cli->store ? cli->store : env && *env ? env : "crashql.db";
}

struct err *cli_open_store(struct cli *cli, enum store_mode mode, struct store **ret)
{
	const char *path = cli_store_path(cli);
	struct err *e;

	if (mode != STORE_CREATE && access(path, F_OK) < 0 && errno == ENOENT)
		e = err_new(
			ERR_DB, 0,
			"%s: no such store (make one with `crashql ingest PATH...`, or name one "
			"with --store)",
			path);
	else
		e = store_open(path, mode, ret);
	cli->store_failed |= e != NULL;
	return e;
}

static void message_line(struct cli *cli, const char *prefix, const char *colour, const char *text)
{
	_cleanup_(sbuf_deinit) struct sbuf b = { 0 };

	progress_clear(cli);
	sbuf_printf(&b, "%s%s%s ", cli->stderr_colour ? colour : "", prefix,
	            cli->stderr_colour ? "\033[0m" : "");
	text_line(&b, slice_str(text), 0); // it may hold names of files
	sbuf_char(&b, '\n');
	fwrite(b.p, 1, b.n, stderr);
}

void message_error(struct cli *cli, const char *text)
{
	message_line(cli, "crashql:", "\033[1;31m", text);
}

void message_warn(struct cli *cli, const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		die_oom();
	va_end(ap);
	message_line(cli, "warning:", "\033[1;33m", text);
}

void message_note(struct cli *cli, const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	if (cli->quiet)
		return;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		die_oom();
	va_end(ap);
	message_line(cli, "crashql:", "\033[1m", text);
}

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
	(void)sig;
	interrupted = 1;
}

bool cli_interrupted(void)
{
	return interrupted;
}

void cli_catch_interrupt(bool always)
{
	struct sigaction sa = { .sa_handler = on_interrupt,
		                .sa_flags = always ? 0 : (int)SA_RESETHAND };

	interrupted = 0;
	sigaction(SIGINT, &sa, NULL);
	sa.sa_flags = (int)SA_RESETHAND;
	sigaction(SIGTERM, &sa, NULL);
}
