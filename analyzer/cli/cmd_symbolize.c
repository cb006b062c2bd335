// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/symbolize.h"

static const char *const path_words[] = { "short", "full", NULL };

static const struct opt options[] = {
	{ OPT_TEXT, 'k', "kernel", "REL", "release of the kernel, where the text does not say",
	  offsetof(struct symbolize_config, kernel), NULL, 0 },
	{ OPT_TEXT, 0, "build-id", "HEX", "build-id of the kernel, where it is known",
	  offsetof(struct symbolize_config, build_id), NULL, 0 },
	{ OPT_TEXT, 0, "kallsyms", "FILE",
	  "/proc/kallsyms of the same boot: names for addresses without debug information",
	  offsetof(struct symbolize_config, kallsyms), NULL, 0 },
	{ OPT_TEXT, 0, "system-map", "FILE", "System.map of the kernel, likewise",
	  offsetof(struct symbolize_config, system_map), NULL, 0 },
	{ OPT_FLAG, 0, "no-inline", NULL, "no lines for inlined functions",
	  offsetof(struct symbolize_config, no_inline), NULL, 0 },
	{ OPT_CHOICE, 0, "paths", NULL,
	  "short: without the folder that the kernel was built in; full: as the compiler was given them",
	  offsetof(struct symbolize_config, paths), path_words, 0 },
	{ OPT_FLAG, 0, "columns", NULL, "file:line:column",
	  offsetof(struct symbolize_config, columns), NULL, 0 },
	{ OPT_FLAG, 0, "explain", NULL, "say behind each frame how it is known",
	  offsetof(struct symbolize_config, explain), NULL, 0 },
	{ OPT_FLAG, 'v', "verbose", NULL, "say how many were found, and how many were looked up",
	  offsetof(struct symbolize_config, verbose), NULL, 0 },
	{ OPT_FLAG, 0, "again", NULL, "of a store: forget what was found, and look up all frames",
	  offsetof(struct symbolize_config, again), NULL, 0 },
	{ OPT_FLAG, 'a', "addresses", NULL,
	  "standard input is addresses of --exe, one a line in hex: print function and file:line:column of "
	  "each, innermost first, an empty line behind; with --store what that knows by the file's build-id is not "
	  "looked up, and what is looked up is kept there",
	  offsetof(struct symbolize_config, addresses), NULL, 0 },
	{ OPT_TEXT, 'e', "exe", "FILE", "the file that --addresses are of",
	  offsetof(struct symbolize_config, exe), NULL, 0 },
	OPTS_END,
};

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	const struct symbolize_config *c = config;

	if (c->addresses && n_args)
		return err_new(ERR_USAGE, 0,
		               "symbolize: --addresses reads standard input, no FILE");
	if (c->exe && !c->addresses)
		return err_new(ERR_USAGE, 0, "symbolize: --exe goes with --addresses");
	if (c->again && (c->addresses || !cli->store))
		return err_new(ERR_USAGE, 0,
		               "symbolize: --again goes with the faults of a --store");
	if (c->addresses)
		return symbolize_addresses(cli, c);
	if (n_args && cli->store)
		return err_new(ERR_USAGE, 0,
		               "symbolize: either a FILE of text or --store, not both");
	if (cli->store)
		return symbolize_store_file(cli, c);
	return symbolize_text_file(cli, c, n_args ? args[0] : "-");
}

const struct verb verb_symbolize = {
	.name = "symbolize",
	.args = "[FILE]",
	.summary = "add file:line and inlined callers to each frame of a text or store",
	.text = "Copies a text - a console log, a mail, a sanitizer's output - to standard output and "
		"adds to each line that names an address of code where in the source that is; functions "
		"inlined there get lines of their own in front. No byte of the text is changed, so it can "
		"stand in any pipe. The kernel is the one that the text names, its debug information that "
		"of --debuginfo and of the standard places, if it is of that very build.\n\n"
		"With --store it does the same for the frames of all faults of the store: view frame has "
		"file, line and inlined functions from then on, and `report` and `show` print them. What was "
		"found stays in the store, so that a second run looks up only what is new; paths are short.",
	.examples = "crashql symbolize console.log\n"
		    "dmesg -w | crashql symbolize --debuginfo ./vmlinux\n"
		    "crashql symbolize --kallsyms sos/proc/kallsyms oops.txt\n"
		    "crashql --store fleet.db symbolize --debuginfo /srv/debuginfo\n"
		    "crashql symbolize --addresses --exe ./vmlinux < addresses\n",
	.options = { { options, 0 },
	             { symbols_options_table, offsetof(struct symbolize_config, symbols) } },
	.config_size = sizeof(struct symbolize_config),
	.max_args = 1,
	.run = run,
};
