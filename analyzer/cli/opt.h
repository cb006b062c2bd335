// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Options of the command line, as tables: one row is the parser, a line of --help, an entry of the
 * man page and a word of the completion.
 *
 * The GNU way: `--name=VALUE`, `--name VALUE`, `-nVALUE`, `-n VALUE`, short flags bundled, long names
 * cut short as long as they are unambiguous, options and arguments in any order, `--` ends options.
 *
 * Errors     ERR_USAGE, naming the option and what it wants
 */
#pragma once

#include <stddef.h>

#include "parsers/base/err.h"
#include "parsers/base/sbuf.h"

enum opt_type {
	OPT_END,
	OPT_FLAG,   /**< bool */
	OPT_TEXT,   /**< const char *, borrowed from argv */
	OPT_U64,    /**< uint64_t */
	OPT_BYTES,  /**< uint64_t; the value may end in K, M, G or T (powers of 1024) */
	OPT_CHOICE, /**< unsigned: index in choices */
	OPT_LIST,   /**< struct opt_list; the option may be repeated */
};

#define OPT_LIST_MAX 32

/** Values of an option that may be repeated, in their order; borrowed from argv. */
struct opt_list {
	const char *v[OPT_LIST_MAX];
	size_t n;
};

struct opt {
	enum opt_type type;
	char short_name; /**< 0: none */
	const char *long_name;
	const char *arg;  /**< name of the value in --help; NULL for flags and choices */
	const char *help; /**< what it does; wrapped by whoever prints it */
	size_t off;       /**< member of the config struct given to opt_parse() */
	/** OPT_CHOICE: the words, NULL-ended. */
	const char *const *choices;
	uint64_t min; /**< OPT_U64, OPT_BYTES: least value taken */
};

#define OPTS_END                                         \
	{                                                \
		OPT_END, 0, NULL, NULL, NULL, 0, NULL, 0 \
	}

/** Tables that apply together, each with the struct its values land in. */
struct opt_set {
	const struct opt *opts; /**< ends with OPT_END */
	void *config;
};

/**
 * Parse @p argv[1..argc-1] with @p n_sets tables.  Arguments that are no options are moved to the
 * front of @p argv (from index 1), in their order; @p ret_n_args says how many they are.
 */
must_use struct err *opt_parse(const struct opt_set *sets, size_t n_sets, int argc, char **argv,
                               int *ret_n_args);

/** As opt_parse(), but stop at the first argument that is no option; its index goes to @p ret_next. */
must_use struct err *opt_parse_leading(const struct opt_set *sets, size_t n_sets, int argc,
                                       char **argv, int *ret_next);

/** `-j, --jobs=N` */
void opt_spelling(const struct opt *o, struct sbuf *out);
/** The lines of --help, wrapped at @p width columns. */
void opt_help(const struct opt *opts, unsigned width, struct sbuf *out);
