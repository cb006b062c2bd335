// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/format.h"
#include "analyzer/cli/report_out.h"

struct config {
	struct filter filter;
	unsigned format;
};

static const struct config defaults = { .filter = { .limit = REPORT_GROUPS } };

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	_cleanup_(store_freep) struct store *store = NULL;
	const struct config *c = config;

	(void)args, (void)n_args;
	struct err *e = cli_open_store(cli, STORE_READ, &store);
	return e ? e : report_print(cli, store, &c->filter, document_format(c->format), false);
}

const struct verb verb_report = {
	.name = "report",
	.args = "",
	.summary = "what went wrong, most severe and most frequent first",
	.text = "Prints what the store says of what went wrong: what killed the machine, what happened "
		"in order, the recurring faults with the best example and the log lines that show it, "
		"kills for lack of memory, hung tasks, leaks, and what could not be read.\n\n"
		"A report that several sources show counts once. What follows from another fault (a "
		"panic after an Oops) stands below its cause.",
	.examples = "crashql report                        # of crashql.db\n"
		    "crashql report --host 'web*' -n 3     # the three worst faults of some hosts\n"
		    "crashql report --format markdown      # for a ticket\n",
	.options = { { filter_options, offsetof(struct config, filter) },
	             { document_format_options, offsetof(struct config, format) } },
	.config_size = sizeof(struct config),
	.defaults = &defaults,
	.run = run,
};
