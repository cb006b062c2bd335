// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/cli.h"

struct config {
	bool man, bash;
};

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "man", NULL, "print the man page (roff), as installed",
	  offsetof(struct config, man), NULL, 0 },
	{ OPT_FLAG, 0, "bash", NULL, "print the completion for bash, as installed",
	  offsetof(struct config, bash), NULL, 0 },
	OPTS_END,
};

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	const struct config *c = config;
	const struct verb *v = n_args ? verb_find(slice_str(args[0])) : NULL;

	if (n_args && !v)
		return err_new(ERR_USAGE, 0, "no such command: %s", args[0]);
	if (c->man)
		docs_man(&cli->out.buf);
	else if (c->bash)
		docs_bash(&cli->out.buf);
	else
		help_print(v, cli->out.width, &cli->out.buf);
	return NULL;
}

const struct verb verb_help = {
	.name = "help",
	.args = "[COMMAND]",
	.summary = "what crashql, or one command of it, does",
	.text = "Prints the help of a command, or of crashql. The man page and the completion for bash "
		"are made from the same tables.",
	.options = { { opts, 0 } },
	.config_size = sizeof(struct config),
	.max_args = 1,
	.run = run,
};
