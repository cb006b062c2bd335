// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Clean: a line of a report without what changes from one time to the next.
 *
 *     fasync_free_rcu+0x14/0x20 age=624 cpu=0      -> fasync_free_rcu age=NUM cpu=NUM
 *     at addr ffff88004ec29b58                     -> at addr ADDR
 *     mm/slub.c:123                                -> mm/slub.c:LINE
 *     CPU#3 from 10.0.0.1                          -> CPU from IP
 */
#pragma once

#include "parsers/base/sbuf.h"

/** Append @p text to @p out; bytes that are not printable ASCII become `?`. */
void clean_text(struct sbuf *out, struct slice text);
