// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/fault_json.h"
#include "analyzer/cli/reading.h"

struct config {
	struct reading_options reading;
};

static const struct config defaults = { .reading = READING_DEFAULTS };

static bool on_fault(void *ctx, const struct scan_fault *f)
{
	struct cli *cli = ctx;

	fault_json(&cli->out.buf, f);
	return out_flush(&cli->out);
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	struct ingest_result result = { 0 };
	const struct config *c = config;
	struct reading r;

	reading_begin(&r, cli, &c->reading);
	if (cli->out.terminal) // it would be written over what is printed
		r.progress.shown = false;
	ingest_scan(args, n_args, &r.options, on_fault, cli, &result);
	reading_end(&r, &result, false);
	ingest_result_deinit(&result);
	return NULL;
}

const struct verb verb_scan = {
	.name = "scan",
	.args = "PATH...",
	.summary = "no store: one JSON object per fault on standard output, for pipelines",
	.text = "Reads files, folders, archives or - (standard input) and prints every fault as one line "
		"of JSON as soon as its report has ended, in constant memory; on a pipe a report ends "
		"after a second of silence at the latest. Keys are the columns of view fault, then "
		"stacks, registers, and the tables that hang on a fault (oom_kill, memory_object, ...). "
		"What only a store can tell (id, key, event, group, cause) is null.",
	.examples = "xz -dc console.log.xz | crashql scan - | jq -r .title\n"
		    "journalctl -kf -o export | crashql scan -\n",
	.options = { { limit_options, offsetof(struct config, reading) } },
	.config_size = sizeof(struct config),
	.defaults = &defaults,
	.min_args = 1,
	.max_args = -1,
	.run = run,
};
