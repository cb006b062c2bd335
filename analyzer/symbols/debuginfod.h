// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * debuginfod: debug information from the servers that $DEBUGINFOD_URLS names; only when it is asked for.
 *
 * elfutils' client library is loaded at that time, so that nothing here needs a network otherwise.
 */
#pragma once

#include "parsers/base/err.h"

/** Fetch the debug file of @p build_id (hex) into the client's own cache; @p ret_path is to be freed.
 *  ERR_UNSUPPORTED: no client library; ERR_IO: no server has it, or none is named. */
must_use struct err *debuginfod_fetch(const char *build_id, char **ret_path);
