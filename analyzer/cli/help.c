// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/cli.h"
#include "analyzer/report/text.h"

#define VERB_COLUMN 12

/** Paragraphs of @p text, from column 2. */
static void help_paragraphs(const char *text, unsigned width, struct sbuf *out)
{
	struct slice rest = slice_str(text), para;

	while (rest.n) {
		ssize_t end = slice_find(rest, S("\n\n"));
		para = slice_head(rest, end < 0 ? rest.n : (size_t)end);
		rest = end < 0 ? slice_from(rest, rest.n) : slice_from(rest, (size_t)end + 2);
		sbuf_char(out, '\n');
		text_wrap(out, para, 0, 0, width);
	}
}

static void help_examples(const char *examples, struct sbuf *out)
{
	struct slice rest = slice_str(examples), line;

	sbuf_puts(out, "\nExamples:\n");
	while (slice_line(&rest, &line)) {
		sbuf_puts(out, "  ");
		sbuf_add(out, line);
		sbuf_char(out, '\n');
	}
}

static void help_verb(const struct verb *v, unsigned width, struct sbuf *out)
{
	sbuf_printf(out, "Usage: crashql [--store=FILE] %s [OPTIONS]%s%s\n", v->name,
	            *v->args ? " " : "", v->args);
	help_paragraphs(v->text, width, out);
	if (v->options[0].opts)
		sbuf_puts(out, "\nOptions:\n");
	for (size_t i = 0; v->options[i].opts; i++)
		opt_help(v->options[i].opts, width, out);
	sbuf_puts(out, "\nOptions of all commands:\n");
	opt_help(cli_options, width, out);
	if (v->examples)
		help_examples(v->examples, out);
}

void help_print(const struct verb *v, unsigned width, struct sbuf *out)
{
	if (v) {
		help_verb(v, width, out);
		return;
	}
	sbuf_puts(out, "Usage: crashql [--store=FILE] COMMAND [OPTIONS] [ARGUMENTS]\n\n");
	text_wrap(
		out,
		S("Reads what came off a Linux machine that misbehaved or died (logs, archives of "
	          "logs, serial consoles, journals) and puts what it finds into one SQLite file: "
	          "what happened, to what, why, how often, on which hosts."),
		0, 0, width);
	sbuf_puts(out, "\nCommands:\n");
	for (size_t i = 0; verbs[i]; i++) {
		sbuf_printf(out, "  %s", verbs[i]->name);
		text_wrap(out, slice_str(verbs[i]->summary), VERB_COLUMN,
		          2 + strlen(verbs[i]->name), width);
	}
	sbuf_puts(out, "\nOptions of all commands:\n");
	opt_help(cli_options, width, out);
	sbuf_char(out, '\n');
	text_wrap(
		out,
		S("Exit status: 0 all read; 1 something could not be read; 2 wrong usage; 3 the store "
	          "could not be opened or written; 4 diff --exit-code found worse; 130 interrupted."),
		0, 0, width);
	sbuf_puts(out, "\nBegin with: crashql triage FILE-OR-FOLDER...\n"
	               "More: crashql COMMAND --help, man crashql\n");
}
