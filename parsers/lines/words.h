// SPDX-License-Identifier: Apache-2.0
/** @file Names of syslog facilities and levels (syslog(3)).  Private to this folder. */
#pragma once

#include "parsers/base/slice.h"

/** Number of `emerg` to `debug` (also `panic`, `error`, `warning`), -1: none. */
int word_level(struct slice word);
/** Number of `kern` to `local7`, -1: none. */
int word_facility(struct slice word);
