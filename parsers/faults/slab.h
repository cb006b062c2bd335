// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Slab: heads of the reports of the SLAB allocator, for the family of SLUB's (slub.c).
 */
#pragma once

#include "parsers/fault.h"

/** Dump lines kept in slub_report.dump. An object of a page with its red zones is 20 KiB of text. */
#define SLAB_DUMP_BYTES ((size_t)32 << 10)

/** Fill @p s from the first line of a SLAB report; false: it is none. */
bool slab_head_parse(struct slice text, struct slub_report *s, struct fault *f);
