// SPDX-License-Identifier: Apache-2.0
#include "analyzer/advice/advice.h"
#include "analyzer/cli/cli.h"
#include "analyzer/cli/format.h"

struct config {
	struct opt_list rules;
	const char *host;
	uint64_t severity;
	bool list;
	unsigned format;
};

static const struct opt opts[] = {
	{ OPT_LIST, 'r', "rules", "DIR", "ask the rules *.sql of this folder too; may be repeated",
	  offsetof(struct config, rules), NULL, 0 },
	{ OPT_TEXT, 0, "host", "NAME", "only of hosts that match (* and ? allowed)",
	  offsetof(struct config, host), NULL, 0 },
	{ OPT_U64, 0, "min-severity", "N", "only of severity 1 (act now) to N",
	  offsetof(struct config, severity), NULL, 1 },
	{ OPT_FLAG, 'l', "list", NULL, "list the rules instead; no store is needed",
	  offsetof(struct config, list), NULL, 0 },
	OPTS_END,
};

static void print(struct out *o, const struct advice_list *list, enum out_format format)
{
	switch (format) {
	case FORMAT_TEXT:
		advice_print_text(o, list);
		break;
	case FORMAT_MARKDOWN:
		advice_print_markdown(o, list);
		break;
	case FORMAT_JSON:
		advice_print_json(o, list);
		break;
	case FORMAT_NDJSON:
		advice_print_ndjson(o, list);
		break;
	case FORMAT_CSV:
		advice_print_csv(o, list);
		break;
	}
}

static struct err *load_rules(const struct config *c, struct rules *ret)
{
	struct err *e = rules_builtin(ret);

	for (size_t i = 0; !e && i < c->rules.n; i++)
		e = rules_add_folder(ret, c->rules.v[i]);
	return e;
}

static struct err *advise(struct cli *cli, const struct config *c, const struct rules *rules)
{
	_cleanup_(store_freep) struct store *store = NULL;
	struct advice_filter filter = { c->host, (int)c->severity };
	struct advice_list list = { .n = 0 };

	struct err *e = cli_open_store(cli, STORE_READ, &store);
	if (!e)
		e = advice_load(store_db(store), rules, &filter, &list);
	if (e)
		return e;
	for (size_t i = 0; i < list.n_stopped; i++) {
		message_warn(cli, "rule " SLICE_FMT " took too long and was stopped",
		             SLICE_ARG(list.stopped[i]));
		cli->incomplete = true;
	}
	print(&cli->out, &list, (enum out_format)c->format);
	advice_deinit(&list);
	return NULL;
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	const struct config *c = config;
	struct rules rules = { .n = 0 };

	(void)args, (void)n_args;
	if (c->severity > 5)
		return err_new(ERR_USAGE, 0, "--min-severity: 1 to 5, not %llu",
		               (unsigned long long)c->severity);
	struct err *e = load_rules(c, &rules);
	if (!e && c->list)
		rules_print(&cli->out, &rules, (enum out_format)c->format);
	else if (!e)
		e = advise(cli, c, &rules);
	rules_deinit(&rules);
	return e;
}

const struct verb verb_advise = {
	.name = "advise",
	.args = "",
	.summary = "what to change, with the evidence and the commands",
	.text = "Asks rules about the store and prints what they found: what is wrong, which rows and "
		"lines show it, what to do with the commands to run, what else that changes, and where "
		"the threshold comes from. A rule without a row of evidence says nothing.\n\n"
		"A rule is one SQL file: a header of comments and a query, see docs/advice.md. Rules of "
		"--rules DIR are asked too; one with the name of a built-in rule takes its place. They "
		"can only read the store.",
	.examples = "crashql advise --host 'web*' --min-severity 2\n"
		    "crashql advise --rules ./our-rules --format json\n"
		    "crashql advise --list\n",
	.options = { { opts, 0 }, { list_format_options, offsetof(struct config, format) } },
	.config_size = sizeof(struct config),
	.run = run,
};
