// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Engine: records become faults.
 *
 * Stage 3.  One engine per input member.  It finds the first lines of reports, keeps one open report
 * per caller context, and hands every report that ended to its family (family.h).
 *
 * Shape      faults come out as their reports end, so not quite in the order of their first lines
 * Lifetime   a fault is good until sink->fault() returns, unless the sink takes its arena
 * Limits     LIMIT_OPEN_REPORTS, LIMIT_REPORT_LINES, LIMIT_REPORT_BYTES, limits.excerpt_bytes
 */
#pragma once

#include "parsers/faults/family.h"
#include "parsers/limits.h"

struct engine_sink {
	void *ctx;
	/** @p f and all it points to live in f->arena.  The sink may keep it: return true, and free it
	 *  with fault_free() later. */
	bool (*fault)(void *ctx, struct fault *f);
};

struct engine;

struct engine *engine_new(const struct engine_sink *sink, const struct limits *limits);
void engine_free(struct engine *e); /**< NULL is allowed */

/** Does this block of whole lines hold a first line, or is a report open? */
bool engine_wants(struct engine *e, struct slice block);
void engine_record(struct engine *e, const struct record *r);
/** More is known of a boot; kept for the reports that follow. */
void engine_boot(struct engine *e, const struct boot *b);
/** Nothing came for a second: close what is open. */
void engine_idle(struct engine *e);
/** The input ended. */
void engine_end(struct engine *e);

/** Free a fault that a sink kept. */
void fault_free(struct fault *f);
