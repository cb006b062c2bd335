// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/cli.h"
#include "analyzer/cli/diff.h"
#include "analyzer/cli/filter.h"
#include "analyzer/cli/format.h"
#include "analyzer/queries.h"
#include "analyzer/report/table.h"
#include "analyzer/report/text.h"

struct config {
	struct opt_list kernels;
	struct filter filter; /**< kernel and limit are not set */
	uint64_t limit;
	bool all;
	bool exit_code;
	unsigned format;
};

static const struct opt opts[] = {
	{ OPT_LIST, 'K', "kernel", "PATTERN",
	  "only of kernel releases that match (5.15.*); given twice: the first is old, the second new",
	  offsetof(struct config, kernels), NULL, 0 },
	{ OPT_TEXT, 'S', "since", "TIME",
	  "with two stores or kernels only faults at or after this time, UTC; else new begins here",
	  offsetof(struct config, filter.since), NULL, 0 },
	{ OPT_TEXT, 'U', "until", "TIME",
	  "only faults up to and in this day, hour, minute; alone in one store: old ends with it",
	  offsetof(struct config, filter.until), NULL, 0 },
	{ OPT_TEXT, 'k', "kind", "KIND[,KIND]", "only faults of these kinds (kasan, oom, ...)",
	  offsetof(struct config, filter.kind), NULL, 0 },
	{ OPT_TEXT, 'H', "host", "PATTERN", "only of hosts that match (* and ? as in a shell)",
	  offsetof(struct config, filter.host), NULL, 0 },
	{ OPT_TEXT, 't', "title", "TEXT", "only faults whose title holds this text",
	  offsetof(struct config, filter.title), NULL, 0 },
	{ OPT_U64, 0, "min-severity", "N", "only severities 1 (the machine died) to N; 5 is all",
	  offsetof(struct config, filter.severity), NULL, 1 },
	{ OPT_FLAG, 'a', "all", NULL, "list groups that are as frequent as before, too",
	  offsetof(struct config, all), NULL, 0 },
	{ OPT_FLAG, 0, "exit-code", NULL, "exit status 4 when a group is new or more frequent",
	  offsetof(struct config, exit_code), NULL, 0 },
	{ OPT_U64, 'n', "limit", "N", "at most N groups; 0: all", offsetof(struct config, limit),
	  NULL, 0 },
	OPTS_END,
};

/** Where the two sides come from. */
struct sides {
	const char *store[DIFF_SIDES];  /**< NULL: --store */
	const char *label[DIFF_SIDES];  /**< what the sides differ in */
	const char *prefix[DIFF_SIDES]; /**< in front of the label */
	struct filter_params checked;   /**< holds the times */
	struct filter_params params[DIFF_SIDES];
};

static struct err *side_params(const struct filter *common, const char *kernel, const char *since,
                               const char *before, const char *until, const char *after,
                               struct filter_params *ret)
{
	struct filter f = *common;

	f.kernel = kernel;
	f.since = since;
	f.until = until;
	struct err *e = filter_params(&f, ret);
	if (e)
		return e;
	params_add_text(ret, ":before", slice_str(before));
	params_add_text(ret, ":after", slice_str(after));
	return NULL;
}

/** One store in two halves of time. */
static struct err *split_times(const struct config *c, const char *kernel, struct sides *s)
{
	struct err *e = filter_params(&c->filter, &s->checked); // are these times?
	if (e)
		return e;
	const char *at = c->filter.since ? s->checked.since : s->checked.until;
	bool since = c->filter.since != NULL;
	s->label[DIFF_OLD] = s->label[DIFF_NEW] = at;
	s->prefix[DIFF_OLD] = since ? "before " : "until ";
	s->prefix[DIFF_NEW] = since ? "since " : "after ";
	e = side_params(&c->filter, kernel, NULL, since ? at : NULL, since ? NULL : at, NULL,
	                &s->params[DIFF_OLD]);
	return e ? e
	         : side_params(&c->filter, kernel, c->filter.since, NULL,
	                       since ? c->filter.until : NULL, since ? NULL : at,
	                       &s->params[DIFF_NEW]);
}

static struct err *split(const struct config *c, char **args, size_t n_args, struct sides *s)
{
	const char *kernel[DIFF_SIDES] = { c->kernels.v[0], c->kernels.v[c->kernels.n > 1] };
	struct err *e = NULL;

	if (n_args == 1)
		return err_new(ERR_USAGE, 0,
		               "diff needs two stores, or none and two kernels or a time");
	if (c->kernels.n > DIFF_SIDES)
		return err_new(ERR_USAGE, 0, "--kernel: two of them, not %zu", c->kernels.n);
	if (!n_args && c->kernels.n < DIFF_SIDES) {
		if (!c->filter.since && !c->filter.until)
			return err_new(
				ERR_USAGE, 0,
				"diff needs two stores, two of --kernel, or --since or --until");
		return split_times(c, kernel[0], s);
	}
	for (size_t i = 0; !e && i < DIFF_SIDES; i++) {
		s->store[i] = n_args ? args[i] : NULL;
		s->label[i] = n_args ? args[i] : kernel[i];
		s->prefix[i] = n_args ? "" : "kernel ";
		e = side_params(&c->filter, kernel[i], c->filter.since, NULL, c->filter.until, NULL,
		                &s->params[i]);
	}
	return e;
}

