// SPDX-License-Identifier: Apache-2.0
/*
 * gzip, xz and zstd streams, decoded with their own libraries.
 *
 * libarchive could do it, but its filters return only full blocks of 64 KiB: the last lines before
 * the cut of a truncated file (the ones that tell why the machine died) would be lost, and a
 * compressed pipe would stay silent until a block is full.
 */
#include <inttypes.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "parsers/input/layer.h"

enum codec_step {
	CODEC_MORE,      /**< goes on, given input or room */
	CODEC_FRAME_END, /**< what was begun is complete; another stream may follow */
	CODEC_DAMAGED,
};

struct codec_layer;

struct codec_ops {
	bool (*begin)(struct codec_layer *c); /**< ready for a first or another stream */
	/** Decode from c->in to c->buf; sets c->n. */
	enum codec_step (*step)(struct codec_layer *c);
	void (*end)(struct codec_layer *c);
};

struct codec_layer {
	struct layer l;
	const struct container *container;
	const struct codec_ops *ops;
	struct slice in; /**< view of the layer below's buffer */
	uint64_t n_in;   /**< bytes taken from below, those still in `in` included */
	bool below_ended;
	bool between;       /**< no stream is open */
	bool full;          /**< the last step filled the buffer: there may be more without input */
	uint64_t n_streams; /**< complete ones */
	const char *problem; /**< what the library says is wrong; static text */
	union {
		z_stream gz;
		lzma_stream xz;
		ZSTD_DStream *zst;
	} u;
	size_t n;
	char buf[WINDOW_BYTES];
};

static bool gz_begin(struct codec_layer *c)
{
	if (c->n_streams)
		return inflateReset(&c->u.gz) == Z_OK;
	return inflateInit2(&c->u.gz, 16 + MAX_WBITS) == Z_OK; // 16: gzip header and trailer
}

static enum codec_step gz_step(struct codec_layer *c)
{
	z_stream *z = &c->u.gz;

	z->next_in = (Bytef *)(uintptr_t)c->in.p;
	z->avail_in = (uInt)c->in.n;
	z->next_out = (Bytef *)c->buf;
	z->avail_out = sizeof(c->buf);
	int rc = inflate(z, Z_SYNC_FLUSH);
	c->in = slice_from(c->in, c->in.n - z->avail_in);
	c->n = sizeof(c->buf) - z->avail_out;
	if (rc == Z_STREAM_END)
		return CODEC_FRAME_END;
	if (rc == Z_OK || rc == Z_BUF_ERROR)
		return CODEC_MORE;
	c->problem = z->msg ? z->msg : "invalid data";
	return CODEC_DAMAGED;
}

static void gz_end(struct codec_layer *c)
{
	inflateEnd(&c->u.gz);
}

static bool xz_begin(struct codec_layer *c)
{
	return lzma_stream_decoder(&c->u.xz, LIMIT_CODEC_BYTES, 0) == LZMA_OK;
}

static enum codec_step xz_step(struct codec_layer *c)
{
	lzma_stream *x = &c->u.xz;

	x->next_in = (const uint8_t *)c->in.p;
	x->avail_in = c->in.n;
	x->next_out = (uint8_t *)c->buf;
	x->avail_out = sizeof(c->buf);
	lzma_ret rc = lzma_code(x, LZMA_RUN);
	c->in = slice_from(c->in, c->in.n - x->avail_in);
	c->n = sizeof(c->buf) - x->avail_out;
	if (rc == LZMA_STREAM_END)
		return CODEC_FRAME_END;
	if (rc == LZMA_OK || rc == LZMA_BUF_ERROR)
		return CODEC_MORE;
	c->problem = rc == LZMA_MEMLIMIT_ERROR  ? "needs more than 256 MiB to decode"
	             : rc == LZMA_OPTIONS_ERROR ? "unknown options"
	             : rc == LZMA_FORMAT_ERROR  ? "invalid header"
	                                        : "invalid data";
	return CODEC_DAMAGED;
}

static void xz_end(struct codec_layer *c)
{
	lzma_end(&c->u.xz);
}

static bool zst_begin(struct codec_layer *c)
{
	if (c->n_streams)
		return true; // frames in a row need nothing
	c->u.zst = ZSTD_createDStream();
	return c->u.zst && !ZSTD_isError(ZSTD_DCtx_setParameter(c->u.zst, ZSTD_d_windowLogMax,
	                                                        LIMIT_ZSTD_WINDOW_LOG));
}

