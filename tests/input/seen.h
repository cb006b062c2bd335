// SPDX-License-Identifier: Apache-2.0
/** @file A sink that keeps what it is given, to compare. */
#pragma once

#include "parsers/base/sbuf.h"
#include "parsers/input/input.h"

struct seen_member {
	char *path, *inside, *top;
	unsigned depth;
	bool is_archive, ended;
	int64_t mtime_us;
	struct sbuf content;
	enum input_status status;
	char *message; /**< NULL */
};

struct seen {
	struct seen_member *members;
	size_t n;
	char *(*problems)[2]; /**< path, message */
	size_t n_problems;
	unsigned idles;
	size_t begun;         /**< members that were offered */
	size_t idle_content;  /**< bytes of the open member at the first idle() */
	const char *unwanted; /**< path of a member that is refused */
	uint64_t stop_at;     /**< progress() says no from this offset on; 0: never */
	const char *cut_path; /**< file that is cut to nothing when the first bytes come, as a log
	                               rotation by copytruncate does; NULL */
	uint64_t total;       /**< bytes, also of members whose content is not kept */
	bool discard;         /**< do not keep the content */
};

struct input_sink seen_sink(struct seen *s);
void seen_deinit(struct seen *s);
/** The member with that path; fails the test when there is none. */
const struct seen_member *seen_find(const struct seen *s, const char *path);
void seen_expect(const struct seen *s, const char *path, struct slice content);
/** Read one file by path, or bytes under the name @p path. */
void seen_read(struct seen *s, const char *path);
void seen_read_memory(struct seen *s, const char *path, struct slice bytes);
