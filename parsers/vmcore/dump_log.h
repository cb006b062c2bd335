// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * The kernel log of a dump, when more of it is found than in the log itself.  Private to this folder.
 */
#pragma once

#include "parsers/vmcore/dump_reader.h"
#include "parsers/vmcore/log.h"

/** One more record, behind those that were read; @p log: as kernel_log.log, good until
 *  the next call. */
void dump_log_add(struct dump_context *ctx, const char *log, const struct log_record *r);
/** All were added. */
void dump_log_end(struct dump_context *ctx);
