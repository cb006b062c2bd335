// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Inputs: files, folders, archives and pipes become members, members become bytes.
 *
 * Stage 1.  input_walk() names the files below the paths of a command line; input_read() opens one
 * of them and streams its members: itself when it is plain, what is inside when it is compressed or
 * an archive (libarchive; nested, down to limits.depth), never unpacked to disk.
 *
 * Shape      begin, bytes …, end per member, one member at a time, in the order of the archive
 * Errors     damage is told by end() or problem() and costs nothing else: the next member, and the
 *            next file, are read
 * Pipes      bytes are handed on as they come, of compressed ones too
 * Limits     limits.depth, expand_bytes, expand_ratio; LIMIT_INPUT_MEMBERS, LIMIT_PSTORE_PARTS
 */
#pragma once

#include "parsers/base/err.h"
#include "parsers/base/slice.h"
#include "parsers/limits.h"

enum input_status {
	INPUT_OK,
	INPUT_PARTIAL, /**< damaged or cut; what came before is good */
	INPUT_FAILED,  /**< nothing could be read */
};

struct input_member {
	const char *path; /**< the path as given, then `!` and the way inside for archive members */
	const char *top;  /**< the file that was opened */
	const char *inside; /**< path inside the innermost archive; NULL for a plain file */
	unsigned depth;     /**< archives around it */
	int64_t mtime_us;   /**< of the member, us since 1970; INT64_MIN: not known */
	bool is_archive;    /**< top is an archive (tar, zip, cpio), not one compressed file */
};

struct input_sink {
	void *ctx;
	/** A member begins; @p m is good until its end.  False: not wanted, no bytes and no end follow. */
	bool (*begin)(void *ctx, const struct input_member *m);
	/** The member is a plain file.  True: it was read from @p fds (borrowed until end()), no bytes()
	 *  follow; NULL: bytes are always wanted. */
	bool (*file)(void *ctx, const int *fds, size_t n_fds);
	void (*bytes)(void *ctx, struct slice bytes);
	/** Nothing came from a pipe for INPUT_IDLE_MS. */
	void (*idle)(void *ctx);
	/** @p message: what is damaged and where; NULL with INPUT_OK. */
	void (*end)(void *ctx, enum input_status status, const char *message);
	/** Something that is no member could not be read: a path, or an archive between its members. */
	void (*problem)(void *ctx, const char *path, const char *message);
	/** After each buffer of the top file: bytes of it consumed so far, for progress; may be NULL.
	 *  False: stop reading (interrupted). */
	bool (*progress)(void *ctx, uint64_t consumed);
};

#define INPUT_IDLE_MS 1000

/** One file to read, found below a path of the command line. */
struct input_file {
	char *path;     /**< as given, or made from what was given; "-": standard input */
	uint64_t bytes; /**< size when it was found */
	/** Files that are one log in parts (pstore), in the order they belong in, the oldest lines
	 *  first; NULL: none.  path is then the first of them, and they are read as one member. */
	char **parts;
	size_t n_parts;
	bool is_set; /**< parts are a memory dump in several files (makedumpfile --split) instead */
};

struct input_list {
	struct input_file *files; /**< sorted by path; each file once */
	size_t n;
};

/**
 * Find all files below @p paths.  Folders are read recursively; symbolic links that lead out of the
 * tree given, and loops, are passed over; devices, sockets and FIFOs inside folders too (a FIFO named
 * on the command line is read).  What cannot be read goes to sink->problem().
 */
void input_walk(char *const *paths, size_t n_paths, const struct input_sink *sink,
                struct input_list *ret);
void input_list_deinit(struct input_list *l);

/** Read one file; everything about it goes to @p sink.  Any number of threads may read. */
void input_read(const struct input_file *file, const struct limits *limits,
                const struct input_sink *sink);
/** The same for a file that is in memory; @p path is only a name. */
void input_read_memory(const char *path, struct slice bytes, const struct limits *limits,
                       const struct input_sink *sink);

/** A container that is recognised, for `crashql formats`. */
struct input_format {
	const char *name;
	const char *summary;
	const char *source;
};
extern const struct input_format input_formats[]; /**< ends with a NULL name */
