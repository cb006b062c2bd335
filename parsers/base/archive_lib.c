// SPDX-License-Identifier: Apache-2.0
#include "parsers/base/archive_lib.h"

#include "parsers/base/lazy_lib.h"
#include <pthread.h>

static struct archive_lib calls;
static bool is_there;

static void load(void)
{
	static const struct lazy_call rows[] = {
#define ARCHIVE_CALL(name) { #name, (void **)&calls.name },
#include "parsers/base/archive_calls.def"
#undef ARCHIVE_CALL
	};

	is_there = lazy_lib_load("libarchive.so.13", rows, sizeof(rows) / sizeof(*rows));
}

const struct archive_lib *archive_lib(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return is_there ? &calls : NULL;
}
