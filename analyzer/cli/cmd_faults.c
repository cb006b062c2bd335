// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/format.h"
#include "analyzer/cli/list.h"
#include "analyzer/queries.h"

struct config {
	struct filter filter;
	uint64_t group;
	bool sightings;
	unsigned format;
};

static const struct opt opts[] = {
	{ OPT_U64, 'g', "group", "N", "only of this group (fault_group.id)",
	  offsetof(struct config, group), NULL, 1 },
	{ OPT_FLAG, 'a', "sightings", NULL,
	  "a row per sighting: reports that several sources show come several times",
	  offsetof(struct config, sightings), NULL, 0 },
	OPTS_END,
};

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	const struct config *c = config;
	struct filter_params params;

	(void)args, (void)n_args;
	struct err *e = filter_params(&c->filter, &params);
	if (e)
		return e;
	params_add_i64(&params, ":group_id", c->group ? (int64_t)c->group : ROW_NO_I64);
	params_add_i64(&params, ":sightings", c->sightings);
	return list_print(cli, &params, c->format, query_faults, query_faults_full);
}

const struct verb verb_faults = {
	.name = "faults",
	.args = "",
	.summary = "single faults, in the order of time",
	.text = "Lists faults in the order of time, those without a time of day last. JSON, NDJSON and "
		"CSV have the columns of fault but the excerpt.",
	.examples = "crashql faults --kind oom,hung_task --host db1\n"
		    "crashql faults --min-severity 2 --format ndjson | jq .title\n",
	.options = { { opts, 0 },
	             { filter_options, offsetof(struct config, filter) },
	             { list_format_options, offsetof(struct config, format) } },
	.config_size = sizeof(struct config),
	.run = run,
};
