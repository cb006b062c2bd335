// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * What all verbs share: global options, the store, standard output, messages, and what a verb is.
 *
 * To add a verb:
 *
 *  1. write cli/cmd_NAME.c with one `const struct verb verb_NAME`
 *  2. add NAME to cli/verbs.def
 *  3. build target `docs`: the man page is made from the tables
 *
 * Results go to cli->out, everything else to standard error through message_*().  A verb returns an
 * error for what stops it; main() prints it, once, and makes the exit status of it.
 */
#pragma once

#include "analyzer/cli/opt.h"
#include "analyzer/report/out.h"
#include "analyzer/report/rows.h"
#include "db/store.h"
#include "parsers/limits.h"

enum cli_status {
	CLI_OK = 0,
	CLI_INCOMPLETE = 1, /**< something could not be read; what could be was kept */
	CLI_USAGE = 2,
	CLI_STORE = 3, /**< the store could not be opened or written */
	CLI_WORSE = 4, /**< diff --exit-code: something is new or more frequent */
	CLI_INTERRUPTED = 130,
};

enum colour_when {
	COLOUR_AUTO,
	COLOUR_ALWAYS,
	COLOUR_NEVER,
};

struct cli {
	const char *store; /**< --store; NULL: not given */
	unsigned colour;   /**< enum colour_when */
	bool quiet;
	bool no_progress;
	bool help;
	bool version;

	struct out out; /**< standard output */
	bool stderr_colour;
	size_t progress; /**< columns of the progress line that stands on standard error, 0: none */
	bool incomplete; /**< exit status 1 */
	bool store_failed; /**< exit status 3 */
	bool worse;        /**< exit status 4 */
};

#define VERB_OPTIONS 6

struct verb {
	const char *name;
	const char *args;     /**< as in the usage line: PATH... */
	const char *summary;  /**< one line */
	const char *text;     /**< paragraphs of --help and the man page; blank lines between */
	const char *examples; /**< lines `command  # what it does` */
	/** Tables of options, and where in the config the struct of each begins; ends with NULL. */
	struct {
		const struct opt *opts;
		size_t off;
	} options[VERB_OPTIONS];
	size_t config_size;
	const void *defaults;   /**< config_size bytes; NULL: zeros */
	int min_args, max_args; /**< max_args -1: any number */
	struct err *(*run)(struct cli *cli, const void *config, char **args, size_t n_args);
};

extern const struct verb *const verbs[]; /**< ends with NULL */
const struct verb *verb_find(struct slice name);
extern const struct opt cli_options[]; /**< of all verbs; land in struct cli */

/** --help of one verb, or with NULL of crashql. */
void help_print(const struct verb *v, unsigned width, struct sbuf *out);

/** The man page (roff) and the completion of bash, from the same tables. */
void docs_man(struct sbuf *out);
void docs_bash(struct sbuf *out);

/** --store, $CRASHQL_STORE, or crashql.db. */
const char *cli_store_path(const struct cli *cli);
must_use struct err *cli_open_store(struct cli *cli, enum store_mode mode, struct store **ret);

/** Lines on standard error, the progress line out of the way. */
void message_warn(struct cli *cli, const char *fmt, ...) printf_like(2, 3);
void message_note(struct cli *cli, const char *fmt, ...) printf_like(2, 3); /**< not with --quiet */
void message_error(struct cli *cli, const char *text);

/** SIGINT or SIGTERM came since cli_catch_interrupt(). */
bool cli_interrupted(void);
/** From now on the first one is only noted; a second one ends the program, unless @p always. */
void cli_catch_interrupt(bool always);
