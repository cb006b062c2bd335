// SPDX-License-Identifier: Apache-2.0
/*
 * ps, with any options and of any make; the header says which columns there are:
 *
 *   USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND
 *   root           1  0.2  0.0 105056 12524 ?        Ss   Feb09   1:47 /sbin/init
 *
 *   UID          PID    PPID  C STIME TTY          TIME CMD
 *
 *   PID   USER     TIME  COMMAND                                        (busybox)
 *   USER           PID  PPID     VSZ    RSS WCHAN            ADDR S NAME  (Android)
 *
 * Warnings may come before the header.
 */
#include "parsers/system/process_table.h"

#define HEADER_LINES 5 // in which the header must be

struct state {
	struct process_table table;
};

static int ps_bid(struct slice head, struct slice path)
{
	struct process_table t;
	struct slice line;
	int lines = 0, rows = 0, fits = 0;

	(void)path;
	while (lines++ < HEADER_LINES && token_line(&head, &line)) {
		if (!process_table_header(line, &t))
			continue;
		while (rows < 8 && token_line(&head, &line)) {
			fits += process_table_fits(&t, line);
			rows++;
		}
		// a command may hold line ends, and the head may end in a line
		return fits && fits * 2 >= rows ? 80 : 0;
	}
	return 0;
}

static void ps_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice t = slice_trim(line);
	struct process_table table;

	if (!t.n)
		return;
	if ((*t.p < '0' || *t.p > '9') && process_table_header(line, &table)) {
		st->table = table;
		// `ps auxc`: names without arguments
		struct slice name = token_path_name(s->path);
		st->table.names_only = slice_has(name, S("auxc")) || slice_has(name, S("axc"));
		return;
	}
	s->bad_lines += !st->table.n_columns || !process_table_row(&st->table, line, &s->rows);
}

const struct system_format system_format_ps = {
	.name = "ps",
	.summary = "ps with any columns: procps, busybox, toybox and Android, crash",
	.source = "procps ps/output.c, busybox ps.c, toybox ps.c",
	.bid = ps_bid,
	.state_bytes = sizeof(struct state),
	.line = ps_line,
};
