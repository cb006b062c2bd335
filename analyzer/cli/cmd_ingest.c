// SPDX-License-Identifier: Apache-2.0
#include "analyzer/advice/advice.h"
#include "analyzer/cli/reading.h"
#include "analyzer/cli/symbols_opt.h"
#include "analyzer/symbolize/symbolize_store.h"

struct config {
	struct reading_options reading;
	struct symbols_options symbols;
};

static const struct config defaults = { .reading = READING_DEFAULTS };

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	_cleanup_(store_freep) struct store *store = NULL;
	struct ingest_result result = { 0 };
	const struct config *c = config;
	struct symbols_find find;
	struct reading r;

	struct err *e = cli_open_store(cli, STORE_CREATE, &store);
	if (e)
		return e;
	reading_begin(&r, cli, &c->reading);
	r.options.debug = symbols_find(&c->symbols, &find);
	e = ingest_run(store, args, n_args, &r.options, &result);
	if (!e)
		e = symbolize_listed(store, false);
	if (!e)
		e = advice_refresh(store);
	cli->store_failed |= e != NULL;
	reading_end(&r, &result, !e);
	symbols_find_end(cli, &find);
	ingest_result_deinit(&result);
	return e;
}

const struct verb verb_ingest = {
	.name = "ingest",
	.args = "PATH...",
	.summary = "read files, folders, archives or - (standard input) into the store",
	.text = "Reads files, folders with all below them, archives and compressed files (nested ones "
		"too, without unpacking to disk), and - for standard input, and writes the faults it "
		"finds into the store, which is made when it is not there. A source that the store has "
		"already, from whatever path, is not read in again. Every source is one transaction: an "
		"ingest that was stopped, or killed, leaves a good store, and the same command again "
		"completes it.\n\n"
		"Files of no known kind that hold no fault are counted and passed over.\n\n"
		"With --debuginfo, stacks of memory dumps get source lines and inlined functions, and "
		"dumps of kernels without BTF, kallsyms or ORC are read as those of kernels that have "
		"them.",
	.examples = "crashql ingest /srv/sosreports\n"
		    "crashql --store host1.db ingest sosreport-host1.tar.xz console.log\n"
		    "crashql ingest --debuginfo ./vmlinux vmcore\n"
		    "ssh host1 dmesg | crashql ingest -\n",
	.options = { { jobs_options, offsetof(struct config, reading) },
	             { limit_options, offsetof(struct config, reading) },
	             { symbols_options_table, offsetof(struct config, symbols) } },
	.config_size = sizeof(struct config),
	.defaults = &defaults,
	.min_args = 1,
	.max_args = -1,
	.run = run,
};
