// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/format.h"
#include "analyzer/cli/list.h"
#include "analyzer/queries.h"

struct config {
	struct filter filter;
	unsigned format;
	const char *new_since;
};

static const struct opt options[] = {
	{ OPT_TEXT, 'N', "new-since", "TIME|KERNEL",
	  "only groups that are new: first seen at or after this time, or on no kernel before this release",
	  offsetof(struct config, new_since), NULL, 0 },
	OPTS_END,
};

/** A time, or a kernel release; the query compares with the one that is not NULL. */
static struct err *add_new_since(const char *text, char time[20], struct filter_params *params)
{
	const char *kernel = NULL;
	struct err *e = text ? filter_time("new-since", text, time) : NULL;

	if (e && text[0] >= '0' && text[0] <= '9' && strchr(text, '.')) {
		err_free(e);
		e = NULL;
		kernel = text;
	}
	params_add_text(params, ":new_time", slice_str(text && !kernel ? time : NULL));
	params_add_text(params, ":new_kernel", slice_str(kernel));
	return e;
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	const struct config *c = config;
	struct filter_params params;
	char since[20];

	(void)args, (void)n_args;
	struct err *e = filter_params(&c->filter, &params);
	if (!e)
		e = add_new_since(c->new_since, since, &params);
	return e ? e : list_print(cli, &params, c->format, query_groups, query_groups_full);
}

const struct verb verb_groups = {
	.name = "groups",
	.args = "",
	.summary = "recurring faults, with how often, on how many hosts, since when",
	.text = "Lists groups of equal faults, the most severe and most frequent first, and behind all "
		"others panics that mostly follow from other faults (column follow: how many do). Counts "
		"are of what the filters leave; a report that several sources show counts once. JSON, NDJSON "
		"and CSV have the columns of table fault_group, and those of views group_spread, group_trend and "
		"fault_guilty. Column spread says what the reports have in common: host (suspect its "
		"hardware), hardware (firmware, or a driver), kernel (a regression), everywhere (a bug of the "
		"kernel); trend whether they become more; known the issues of `crashql import` that it is.",
	.examples = "crashql groups --since 2024-03-01 --kernel '6.1.*'\n"
		    "crashql groups --new-since 6.1.0-14\n"
		    "crashql groups --format csv > groups.csv\n",
	.options = { { options, 0 },
	             { filter_options, offsetof(struct config, filter) },
	             { list_format_options, offsetof(struct config, format) } },
	.config_size = sizeof(struct config),
	.run = run,
};
