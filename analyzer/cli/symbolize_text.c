// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/symbolize_text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "analyzer/cli/symbolize.h"
#include "parsers/limits.h"

/** What a pipe holds; of a file more is read at once, so that its frames are looked up together. */
#define READ_BYTES      ((size_t)64 << 10)
#define READ_FILE_BYTES ((size_t)4 << 20)

/** Lines of a file or pipe as they come: what a read() completes is handled before the next. */
struct line_reader {
	const char *path;
	int fd;
	char *buf;
	size_t n, cap, at_once;
	bool ended;
};

/** The next piece of whole lines, at the end with a last one without LF; empty: no more.  A line longer
 *  than LIMIT_LINE_BYTES comes in pieces. */
static struct err *read_lines(struct line_reader *r, struct slice *ret)
{
	*ret = (struct slice){ 0 };
	while (!r->ended) {
		if (r->cap - r->n < r->at_once) {
			r->cap = r->n + 2 * r->at_once;
			r->buf = xrealloc(r->buf, r->cap);
		}
		ssize_t n = read(r->fd, r->buf + r->n, r->at_once);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_new(ERR_IO, errno, "%s", r->path);
		r->n += (size_t)n;
		r->ended = n == 0;
		const char *last = r->n ? memrchr(r->buf, '\n', r->n) : NULL;
		if (!last && !r->ended && r->n < LIMIT_LINE_BYTES)
			continue;
		*ret = (struct slice){ r->buf,
			               last && !r->ended ? (size_t)(last - r->buf) + 1 : r->n };
		return NULL;
	}
	return NULL;
}

/** The lines of @p done have been handled. */
static void read_done(struct line_reader *r, struct slice done)
{
	memmove(r->buf, r->buf + done.n, r->n - done.n);
	r->n -= done.n;
}

static struct err *foresee(struct text_symbolizer *t, struct line_reader *r)
{
	struct slice lines, line;
	struct err *e;

	while (!(e = read_lines(r, &lines)) && lines.n) {
		struct slice rest = lines;
		while (slice_line(&rest, &line))
			text_symbolize_foresee(t, line);
		read_done(r, lines);
	}
	r->ended = false;
	r->n = 0;
	if (!e && lseek(r->fd, 0, SEEK_SET) < 0)
		e = err_new(ERR_IO, errno, "%s", r->path);
	return e;
}

/** Control bytes of a text do nothing to a terminal; anywhere else every byte stays. */
static bool write_lines(struct cli *cli, struct sbuf *lines)
{
	if (cli->out.terminal)
		sbuf_text(&cli->out.buf, sbuf_slice(lines));
	else
		sbuf_add(&cli->out.buf, sbuf_slice(lines));
	sbuf_reset(lines);
	return out_flush(&cli->out);
}

static struct err *copy(struct cli *cli, struct text_symbolizer *t, struct line_reader *r)
{
	_cleanup_(sbuf_deinit) struct sbuf out = { 0 };
	struct slice lines;
	struct err *e;
	bool more = true;

	while (more && !(e = read_lines(r, &lines)) && lines.n) {
		text_symbolize(t, lines, &out);
		read_done(r, lines);
		more = write_lines(cli, &out);
	}
	return more ? e : NULL;
}

static struct err *load_list(const char *path, struct symbol_list **ret)
{
	return path ? symbol_list_open(path, ret) : NULL;
}

static void tell(struct cli *cli, const struct text_symbolizer *t, bool verbose)
{
	const struct text_symbolize_counts *n = text_symbolizer_counts(t);
	struct slice note;

	for (size_t i = 0; (note = text_symbolizer_note(t, i)).p; i++)
		message_warn(cli, SLICE_FMT, SLICE_ARG(note));
	if (verbose)
		message_note(
			cli,
			"%llu addresses: %llu with file and line, %llu with a function, %llu unknown",
			(unsigned long long)n->frames, (unsigned long long)n->lines,
			(unsigned long long)n->known, (unsigned long long)n->none);
}

struct err *symbolize_text_file(struct cli *cli, const struct symbolize_config *c, const char *path)
{
	_cleanup_(symbol_list_freep) struct symbol_list *kallsyms = NULL, *system_map = NULL;
	_cleanup_(resolver_freep) struct resolver *resolver = NULL;
	_cleanup_(text_symbolizer_freep) struct text_symbolizer *t = NULL;
	bool is_stdin = strcmp(path, "-") == 0;
	_cleanup_close_ int fd = is_stdin ? dup(0) : open(path, O_RDONLY | O_CLOEXEC);
	struct line_reader r = { .path = is_stdin ? "standard input" : path,
		                 .fd = fd,
		                 .at_once = READ_BYTES };
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_new(ERR_IO, errno, "%s", path);
	if (S_ISDIR(st.st_mode))
		return err_new(ERR_USAGE, 0, "symbolize: %s is a folder; it takes one file of text",
		               path);
	struct err *e = load_list(c->kallsyms, &kallsyms);
	if (!e)
		e = load_list(c->system_map, &system_map);
	if (e)
		return e;
	resolver = symbols_resolver(&c->symbols);
	const struct text_symbolize_options o = {
		.resolver = resolver,
		.release = c->kernel,
		.build_id = c->build_id,
		.kallsyms = kallsyms,
		.system_map = system_map,
		.no_inline = c->no_inline,
		.full_paths = c->paths == 1,
		.columns = c->columns,
		.explain = c->explain,
	};
	t = text_symbolizer_new(&o);
	if (S_ISREG(st.st_mode))
		r.at_once = READ_FILE_BYTES;
	if (S_ISREG(st.st_mode) && lseek(fd, 0, SEEK_CUR) == 0)
		e = foresee(t, &r);
	if (!e)
		e = copy(cli, t, &r);
	tell(cli, t, c->verbose);
	symbols_tell(cli, resolver_servers_error(resolver));
	free(r.buf);
	return e;
}
