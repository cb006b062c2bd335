// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * SQLite for sources that are compiled twice: into crashql, which is linked with SQLite, and into the
 * extension, which must call the SQLite of the program that loaded it.
 */
#pragma once

#ifdef CRASHQL_EXTENSION
#include <sqlite3ext.h>
extern const sqlite3_api_routines *sqlite3_api; /**< set by the entry point */
#else
#include <sqlite3.h>
#endif
