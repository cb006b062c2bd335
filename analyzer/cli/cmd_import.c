// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/cli.h"
#include "analyzer/exchange/known.h"

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	_cleanup_(store_freep) struct store *store = NULL;
	struct arena arena = { 0 };
	struct known_list list = { 0 };
	struct err *e = NULL;

	(void)config;
	for (size_t i = 0; !e && i < n_args; i++)
		e = known_read(args[i], &arena, &list);
	if (!e)
		e = cli_open_store(cli, STORE_CREATE, &store);
	if (!e)
		e = store_add_known(store, list.known, list.n);
	if (!e)
		message_note(cli, "%zu known issue%s", list.n, list.n == 1 ? "" : "s");
	arena_deinit(&arena);
	return e;
}

const struct verb verb_import = {
	.name = "import",
	.args = "FILE...",
	.summary = "bugs that syzbot and ABRT know, to be named with the faults that are the same",
	.text = "Reads known issues: bugs of the syzbot dashboard (pages with json=1, one bug or a list) and "
		"uReports of ABRT. From then on `report` and `show group` say which groups they are, and "
		"which commit fixes them. A bug is found again by its titles, a uReport by its duphash; "
		"table known_issue has them, view known_issue_match says which group is which. An issue that "
		"is there already is replaced. Either all FILEs are taken or none.",
	.examples = "crashql import bug.json ureports.ndjson\n",
	.min_args = 1,
	.max_args = -1,
	.run = run,
};
