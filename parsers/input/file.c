// SPDX-License-Identifier: Apache-2.0
/*
 * The lowest layer: a regular file, a pipe, or bytes in memory.
 *
 * Regular files are read with pread() up to the size they had when they were opened: a log that
 * grows faster than it is read must end, and one that is truncated meanwhile must not kill us as a
 * mapping would (SIGBUS).  Pipes are handed on as their bytes come.
 */
#include "parsers/input/layer.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>

struct file_layer {
	struct layer l;
	int fd;
	bool regular;
	uint64_t pos;   /**< bytes read so far; of a regular file, where the next ones are */
	struct stat st; /**< when it was opened */
	bool idle_told; /**< since the last bytes */
	char buf[WINDOW_BYTES];
};

/** Tell how far the top file is; false when that stops the reading. */
static bool report_progress(struct reading *r, uint64_t pos)
{
	if (pos > r->consumed)
		r->consumed = pos;
	if (!r->stop && r->sink->progress && !r->sink->progress(r->sink->ctx, r->consumed)) {
		r->interrupted = true;
		reading_stop(r, "interrupted at byte %" PRIu64, r->consumed);
	}
	return !r->stop;
}

static enum layer_result stopped(struct layer *l)
{
	l->damage = &l->reading->stop_why;
	return LAYER_END;
}

/** Wait for bytes of a pipe. LAYER_BYTES: there are some. */
static enum layer_result wait_for_bytes(struct file_layer *f)
{
	struct reading *r = f->l.reading;

	for (;;) {
		struct pollfd p = { .fd = f->fd, .events = POLLIN };
		int n = poll(&p, 1, INPUT_IDLE_MS);
		if (n > 0)
			return LAYER_BYTES;
		if (n < 0 && errno != EINTR)
			return LAYER_BYTES; // let read() say what is wrong
		if (!report_progress(r, f->pos))
			return stopped(&f->l);
		if (n == 0 && r->peeking)
			return LAYER_AGAIN;
		if (n == 0 && r->member_open && !f->idle_told) {
			f->idle_told = true;
			r->sink->idle(r->sink->ctx);
		}
	}
}

static enum layer_result pipe_read(struct layer *l, struct slice *ret)
{
	struct file_layer *f = (struct file_layer *)l;

	for (;;) {
		enum layer_result res = wait_for_bytes(f);
		if (res != LAYER_BYTES)
			return res;
		ssize_t n = read(f->fd, f->buf, sizeof(f->buf));
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return layer_damaged(l, "read error at byte %" PRIu64 ": %s", f->pos,
			                     strerror(errno));
		if (n == 0)
			return LAYER_END;
		f->idle_told = false;
		f->pos += n;
		*ret = (struct slice){ f->buf, n };
		report_progress(l->reading, f->pos); // a stop takes effect at the next call
		return LAYER_BYTES;
	}
}

/** At the end of a regular file: is it still the one that was opened? */
static enum layer_result check_unchanged(struct file_layer *f, bool short_read)
{
	struct stat now;

	if (fstat(f->fd, &now) != 0)
		return LAYER_END;
	if (now.st_size < f->st.st_size && short_read)
		return layer_damaged(&f->l,
		                     "became shorter while it was read: %" PRIu64 " of %" PRIu64
		                     " bytes were there",
		                     f->pos, (uint64_t)f->st.st_size);
	if (now.st_size <= f->st.st_size && (now.st_mtim.tv_sec != f->st.st_mtim.tv_sec ||
	                                     now.st_mtim.tv_nsec != f->st.st_mtim.tv_nsec))
		return layer_damaged(&f->l, "was changed while it was read, before byte %" PRIu64,
		                     f->pos);
	return LAYER_END;
}

static enum layer_result regular_read(struct layer *l, struct slice *ret)
{
	struct file_layer *f = (struct file_layer *)l;
	size_t want = sizeof(f->buf);

