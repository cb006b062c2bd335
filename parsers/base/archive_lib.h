// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Archive lib: the calls of libarchive, which is loaded by the first one who asks.
 *
 * It brings libxml2 and ICU with it: loading them takes as long as all other libraries of the program, and most
 * runs see no archive.
 *
 * Threads    any
 * Source     libarchive 3.6, archive.h and archive_entry.h
 */
#pragma once

#include <archive.h>
#include <archive_entry.h>

#define ARCHIVE_LIB_MISSING "libarchive.so.13 (package libarchive13) cannot be loaded"

/** Each call under its own name. */
struct archive_lib {
#define ARCHIVE_CALL(name) __typeof__(name) *name;
#include "parsers/base/archive_calls.def"
#undef ARCHIVE_CALL
};

/** NULL: the library is not installed. */
const struct archive_lib *archive_lib(void);
