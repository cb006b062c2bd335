// SPDX-License-Identifier: Apache-2.0
/*
 * top -b, of procps, busybox and Android:
 *
 *   top - 11:46:20 up  1:18,  0 user,  load average: 4.41, 5.88, 6.14
 *   Tasks: 115 total,   7 running, 108 sleeping,   0 stopped,   0 zombie
 *   %Cpu(s):  0.0 us, 57.1 sy, 42.9 ni,  0.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st
 *   MiB Mem :  24105.6 total,  22057.3 free,   1197.9 used,   1155.1 buff/cache
 *   MiB Swap:      0.0 total,      0.0 free,      0.0 used.  22907.7 avail Mem
 *
 *     PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
 *    2901 root      30  10   20.0t 360088   6548 R  58.8   1.5   0:50.97 fuzz_lines
 *
 *   Mem: 9136K used, 23484K free, 0K shrd, 0K buff, 4096K cached          (busybox)
 *
 * Of several iterations the first is taken: a later one shows the same processes again.  With -H the
 * table is of threads and gives no processes.
 */
#include "parsers/system/process_table.h"

struct state {
	struct process_table table;
	bool threads;
	bool later; /**< a second iteration has begun */
};

static bool busybox_is(struct slice line)
{
	return slice_skip(&line, S("Mem: ")) && slice_has(line, S("K used, ")) &&
	       slice_has(line, S("K free"));
}

static bool first_is(struct slice line)
{
	struct slice t = slice_trim(line);

	if (slice_starts(t, S("top - ")))
		return slice_has(t, S("load average"));
	return busybox_is(t) || (slice_starts(t, S("Tasks: ")) && slice_has(t, S(" total,"))) ||
	       (slice_starts(t, S("Threads: ")) && slice_has(t, S(" total,"))) ||
	       (slice_starts(t, S("User ")) && slice_has(t, S("%, System ")));
}

static int top_bid(struct slice head, struct slice path)
{
	struct process_table t;
	struct slice line;

	(void)path;
	if (!token_line(&head, &line) || !first_is(line))
		return 0;
	if (slice_starts(slice_trim(line), S("top - ")))
		return 95;
	for (int i = 0; i < 12 && token_line(&head, &line); i++)
		if (process_table_header(line, &t))
			return 90;
	return 0;
}

/* A name behind a number, up to a comma, a full stop, two blanks or the next number. */
static struct slice name_take(struct slice *in)
{
	size_t n = 0;

	while (n < in->n && in->p[n] != ',' &&
	       (in->p[n] != '.' || (n + 1 < in->n && in->p[n + 1] != ' ')) &&
	       (in->p[n] != ' ' || (n + 1 < in->n && !strchr(" 0123456789", in->p[n + 1]))))
		n++;
	struct slice name = slice_trim(slice_head(*in, n));
	*in = slice_from(*in, n + 1);
	return name;
}

/* `  24105.6 total,  22057.3 free,  1197.9 used.  22907.7 avail Mem`, `1.2%us, 0.5%sy`: numbers with
 * names behind them. */
static void numbers_take(struct system *s, const char *what, struct slice in, const char *unit)
{
	struct token_name_buf buf;
	struct slice w;

	while (slice_skip_blanks(&in), in.n) {
		const char *suffix;
		double v;
		size_t n = 0;

		while (n < in.n && ((in.p[n] >= '0' && in.p[n] <= '9') || in.p[n] == '.'))
			n++;
		if (n < in.n && n && strchr("kKmMgGtT", in.p[n]) &&
		    (n + 1 == in.n || in.p[n + 1] == ' '))
			n++;
		struct slice number = slice_head(in, n);
		in = slice_from(in, n);
		slice_skip_char(&in, '%');
		if (!token_size(number, &v, &suffix)) {
			if (!token_word(&in, &w))
				return;
			continue;
		}
		slice_skip_blanks(&in);
		struct slice name = name_take(&in);
		if (slice_is(name, "avail Mem"))
			system_stat(s, -1, S("Mem.available"), v, *suffix ? suffix : unit);
		else if (name.n)
			system_stat(s, -1, token_name(&buf, "%s." SLICE_FMT, what, SLICE_ARG(name)),
			            v, *suffix ? suffix : unit);
	}
}

static bool summary_line(struct system *s, struct slice t)
{
	struct state *st = s->state;
	struct slice in = t, label;
	const char *unit = "kB";

	if (slice_skip(&in, S("top - ")))
		return token_uptime(s, in);
	if (slice_starts(t, S("User ")) || slice_starts(t, S("Load average:")) ||
	    slice_has(slice_head(t, 8), S("%cpu")))
		return true;
	if (!slice_cut(&in, ':', &label))
		return false;
	label = slice_trim(label);
	if (slice_is(label, "Tasks") || slice_is(label, "Threads")) {
		st->threads = slice_is(label, "Threads");
		numbers_take(s, st->threads ? "Threads" : "Tasks", in, "");
		return true;
	}
	if (slice_ends(label, S("Cpu(s)")) || slice_is(label, "CPU")) {
		numbers_take(s, "Cpu", in, "%");
		return true;
	}
	if (slice_starts(label, S("%Cpu")) || slice_starts(label, S("Cpu")))
		return true; // one CPU of many
	if (slice_skip(&label, S("MiB ")))
		unit = "MiB";
	else if (slice_skip(&label, S("GiB ")))
		unit = "GiB";
	else
		slice_skip(&label, S("KiB "));
	if (slice_is(label, "Mem"))
		numbers_take(s, "Mem", in, unit);
	else if (slice_is(label, "Swap"))
		numbers_take(s, "Swap", in, unit);
	else
		return false;
	return true;
}

static void top_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice t = slice_trim(line);
	struct process_table table;

	if (!t.n || st->later)
		return;
	if (st->table.n_columns && first_is(line)) {
		st->later = true;
		return;
	}
	if (st->table.n_columns) {
		if (!st->threads)
			s->bad_lines += !process_table_row(&st->table, line, &s->rows);
		return;
	}
	if (process_table_header(line, &table)) {
		st->table = table;
		st->threads |= table.has_tid;
		// procps prints names unless it ran with -c
		st->table.names_only = slice_has(line, S("TIME+ COMMAND"));
		return;
	}
	s->bad_lines += !summary_line(s, t);
}

const struct system_format system_format_top = {
	.name = "top",
	.summary = "top -b: summary, and processes of the first iteration",
	.source = "procps top.c, busybox top.c, toybox ps.c",
	.bid = top_bid,
	.has_blanks = true,
	.state_bytes = sizeof(struct state),
	.line = top_line,
};
