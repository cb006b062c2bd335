// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Functions: what crashql adds to SQL, for `crashql sql` and for every other program with SQLite.
 *
 *   symbolize(build_id, offset)   `file:line (function)`, inlined callers behind ` < `
 *   fault_title(text)             title of the first fault of a log
 *   fault_signature(text, level)  its signature of one level, as column fault_signature.signature
 *   stack_similarity(a, b)        0 to 1; frames one a line, or with ; between them
 *   fault_frames(text)            table: the frames of all faults of a log
 *
 * All give NULL for NULL and for what is not known, and an error for a wrong level or a text that is too long.
 *
 * Limits     FUNCTIONS_TEXT_BYTES, FRAMES_TEXT_BYTES
 */
#pragma once

#include "analyzer/extension/sqlite.h"

/** Longest log that is read. */
#define FUNCTIONS_TEXT_BYTES ((size_t)64 << 20)

/** A code of SQLite. symbolize() looks for debug files in the paths of $CRASHQL_DEBUGINFO, with `:`
 *  between them, and in the standard places. */
int functions_register(sqlite3 *db);

/** As above, the table function alone. */
int fault_frames_register(sqlite3 *db);
