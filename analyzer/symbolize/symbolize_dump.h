// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Symbolize dump: frames of the tasks of memory images get file and line in table task_frame, and rows for
 * the functions inlined into them: the same rows as when the image is read with debug information at hand
 * (analyzer/dump_symbols.h).
 */
#pragma once

#include "analyzer/symbolize/fault_run.h"
#include "analyzer/symbolize/symbol_cache.h"
#include "analyzer/symbolize/symbolize_store.h"

/** All frames that have no place yet; adds to @p counts.  Inside a transaction. */
must_use struct err *symbolize_dumps(sqlite3 *db, struct symbol_cache *cache,
                                     struct fault_runs *runs, struct symbolize_counts *counts);
