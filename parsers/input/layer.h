// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Layer: a stream of bytes that is made from the layer below it.
 *
 * A file is the lowest layer; a decompressor or a member of an archive is one more.  Bytes are
 * pulled from above and never held whole, so that memory is bounded by the number of layers.
 *
 *     read_stream()  ->  member `b.log`  ->  tar  ->  gzip  ->  file `a.tar.gz`
 *
 * Damage is kept where it was seen; layers above point to it, and it is told once, by whoever
 * notices first.
 */
#pragma once

#include <sys/stat.h>

#include "parsers/base/cleanup.h"
#include "parsers/input/container.h"
#include "parsers/input/input.h"

#define WINDOW_BYTES \
	((size_t)128 << 10) /**< bytes asked of a file, or made by a decoder, at a time */

struct pstore_members;

struct damage {
	bool told;
	char text[400]; /**< empty: nothing is wrong */
};

/** What all layers of one input_read() share. */
struct reading {
	const struct limits *limits;
	const struct input_sink *sink;
	const char *top;              /**< path of the file */
	uint64_t consumed;            /**< bytes of the top file */
	uint64_t expanded;            /**< bytes that decoders made */
	uint64_t members;             /**< archive entries seen */
	struct pstore_members *parts; /**< of the innermost archive; NULL: in none */
	bool member_open;             /**< between begin() and end(): idle() has a meaning */
	bool peeking;                 /**< a first look: silence of a pipe is LAYER_AGAIN */
	bool stop;                    /**< interrupted, or over a limit: nothing more is read */
	bool interrupted;             /**< by sink->progress() */
	struct damage stop_why;
};

enum layer_result {
	LAYER_BYTES,
	LAYER_END,   /**< or damaged: see layer.damage */
	LAYER_AGAIN, /**< nothing came from the pipe; only while peeking */
};

struct layer;

struct layer_ops {
	enum layer_result (*read)(struct layer *l, struct slice *ret);
	/** Move to @p off from @p whence (as lseek()); new offset or -1.  NULL: cannot. */
	int64_t (*seek)(struct layer *l, int64_t off, int whence);
	void (*free)(struct layer *l);
};

struct layer {
	const struct layer_ops *ops;
	struct reading *reading;
	struct layer *below; /**< owned */
	struct damage own;
	struct damage *damage; /**< why the stream ended early: own, or a lower one's; NULL */
	char head[CONTAINER_HEAD_BYTES];
	size_t n_head;     /**< bytes of head that were looked at and not handed out yet */
	struct slice rest; /**< of the buffer that was read while looking */
};

/** The next bytes, a view until the next call. */
enum layer_result layer_read(struct layer *l, struct slice *ret);
/** Look at the first bytes and put them back.  NULL: no container. */
const struct container *layer_container(struct layer *l);
/** Read on to the end, to learn whether the rest is undamaged. */
void layer_drain(struct layer *l);
void layer_free(struct layer *l); /**< with all layers below; NULL is allowed */
DEFINE_CLEANUP(struct layer, layer_free);

/** Note damage of this layer; returns LAYER_END. */
enum layer_result layer_damaged(struct layer *l, const char *fmt, ...) printf_like(2, 3);
/** Stop the whole reading. */
void reading_stop(struct reading *r, const char *fmt, ...) printf_like(2, 3);
/** A decoder made @p n bytes; false, and stopped, when that is over a limit. */
bool reading_expand(struct reading *r, size_t n);

/** @p fd is taken.  @p st: of it. */
struct layer *file_layer_new(struct reading *r, int fd, const struct stat *st);
/** The descriptor of a layer that is a regular file, which stays the layer's; -1: it is none. */
int file_layer_fd(const struct layer *l);
/** All of the file was read another way: tell how far that is. */
void file_layer_skip(struct layer *l);
struct layer *memory_layer_new(struct reading *r, struct slice bytes);
/** @p below is taken by these. */
struct layer *codec_layer_new(struct layer *below, const struct container *c);
struct layer *filter_layer_new(struct layer *below, const struct container *c);

/** An archive being read from @p below, which it does not own. */
struct archive_reader;
struct archive_member {
	const char *name; /**< as stored; good until the next one */
	int64_t mtime_us; /**< INT64_MIN: not known */
	bool regular;     /**< a file with content of its own */
};
enum archive_result {
	ARCHIVE_READER_MEMBER,
	ARCHIVE_READER_SKIPPED, /**< damage, and reading can go on behind it */
	ARCHIVE_READER_END,     /**< or damaged: see the out parameter */
};
struct archive_reader *archive_reader_new(struct layer *below, const struct container *c);
/** @p ret_damage: NULL, or what is wrong. */
enum archive_result archive_reader_next(struct archive_reader *ar, struct archive_member *ret,
                                        struct damage **ret_damage);
/** Bytes of the member that came last; to be freed before the next one is asked for. */
struct layer *archive_reader_open(struct archive_reader *ar);
void archive_reader_free(struct archive_reader *ar); /**< NULL is allowed */
DEFINE_CLEANUP(struct archive_reader, archive_reader_free);
