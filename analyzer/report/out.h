// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Out: the results of a verb on their way to standard output.
 *
 * Text is gathered in `buf` and written in large pieces.  The first failure sticks: what comes after
 * it is dropped, and out_end() tells.  A reader that went away (`| head`) is no failure.
 */
#pragma once

#include "parsers/base/err.h"
#include "parsers/base/sbuf.h"

enum out_format {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_NDJSON,
	FORMAT_CSV,
	FORMAT_MARKDOWN,
};

enum out_style {
	STYLE_PLAIN,
	STYLE_HEADING,
	STYLE_STRONG,
	STYLE_FAINT,
	STYLE_FATAL,   /**< severity 1 */
	STYLE_SERIOUS, /**< severity 2 and 3 */
	STYLE_MINOR,   /**< severity 4 and 5 */
};

struct out {
	int fd;
	bool colour;
	bool terminal;
	unsigned width; /**< columns */
	struct sbuf buf;
	int error; /**< errno of the first write that failed, 0 */
};

/** @p colour: wanted and possible is the caller's to say. */
void out_init(struct out *o, int fd, bool colour);
void out_deinit(struct out *o);
/** Write what is gathered when it is much; false: there is no use in going on. */
bool out_tick(struct out *o);
/** Write what is gathered; false as above. */
bool out_flush(struct out *o);
/** Write the rest.  ERR_IO when something could not be written. */
must_use struct err *out_end(struct out *o);

/** Begin a style; STYLE_PLAIN ends it.  Nothing without colour. */
void out_style(struct out *o, enum out_style style);
enum out_style out_severity_style(int64_t severity);
