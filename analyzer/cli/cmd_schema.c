// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/cli.h"
#include "analyzer/cli/format.h"
#include "analyzer/cli/schema.h"

struct config {
	unsigned format;
};

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	const struct config *c = config;
	enum out_format format = document_format(c->format);

	if (n_args)
		return schema_table_print(&cli->out, slice_str(args[0]), format);
	if (format == FORMAT_TEXT)
		schema_list(&cli->out);
	else
		schema_all(&cli->out, format);
	return NULL;
}

const struct verb verb_schema = {
	.name = "schema",
	.args = "[TABLE]",
	.summary = "the public tables and views, each column with its meaning and unit",
	.text = "Lists the tables and views of a store, or the columns of one of them. No store is "
		"needed. JSON and Markdown without TABLE print all of it.",
	.examples = "crashql schema fault\n",
	.options = { { document_format_options, offsetof(struct config, format) } },
	.config_size = sizeof(struct config),
	.max_args = 1,
	.run = run,
};
