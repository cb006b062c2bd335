// SPDX-License-Identifier: Apache-2.0
#include "parsers/base/lazy_lib.h"

#include <dlfcn.h>

bool lazy_lib_load(const char *soname, const struct lazy_call *calls, size_t n)
{
	void *lib = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
	bool is_there = lib != NULL;

	for (size_t i = 0; is_there && i < n; i++) {
		*calls[i].at = dlsym(lib, calls[i].name);
		is_there = *calls[i].at != NULL;
	}
	return is_there;
}
