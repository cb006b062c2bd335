// SPDX-License-Identifier: Apache-2.0
/*
 * Comments of the schema:
 *
 *   -- One capture that was read: a file, or a member of an archive.
 *   CREATE TABLE source (
 *           id INTEGER PRIMARY KEY, -- number in this store
 *           bytes INTEGER NOT NULL CHECK (bytes >= 0), -- [bytes] size of the content
 *   …
 *   CREATE VIEW fault AS SELECT
 *           f.id AS id, -- number in this store
 *           CASE WHEN f.file IS NULL THEN d.line
 *                   ELSE f.line END AS line, -- line in file
 */
#include "db/schema_doc.h"

#include "db/sql.h"
#include "parsers/base/arena.h"

static struct arena schema_arena;

/* The text of a comment line; false: none, or not one. */
static bool comment_line(struct slice line, struct slice *ret)
{
	line = slice_trim(line);
	if (!slice_skip(&line, S("--")))
		return false;
	*ret = slice_trim(line);
	return true;
}

static struct slice join(struct slice a, struct slice b)
{
	if (!a.n)
		return b;
	return arena_printf(&schema_arena, SLICE_FMT " " SLICE_FMT, SLICE_ARG(a), SLICE_ARG(b));
}

/* "[bytes] size of it": unit and the rest. */
static void split_unit(struct slice text, struct schema_column *ret)
{
	struct slice unit;

	if (slice_skip(&text, S("[")) && slice_cut(&text, ']', &unit)) {
		ret->unit = unit;
		text = slice_trim(text);
	}
	ret->doc = text;
}

/* "expr AS name," or "name TYPE …,": false when the line ends no column. */
static bool column_name(struct slice code, bool is_view, struct schema_column *ret)
{
	code = slice_trim(code);
	if (slice_ends(code, S(",")))
		code = slice_head(code, code.n - 1);
	if (!is_view)
		return slice_word(&code, &ret->name) &&
		       (slice_skip_blanks(&code), slice_word(&code, &ret->type));
	struct slice name = { 0 };
	while (slice_skip_past(&code, S(" AS ")))
		name = code;
	ret->name = slice_trim(name);
	return ret->name.n > 0;
}

/* The columns up to the line that ends the list. */
static void parse_columns(struct slice *in, struct schema_table *t)
{
	struct slice line, text;

	while (slice_line(in, &line)) {
		struct slice code = line;
		if (slice_starts(line, S(")")) || slice_starts(line, S("FROM ")) || !line.n)
			return;
		if (comment_line(line, &text) && t->n_columns) {
			struct schema_column *last = &t->columns[t->n_columns - 1];
			last->doc = join(last->doc, text);
			continue;
		}
		ssize_t at = slice_find(line, S(" -- "));
		struct schema_column c = { 0 };
		if (at < 0)
			continue; // constraint, or a column of several lines
		code.n = at;
		if (!column_name(code, t->is_view, &c))
			continue;
		split_unit(slice_from(line, at + 4), &c);
		arena_push(&schema_arena, &t->columns, &t->n_columns, &c);
	}
}

/* The line that begins a table or a view, up to its name. */
static bool table_head(struct slice line, struct schema_table *ret)
{
	struct slice word, what;

	if (!slice_word(&line, &word) || !slice_is(word, "CREATE") || !slice_skip_blanks(&line) ||
	    !slice_word(&line, &what))
		return false;
	ret->is_view = slice_is(what, "VIEW");
	if (!ret->is_view && !slice_is(what, "TABLE"))
		return false;
	return slice_skip_blanks(&line) && slice_word(&line, &ret->name);
}

static void parse_file(struct slice in, struct schema_doc *doc)
{
	struct slice line, text, about = { 0 };

	while (slice_line(&in, &line)) {
		struct schema_table t = { 0 };
		if (table_head(line, &t)) {
			t.doc = about;
			t.is_public = !slice_starts(about, S("Internal:"));
			// a view that selects everything of another has no list of its own
			if (!slice_ends(line, S(";")))
				parse_columns(&in, &t);
			arena_push(&schema_arena, &doc->tables, &doc->n_tables, &t);
		}
		about = comment_line(line, &text) ? join(about, text) : (struct slice){ 0 };
	}
}

const struct schema_doc *store_schema_doc(void)
{
	static struct schema_doc doc;

	if (!doc.n_tables) {
#define SCHEMA_TABLES(name) parse_file(slice_str(sql_##name), &doc);
#define SCHEMA_VIEWS(name)  parse_file(slice_str(sql_##name), &doc);
#include "db/schema_files.def"
	}
	return &doc;
}

const struct schema_table *schema_table_find(const struct schema_doc *doc, struct slice name)
{
	for (size_t i = 0; i < doc->n_tables; i++)
		if (slice_eq(doc->tables[i].name, name))
			return &doc->tables[i];
	return NULL;
}
