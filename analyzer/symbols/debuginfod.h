// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * debuginfod: debug information from the servers that $DEBUGINFOD_URLS names; only when it is asked for.
 *
 * elfutils' client library is loaded at that time, so that nothing here needs a network otherwise.  It keeps
 * what it gets in $DEBUGINFOD_CACHE_PATH.  A server that says nothing is given up after $DEBUGINFOD_TIMEOUT
 * seconds: DEBUGINFOD_TIMEOUT_S, where the user sets none.
 *
 * Source     debuginfod_find_debuginfo(3), debuginfod-client-config(7)
 */
#pragma once

#include "parsers/base/err.h"

#define DEBUGINFOD_TIMEOUT_S "20"

/**
 * Fetch the debug file of @p build_id (hex), or where the servers have none the file itself, whose symbols are
 * better than nothing, into the client's own cache; @p ret_path is to be freed.
 *
 * ERR_IO with err.sys ENOENT: the servers have neither, which says nothing against asking for another.
 * All others are of no use to be repeated: ERR_UNSUPPORTED: no client library; ERR_USAGE: no server is
 * named; ERR_IO: no server answers.
 */
must_use struct err *debuginfod_fetch(const char *build_id, char **ret_path);
