// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Reading: what the verbs share that read input (triage, ingest, scan): options, progress, SIGINT,
 * and the messages about what could not be read.
 */
#pragma once

#include "analyzer/cli/cli.h"
#include "analyzer/cli/progress.h"
#include "analyzer/ingest.h"

struct reading_options {
	uint64_t jobs; /**< 0: one per CPU */
	uint64_t line_bytes, excerpt_bytes, depth, expand_bytes, expand_ratio;
};

#define READING_DEFAULTS                                                              \
	{                                                                             \
		.line_bytes = LIMIT_LINE_BYTES, .excerpt_bytes = LIMIT_EXCERPT_BYTES, \
		.depth = LIMIT_INPUT_DEPTH, .expand_bytes = LIMIT_EXPAND_BYTES,       \
		.expand_ratio = LIMIT_EXPAND_RATIO,                                   \
	}

/** Land in struct reading_options. */
extern const struct opt jobs_options[], limit_options[];

/** One reading under way. */
struct reading {
	struct cli *cli;
	struct progress progress;
	struct ingest_options options; /**< to give to ingest_run() or ingest_scan() */
};

/** Begin: SIGINT is caught from here on. */
void reading_begin(struct reading *r, struct cli *cli, const struct reading_options *o);
/** Print what could not be read and note the exit status; with @p summary what was. */
void reading_end(struct reading *r, const struct ingest_result *result, bool summary);
