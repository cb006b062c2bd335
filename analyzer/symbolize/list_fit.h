// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * List fit: is a kallsyms of the boot that a fault is of?  KASLR puts the kernel, and each module, elsewhere at
 * every boot: the list of another one would give wrong names.
 *
 * Frames that print a function and its address tell how far the list is away from it, for the kernel and for
 * each module that one of them is in; else KASLR's offset in the log does, for the kernel.  Where nothing does,
 * the list is taken as it is if it may be of the same boot.  A list whose functions are not where frames say
 * they are, however it is moved, is of another kernel and not used at all.
 *
 * Lifetime   one call a fault; what it points to is in the arena given
 */
#pragma once

#include "analyzer/symbolize/fault_run.h"

/** Modules whose place is found for one fault. */
#define FIT_MODULES 64

/**
 * Make k->run right for the frames @p refs of a fault: lists that do not fit are taken out of it.  Addresses of
 * frames without a name are moved to where the list has them; @p ret, an array of @p n in @p arena, says for
 * each whether the kallsyms of k->run may name it.
 */
void list_fit(struct fault_kernel *k, struct code_ref *refs, size_t n, struct arena *arena,
              bool **ret);
