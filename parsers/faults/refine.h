// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Refinement: a WARNING, kernel BUG or Oops whose text says more becomes the more specific kind.
 *
 * The rules are refine.def.
 */
#pragma once

#include "parsers/faults/family.h"

/** Change f->kind and set bug_type of @p f where a rule holds for a line of @p r or what introduced
 *  it.  True: a rule did. */
bool fault_refine(const struct report *r, struct fault *f);
