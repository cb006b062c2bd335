// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Regular expressions (pcre2) with bounded work.
 *
 * Compiled once, with JIT where there is one, without UTF mode (inputs are bytes).  Match, depth and
 * heap limits are set, so that no line of input can make a pattern run away; a match that hits a
 * limit counts as no match.  Patterns are given by the program only: one that does not compile is a
 * bug and aborts.  A compiled pattern may be used by several threads at once.
 *
 * In patterns these stand for longer texts:
 *   {{FUNC}}  a function's name: letters, digits and _ . $ < > : ~
 *   {{ADDR}}  a hexadecimal number with or without 0x
 *   {{PC}}    an address in brackets, as in [<ffffffff81000000>]
 *   {{SRC}}   a source file and line, as in mm/slub.c:123
 */
#pragma once

#include "parsers/base/slice.h"

#define RX_GROUPS  12
#define RX_MESSAGE 320

struct rx;

struct rx *rx_new(const char *pattern);
/** Compile a pattern of the user's, without the texts above.  NULL: it is none; @p ret_message says what
 *  is wrong with it and where. */
struct rx *rx_new_user(struct slice pattern, char ret_message[RX_MESSAGE]);
void rx_free(struct rx *rx); /**< NULL is allowed */

/** Does @p rx match in @p s?  @p ret (may be NULL) gets the groups, 0 the whole; one that took no
 *  part has p NULL.  Groups are views of @p s. */
bool rx_match(const struct rx *rx, struct slice s, struct slice ret[RX_GROUPS]);
