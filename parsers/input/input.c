// SPDX-License-Identifier: Apache-2.0
/*
 * A file that was opened becomes members.
 *
 * Compressions are peeled off until an archive or plain bytes show.  An archive's members go the
 * same way, so the recursion is as deep as limits.depth allows.  Paths as they come out:
 *
 *     var/log/messages                 a plain file
 *     messages.xz                      a compressed one
 *     bundle.tar.xz!var/log/messages   a member
 *     a.tar!b.tar.gz!c.log             a member of a member
 */
#include "parsers/input/input.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>

#include "parsers/base/sbuf.h"
#include "parsers/input/dumpset.h"
#include "parsers/input/layer.h"
#include "parsers/input/pstore.h"

static void tell(struct reading *r, const char *path, struct damage *d)
{
	if (!d->told)
		r->sink->problem(r->sink->ctx, path, d->text);
	d->told = true;
}

/** A plain file, which the sink reads where it lies. */
static bool read_file(struct reading *r, struct layer *l)
{
	const struct input_sink *sink = r->sink;
	int fd = file_layer_fd(l);

	if (fd < 0 || !sink->file || !sink->file(sink->ctx, &fd, 1))
		return false;
	sink->end(sink->ctx, INPUT_OK, NULL);
	file_layer_skip(l);
	return true;
}

static void read_leaf(struct reading *r, struct layer *l, const struct input_member *m)
{
	const struct input_sink *sink = r->sink;
	struct slice bytes;
	bool any = false;

	if (!sink->begin(sink->ctx, m) || read_file(r, l))
		return;
	r->member_open = true;
	while (layer_read(l, &bytes) == LAYER_BYTES) {
		sink->bytes(sink->ctx, bytes);
		any = true;
	}
	r->member_open = false;
	if (!l->damage) {
		sink->end(sink->ctx, INPUT_OK, NULL);
		return;
	}
	sink->end(sink->ctx, any ? INPUT_PARTIAL : INPUT_FAILED, l->damage->text);
	l->damage->told = true;
}

/** @p name without what could be mistaken for a way out: `/etc/x`, `../x` and `./x` are `x`. */
static void add_clean_name(struct sbuf *b, const char *name)
{
	size_t begin = b->n;

	while (*name) {
		size_t n = strcspn(name, "/");
		struct slice part = { name, n };
		if (n && !slice_eq(part, S(".")) && !slice_eq(part, S(".."))) {
			if (b->n > begin)
				sbuf_char(b, '/');
			sbuf_add(b, part);
		}
		name += n + (name[n] == '/');
	}
	if (b->n == begin)
		sbuf_puts(b, "(no name)");
}

static void read_stream(struct reading *r, struct layer *l, const struct input_member *m);

static void read_member(struct reading *r, struct archive_reader *ar,
                        const struct input_member *parent, const struct archive_member *am)
{
	struct sbuf path = { 0 };

	sbuf_puts(&path, parent->path);
	sbuf_char(&path, '!');
	size_t inside = path.n;
	add_clean_name(&path, am->name);
	struct input_member m = {
		.path = path.p,
		.top = parent->top,
		.inside = path.p + inside,
		.depth = parent->depth + 1,
		.mtime_us = am->mtime_us,
		.is_archive = true,
	};
	read_stream(r, archive_reader_open(ar), &m);
	sbuf_deinit(&path);
}

static void read_archive(struct reading *r, struct layer *l, const struct container *c,
                         const struct input_member *m)
{
	_cleanup_(archive_reader_freep) struct archive_reader *ar = archive_reader_new(l, c);
	_cleanup_(pstore_members_freep) struct pstore_members *parts = pstore_members_new();
	struct pstore_members *outer = r->parts;
	enum archive_result res = ARCHIVE_READER_SKIPPED;

	r->parts = parts;
	while (res != ARCHIVE_READER_END && !r->stop) {
		struct archive_member am;
		struct damage *damage;

		res = archive_reader_next(ar, &am, &damage);
		if (++r->members > LIMIT_INPUT_MEMBERS)
			reading_stop(r, "more than %d members; the rest is not read",
			             LIMIT_INPUT_MEMBERS);
		else if (res == ARCHIVE_READER_MEMBER && am.regular)
			read_member(r, ar, m, &am);
		if (damage && damage != &r->stop_why)
			tell(r, m->path, damage);
	}
	r->parts = outer;
	if (!r->interrupted)
		pstore_members_end(parts, m->top, m->depth + 1, r->sink);
	// what follows the last member: padding, and the checksum of a compressed archive
	layer_drain(l);
	if (l->damage && l->damage != &r->stop_why)
		tell(r, m->path, l->damage);
}

