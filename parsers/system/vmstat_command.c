// SPDX-License-Identifier: Apache-2.0
/*
 * Output of the vmstat program, one sample a line, or totals (-s):
 *
 *   procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----
 *    r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st
 *    2  0  10240 219364  51200 1501212    0    1    12    40  101  210  3  1 95  1  0
 *    1  0  10240 219000  51200 1501300    0    0     0     8   98  190  1  0 99  0  0
 *
 *         4005888 K total memory
 *         1822416 K used memory
 *         9123456 pages paged in
 *
 * vmstat.c of procps; busybox has the first table too.  Columns are named as in the heading, and
 * repeat with every sample, in order; the first one is the mean since boot.  -S changes the unit of
 * the memory columns and does not say so: it is looked for in the lines before, and in the path.
 */
#include "parsers/system/fields.h"

#define COLUMNS_MAX  32
#define COLUMN_BYTES 16

struct vmstat_command {
	size_t n_columns; /**< 0: no heading yet */
	char columns[COLUMNS_MAX][COLUMN_BYTES];
	const char *unit; /**< of memory columns; NULL: kB */
};

static bool is_heading(const struct slice *w, size_t n)
{
	return n >= 12 && slice_is(w[0], "r") && slice_is(w[1], "b") &&
	       (slice_is(w[2], "swpd") || slice_is(w[3], "swpd"));
}

/** `  4005888 K total memory`; @p ret_unit empty where there is no letter. */
static bool total_parse(struct slice line, struct slice *ret_value, struct slice *ret_unit,
                        struct slice *ret_name)
{
	struct slice s = slice_ltrim(line), word;
	int64_t unused;

	if (!slice_word(&s, ret_value) || !fields_i64(*ret_value, &unused))
		return false;
	slice_skip_blanks(&s);
	*ret_unit = S("");
	struct slice after = s;
	if (slice_word(&after, &word) && word.n == 1 && strchr("KkMmB", *word.p)) {
		*ret_unit = word;
		s = slice_ltrim(after);
	}
	*ret_name = slice_trim(s);
	return ret_name->n > 0 && ret_name->n <= 64;
}

static int vmstat_command_bid(struct slice head, struct slice path)
{
	struct slice line, w[COLUMNS_MAX], value, unit, name;
	int lines = 0, totals = 0;

	(void)path;
	while (lines < 20 && slice_line(&head, &line)) {
		if (!slice_trim(line).n)
			continue;
		lines++;
		if (is_heading(w, fields_words(line, w, COLUMNS_MAX)))
			return 90;
		if (total_parse(line, &value, &unit, &name))
			totals += slice_is(name, "total memory") || slice_is(name, "used memory") ||
			          slice_is(name, "buffer memory") || slice_is(name, "swap cache");
	}
	return totals >= 3 ? 90 : 0;
}

static const char *unit_name(char letter)
{
	switch (letter) {
	case 'k':
		return "KB"; // of 1000
	case 'm':
		return "MB"; // of 1000000
	case 'M':
		return "MiB";
	case 'B':
		return "B";
	default:
		return "kB";
	}
}

/** `vmstat -S M 1 5`, `vmstat_-SM_1_5` */
static const char *option_unit(struct slice text)
{
	if (!slice_has(text, S("vmstat")) || !slice_skip_past(&text, S("-S")))
		return NULL;
	while (text.n && (*text.p == ' ' || *text.p == '_'))
		text = slice_from(text, 1);
	return text.n && strchr("kKmM", *text.p) ? unit_name(*text.p) : NULL;
}

static const char *column_unit(const struct vmstat_command *st, const char *column)
{
	static const char *const memory[] = { "swpd", "free", "buff", "cache", "inact", "active" };

	for (size_t i = 0; i < sizeof(memory) / sizeof(*memory); i++)
		if (strcmp(column, memory[i]) == 0)
			return st->unit ? st->unit : "kB";
	if (strcmp(column, "si") == 0 || strcmp(column, "so") == 0)
		return "kB/s";
	if (strlen(column) == 2 && strstr("us sy id wa st gu", column))
		return "%";
	return "";
}

static void sample_add(struct system *s, const struct slice *w, size_t n)
{
	const struct vmstat_command *st = s->state;

	// behind the columns: the time of -t
	if (n < st->n_columns) {
		s->bad_lines++;
		return;
	}
	for (size_t i = 0; i < st->n_columns; i++)
		s->bad_lines += !system_stat_text(s, -1, slice_str(st->columns[i]), w[i],
		                                  column_unit(st, st->columns[i]));
}

static void heading_take(struct system *s, const struct slice *w, size_t n)
{
	struct vmstat_command *st = s->state;

	st->n_columns = 0;
	for (size_t i = 0; i < n; i++) {
		// names are lower case; what follows is the zone of -t
		if (w[i].n >= COLUMN_BYTES || w[i].p[0] < 'a' || w[i].p[0] > 'z')
			break;
		memcpy(st->columns[i], w[i].p, w[i].n);
		st->columns[i][w[i].n] = '\0';
		st->n_columns++;
	}
	if (!st->unit)
		st->unit = option_unit(s->path);
}

static void vmstat_command_line(struct system *s, struct slice line)
{
	struct vmstat_command *st = s->state;
	struct slice w[COLUMNS_MAX], value, unit, name;
	size_t n = fields_words(line, w, COLUMNS_MAX);
	int64_t unused;

	if (!n || slice_has(line, S("-memory-")))
		return;
	if (is_heading(w, n)) {
		heading_take(s, w, n);
	} else if (st->n_columns && n > 1 && fields_i64(w[0], &unused) &&
	           fields_i64(w[1], &unused)) {
		sample_add(s, w, n);
	} else if (total_parse(line, &value, &unit, &name)) {
		system_stat_text(s, -1, name, value,
		                 unit.n                            ? unit_name(*unit.p)
		                 : slice_starts(name, S("pages ")) ? "pages"
		                                                   : "");
	} else {
		if (!st->unit)
			st->unit = option_unit(line);
		s->bad_lines++;
	}
}

const struct system_format system_format_vmstat_command = {
	.name = "vmstat-command",
	.summary = "output of vmstat: samples, or totals (-s)",
	.source = "procps, busybox",
	.bid = vmstat_command_bid,
	.state_bytes = sizeof(struct vmstat_command),
	.line = vmstat_command_line,
};
