// SPDX-License-Identifier: Apache-2.0
/*
 * Views of one dump, straight from the file.
 *
 * A view is a query (vmcore_views.def) over a temporary store of that dump.  The text of the log is
 * printed while it is read, and nothing else of the dump is looked at.
 */
#include "analyzer/cli/format.h"
#include "analyzer/cli/reading.h"
#include "analyzer/cli/symbols_opt.h"
#include "analyzer/queries.h"
#include "analyzer/report/table.h"
#include "analyzer/report/text.h"

struct config {
	unsigned format;
	bool all;
	struct symbols_options symbols;
};

static const struct opt opts[] = {
	{ OPT_FLAG, 'a', "all", NULL, "bt: of what ran on all CPUs", offsetof(struct config, all),
	  NULL, 0 },
	OPTS_END,
};

struct view {
	const char *name, *arg, *summary, *sql;
	const char *
		text_sql; /**< for the format text: a heading and a line a row; NULL: a table of sql */
};

static const struct view views[] = {
#define VMCORE_VIEW(name, arg, summary) { #name, arg, summary, query_vmcore_##name, NULL },
#define VMCORE_VIEW_TEXT(name, arg, summary) \
	{ #name, arg, summary, query_vmcore_##name, query_vmcore_##name##_text },
#include "analyzer/cli/vmcore_views.def"
#undef VMCORE_VIEW
#undef VMCORE_VIEW_TEXT
};
#define N_VIEWS (sizeof(views) / sizeof(*views))

/** Names of views have _ or - between words. */
static bool is_name(const char *name, const char *given)
{
	while (*name && (*name == *given || (*name == '_' && *given == '-'))) {
		name++;
		given++;
	}
	return *name == *given;
}

static struct err *view_find(const char *name, const struct view **ret)
{
	struct sbuf names = { 0 };

	for (size_t i = 0; i < N_VIEWS; i++) {
		if (is_name(views[i].name, name)) {
			sbuf_deinit(&names);
			*ret = &views[i];
			return NULL;
		}
		sbuf_printf(&names, "%s%s", i ? ", " : "", views[i].name);
	}
	struct err *e = err_new(ERR_USAGE, 0, "vmcore: no view %s; there are: %s", name, names.p);
	sbuf_deinit(&names);
	return e;
}

/** The log as it is read. */
struct log {
	struct cli *cli;
	struct capture *capture;
	const struct limits *limits;
	uint64_t n_dumps;
	bool stop;
};

static bool on_fault(void *ctx, struct fault *f, const struct derived *d)
{
	(void)ctx, (void)f, (void)d;
	return false;
}

static void on_record(void *ctx, const struct record *r)
{
	struct log *l = ctx;

	sbuf_add(&l->cli->out.buf, r->raw);
	sbuf_char(&l->cli->out.buf, '\n');
	l->stop |= !out_tick(&l->cli->out) || cli_interrupted();
}

static bool on_begin(void *ctx, const struct input_member *m)
{
	struct log *l = ctx;
	const struct capture_sink sink = { .ctx = l, .fault = on_fault, .dump_record = on_record };

	if (l->stop)
		return false;
	l->capture = capture_new(m, l->limits, &sink);
	return true;
}

static bool on_file(void *ctx, const int *fds, size_t n_fds)
{
	struct log *l = ctx;

	return capture_file(l->capture, fds, n_fds);
}

static void on_bytes(void *ctx, struct slice bytes)
{
	struct log *l = ctx;

	capture_feed(l->capture, bytes);
}

static void on_idle(void *ctx)
{
	(void)ctx;
}

static void warn(struct log *l, const char *path, const char *message)
{
	message_warn(l->cli, "%s: %s", path, message);
	l->cli->incomplete = true;
}

static void on_end(void *ctx, enum input_status status, const char *message)
{
	struct log *l = ctx;

	(void)status;
	capture_end(l->capture);
	if (l->capture->dump) {
		l->n_dumps++;
		if (!message)
			message = capture_damage(l->capture);
		if (message)
			warn(l, l->capture->path, message);
	}
	capture_free(l->capture);
	l->capture = NULL;
}

static void on_problem(void *ctx, const char *path, const char *message)
{
	warn(ctx, path, message);
}

static bool on_progress(void *ctx, uint64_t consumed)
{
	struct log *l = ctx;

	(void)consumed;
	return !l->stop && !cli_interrupted();
}

static struct err *no_dump(const char *path)
{
	return err_new(ERR_FORMAT, 0,
	               "%s: no memory dump of a kernel that can be read: neither ELF nor "
	               "kdump-compressed, flattened or not (`crashql formats` lists what is)",
	               path);
}

static struct err *print_log(struct cli *cli, char *path)
{
	const struct limits limits = limits_default();
	struct log l = { .cli = cli, .limits = &limits };
	const struct input_sink sink = {
		.ctx = &l,
		.begin = on_begin,
		.file = on_file,
		.bytes = on_bytes,
		.idle = on_idle,
		.end = on_end,
		.problem = on_problem,
		.progress = on_progress,
	};
	struct input_list list;

	cli_catch_interrupt(false);
	input_walk(&path, 1, &sink, &list);
	for (size_t i = 0; i < list.n && !l.stop; i++)
		input_read(&list.files[i], &limits, &sink);
	input_list_deinit(&list);
	return l.n_dumps || cli->incomplete ? NULL : no_dump(path);
}

static struct err *count_dumps(struct store *s, int64_t *ret, bool *ret_typed)
{
	_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
	struct err *e =
		rows_prepare(store_db(s), query_vmcore_dumps, (struct params){ NULL, 0 }, &st);

	if (!e && sqlite3_step(st) != SQLITE_ROW)
		e = rows_error(store_db(s), "dumps");
	if (e)
		return e;
	*ret = sqlite3_column_int64(st, 0);
	*ret_typed = sqlite3_column_int(st, 1);
	return NULL;
}

/** Rows of a heading and a line: each heading once. */
static struct err *print_lines(struct cli *cli, sqlite3_stmt *st, uint64_t *ret_n)
{
	struct sbuf heading = { 0 };
	struct out *o = &cli->out;
	int rc;

	while ((rc = sqlite3_step(st)) == SQLITE_ROW && out_tick(o)) {
		struct slice head = rows_text(st, 0);
		if (!*ret_n || !slice_eq(head, sbuf_slice(&heading))) {
			if ((*ret_n)++)
				sbuf_char(&o->buf, '\n');
			sbuf_reset(&heading);
			sbuf_add(&heading, head);
			text_line(&o->buf, head, 0);
			sbuf_char(&o->buf, '\n');
		}
		sbuf_char(&o->buf, ' ');
		text_line(&o->buf, rows_text(st, 1), 0);
		sbuf_char(&o->buf, '\n');
	}
	sbuf_deinit(&heading);
	return rc == SQLITE_ROW || rc == SQLITE_DONE
	               ? NULL
	               : rows_error(sqlite3_db_handle(st), "view of the dump");
}

static struct err *print_view(struct cli *cli, struct store *s, const struct view *v,
                              const char *arg, unsigned format, uint64_t *ret_n)
{
	_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
	const struct param p = { .name = ":arg", .type = ROW_TEXT, .text = slice_str(arg) };
	const struct table_options options = { .format = (enum out_format)format,
		                               .fit = TABLE_EXPAND };
	bool lines = v->text_sql && format == FORMAT_TEXT;
	struct err *e = rows_prepare(store_db(s), lines ? v->text_sql : v->sql,
	                             (struct params){ &p, 1 }, &st);

	if (e)
		return e;
	return lines ? print_lines(cli, st, ret_n) : table_print(&cli->out, st, &options, ret_n);
}

/** There is no row: none is there, none fits, or nothing can be known. */
static struct err *tell_nothing(struct cli *cli, const struct view *v, const char *arg, bool typed)
{
	if (!typed)
		message_note(cli,
		             "nothing of that is known: neither the kernel's BTF nor its debug "
		             "information (--debuginfo) is at hand, or the dump is cut");
	else if (arg)
		return err_new(ERR_USAGE, 0, "vmcore: %s: nothing in this dump fits %s", v->name,
		               arg);
	else
		message_note(cli, "the dump has none");
	return NULL;
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	static const struct reading_options reading = READING_DEFAULTS;
	_cleanup_(store_freep) struct store *store = NULL;
	struct ingest_result result = { 0 };
	const struct config *c = config;
	const struct view *view = NULL;
	const char *arg = n_args > 2 ? args[2] : c->all ? "-a" : NULL;
	struct symbols_find find;
	struct reading r;
	int64_t n_dumps = 0;
	uint64_t n_rows = 0;
	bool typed = false;

	struct err *e = view_find(n_args > 1 ? args[1] : views[0].name, &view);
	if (e)
		return e;
	if (arg && !view->arg)
		return err_new(ERR_USAGE, 0, "vmcore: view %s takes no argument", view->name);
	if (strcmp(view->name, "log") == 0 && c->format == FORMAT_TEXT)
		return print_log(cli, args[0]);
	e = store_open_temporary(&store);
	if (e)
		return e;
	reading_begin(&r, cli, &reading);
	r.options.debug = symbols_find(&c->symbols, &find);
	e = ingest_run(store, args, 1, &r.options, &result);
	reading_end(&r, &result, false);
	symbols_find_end(cli, &find);
	ingest_result_deinit(&result);
	if (!e)
		e = count_dumps(store, &n_dumps, &typed);
	if (e || cli_interrupted())
		return e;
	if (!n_dumps)
		return cli->incomplete ? NULL : no_dump(args[0]);
	e = print_view(cli, store, view, arg, c->format, &n_rows);
	return !e && !n_rows ? tell_nothing(cli, view, arg, typed) : e;
}

const struct verb verb_vmcore = {
	.name = "vmcore",
	.args = "FILE [VIEW [ARG]]",
	.summary = "look into one memory dump, without a store",
	.text = "Prints one view of a memory dump of a kernel (vmcore), straight from the file, which may "
		"also be compressed, flattened or in an archive. No debuginfo is needed; with it, "
		"--debuginfo, stacks get source lines, and a kernel without BTF, kallsyms or ORC is read "
		"as one that has them. The views:\n\n"
#define VMCORE_VIEW(name, arg, summary)      #name ": " summary "\n\n"
#define VMCORE_VIEW_TEXT(name, arg, summary) #name ": " summary "\n\n"
#include "analyzer/cli/vmcore_views.def"
#undef VMCORE_VIEW
#undef VMCORE_VIEW_TEXT
		"Everything in them, and more, is in the tables of dumps once the file was ingested.",
	.examples = "crashql vmcore /var/crash/202403011200/vmcore\n"
		    "crashql vmcore vmcore log | tail -20\n"
		    "crashql vmcore vmcore bt -a\n"
		    "crashql vmcore vmcore bt D\n"
		    "crashql vmcore vmcore ps 4711\n"
		    "crashql vmcore vmcore stacks D\n"
		    "crashql vmcore vmcore regs 0\n",
	.options = { { opts, 0 },
	             { list_format_options, offsetof(struct config, format) },
	             { symbols_options_table, offsetof(struct config, symbols) } },
	.config_size = sizeof(struct config),
	.min_args = 1,
	.max_args = 3,
	.run = run,
};
