// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "analyzer/cli/symbolize.h"
#include "parsers/limits.h"

#define READ_BYTES ((size_t)256 << 10)

static void place_print(struct sbuf *out, const struct place *p, bool full, struct arena *arena)
{
	sbuf_add(out, p->function.p ? p->function : S("??"));
	sbuf_char(out, '\n');
	sbuf_add(out, !p->file.p ? S("??") : full ? resolve_full_path(p, arena) : p->file);
	sbuf_printf(out, ":%u", p->line);
	if (p->column)
		sbuf_printf(out, ":%u", p->column);
	sbuf_char(out, '\n');
}

static void query_print(struct sbuf *out, const struct debug_query *q,
                        const struct symbolize_config *c, struct arena *arena)
{
	const struct place nowhere = { .line = 0 };
	size_t n = c->no_inline && q->n_places ? 1 : q->n_places;
	struct place symbol = { .function = q->symbol.name };

	for (size_t i = 0; i < n; i++)
		place_print(out, &q->places[i], c->paths == 1, arena);
	if (!n)
		place_print(out, q->symbol.name.p ? &symbol : &nowhere, false, arena);
	sbuf_char(out, '\n');
}

/** All whole lines of @p in, which moves past them. */
static struct err *batch(struct cli *cli, const struct symbolize_config *c, struct debug_file *df,
                         struct slice *in, uint64_t *line_no)
{
	struct arena arena = { 0 };
	struct debug_query *q = NULL;
	struct slice line;
	struct err *e = NULL;
	size_t n = 0;

	while (!e && slice_line(in, &line)) {
		struct slice text = slice_trim(line);
		struct debug_query one = { 0 };
		++*line_no;
		if (!text.n)
			continue;
		if (!slice_hex(&text, &one.addr) || text.n)
			e = err_new(ERR_USAGE, 0,
			            "standard input, line %llu: no hexadecimal address: " SLICE_FMT,
			            (unsigned long long)*line_no,
			            SLICE_ARG(slice_head(slice_trim(line), 40)));
		else
			arena_push(&arena, &q, &n, &one);
	}
	debug_file_lookup_all(df, q, n, &arena);
	for (size_t i = 0; i < n; i++)
		query_print(&cli->out.buf, &q[i], c, &arena);
	arena_deinit(&arena);
	return e;
}

struct err *symbolize_addresses(struct cli *cli, const struct symbolize_config *c)
{
	_cleanup_(debug_file_freep) struct debug_file *df = NULL;
	_cleanup_free_ char *buf = xmalloc(READ_BYTES);
	uint64_t line_no = 0;
	size_t have = 0;
	bool more = true;

	if (!c->exe)
		return err_new(ERR_USAGE, 0, "symbolize: --addresses needs --exe FILE");
	struct err *e = debug_file_open(c->exe, NULL, &df);
	while (!e && more) {
		ssize_t n = read(0, buf + have, READ_BYTES - have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_new(ERR_IO, errno, "standard input: %s", strerror(errno));
		have += (size_t)n;
		const char *last = have ? memrchr(buf, '\n', have) : NULL;
		size_t whole = !n ? have : last ? (size_t)(last - buf) + 1 : 0;
		if (!whole && have == READ_BYTES)
			return err_new(ERR_USAGE, 0,
			               "standard input: a line too long for an address");
		struct slice in = { buf, whole };
		e = batch(cli, c, df, &in, &line_no);
		memmove(buf, buf + whole, have - whole);
		have -= whole;
		more = n > 0 && out_flush(&cli->out);
	}
	return e;
}
