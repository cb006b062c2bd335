// SPDX-License-Identifier: Apache-2.0
#include "tests/db/dump.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/base/cleanup.h"

/* Columns that hold an id, and how it is called in every store; NULL: the row's own, left out. */
static const struct {
	const char *column, *sql;
} keys[] = {
	{ "id", NULL },
	{ "bundle_id", "SELECT key FROM bundle WHERE id = ?" },
	{ "source_id", "SELECT key FROM source WHERE id = ?" },
	{ "old_source_id", "SELECT key FROM source WHERE id = ?" },
	{ "new_source_id", "SELECT key FROM source WHERE id = ?" },
	{ "boot_id", "SELECT key FROM boot WHERE id = ?" },
	{ "source_boot_id", "SELECT s.key || '/' || b.number FROM source_boot AS b "
	                    "JOIN source AS s ON s.id = b.source_id WHERE b.id = ?" },
	{ "task_id", "SELECT s.key || '/' || t.row_no FROM task AS t "
	             "JOIN source AS s ON s.id = t.source_id WHERE t.id = ?" },
	{ "fault_id", "SELECT key FROM fault_fact WHERE id = ?" },
	{ "event_id", "SELECT key FROM fault_fact WHERE id = ?" },
	{ "caused_by", "SELECT key FROM fault_fact WHERE id = ?" },
	{ "example_fault_id", "SELECT key FROM fault_fact WHERE id = ?" },
	{ "group_id", "SELECT key FROM fault_group WHERE id = ?" },
	{ "near_group_id", "SELECT key FROM fault_group WHERE id = ?" },
	{ "title_id", "SELECT key FROM group_title WHERE id = ?" },
	{ "known_issue_id", "SELECT source || '/' || key FROM known_issue WHERE id = ?" },
	{ "near_title_id", "SELECT key FROM group_title WHERE id = ?" },
};
#define N_KEYS (sizeof(keys) / sizeof(*keys))

static int key_rule(const char *column)
{
	for (size_t i = 0; i < N_KEYS; i++)
		if (strcmp(keys[i].column, column) == 0)
			return (int)i;
	return -1;
}

static void add_key(sqlite3_stmt *lookup, int64_t id, struct sbuf *line)
{
	sqlite3_bind_int64(lookup, 1, id);
	int rc = sqlite3_step(lookup);
	assert(rc == SQLITE_ROW); // else a reference to nothing
	sbuf_puts(line, (const char *)sqlite3_column_text(lookup, 0));
	sqlite3_reset(lookup);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_sorted(char **lines, size_t n, struct sbuf *out)
{
	if (n)
		qsort(lines, n, sizeof(*lines), by_text);
	for (size_t i = 0; i < n; i++) {
		sbuf_puts(out, lines[i]);
		sbuf_char(out, '\n');
		free(lines[i]);
	}
	free(lines);
}

static void dump_table(sqlite3 *db, sqlite3_stmt *const *lookup, const char *table,
                       struct sbuf *out)
{
	struct sbuf line = { 0 };
	char **lines = NULL;
	size_t n = 0;
	sqlite3_stmt *st;

	sbuf_printf(&line, "SELECT * FROM \"%s\"", table);
	int rc = sqlite3_prepare_v2(db, line.p, -1, &st, NULL);
	assert(rc == SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		sbuf_reset(&line);
		sbuf_puts(&line, table);
		for (int c = 0; c < sqlite3_column_count(st); c++) {
			const char *name = sqlite3_column_name(st, c);
			int rule = key_rule(name);
			if (sqlite3_column_type(st, c) == SQLITE_NULL ||
			    (rule >= 0 && !keys[rule].sql))
				continue;
			sbuf_printf(&line, " %s=", name);
			if (rule >= 0)
				add_key(lookup[rule], sqlite3_column_int64(st, c), &line);
			else
				sbuf_json(&line,
				          slice_str((const char *)sqlite3_column_text(st, c)));
		}
		lines = xreallocarray(lines, n + 1, sizeof(*lines));
		lines[n++] = xstrdup(line.p);
	}
	sqlite3_finalize(st);
	sbuf_deinit(&line);
	add_sorted(lines, n, out);
}

void dump_store(sqlite3 *db, struct sbuf *out)
{
	sqlite3_stmt *tables, *lookup[N_KEYS] = { 0 };

	for (size_t i = 0; i < N_KEYS; i++)
		if (keys[i].sql)
			sqlite3_prepare_v2(db, keys[i].sql, -1, &lookup[i], NULL);
	sqlite3_prepare_v2(db,
	                   "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') "
	                   "AND name NOT LIKE 'sqlite_%' "
	                   "AND name NOT IN ('group_history', 'symbol_mark') " // journals
	                   "ORDER BY name",
	                   -1, &tables, NULL);
	while (sqlite3_step(tables) == SQLITE_ROW)
		dump_table(db, lookup, (const char *)sqlite3_column_text(tables, 0), out);
	sqlite3_finalize(tables);
	for (size_t i = 0; i < N_KEYS; i++)
		sqlite3_finalize(lookup[i]);
}
