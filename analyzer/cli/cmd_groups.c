// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/format.h"
#include "analyzer/cli/list.h"
#include "analyzer/queries.h"

struct config {
	struct filter filter;
	unsigned format;
};

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	const struct config *c = config;
	struct filter_params params;

	(void)args, (void)n_args;
	struct err *e = filter_params(&c->filter, &params);
	return e ? e : list_print(cli, &params, c->format, query_groups, query_groups_full);
}

const struct verb verb_groups = {
	.name = "groups",
	.args = "",
	.summary = "recurring faults, with how often, on how many hosts, since when",
	.text = "Lists groups of equal faults, the most severe and most frequent first. Counts are of "
		"what the filters leave; a report that several sources show counts once. JSON, NDJSON "
		"and CSV have the columns of table fault_group.",
	.examples = "crashql groups --since 2024-03-01 --kernel '6.1.*'\n"
		    "crashql groups --format csv > groups.csv\n",
	.options = { { filter_options, offsetof(struct config, filter) },
	             { list_format_options, offsetof(struct config, format) } },
	.config_size = sizeof(struct config),
	.run = run,
};
