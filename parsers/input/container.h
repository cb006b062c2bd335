// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Containers: which compression or archive a stream is, told by its first bytes.
 *
 * Names and extensions play no part: collected bundles are renamed, and a `.gz` is often none.
 */
#pragma once

#include "parsers/base/slice.h"

#define CONTAINER_HEAD_BYTES 512 /**< a tar header: the most that is ever looked at */

enum container_type {
	CONTAINER_CODEC,   /**< one stream, decoded by codec.c */
	CONTAINER_FILTER,  /**< one stream, decoded by libarchive */
	CONTAINER_ARCHIVE, /**< many members, read by libarchive */
};

enum container_id {
#define CONTAINER(id, ...) CONTAINER_##id,
#include "parsers/input/container.def"
#undef CONTAINER
	CONTAINER_COUNT,
	CONTAINER_NONE = CONTAINER_COUNT,
};

struct container {
	enum container_id id;
	enum container_type type;
	const char *name;
};

extern const struct container containers[CONTAINER_COUNT];

/** What a stream that begins with @p head is; NULL: none of these.  @p ret_more: the answer may be
 *  another one with more bytes. */
const struct container *container_find(struct slice head, bool *ret_more);
