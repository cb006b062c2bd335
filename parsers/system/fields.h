// SPDX-License-Identifier: Apache-2.0
/** @file Fields: what lines of several snapshot formats are made of. */
#pragma once

#include "parsers/system/system.h"

/** Words of @p line, at most @p max; returns how many. */
size_t fields_words(struct slice line, struct slice *ret, size_t max);
/** Is all of @p word one number of base 10, with or without `-`? */
bool fields_i64(struct slice word, int64_t *ret);
/** Take `Node 0, zone   Normal` and a comma behind it, if there is one; or do not move. */
bool fields_zone(struct slice *in, int64_t *ret_node, struct slice *ret_zone);
/** Unit of a counter of /proc/vmstat and /proc/zoneinfo: "pages", "kB", or "" for events and what
 *  changed its meaning. */
const char *fields_counter_unit(struct slice name);
/** N of `…/node/nodeN/…`; -1: the path is of no node. */
int64_t fields_path_node(struct slice path);
