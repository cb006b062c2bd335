// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Dump debug: what files with debug information know of the kernel of a dump, for those who read it.
 *
 * Who owns such files fills in the functions; they are asked only for what the dump itself does not tell.
 *
 * Lifetime   until dump_read() returns
 * Absent     a function that answers false: no file of this kernel is at hand, or it does not know
 */
#pragma once

#include <stdbool.h>

struct btf;

struct dump_debug {
	void *ctx;
	/** Add type @p name of the kernel, with what it holds by value, to @p btf: the same one in each call
	 *  for one dump. */
	bool (*add_type)(void *ctx, struct btf *btf, const char *name);
};
