// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include "analyzer/advice/advice.h"
#include "analyzer/cli/cli.h"
#include "analyzer/derived.h"
#include "analyzer/symbolize/symbolize_store.h"

static bool same_file(const char *a, const char *b)
{
	struct stat sa, sb;

	return stat(a, &sa) == 0 && stat(b, &sb) == 0 && sa.st_dev == sb.st_dev &&
	       sa.st_ino == sb.st_ino;
}

static struct err *merge_one(struct cli *cli, struct store *store, const char *from)
{
	if (same_file(from, cli->store))
		return NULL; // a store holds all of itself
	struct err *e = store_merge(store, from);
	cli->store_failed |= e != NULL;
	return e ? err_wrap(e, "merge %s", from) : NULL;
}

/** Rules of a store that is merged, where they are the only ones; *ret_conflict: there are others. */
static struct err *rules_of(struct cli *cli, const char *path, struct steering **rules,
                            bool *ret_conflict)
{
	_cleanup_(store_freep) struct store *from = NULL;
	_cleanup_(steering_freep) struct steering *s = NULL;

	struct err *e = store_open(path, STORE_READ, &from);
	cli->store_failed |= e != NULL;
	if (!e)
		e = derived_steering(from, &s);
	if (e)
		return err_wrap(e, "merge %s", path);
	if (s && *rules)
		*ret_conflict |= strcmp(steering_key(s), steering_key(*rules)) != 0;
	else if (s)
		*rules = take(s);
	return NULL;
}

/** A store without rules of its own takes those of the others, if they agree. */
static struct err *take_rules(struct cli *cli, struct store *store, char **args, size_t n_args)
{
	_cleanup_(steering_freep) struct steering *own = NULL, *rules = NULL;
	bool conflict = false;

	struct err *e = derived_steering(store, &own);
	for (size_t i = 1; !e && !own && i < n_args; i++)
		if (!same_file(args[i], cli->store))
			e = rules_of(cli, args[i], &rules, &conflict);
	if (!e && conflict)
		message_note(cli, "the stores have different rules for groups: none are taken over "
		                  "(`crashql regroup --rules FILE` gives the store some)");
	return e || own || conflict || !rules ? e : derived_set_steering(store, rules);
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	_cleanup_(store_freep) struct store *store = NULL;
	uint64_t again;

	(void)config;
	cli->store = args[0];
	struct err *e = cli_open_store(cli, STORE_CREATE, &store);
	if (!e)
		e = take_rules(cli, store, args, n_args);
	if (!e)
		derived_attach(store);
	for (size_t i = 1; !e && i < n_args; i++)
		e = merge_one(cli, store, args[i]);
	if (!e)
		e = store_derive(store);
	if (!e)
		e = derived_settle(store, &again);
	if (!e)
		e = symbolize_listed(store, false);
	if (!e)
		e = advice_refresh(store);
	if (!e)
		message_note(cli, "merged %zu store%s into %s", n_args - 1, n_args == 2 ? "" : "s",
		             args[0]);
	return e;
}

const struct verb verb_merge = {
	.name = "merge",
	.args = "OUT IN...",
	.summary = "union of stores",
	.text = "Adds everything of the stores IN to the store OUT, which is made when it is not there. "
		"What OUT holds already stays as it is: the order does not matter, and merging again "
		"changes nothing.",
	.examples = "crashql merge fleet.db rack1.db rack2.db\n",
	.min_args = 2,
	.max_args = -1,
	.run = run,
};
