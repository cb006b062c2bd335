// SPDX-License-Identifier: Apache-2.0
#include "tests/vmcore/dump_compare.h"

#include <stdlib.h>

#include "parsers/base/bisect.h"
#include "parsers/base/cleanup.h"

#define FIELDS_MAX 64

static int row_cmp(const void *a, const void *b)
{
	return slice_cmp(*(const struct slice *)a, *(const struct slice *)b);
}

void dump_compare_init(struct dump_compare *c, struct slice rows)
{
	struct slice rest = rows, row;

	*c = (struct dump_compare){ 0 };
	for (size_t i = 0; i < rows.n; i++)
		c->n += rows.p[i] == '\n';
	c->rows = xcalloc(c->n + 1, sizeof(*c->rows));
	for (size_t i = 0; slice_line(&rest, &row); i++)
		c->rows[i] = row;
	qsort(c->rows, c->n, sizeof(*c->rows), row_cmp);
}

void dump_compare_deinit(struct dump_compare *c)
{
	free(c->rows);
}

/** The table of a row, and its fields one after another. */
static bool next_field(struct slice *row, struct slice *ret)
{
	bool quoted = false;
	size_t i = 0;

	while (row->n && *row->p == ' ')
		*row = slice_from(*row, 1);
	while (i < row->n && (quoted || row->p[i] != ' ')) {
		if (quoted && row->p[i] == '\\')
			i++;
		else if (row->p[i] == '"')
			quoted = !quoted;
		i++;
	}
	*ret = slice_head(*row, i);
	*row = slice_from(*row, i);
	return ret->n;
}

static size_t split(struct slice row, struct slice *ret)
{
	size_t n = 0;

	while (n < FIELDS_MAX && next_field(&row, &ret[n]))
		n++;
	return n;
}

/** Said by the header of the file alone, or by what is there of it; and what is put together. */
static bool is_of_header(struct slice field)
{
	// numbers of what is there; how far a list leads, and why no further
	static const char *const names[] = {
		"pages_",      "memory_bytes=", "coverage=", "format=",
		"dump_level=", "knowledge=",    "task_row=", "waiter_row=",
		"owner_row=",  "listed_slabs=", "list=",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_starts(field, slice_str(names[i])))
			return true;
	return false;
}

/** Has a row of the fields @p have all of @p want?  Both are in the order of the table. */
static bool is_part(const struct slice *want, size_t n_want, const struct slice *have,
                    size_t n_have)
{
	size_t at = 0;

	for (size_t i = 0; i < n_want; i++) {
		if (is_of_header(want[i]))
			continue;
		while (at < n_have && !slice_eq(want[i], have[at]))
			at++;
		if (at++ == n_have)
			return false;
	}
	return true;
}

static struct slice table_of(struct slice row)
{
	ssize_t end = slice_find(row, S(":"));

	return slice_head(row, end < 0 ? row.n : (size_t)end + 1);
}

/** The rows of the whole dump that begin so. */
static size_t find_rows(const struct dump_compare *c, struct slice begin, size_t *ret_first)
{
	size_t first = bisect(c->n, i, slice_cmp(c->rows[i], begin) < 0), n = 0;

	while (first + n < c->n && slice_starts(c->rows[first + n], begin))
		n++;
	*ret_first = first;
	return n;
}

static bool is_row_of_whole(const struct dump_compare *c, struct slice row)
{
	struct slice want[FIELDS_MAX], have[FIELDS_MAX];
	size_t at = bisect(c->n, i, slice_cmp(c->rows[i], row) < 0), first;

	if (at < c->n && slice_eq(c->rows[at], row))
		return true;
	size_t n = find_rows(c, table_of(row), &first), n_want = split(row, want);
	for (size_t i = first; i < first + n; i++)
		if (is_part(want, n_want, have, split(c->rows[i], have)))
			return true;
	return false;
}

/** Frames of one stack, one behind the other. */
struct stack {
	struct slice of; /**< the fields that name it */
	bool lost;       /**< an unreliable frame was there */
};

static bool has_field(struct slice row, struct slice field)
{
	struct slice f;

	while (next_field(&row, &f))
		if (slice_eq(f, field))
			return true;
	return false;
}

/** Up to ` depth=`: the fields that name the stack. */
static struct slice stack_of(struct slice row)
{
	ssize_t end = slice_find(row, S(" depth="));

	return slice_head(row, end < 0 ? row.n : (size_t)end);
}

/** May this frame be any? */
static bool is_unreliable(struct slice row, struct stack *s, bool *ret_bad)
{
	bool reliable = has_field(row, S("reliable=1"));

	if (!slice_eq(stack_of(row), s->of))
		*s = (struct stack){ .of = stack_of(row) };
	*ret_bad = reliable && s->lost;
	s->lost |= !reliable;
	return !reliable;
}

/** What the headers say, or is found with registers, or places in the log, that stand there. */
static bool hangs_on_header(struct slice row)
{
	if (slice_starts(row, S("task_frame:")))
		return slice_has(stack_of(row), S(" cpu="));
	return slice_starts(row, S("dump:")) || slice_starts(row, S("cpu_register:")) ||
	       slice_starts(row, S("cpu:")) || slice_starts(row, S("kernel_log:"));
}

static void say(struct sbuf *ret, const char *what, struct slice row)
{
	sbuf_puts(ret, what);
	sbuf_add(ret, row);
	sbuf_char(ret, '\n');
}

size_t dump_compare(const struct dump_compare *c, struct slice rows, unsigned flags,
                    struct sbuf *ret)
{
	struct stack stack = { 0 };
	struct slice row, table = { NULL, 0 };
	size_t n = 0, n_rows = 0, n_whole = 0, first;
	bool bad;

	while (slice_line(&rows, &row)) {
		if (!slice_eq(table, table_of(row))) {
			table = table_of(row);
			n_whole = find_rows(c, table, &first);
			n_rows = 0;
		}
		if (flags & DUMP_COMPARE_HEADER && hangs_on_header(row))
			continue;
		if (slice_is(table, "task_frame:")) {
			if (is_unreliable(row, &stack, &bad))
				continue;
			if (bad) {
				say(ret, "reliable behind an unreliable one: ", row);
				n++;
			}
		} else if (++n_rows == n_whole + 1) {
			say(ret, "more rows than the whole dump has: ", row);
			n++;
		}
		if (!is_row_of_whole(c, row)) {
			say(ret, "no such row in the whole dump: ", row);
			n++;
		}
	}
	return n;
}
