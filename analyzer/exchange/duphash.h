// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Duphash: the hash by which ABRT and FAF tell that two oopses are the same.
 *
 * SHA-1 of the names of the first DUPHASH_FRAMES reliable frames with a newline behind each, as ABRT has
 * it for kernel oopses (koops hashing without normalization).  The function of the instruction pointer
 * counts only where its line has addresses in brackets (before Linux 4.10): ABRT sees no frame in newer ones.
 */
#pragma once

#include "parsers/fault.h"

#define DUPHASH_FRAMES 6
#define DUPHASH_HEX    40

/** Hash of @p n names, of which the first DUPHASH_FRAMES count. */
void duphash_of(const struct slice *names, size_t n, char ret[DUPHASH_HEX + 1]);

/** Of the first stack of a kernel fault; false: it has no reliable frame, or is of user space. */
bool duphash_fault(const struct fault *f, char ret[DUPHASH_HEX + 1]);
