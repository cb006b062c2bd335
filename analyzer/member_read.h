// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Member read: one member of an input again, by the path that a source has: a file, or what lies in an archive,
 * which is read up to there.
 *
 * Absent     no bytes come of one that is not there any more, or came from a pipe
 */
#pragma once

#include "parsers/input/input.h"

void member_read(const char *path, const struct limits *limits,
                 void (*bytes)(void *ctx, struct slice bytes), void *ctx);
