// SPDX-License-Identifier: Apache-2.0
#include "analyzer/code/decoder.h"

#include "parsers/base/lazy_lib.h"
#include <pthread.h>

/** The number of the interface is that of the library's name. */
#define TEXT(number)   #number
#define NUMBER(number) TEXT(number)

static struct decoder decoder;
static bool is_there;

static void decoder_load(void)
{
	static const struct lazy_call calls[] = {
		{ "cs_open", (void **)&decoder.open },
		{ "cs_close", (void **)&decoder.close },
		{ "cs_option", (void **)&decoder.option },
		{ "cs_malloc", (void **)&decoder.malloc },
		{ "cs_free", (void **)&decoder.free },
		{ "cs_disasm_iter", (void **)&decoder.next },
		{ "cs_reg_name", (void **)&decoder.reg_name },
	};

	is_there = lazy_lib_load("libcapstone.so." NUMBER(CS_API_MAJOR), calls,
	                         sizeof(calls) / sizeof(*calls));
}

const struct decoder *decoder_get(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, decoder_load);
	return is_there ? &decoder : NULL;
}
