// SPDX-License-Identifier: Apache-2.0
#include "analyzer/advice/advice.h"
#include "analyzer/cli/cli.h"
#include "analyzer/derived.h"
#include "analyzer/symbolize/symbolize_store.h"

struct config {
	const char *rules;
};

static const struct opt options[] = {
	{ OPT_TEXT, 0, "rules", "FILE",
	  "rules that steer titles and groups (see docs/grouping.md), kept with the store instead of those "
	  "that it has; an empty file drops them",
	  offsetof(struct config, rules), NULL, 0 },
	OPTS_END,
};

/** The rules to go by: those of the file, which the store keeps from now on, else those it has. */
static struct err *get_rules(struct store *store, const char *path, struct steering **ret)
{
	if (!path)
		return derived_steering(store, ret);
	_cleanup_(steering_freep) struct steering *s = steering_new();
	struct err *e = steering_read(s, path);
	if (!e)
		e = derived_set_steering(store, s);
	if (!e)
		*ret = take(s);
	return e;
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	_cleanup_(store_freep) struct store *store = NULL;
	_cleanup_(steering_freep) struct steering *steering = NULL;
	const struct config *c = config;
	uint64_t faults = 0;

	(void)args, (void)n_args;
	struct err *e = cli_open_store(cli, STORE_WRITE, &store);
	if (!e)
		e = get_rules(store, c->rules, &steering);
	if (!e)
		e = derived_again(store, steering, &faults);
	if (!e)
		e = symbolize_listed(store, true);
	if (!e)
		e = advice_refresh(store);
	if (!e)
		message_note(cli, "%llu fault%s derived again", (unsigned long long)faults,
		             faults == 1 ? "" : "s");
	return e;
}

const struct verb verb_regroup = {
	.name = "regroup",
	.args = "",
	.summary = "make titles, groups and links again from the facts",
	.text = "Makes everything again that is derived from the facts: titles, the function to blame, "
		"signatures, groups, which reports are the same event, boots, times of day and causes. An "
		"old store gets the titles and groups of this version of crashql. Rules of your own rename "
		"titles, merge and split groups and name functions that are never to blame; the store "
		"keeps them, and `ingest` goes by them too.",
	.examples = "crashql regroup\n"
		    "crashql regroup --rules our-rules.txt\n",
	.options = { { options, 0 } },
	.config_size = sizeof(struct config),
	.run = run,
};
