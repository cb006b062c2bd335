// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Demangle: readable names of C++ and Rust functions, without arguments and hashes.
 *
 * Covers what kernels hold: C++ nested names, Rust's legacy scheme (C++ names that end in a hash)
 * and Rust's v0 scheme with paths, impls and generic arguments.
 *
 * Limits     DEMANGLE_DEPTH, DEMANGLE_BYTES: a name that needs more stays as it is
 * Source     Itanium C++ ABI, section 5.1; Rust RFC 2603 "Symbol name mangling v0"
 */
#pragma once

#include "parsers/base/arena.h"

#define DEMANGLE_DEPTH 64
#define DEMANGLE_BYTES 1024

/** False: not a mangled name, or one that is not understood. */
bool demangle(struct slice name, struct arena *arena, struct slice *ret);
