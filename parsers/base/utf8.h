// SPDX-License-Identifier: Apache-2.0
/** @file UTF-8 (RFC 3629): what a sequence is, and whether a text is made of nothing else. */
#pragma once

#include "parsers/base/slice.h"

/** Bytes of the valid sequence that @p s begins with (1 to 4); 0: none, or an overlong form, a
 *  surrogate, a cut sequence, an empty slice.  NUL is a valid character. */
size_t utf8_len(struct slice s);
bool utf8_valid(struct slice s);
