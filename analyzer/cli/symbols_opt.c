// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/symbols_opt.h"

const struct opt symbols_options_table[] = {
	{ OPT_LIST, 'd', "debuginfo", "PATH",
	  "files with debug information (vmlinux, modules, executables), or folders that are searched for "
	  "them: an unpacked package, a build tree; may be repeated",
	  offsetof(struct symbols_options, debuginfo), NULL, 0 },
	{ OPT_LIST, 0, "module-path", "DIR",
	  "where kernel modules with debug information are, as --debuginfo; may be repeated",
	  offsetof(struct symbols_options, module_path), NULL, 0 },
	{ OPT_FLAG, 0, "debuginfod", NULL,
	  "ask the servers of $DEBUGINFOD_URLS for what is not here: the only use of a network there is",
	  offsetof(struct symbols_options, debuginfod), NULL, 0 },
	{ OPT_FLAG, 0, "force", NULL,
	  "use files that are of another build (build-id, release or size of a function differ), too",
	  offsetof(struct symbols_options, force), NULL, 0 },
	{ OPT_FLAG, 0, "no-standard", NULL,
	  "do not look at the standard places (/usr/lib/debug, /boot, /lib/modules)",
	  offsetof(struct symbols_options, no_standard), NULL, 0 },
	OPTS_END,
};

static void fill(const struct symbols_options *o, struct symbols_find *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < o->debuginfo.n; i++)
		ret->paths[n++] = o->debuginfo.v[i];
	for (size_t i = 0; i < o->module_path.n; i++)
		ret->paths[n++] = o->module_path.v[i];
	ret->options = (struct debug_find_options){
		.paths = ret->paths,
		.n_paths = n,
		.no_standard = o->no_standard,
		.debuginfod = o->debuginfod,
		.force = o->force,
	};
}

struct resolver *symbols_resolver(const struct symbols_options *o)
{
	struct symbols_find find;

	fill(o, &find);
	return resolver_new(&find.options);
}

const struct debug_find_options *symbols_find(const struct symbols_options *o,
                                              struct symbols_find *ret)
{
	fill(o, ret);
	ret->servers_error = NULL;
	ret->options.servers_error = &ret->servers_error;
	return ret->options.n_paths || o->debuginfod ? &ret->options : NULL;
}

void symbols_tell(struct cli *cli, const char *error)
{
	if (!error)
		return;
	message_warn(cli, "%s", error);
	cli->incomplete = true;
}

void symbols_find_end(struct cli *cli, struct symbols_find *f)
{
	symbols_tell(cli, f->servers_error);
	free(f->servers_error);
	f->servers_error = NULL;
}
