// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Log: the messages of a dead kernel, whatever it kept them in.
 *
 * Private to this folder.
 *
 * Shape      one record per message, the oldest first; a message may have several lines
 * Lifetime   slices are good until the sink returns
 * Absent     flags say what a record has; text.p is NULL when its page is not in the dump
 * Errors     none: a record that does not hold together is passed over
 * Source     kernel/printk/printk.c, kernel/printk/printk_ringbuffer.h and .c
 */
#pragma once

#include "parsers/base/sbuf.h"
#include "parsers/vmcore/image.h"

enum log_flags {
	LOG_HAS_SEQ = 1 << 0,
	LOG_HAS_TIME = 1 << 1,
	LOG_HAS_LEVEL = 1 << 2, /**< and facility */
	LOG_HAS_CALLER = 1 << 3,
	LOG_CONTINUED = 1 << 4, /**< the kernel put no line end behind it */
	LOG_RAW = 1 << 5,       /**< raw holds the line as it stood in the log */
};

struct log_record {
	uint32_t flags; /**< enum log_flags */
	uint64_t seq;
	uint64_t ts_ns; /**< since boot */
	uint8_t level, facility;
	uint32_t caller; /**< as record.caller */
	struct slice text;
	struct slice raw;
	struct slice subsystem, device; /**< p NULL: about none */
};

struct log_sink {
	void *ctx;
	void (*record)(void *ctx, const struct log_record *r);
	/** One or more messages are not in the dump, or their text is not. */
	void (*lost)(void *ctx);
};

/** Each reads the log if the kernel keeps it in that form: false, with nothing handed out, else. */
bool log_ring_read(struct image *img, const struct log_sink *sink);  /**< 5.10 on */
bool log_buf_read(struct image *img, const struct log_sink *sink);   /**< 3.5 to 5.9 */
bool log_bytes_read(struct image *img, const struct log_sink *sink); /**< up to 3.4 */

/** Add the line or lines that `makedumpfile --dump-dmesg` makes of @p r. */
void log_print(const struct log_record *r, struct sbuf *out);
