// SPDX-License-Identifier: Apache-2.0
/*
 * Commands of the shell:
 *
 *   .schema fault
 */
#include "analyzer/cli/schema.h"
#include "analyzer/cli/sql_run.h"
#include "analyzer/queries.h"
#include "analyzer/report/text.h"

#include "analyzer/cli/format.h"

static struct err *dot_help(struct sql_session *s, struct slice arg, bool *quit);

static struct err *dot_quit(struct sql_session *s, struct slice arg, bool *quit)
{
	(void)s, (void)arg;
	*quit = true;
	return NULL;
}

static struct err *dot_tables(struct sql_session *s, struct slice arg, bool *quit)
{
	(void)quit;
	if (arg.n)
		return err_new(ERR_USAGE, 0, ".tables takes nothing");
	schema_list(&s->cli->out);
	return NULL;
}

static struct err *dot_schema(struct sql_session *s, struct slice arg, bool *quit)
{
	(void)quit;
	if (!arg.n) {
		schema_list(&s->cli->out);
		return NULL;
	}
	return schema_table_print(&s->cli->out, arg, FORMAT_TEXT);
}

static struct err *dot_mode(struct sql_session *s, struct slice arg, bool *quit)
{
	(void)quit;
	for (unsigned i = 0; list_format_words[i]; i++) {
		if (slice_eq(arg, slice_str(list_format_words[i]))) {
			s->options.format = (enum out_format)i;
			return NULL;
		}
	}
	return err_new(ERR_USAGE, 0, ".format wants one of text, json, ndjson, csv, markdown");
}

static struct err *dot_expand(struct sql_session *s, struct slice arg, bool *quit)
{
	(void)arg, (void)quit;
	s->options.fit = s->options.fit == TABLE_CUT ? TABLE_EXPAND : TABLE_CUT;
	sbuf_puts(&s->cli->out.buf, s->options.fit == TABLE_CUT
	                                    ? "rows that do not fit are cut\n"
	                                    : "rows that do not fit have a line per value\n");
	return NULL;
}

static const struct dot {
	const char *name, *arg, *help;
	struct err *(*run)(struct sql_session *s, struct slice arg, bool *quit);
} dots[] = {
	{ ".expand", "", "cut rows that do not fit, or give each value a line", dot_expand },
	{ ".format", "FORMAT", "text, json, ndjson, csv or markdown", dot_mode },
	{ ".help", "", "this list", dot_help },
	{ ".quit", "", "leave; so does Ctrl-D", dot_quit },
	{ ".schema", "[TABLE]", "what the columns of a table mean", dot_schema },
	{ ".tables", "", "tables and views, and what they hold", dot_tables },
};

static struct err *dot_help(struct sql_session *s, struct slice arg, bool *quit)
{
	struct sbuf *b = &s->cli->out.buf;

	(void)arg, (void)quit;
	for (size_t i = 0; i < sizeof(dots) / sizeof(dots[0]); i++)
		sbuf_printf(b, "%-8s %-8s %s\n", dots[i].name, dots[i].arg, dots[i].help);
	sbuf_puts(b, "Statements end with ; and may have several lines.  Tab completes names.\n");
	return NULL;
}

struct err *sql_dot(struct sql_session *s, const char *line, bool *ret_quit)
{
	struct slice in = slice_trim(slice_str(line)), word;

	if (!slice_word(&in, &word))
		return NULL;
	for (size_t i = 0; i < sizeof(dots) / sizeof(dots[0]); i++)
		if (slice_eq(word, slice_str(dots[i].name)))
			return dots[i].run(s, slice_trim(in), ret_quit);
	if (slice_is(word, ".exit") || slice_is(word, ".q"))
		return dot_quit(s, in, ret_quit);
	return err_new(ERR_USAGE, 0, "no such command: " SLICE_FMT " (.help lists them)",
	               SLICE_ARG(word));
}
