// SPDX-License-Identifier: Apache-2.0
#include "analyzer/code/decoder.h"

#include <dlfcn.h>
#include <pthread.h>

static struct decoder decoder;
static bool is_there;

/** The number of the interface is that of the library's name. */
#define TEXT(number)   #number
#define NUMBER(number) TEXT(number)

/** Pointers to functions come out of dlsym() as pointers to data: POSIX has them in the same form. */
#define CALL(member, name)                     \
	{                                      \
		name, (void **)&decoder.member \
	}

static void decoder_load(void)
{
	static const struct {
		const char *name;
		void **at;
	} calls[] = {
		CALL(open, "cs_open"),         CALL(close, "cs_close"),
		CALL(option, "cs_option"),     CALL(malloc, "cs_malloc"),
		CALL(free, "cs_free"),         CALL(next, "cs_disasm_iter"),
		CALL(reg_name, "cs_reg_name"),
	};
	// stays loaded until the program ends
	void *lib = dlopen("libcapstone.so." NUMBER(CS_API_MAJOR), RTLD_NOW | RTLD_LOCAL);

	is_there = lib != NULL;
	for (size_t i = 0; is_there && i < sizeof(calls) / sizeof(*calls); i++) {
		*calls[i].at = dlsym(lib, calls[i].name);
		is_there = *calls[i].at != NULL;
	}
}

const struct decoder *decoder_get(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, decoder_load);
	return is_there ? &decoder : NULL;
}