	// a size of 0 is what files of /proc have
	if (f->st.st_size && (uint64_t)f->st.st_size - f->pos < want)
		want = (uint64_t)f->st.st_size - f->pos;
	if (!want)
		return check_unchanged(f, false);
	for (;;) {
		ssize_t n = pread(f->fd, f->buf, want, (off_t)f->pos);
		if (n < 0 && errno == EINTR) {
			if (!report_progress(l->reading, f->pos))
				return stopped(l);
			continue;
		}
		if (n < 0)
			return layer_damaged(l, "read error at byte %" PRIu64 ": %s", f->pos,
			                     strerror(errno));
		if (n == 0)
			return check_unchanged(f, true);
		f->pos += n;
		*ret = (struct slice){ f->buf, n };
		report_progress(l->reading, f->pos); // a stop takes effect at the next call
		return LAYER_BYTES;
	}
}

static int64_t regular_seek(struct layer *l, int64_t off, int whence)
{
	struct file_layer *f = (struct file_layer *)l;
	int64_t base = whence == SEEK_SET   ? 0
	               : whence == SEEK_END ? (int64_t)f->st.st_size
	                                    : (int64_t)f->pos - (int64_t)(l->n_head + l->rest.n);

	if (off < -base || off > (int64_t)f->st.st_size - base)
		return -1;
	l->n_head = 0;
	l->rest = (struct slice){ NULL, 0 };
	f->pos = base + off;
	return (int64_t)f->pos;
}

static void file_free(struct layer *l)
{
	struct file_layer *f = (struct file_layer *)l;

	if (f->fd > STDIN_FILENO)
		close(f->fd);
	free(f);
}

static const struct layer_ops pipe_ops = { .read = pipe_read, .free = file_free };
static const struct layer_ops regular_ops = {
	.read = regular_read,
	.seek = regular_seek,
	.free = file_free,
};

struct layer *file_layer_new(struct reading *r, int fd, const struct stat *st)
{
	struct file_layer *f = xcalloc(1, sizeof(*f));

	f->regular = S_ISREG(st->st_mode) && fd != STDIN_FILENO;
	f->l.ops = f->regular ? &regular_ops : &pipe_ops;
	f->l.reading = r;
	f->fd = fd;
	f->st = *st;
	return &f->l;
}

int file_layer_fd(const struct layer *l)
{
	return l->ops == &regular_ops ? ((const struct file_layer *)l)->fd : -1;
}

void file_layer_skip(struct layer *l)
{
	report_progress(l->reading, (uint64_t)((struct file_layer *)l)->st.st_size);
}

struct memory_layer {
	struct layer l;
	struct slice bytes;
	size_t pos;
};

static enum layer_result memory_read(struct layer *l, struct slice *ret)
{
	struct memory_layer *m = (struct memory_layer *)l;
	struct slice left = slice_from(m->bytes, m->pos);

	if (!left.n)
		return LAYER_END;
	*ret = slice_head(left, WINDOW_BYTES);
	m->pos += ret->n;
	report_progress(l->reading, m->pos);
	return LAYER_BYTES;
}

static int64_t memory_seek(struct layer *l, int64_t off, int whence)
{
	struct memory_layer *m = (struct memory_layer *)l;
	int64_t base = whence == SEEK_SET   ? 0
	               : whence == SEEK_END ? (int64_t)m->bytes.n
	                                    : (int64_t)m->pos - (int64_t)(l->n_head + l->rest.n);

	if (off < -base || off > (int64_t)m->bytes.n - base)
		return -1;
	l->n_head = 0;
	l->rest = (struct slice){ NULL, 0 };
	m->pos = base + off;
	return (int64_t)m->pos;
}

static void memory_free(struct layer *l)
{
	free(l);
}

static const struct layer_ops memory_ops = {
	.read = memory_read,
	.seek = memory_seek,
	.free = memory_free,
};

struct layer *memory_layer_new(struct reading *r, struct slice bytes)
{
	struct memory_layer *m = xcalloc(1, sizeof(*m));

	m->l.ops = &memory_ops;
	m->l.reading = r;
	m->bytes = bytes;
	return &m->l;
}
