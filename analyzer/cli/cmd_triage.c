// SPDX-License-Identifier: Apache-2.0
#include "analyzer/advice/advice.h"
#include "analyzer/cli/format.h"
#include "analyzer/cli/reading.h"
#include "analyzer/cli/report_out.h"
#include "analyzer/cli/symbols_opt.h"
#include "analyzer/symbolize/symbolize_store.h"

struct config {
	struct reading_options reading;
	struct symbols_options symbols;
	struct filter filter;
	unsigned format;
};

static const struct config defaults = {
	.reading = READING_DEFAULTS,
	.filter = { .limit = REPORT_GROUPS },
};

static struct err *open_store(struct cli *cli, struct store **ret)
{
	if (cli->store)
		return cli_open_store(cli, STORE_CREATE, ret);
	struct err *e = store_open_temporary(ret);
	cli->store_failed |= e != NULL;
	return e;
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	_cleanup_(store_freep) struct store *store = NULL;
	struct ingest_result result = { 0 };
	const struct config *c = config;
	struct filter_params unused;
	struct symbols_find find;
	struct reading r;

	struct err *e = filter_params(&c->filter, &unused); // before the work, not after it
	if (!e)
		e = open_store(cli, &store);
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
	reading_end(&r, &result, false);
	symbols_find_end(cli, &find);
	ingest_result_deinit(&result);
	if (e || cli_interrupted())
		return e;
	return report_print(cli, store, &c->filter, document_format(c->format), !cli->store);
}

const struct verb verb_triage = {
	.name = "triage",
	.args = "PATH...",
	.summary = "the one-command answer: read files and say what went wrong",
	.text = "Reads files, folders, archives or - (standard input) as `crashql ingest` does, and "
		"prints the report that `crashql report` prints. The store is a temporary one unless "
		"--store is given; give it to ask further questions afterwards.",
	.examples = "crashql triage sosreport-host1.tar.xz\n"
		    "crashql triage --store case.db /var/crash/2024-03-01\n"
		    "journalctl -k -o export | crashql triage -\n",
	.options = { { document_format_options, offsetof(struct config, format) },
	             { filter_options, offsetof(struct config, filter) },
	             { jobs_options, offsetof(struct config, reading) },
	             { limit_options, offsetof(struct config, reading) },
	             { symbols_options_table, offsetof(struct config, symbols) } },
	.config_size = sizeof(struct config),
	.defaults = &defaults,
	.min_args = 1,
	.max_args = -1,
	.run = run,
};
