// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/cli.h"
#include "analyzer/queries.h"

enum layout {
	LINES,
	DOCUMENT,
};

static const struct export_format {
	const char *name;
	enum layout layout;
	const char *sql;
} formats[] = {
#define EXPORT_FORMAT(name, layout, summary) { #name, layout, query_export_##name },
#include "analyzer/exchange/export_formats.def"
};

/** Where one JSON object stands while its sections are written. */
struct document {
	struct out *out;
	char section[64]; /**< that is open; empty: none was */
	bool in_array;
};

static void section_end(struct document *d)
{
	sbuf_puts(&d->out->buf, d->in_array ? "\n]" : "");
	d->in_array = false;
}

static void section_row(struct document *d, sqlite3_stmt *st)
{
	struct slice section = rows_text(st, 0), item = rows_text(st, 2);
	bool is_array = slice_is(rows_text(st, 1), "array");

	if (slice_eq(section, slice_str(d->section))) {
		sbuf_puts(&d->out->buf, ",\n");
	} else {
		section_end(d);
		sbuf_puts(&d->out->buf, *d->section ? ",\n" : "{\n");
		sbuf_json(&d->out->buf, section);
		sbuf_puts(&d->out->buf, is_array ? ": [\n" : ": ");
		d->in_array = is_array;
		snprintf(d->section, sizeof(d->section), SLICE_FMT, SLICE_ARG(section));
	}
	// made by SQLite's json_object(), with its quotes and escapes
	sbuf_add(&d->out->buf, item);
}

static struct err *run_statement(struct cli *cli, sqlite3 *db, sqlite3_stmt *st, enum layout layout,
                                 struct document *d)
{
	int rc;

	while ((rc = sqlite3_step(st)) == SQLITE_ROW && out_tick(&cli->out)) {
		if (layout == DOCUMENT) {
			section_row(d, st);
			continue;
		}
		sbuf_text(&cli->out.buf, rows_text(st, 0));
		sbuf_char(&cli->out.buf, '\n');
	}
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? NULL : rows_error(db, "export");
}

static struct err *write_format(struct cli *cli, sqlite3 *db, const struct export_format *f)
{
	const char *sql = f->sql;
	struct document d = { .out = &cli->out };
	struct err *e = NULL;

	while (!e && *sql && !cli->out.error) {
		_cleanup_(stmt_freep) sqlite3_stmt *st = NULL;
		if (sqlite3_prepare_v2(db, sql, -1, &st, &sql) != SQLITE_OK)
			return rows_error(db, "export");
		if (!st)
			continue;
		int at = sqlite3_bind_parameter_index(st, ":version");
		if (at)
			sqlite3_bind_text(st, at, CRASHQL_VERSION, -1, SQLITE_STATIC);
		e = run_statement(cli, db, st, f->layout, &d);
	}
	if (!e && f->layout == DOCUMENT) {
		section_end(&d);
		sbuf_puts(&cli->out.buf, "\n}\n");
	}
	return e;
}

static struct err *run(struct cli *cli, const void *config, char **args, size_t n_args)
{
	_cleanup_(store_freep) struct store *store = NULL;

	(void)config, (void)n_args;
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		if (strcmp(formats[i].name, args[0]) != 0)
			continue;
		struct err *e = cli_open_store(cli, STORE_READ, &store);
		return e ? e : write_format(cli, store_db(store), &formats[i]);
	}
	return err_new(ERR_USAGE, 0, "export: no format %s (--help lists them)", args[0]);
}

#define EXPORT_FORMAT(name, layout, summary) "\n\n" #name ": " summary "."
static const char text[] =
	"Writes what the store holds in the formats of other tools. Each report counts once, however "
	"many sources show it, and ids are made of the content: the same store gives the same bytes."
#include "analyzer/exchange/export_formats.def"
	;

const struct verb verb_export = {
	.name = "export",
	.args = "FORMAT",
	.summary = "faults in the formats of other tools: ureport, kcidb, folded, sarif",
	.text = text,
	.examples = "crashql export folded | flamegraph.pl > faults.svg\n"
		    "crashql export ureport > ureports.ndjson\n"
		    "crashql export kcidb | kcidb-validate\n",
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
