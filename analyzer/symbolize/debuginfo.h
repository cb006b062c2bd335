// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Debuginfo: which files with debug information the faults and dumps of a store need, which of them are
 * at hand, which were refused and why, and which package has the others.
 *
 * Shape      rows of temp.debuginfo of the store's connection, for a query to print
 * Errors     ERR_DB
 */
#pragma once

#include "analyzer/symbols/resolve.h"
#include "db/store.h"

must_use struct err *debuginfo_collect(struct store *s, struct resolver *r);
