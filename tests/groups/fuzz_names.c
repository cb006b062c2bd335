// SPDX-License-Identifier: Apache-2.0
/* Names of functions and free text are input: whatever they hold, work and length are bounded. */
#include <assert.h>

#include "analyzer/groups/clean.h"
#include "analyzer/groups/demangle.h"
#include "analyzer/groups/names.h"
#include "analyzer/groups/skip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = { (const char *)data, size };
	struct arena a = { 0 };
	struct sbuf out = { .max = 480 };

	struct slice plain = name_plain(in, &a);
	assert(plain.n <= (size > DEMANGLE_BYTES ? size : DEMANGLE_BYTES));
	assert(name_syscall(plain).n <= plain.n);
	(void)skip_sets(plain);
	clean_text(&out, in);
	assert(out.n <= 480);
	for (size_t i = 0; i < out.n; i++)
		assert(out.p[i] >= ' ' && out.p[i] <= '~');
	sbuf_deinit(&out);
	arena_deinit(&a);
	return 0;
}
