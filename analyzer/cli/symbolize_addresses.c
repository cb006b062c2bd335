// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <sys/stat.h>

#include "analyzer/cli/symbolize.h"
#include "analyzer/symbolize/symbolize_file.h"
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

	for (size_t i = 0; i < n; i++)
		place_print(out, &q->places[i], c->paths == 1, arena);
	if (!n)
		place_print(out, &nowhere, false, arena);
	sbuf_char(out, '\n');
}

/** What answers: the file, and a store that keeps what it said. */
struct asked {
	struct debug_file *df;
	struct resolver *r;
	bool is_kept; /**< the store is to be used */
	struct store *store;
	bool writable; /**< the store is */
	uint64_t line_no, n;
};

/** Out of the store, which gets what it lacks.  It is read without a lock, and opened for writing, which
 *  takes a while, only where that is needed. */
static struct err *answer_kept(struct cli *cli, struct asked *a, struct debug_query *q, size_t n,
                               struct arena *arena)
{
	bool *missing = arena_array(arena, bool, n);
	struct err *e = NULL;
	size_t n_missing = 0;

	if (!a->store)
		e = cli_open_store(cli, STORE_CREATE, &a->store);
	if (!e)
		e = symbolize_file_known(a->store, a->df, q, n, arena, missing, &n_missing);
	if (e || !n_missing)
		return e;
	if (!a->writable) {
		store_free(take(a->store));
		e = cli_open_store(cli, STORE_CREATE, &a->store);
		a->writable = true;
	}
	return e ? e : symbolize_file_rest(a->store, a->r, a->df, q, n, arena, missing);
}

/** All whole lines of @p in, which moves past them. */
static struct err *batch(struct cli *cli, const struct symbolize_config *c, struct asked *a,
                         struct slice *in)
{
	struct arena arena = { 0 };
	struct debug_query *q = NULL;
	struct slice line;
	struct err *wrong = NULL, *e = NULL;
	size_t n = 0;

	while (!wrong && slice_line(in, &line)) {
		struct slice text = slice_trim(line);
		struct debug_query one = { 0 };
		++a->line_no;
		if (!text.n)
			continue;
		if (!slice_hex(&text, &one.addr) || text.n)
			wrong = err_new(
				ERR_USAGE, 0,
				"standard input, line %llu: no hexadecimal address: " SLICE_FMT,
				(unsigned long long)a->line_no,
				SLICE_ARG(slice_head(slice_trim(line), 40)));
		else
			arena_push(&arena, &q, &n, &one);
	}
	if (a->is_kept)
		e = answer_kept(cli, a, q, n, &arena);
	else
		debug_file_lookup_all(a->df, q, n, &arena);
	for (size_t i = 0; !e && i < n; i++)
		query_print(&cli->out.buf, &q[i], c, &arena);
	arena_deinit(&arena);
	a->n += n;
	if (e)
		err_free(wrong);
	return e ? e : wrong;
}

static struct err *all_batches(struct cli *cli, const struct symbolize_config *c, struct asked *a)
{
	_cleanup_free_ char *buf = xmalloc(READ_BYTES);
	struct err *e = NULL;
	size_t have = 0;
	bool more = true;

	while (!e && more) {
		ssize_t n = read(0, buf + have, READ_BYTES - have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_new(ERR_IO, errno, "standard input");
		have += (size_t)n;
		const char *last = have ? memrchr(buf, '\n', have) : NULL;
		size_t whole = !n ? have : last ? (size_t)(last - buf) + 1 : 0;
		if (!whole && have == READ_BYTES)
			return err_new(ERR_USAGE, 0,
			               "standard input: a line too long for an address");
		struct slice in = { buf, whole };
		e = batch(cli, c, a, &in);
		memmove(buf, buf + whole, have - whole);
		have -= whole;
		more = n > 0 && out_flush(&cli->out);
	}
	return e;
}

/** Open the store for reading, if there is one that can be read. */
static void open_kept(struct cli *cli, struct asked *a)
{
	struct stat st;
	const char *path = cli_store_path(cli);

	a->is_kept = true;
	if (stat(path, &st) == 0 && st.st_size)
		err_free(store_open(path, STORE_READ, &a->store));
	a->writable = !a->store;
}

struct err *symbolize_addresses(struct cli *cli, const struct symbolize_config *c)
{
	_cleanup_(resolver_freep) struct resolver *r = NULL;
	struct asked a = { .line_no = 0 };

	if (!c->exe)
		return err_new(ERR_USAGE, 0, "symbolize: --addresses needs --exe FILE");
	a.r = r = symbols_resolver(&c->symbols);
	struct err *e = resolve_file(r, c->exe, &a.df);
	if (!e && cli->store && !debug_file_info(a.df)->build_id[0])
		message_warn(cli, "%s has no build-id: nothing of it is kept in the store", c->exe);
	else if (!e && cli->store)
		open_kept(cli, &a);
	if (!e)
		e = all_batches(cli, c, &a);
	store_free(a.store);
	symbols_tell(cli, resolver_servers_error(r));
	if (!e && c->verbose)
		message_note(cli, "%llu address%s: %llu looked up in debug information",
		             (unsigned long long)a.n, a.n == 1 ? "" : "es",
		             (unsigned long long)(a.is_kept ? resolver_lookups(r) : a.n));
	return e;
}
