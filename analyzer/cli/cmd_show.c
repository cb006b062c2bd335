// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/cli.h"
#include "analyzer/cli/format.h"
#include "analyzer/queries.h"
#include "analyzer/report/document.h"

struct config {
	unsigned format;
	bool why;
};

static const struct opt options[] = {
	{ OPT_FLAG, 'w', "why", NULL,
	  "of a group: which signature joined each report to it, and which groups it nearly was one with",
	  offsetof(struct config, why), NULL, 0 },
	OPTS_END,
};

/** What `show [fault|group] WHICH` means; *ret_group: a group. */
static struct err *find(sqlite3 *db, const char *what, const char *which, int64_t *ret_id,
                        bool *ret_group)
{
	_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
	struct slice in = slice_str(which);
	int64_t id;

	if (!slice_i64(&in, &id) || in.n)
		id = ROW_NO_I64;
	const struct param p[] = {
		{ .name = ":what", .type = ROW_TEXT, .text = slice_str(what) },
		{ .name = ":key", .type = ROW_TEXT, .text = slice_str(which) },
		{ .name = ":id", .type = ROW_I64, .i64 = id },
	};
	struct err *e = rows_prepare(db, query_show_find, (struct params){ p, 3 }, &st);
	if (e)
		return e;
	int rc = sqlite3_step(st);
	if (rc == SQLITE_ROW) {
		*ret_group = slice_is(rows_text(st, 0), "group");
		*ret_id = sqlite3_column_int64(st, 1);
		return NULL;
	}
	if (rc != SQLITE_DONE)
		return rows_error(db, "show");
	return err_new(ERR_USAGE, 0, "show: no %s %s in the store (`crashql %ss` lists them)",
	               what ? what : "fault or group", which, what ? what : "fault");
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	_cleanup_(store_freep) struct store *store = NULL;
	const struct config *c = config;
	const char *what = n_args == 2 ? args[0] : NULL;
	int64_t id = 0;
	bool group = false;

	if (n_args == 1 && (strcmp(args[0], "fault") == 0 || strcmp(args[0], "group") == 0))
		return err_new(ERR_USAGE, 0,
		               "show: which %s?  its number or key (`crashql %ss` lists them)",
		               args[0], args[0]);
	if (what && strcmp(what, "fault") != 0 && strcmp(what, "group") != 0)
		return err_new(ERR_USAGE, 0, "show: fault or group, not %s", what);
	if (c->why && !what)
		what = "group";
	if (c->why && strcmp(what, "group") != 0)
		return err_new(ERR_USAGE, 0, "show: --why is for groups");
	struct err *e = cli_open_store(cli, STORE_READ, &store);
	if (!e)
		e = find(store_db(store), what, args[n_args - 1], &id, &group);
	if (e)
		return e;
	const struct param p[] = { { .name = ":id", .type = ROW_I64, .i64 = id } };
	return document_print(&cli->out, store_db(store),
	                      c->why  ? query_show_group_why
	                      : group ? query_show_group
	                              : query_show_fault,
	                      (struct params){ p, 1 }, document_format(c->format));
}

const struct verb verb_show = {
	.name = "show",
	.args = "[fault|group] N|KEY",
	.summary = "one fault or group in full: fields, stacks, registers, log lines",
	.text = "Prints everything the store has of one fault or group: its fields, what it follows "
		"from and led to, its stacks with their roles, registers, held locks, the memory object, "
		"tables of an OOM event, and the log lines with their numbers in the source. N is the id "
		"in this store, KEY the key that is the same in every store. Numbers and keys of groups that "
		"were merged, split or renamed lead to what became of them.",
	.examples = "crashql show fault 12\n"
		    "crashql show group 3\n"
		    "crashql show group 3 --why\n"
		    "crashql show 0123456789abcdef --format json\n",
	.options = { { options, 0 }, { document_format_options, offsetof(struct config, format) } },
	.config_size = sizeof(struct config),
	.min_args = 1,
	.max_args = 2,
	.run = run,
};
