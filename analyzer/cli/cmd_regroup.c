// SPDX-License-Identifier: Apache-2.0
#include "analyzer/advice/advice.h"
#include "analyzer/cli/cli.h"
#include "analyzer/groups/derive.h"

/** Texts of the last fault that was derived. */
struct rederive {
	struct arena arena;
	struct derived derived;
	uint64_t faults;
};

static void rederive(void *ctx, const struct fault *f, struct store_derived *ret)
{
	struct rederive *r = ctx;
	struct derived *d = &r->derived;

	arena_reset(&r->arena);
	derive_fault(f, &r->arena, d);
	r->faults++;
	*ret = (struct store_derived){
		.title = d->title,
		.function = d->function,
		.module = d->module,
		.file = d->file,
		.line = d->line,
		.severity = d->severity,
		.corrupted = d->corrupted,
		.corrupted_reason = d->corrupted_reason,
		.signature = d->signature,
		.group_key = d->group_key,
		.version = DERIVE_VERSION,
	};
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	_cleanup_(store_freep) struct store *store = NULL;
	struct rederive r = { .faults = 0 };

	(void)config, (void)args, (void)n_args;
	struct err *e = cli_open_store(cli, STORE_WRITE, &store);
	if (!e)
		e = store_rederive_faults(store, rederive, &r);
	if (!e)
		e = store_derive_all(store);
	if (!e)
		e = advice_refresh(store);
	arena_deinit(&r.arena);
	if (!e)
		message_note(cli, "%llu fault%s derived again", (unsigned long long)r.faults,
		             r.faults == 1 ? "" : "s");
	return e;
}

const struct verb verb_regroup = {
	.name = "regroup",
	.args = "",
	.summary = "make titles, groups and links again from the facts",
	.text = "Makes everything again that is derived from the facts: titles, the function to blame, "
		"groups, which reports are the same event, boots, times of day and causes. An old store "
		"gets the titles and groups of this version of crashql.",
	.run = run,
};
