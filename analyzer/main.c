// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/cli/cli.h"
#include "analyzer/cli/progress.h"
#include "analyzer/cli/versions.h"
#include "parsers/base/cleanup.h"

/** A closed standard descriptor would be taken by the next file that is opened: by the store. */
static void open_standard_fds(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_WRONLY : O_RDONLY) != fd)
			_exit(CLI_USAGE);
}

static bool colour_wanted(const struct cli *cli, int fd)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	switch ((enum colour_when)cli->colour) {
	case COLOUR_ALWAYS:
		return true;
	case COLOUR_NEVER:
		return false;
	case COLOUR_AUTO:
		break;
	}
	return isatty(fd) && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
}

static struct err *check_arg_count(const struct verb *v, int n)
{
	if (n < v->min_args)
		return err_new(ERR_USAGE, 0, "needs %s", v->args);
	if (v->max_args >= 0 && n > v->max_args)
		return err_new(ERR_USAGE, 0, "too many arguments: it takes %s", v->args);
	return NULL;
}

/** Parse what follows the verb's name (argv[0]), and run it. */
static struct err *run_verb(struct cli *cli, const struct verb *v, int argc, char **argv)
{
	_cleanup_free_ void *config = xcalloc(1, v->config_size);
	struct opt_set sets[1 + VERB_OPTIONS] = { { cli_options, cli } };
	size_t n_sets = 1;
	int n_args = 0;

	for (size_t i = 0; v->options[i].opts; i++)
		sets[n_sets++] =
			(struct opt_set){ v->options[i].opts, (char *)config + v->options[i].off };

	if (v->defaults)
		memcpy(config, v->defaults, v->config_size);
	struct err *e = opt_parse(sets, n_sets, argc, argv, &n_args);
	if (!e && !cli->help && !cli->version)
		e = check_arg_count(v, n_args);
	if (e)
		return err_wrap(e, "%s", v->name);

	cli->stderr_colour = colour_wanted(cli, STDERR_FILENO);
	cli->out.colour = colour_wanted(cli, STDOUT_FILENO);
	if (cli->help)
		help_print(v, cli->out.width, &cli->out.buf);
	else if (cli->version)
		versions_print(&cli->out.buf);
	else
		return v->run(cli, config, argv + 1, (size_t)n_args);
	return NULL;
}

/** @p ret_verb: NULL when none is named. */
static struct err *run(struct cli *cli, int argc, char **argv, const struct verb **ret_verb)
{
	const struct opt_set sets[] = { { cli_options, cli } };
	int next = 0;

	struct err *e = opt_parse_leading(sets, 1, argc, argv, &next);
	if (e)
		return e;
	const struct verb *v = next < argc ? verb_find(slice_str(argv[next])) : NULL;
	*ret_verb = v;
	if (v)
		return run_verb(cli, v, argc - next, argv + next);
	if (next < argc)
		return err_new(ERR_USAGE, 0, "no such command: %s", argv[next]);
	if (cli->version)
		versions_print(&cli->out.buf);
	else if (cli->help)
		help_print(NULL, cli->out.width, &cli->out.buf);
	else
		return err_new(ERR_USAGE, 0, "no command given");
	return NULL;
}

static int status_of(const struct cli *cli, const struct err *e)
{
	if (e) {
		switch (e->code) {
		case ERR_USAGE:
			return CLI_USAGE;
		case ERR_DB:
			return CLI_STORE;
		case ERR_IO:
		case ERR_FORMAT:
		case ERR_LIMIT:
		case ERR_UNSUPPORTED:
			return cli->store_failed ? CLI_STORE : CLI_INCOMPLETE;
		}
	}
	if (cli_interrupted())
		return CLI_INTERRUPTED;
	return cli->incomplete ? CLI_INCOMPLETE : cli->worse ? CLI_WORSE : CLI_OK;
}

int main(int argc, char **argv)
{
	struct cli cli = { 0 };

	open_standard_fds();
	signal(SIGPIPE, SIG_IGN); // writes fail with EPIPE, and the store is closed in order
	setenv("TZ", "UTC", 1);
	cli.stderr_colour = colour_wanted(&cli, STDERR_FILENO);
	out_init(&cli.out, STDOUT_FILENO, colour_wanted(&cli, STDOUT_FILENO));

	const struct verb *verb = NULL;
	struct err *e = run(&cli, argc, argv, &verb);
	progress_clear(&cli);
	struct err *write_error = out_end(&cli.out);
	int status = status_of(&cli, e);
	if (e) {
		message_error(&cli, e->msg);
		if (e->code == ERR_USAGE)
			fprintf(stderr, "Try `crashql %s%s--help`.\n", verb ? verb->name : "",
			        verb ? " " : "");
	}
	if (write_error) {
		message_error(&cli, write_error->msg);
		status = status > CLI_INCOMPLETE ? status : CLI_INCOMPLETE;
	}
	err_free(e);
	err_free(write_error);
	out_deinit(&cli.out);
	return status;
}
