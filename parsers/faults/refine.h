// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Refinement: a WARNING or kernel BUG whose text or place says more becomes the more specific kind.
 *
 * The rules are refine.def.
 */
#pragma once

#include "parsers/faults/family.h"

/** Change f->kind and set bug_type, detail and what else the text says where a rule holds for a line
 *  of @p r, for what introduced it, or for f->file.  True: a rule did. */
bool fault_refine(const struct report *r, struct fault *f);

/** What one such line says: bug_type, detail, access, object of @p f.  @p kind is the rule's. */
void refine_message(enum fault_kind kind, struct slice text, struct fault *f);
