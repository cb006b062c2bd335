// SPDX-License-Identifier: Apache-2.0
/** @file Libraries that are loaded when they are needed first, as most runs of the program never do. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/** One call of a library. */
struct lazy_call {
	const char *name;
	void **at; /**< a pointer to the function; POSIX lets it have the form of one to data */
};

/** Load the library of that name, until the program ends, and fill all of @p calls; false: it, or one of them, is not
 *  there; dlerror() says which. */
bool lazy_lib_load(const char *soname, const struct lazy_call *calls, size_t n);
