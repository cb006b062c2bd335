// SPDX-License-Identifier: Apache-2.0
/** @file Dump: all rows of all tables and views of a store as sorted text, ids replaced by keys, so
 *  that two stores with the same content give the same bytes. */
#pragma once

#include <sqlite3.h>

#include "parsers/base/sbuf.h"

void dump_store(sqlite3 *db, struct sbuf *out);
