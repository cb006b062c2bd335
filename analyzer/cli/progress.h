// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Progress: one line on standard error, only where that is a terminal; redrawn ten times a second at
 * most, and gone in the end.
 */
#pragma once

#include "analyzer/cli/cli.h"

struct progress_state {
	uint64_t files, files_total; /**< files_total 0: not known */
	uint64_t bytes, bytes_total;
	uint64_t faults;
};

struct progress {
	struct cli *cli;
	bool shown;
	int64_t begin_us, drawn_us; /**< monotonic clock */
};

void progress_begin(struct progress *p, struct cli *cli);
void progress_update(struct progress *p, const struct progress_state *s);
/** Take the line away, so that something else can be printed. */
void progress_clear(struct cli *cli);
