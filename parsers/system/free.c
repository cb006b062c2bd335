// SPDX-License-Identifier: Apache-2.0
/*
 * free, of all times and units:
 *
 *                 total        used        free      shared  buff/cache   available
 *   Mem:       16393172      375760    14472360       54796     1545052    16017412
 *   Swap:             0           0           0
 *
 *                total       used       free     shared    buffers     cached
 *   Mem:       8174416    7712140     462276          0     226152    5166400
 *   -/+ buffers/cache:    2319588    5854828
 *
 * free.c of procps and procfs' relatives, free.c of busybox.  The unit stands nowhere but in
 * suffixes (-h) and in the name of the file (free_-m); kB is the default.
 */
#include "parsers/system/token.h"

#define COLUMNS_MAX 8

struct state {
	char columns[COLUMNS_MAX][16];
	size_t n_columns;
	const char *unit;
};

static bool header_is(struct slice line)
{
	struct slice w[4];

	return fields_words(line, w, 4) >= 3 && slice_is(w[0], "total") && slice_is(w[1], "used") &&
	       slice_is(w[2], "free");
}

/* `free -L`: SwapUse 0 CachUse 1564508 MemUse 376420 MemFree 14472360 */
static bool one_line_is(struct slice line)
{
	struct slice w[8];

	return fields_words(line, w, 8) == 8 && slice_is(w[0], "SwapUse") &&
	       slice_is(w[2], "CachUse");
}

static int free_bid(struct slice head, struct slice path)
{
	struct slice line, next;

	(void)path;
	if (!token_line(&head, &line))
		return 0;
	if (one_line_is(line))
		return 90;
	if (!header_is(line) || !token_line(&head, &next))
		return 0;
	return slice_starts(slice_trim(next), S("Mem:")) ? 95 : 0;
}

/* The unit that an option in the file's name says: `free_-m`, `free -k`, `free_--wide_-g`. */
static const char *unit_of_path(struct slice path)
{
	static const struct {
		const char *option, *unit;
	} options[] = { { "-m", "MiB" },     { "-g", "GiB" },     { "-b", "B" },
		        { "--mebi", "MiB" }, { "--gibi", "GiB" }, { "--mega", "MB" },
		        { "--giga", "GB" } };
	struct slice name = token_path_name(path);
	ssize_t at = slice_find(name, S("free"));

	name = slice_from(name, at < 0 ? name.n : (size_t)at + 4);
	for (size_t i = 0; i < name.n; i++) {
		struct slice s = slice_from(name, i);
		for (size_t o = 0; o < sizeof(options) / sizeof(*options); o++) {
			struct slice rest = s;
			if (slice_skip(&rest, slice_str(options[o].option)) &&
			    (!rest.n || strchr("_ .-wtl", *rest.p)))
				return options[o].unit;
		}
	}
	return "kB";
}

static void header_take(struct state *st, struct slice line)
{
	struct slice w[COLUMNS_MAX];

	st->n_columns = fields_words(line, w, COLUMNS_MAX);
	for (size_t i = 0; i < st->n_columns; i++) {
		struct slice c = slice_head(w[i], sizeof(st->columns[0]) - 1);
		memset(st->columns[i], 0, sizeof(st->columns[i]));
		memcpy(st->columns[i], c.p, c.n);
	}
}

static void value_add(struct system *s, struct slice row, const char *column, struct slice word)
{
	struct state *st = s->state;
	struct token_name_buf buf;
	const char *unit;
	double v;

	if (!token_size(word, &v, &unit)) {
		s->bad_lines++;
		return;
	}
	system_stat(s, -1, token_name(&buf, SLICE_FMT ".%s", SLICE_ARG(row), column), v,
	            *unit ? unit : st->unit);
}

static void one_line_take(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice name, value;

	while (token_word(&line, &name) && token_word(&line, &value))
		s->bad_lines += !system_stat_text(s, -1, name, value, st->unit);
}

static void free_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice in = slice_trim(line), row, w;

	if (!in.n)
		return;
	if (!st->unit)
		st->unit = unit_of_path(s->path);
	if (header_is(in)) {
		header_take(st, in);
		return;
	}
	if (one_line_is(in)) {
		one_line_take(s, in);
		return;
	}
	if (!st->n_columns || !slice_cut(&in, ':', &row)) {
		s->bad_lines++;
		return;
	}
	// `-/+ buffers/cache:` has no total; busybox calls it `-/+ buffers:`
	size_t i = slice_skip(&row, S("-/+ ")) ? 1 : 0;
	for (; i < st->n_columns && token_word(&in, &w); i++)
		value_add(s, row, st->columns[i], w);
}

const struct system_format system_format_free = {
	.name = "free",
	.summary = "free, with its options -k -m -g -b -h -w -t -l -L",
	.source = "procps free.c, busybox free.c",
	.bid = free_bid,
	.state_bytes = sizeof(struct state),
	.line = free_line,
};
