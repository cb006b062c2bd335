// SPDX-License-Identifier: Apache-2.0
/** @file A fault that is in no store, as one line of JSON. */
#pragma once

#include "analyzer/ingest.h"
#include "parsers/base/sbuf.h"

/** `{"id":null,…}` and LF.  Keys are the columns of view fault, then source, stacks, registers, and the
 *  tables that hang on a fault; what only a store can tell (id, key, links) is null. */
void fault_json(struct sbuf *out, const struct scan_fault *f);
