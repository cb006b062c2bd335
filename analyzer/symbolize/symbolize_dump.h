// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Symbolize dump: frames of the tasks of memory images get file and line in table task_frame.
 *
 * Addresses are looked up by KASLR's offset of the dump; in modules by the name of the function.
 */
#pragma once

#include "analyzer/symbolize/fault_run.h"
#include "analyzer/symbolize/symbol_cache.h"
#include "analyzer/symbolize/symbolize_store.h"

/** All frames that have no place yet; adds to @p counts.  Inside a transaction. */
must_use struct err *symbolize_dumps(sqlite3 *db, struct symbol_cache *cache,
                                     struct fault_runs *runs, struct symbolize_counts *counts);