/** Takes @p l. */
static void read_stream(struct reading *r, struct layer *l, const struct input_member *m)
{
	_cleanup_(layer_freep) struct layer *top = l;
	const struct container *c;
	unsigned depth = r->limits->depth < LIMIT_INPUT_DEPTH_HARD ? r->limits->depth
	                                                           : LIMIT_INPUT_DEPTH_HARD;
	unsigned filters = 0;

	while ((c = layer_container(top)) && c->type != CONTAINER_ARCHIVE) {
		if (++filters > depth) {
			struct damage d = {
				.text = "compressed too many times over, not read (--max-depth)"
			};
			tell(r, m->path, &d);
			return;
		}
		top = c->type == CONTAINER_CODEC ? codec_layer_new(top, c)
		                                 : filter_layer_new(top, c);
	}
	if (!c && r->parts && pstore_members_add(r->parts, m, top)) {
		return; // handed out when its archive ends
	} else if (!c) {
		read_leaf(r, top, m);
	} else if (m->depth >= depth) {
		struct damage d = {
			.text = "archive inside too many archives, not read (--max-depth)"
		};
		tell(r, m->path, &d);
	} else {
		read_archive(r, top, c, m);
	}
}

/** Run a reading from its lowest layer, which is taken. */
static void read_top(struct reading *r, struct layer *l, int64_t mtime_us)
{
	struct input_member m = { .path = r->top, .top = r->top, .mtime_us = mtime_us };

	read_stream(r, l, &m);
	if (r->stop && !r->interrupted)
		tell(r, r->top, &r->stop_why);
}

/**
 * Member names are bytes to us.  libarchive converts those of pax and zip to the charset of the
 * locale, and in the C locale makes `?` of what is not ASCII; UTF-8 keeps them.  The locale is that
 * of this thread, for as long as it reads.
 */
static locale_t names_begin(void)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);

	if (utf8)
		uselocale(utf8);
	return utf8;
}

static void names_end(locale_t utf8, locale_t before)
{
	if (!utf8)
		return;
	uselocale(before);
	freelocale(utf8);
}

static int64_t mtime_of(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000 + st->st_mtim.tv_nsec / 1000;
}

/** -1: could not be opened, and the sink was told. */
static int open_top(const struct input_sink *sink, const char *path, struct stat *ret)
{
	struct sbuf why = { 0 };
	bool is_stdin = strcmp(path, "-") == 0;
	// O_NONBLOCK: a FIFO without a writer is waited for in poll(), where progress() is asked
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0 || fstat(fd, ret) != 0)
		sbuf_printf(&why, "cannot be opened: %s", strerror(errno));
	else if (S_ISDIR(ret->st_mode))
		sbuf_puts(&why, "is a folder");
	else if (S_ISBLK(ret->st_mode))
		sbuf_puts(&why, "is a block device, not read");
	if (!why.n)
		return fd;
	sink->problem(sink->ctx, path, why.p);
	sbuf_deinit(&why);
	if (fd >= 0 && !is_stdin)
		close(fd);
	return -1;
}

void input_read(const struct input_file *file, const struct limits *limits,
                const struct input_sink *sink)
{
	struct reading r = { .limits = limits, .sink = sink, .top = file->path };
	struct stat st;

	if (file->n_parts && file->is_set) {
		dumpset_read(file, sink);
		return;
	}
	if (file->n_parts) {
		pstore_read(file, sink);
		return;
	}
	int fd = open_top(sink, file->path, &st);
	if (fd < 0)
		return;
	locale_t before = uselocale((locale_t)0), utf8 = names_begin();
	read_top(&r, file_layer_new(&r, fd, &st), S_ISREG(st.st_mode) ? mtime_of(&st) : INT64_MIN);
	names_end(utf8, before);
}

void input_read_memory(const char *path, struct slice bytes, const struct limits *limits,
                       const struct input_sink *sink)
{
	struct reading r = { .limits = limits, .sink = sink, .top = path };
	locale_t before = uselocale((locale_t)0), utf8 = names_begin();

	read_top(&r, memory_layer_new(&r, bytes), INT64_MIN);
	names_end(utf8, before);
}