static enum codec_step zst_step(struct codec_layer *c)
{
	ZSTD_inBuffer in = { c->in.p, c->in.n, 0 };
	ZSTD_outBuffer out = { c->buf, sizeof(c->buf), 0 };
	size_t rc = ZSTD_decompressStream(c->u.zst, &out, &in);

	c->in = slice_from(c->in, in.pos);
	c->n = out.pos;
	if (ZSTD_isError(rc)) {
		c->problem = ZSTD_getErrorName(rc);
		return CODEC_DAMAGED;
	}
	return rc == 0 ? CODEC_FRAME_END : CODEC_MORE;
}

static void zst_end(struct codec_layer *c)
{
	ZSTD_freeDStream(c->u.zst);
}

static const struct codec_ops codecs[CONTAINER_COUNT] = {
	[CONTAINER_GZ] = { gz_begin, gz_step, gz_end },
	[CONTAINER_XZ] = { xz_begin, xz_step, xz_end },
	[CONTAINER_ZST] = { zst_begin, zst_step, zst_end },
};

/** Offset in the compressed stream, for messages. */
static uint64_t codec_pos(const struct codec_layer *c)
{
	return c->n_in - c->in.n;
}

/** Have input or know that there is no more. LAYER_AGAIN is passed on. */
static enum layer_result codec_fill(struct codec_layer *c)
{
	while (!c->in.n && !c->below_ended) {
		enum layer_result res = layer_read(c->l.below, &c->in);
		if (res == LAYER_AGAIN)
			return res;
		c->below_ended = res == LAYER_END;
		c->n_in += c->in.n;
	}
	return LAYER_BYTES;
}

/** Between two streams: pass over padding, begin another one if there is more.  False: at the end. */
static bool codec_next_stream(struct codec_layer *c)
{
	while (c->in.n && !*c->in.p && c->n_streams)
		c->in = slice_from(c->in, 1);
	if (!c->in.n)
		return false;
	c->between = false;
	if (!c->ops->begin(c))
		die_oom();
	return true;
}

static enum layer_result codec_ended(struct codec_layer *c)
{
	if (c->l.below->damage) {
		c->l.damage = c->l.below->damage;
		return LAYER_END;
	}
	if (c->between)
		return LAYER_END;
	return layer_damaged(&c->l, "%s data ends too early, after byte %" PRIu64 " of it",
	                     c->container->name, codec_pos(c));
}

static enum layer_result codec_read(struct layer *l, struct slice *ret)
{
	struct codec_layer *c = (struct codec_layer *)l;

	for (;;) {
		if (!c->full && codec_fill(c) == LAYER_AGAIN)
			return LAYER_AGAIN;
		if (c->between && !codec_next_stream(c)) {
			if (c->below_ended)
				return codec_ended(c);
			continue;
		}
		uint64_t before = codec_pos(c);
		enum codec_step step = c->ops->step(c);
		c->full = c->n == sizeof(c->buf);
		if (step == CODEC_FRAME_END) {
			c->between = true;
			c->full = false;
			c->n_streams++;
		} else if (step == CODEC_DAMAGED) {
			c->full = false;
			layer_damaged(l, "%s data is damaged at byte %" PRIu64 " of it: %s%s",
			              c->container->name, codec_pos(c), c->problem,
			              c->n_streams ? " (behind a complete stream)" : "");
		}
		if (c->n && !reading_expand(l->reading, c->n))
			l->damage = &l->reading->stop_why;
		if (c->n) {
			*ret = (struct slice){ c->buf, c->n };
			return LAYER_BYTES;
		}
		if (l->damage)
			return LAYER_END;
		if (step == CODEC_MORE && c->below_ended && before == codec_pos(c))
			return codec_ended(c);
	}
}

static void codec_free(struct layer *l)
{
	struct codec_layer *c = (struct codec_layer *)l;

	if (!c->between || c->n_streams)
		c->ops->end(c);
	free(c);
}

static const struct layer_ops codec_layer_ops = { .read = codec_read, .free = codec_free };

struct layer *codec_layer_new(struct layer *below, const struct container *container)
{
	struct codec_layer *c = xcalloc(1, sizeof(*c));

	c->l.ops = &codec_layer_ops;
	c->l.reading = below->reading;
	c->l.below = below;
	c->container = container;
	c->ops = &codecs[container->id];
	c->between = true;
	return &c->l;
}
