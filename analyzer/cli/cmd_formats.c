// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/cli.h"
#include "analyzer/report/text.h"
#include "parsers/fault.h"
#include "parsers/input/input.h"
#include "parsers/lines/lines.h"
#include "parsers/system/system.h"
#include "parsers/vmcore/dump_reader.h"

struct config {
	bool kinds;
};

static const struct opt opts[] = {
	{ OPT_FLAG, 'k', "kinds", NULL, "the kinds of fault instead",
	  offsetof(struct config, kinds), NULL, 0 },
	OPTS_END,
};

#define NAME_COLUMN 22

static void row(struct cli *cli, const char *name, const char *summary, const char *source)
{
	struct out *o = &cli->out;

	sbuf_puts(&o->buf, "  ");
	out_style(o, STYLE_STRONG);
	sbuf_puts(&o->buf, name);
	out_style(o, STYLE_PLAIN);
	text_wrap(&o->buf, slice_str(summary), NAME_COLUMN, 2 + strlen(name), o->width);
	if (!source || !*source)
		return;
	out_style(o, STYLE_FAINT);
	text_wrap(&o->buf, slice_str(source), NAME_COLUMN, 0, o->width);
	out_style(o, STYLE_PLAIN);
}

static void print_kinds(struct cli *cli)
{
	for (int i = 0; i < FAULT_KIND_COUNT; i++)
		row(cli, fault_kind_info[i].slug, fault_kind_info[i].summary,
		    fault_kind_info[i].source);
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	const struct config *c = config;
	struct sbuf *b = &cli->out.buf;

	(void)args, (void)n_args;
	if (c->kinds) {
		print_kinds(cli);
		return NULL;
	}
	sbuf_puts(b, "Files and archives, recognised by their content:\n");
	for (const struct input_format *f = input_formats; f->name; f++)
		row(cli, f->name, f->summary, f->source);
	sbuf_puts(b, "\nLogs, recognised by their lines:\n");
	for (const struct lines_format *f = lines_formats; f->name; f++)
		row(cli, f->name, f->summary, f->source);
	sbuf_puts(b, "\nSnapshots of a system, recognised by their first lines:\n");
	for (size_t i = 0; system_formats[i]; i++)
		row(cli, system_formats[i]->name, system_formats[i]->summary,
		    system_formats[i]->source);
	sbuf_puts(b, "\nMemory dumps of a kernel, recognised by their headers (kind vmcore):\n");
	for (const struct dump_format *f = dump_formats; f->name; f++)
		row(cli, f->name, f->summary, f->source);
	sbuf_puts(
		b,
		"\nSeveral of these in one file are told apart by prompts, headings (of supportconfig, of "
		"Android's bugreport, of head and tail) and empty lines.\n");
	return NULL;
}

const struct verb verb_formats = {
	.name = "formats",
	.args = "",
	.summary = "every kind of input it recognises, and how",
	.text = "Lists the containers, the spellings of logs and the snapshots that crashql reads, and "
		"where each is defined. Names of files do not matter: content decides.",
	.options = { { opts, 0 } },
	.config_size = sizeof(struct config),
	.run = run,
};