static struct err *load(struct cli *cli, struct sides *s, struct diff *d)
{
	struct err *e = NULL;

	for (int i = DIFF_OLD; !e && i < DIFF_SIDES; i++) {
		_cleanup_(store_freep) struct store *store = NULL;
		if (s->store[i])
			cli->store = s->store[i];
		e = cli_open_store(cli, STORE_READ, &store);
		if (!e)
			e = diff_load(d, (enum diff_side)i, store_db(store),
			              params_of(&s->params[i]));
	}
	return e;
}

static void count(struct sbuf *out, int64_t n, const char *what)
{
	sbuf_printf(out, "%lld %s%s", (long long)n, what, n == 1 ? "" : "s");
}

/** What the sides are, for people: `old  kernel 6.1.*: 12 faults in 5 boots of 3 hosts` */
static void print_sides(struct out *o, const struct sides *s, const struct diff *d)
{
	for (int i = DIFF_OLD; i < DIFF_SIDES; i++) {
		sbuf_puts(&o->buf, i == DIFF_OLD ? "old: " : "new: ");
		sbuf_puts(&o->buf, s->prefix[i]);
		text_line(&o->buf, slice_str(s->label[i]), 0);
		sbuf_puts(&o->buf, ": ");
		count(&o->buf, d->total[i].faults, "fault");
		sbuf_puts(&o->buf, " in ");
		count(&o->buf, d->total[i].boots, "boot");
		sbuf_puts(&o->buf, " of ");
		count(&o->buf, d->total[i].hosts, "host");
		sbuf_char(&o->buf, '\n');
	}
	sbuf_char(&o->buf, '\n');
}

static struct err *print(struct cli *cli, const struct config *c, const struct sides *s,
                         struct diff *d)
{
	_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
	struct table_options options = { .format = (enum out_format)c->format, .fit = TABLE_CUT };
	bool people = c->format == FORMAT_TEXT || c->format == FORMAT_MARKDOWN;
	const struct param p[] = {
		{ .name = ":all", .type = ROW_I64, .i64 = c->all },
		{ .name = ":limit",
		  .type = ROW_I64,
		  .i64 = c->limit && c->limit < INT64_MAX ? (int64_t)c->limit : -1 },
	};
	uint64_t n = 0;

	if (c->format == FORMAT_TEXT)
		print_sides(&cli->out, s, d);
	struct err *e = rows_prepare(d->db, people ? query_diff : query_diff_full,
	                             (struct params){ p, 2 }, &st);
	if (!e)
		e = table_print(&cli->out, st, &options, &n);
	if (!e && !n && c->format == FORMAT_TEXT)
		message_note(cli, "no group is new, gone, more or less frequent");
	if (!e && !s->store[0] && c->kernels.n < DIFF_SIDES && d->total[0].undated)
		message_note(cli, "%lld fault%s without a time of day on neither side",
		             (long long)d->total[0].undated,
		             d->total[0].undated == 1 ? " is" : "s are");
	return e;
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	const struct config *c = config;
	struct sides sides = { .store = { NULL, NULL } };
	struct diff d = { .db = NULL };

	struct err *e = split(c, args, n_args, &sides);
	if (!e)
		e = diff_init(&d);
	if (!e)
		e = load(cli, &sides, &d);
	if (!e)
		e = print(cli, c, &sides, &d);
	if (!e && c->exit_code)
		e = diff_is_worse(&d, &cli->worse);
	diff_deinit(&d);
	return e;
}

const struct verb verb_diff = {
	.name = "diff",
	.args = "[OLD NEW]",
	.summary = "groups that are new, gone, more or less frequent",
	.text = "Compares groups of two stores, of two kernels of one store (--kernel twice), or of one "
		"store before and after a time (--since, or --until).\n\n"
		"new and gone: one side has none of it. more and less: the counts per boot (per host "
		"where boots are not known) are so far apart that chance makes it less often than once "
		"in 20 times; column chance of JSON, NDJSON and CSV is how often, for new and gone too. "
		"A small chance says that the change is real; 0.5 that the other side may just be too "
		"short. Reports that one boot repeats count each: see columns old_boots and new_boots.\n\n"
		"Boots and hosts without a fault count where their logs are in the store. A boot counts "
		"in each half of time in which it ran.\n\n"
		"Exit status 0 whether or not there are differences; with --exit-code 4 when a group is "
		"new or more frequent.",
	.examples = "crashql diff may.db june.db\n"
		    "crashql diff --kernel '6.1.*' --kernel '6.6.*' --format csv\n"
		    "crashql diff --since 2024-03-01 --exit-code\n",
	.options = { { opts, 0 }, { list_format_options, offsetof(struct config, format) } },
	.config_size = sizeof(struct config),
	.max_args = 2,
	.run = run,
};
