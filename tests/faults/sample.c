// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "parsers/base/cleanup.h"

void feed_sample(struct feed *ret, const char *path)
{
	char name[512];
	static char text[1 << 16];

	snprintf(name, sizeof(name), "%s/samples/%s", SOURCE_DIR, path);
	_cleanup_fclose_ FILE *in = fopen(name, "rb");
	if (!in)
		fail_msg("%s is missing", name);
	size_t n = fread(text, 1, sizeof(text) - 1, in);
	assert_true(n < sizeof(text) - 1);
	text[n] = '\0';
	feed_text(ret, text);
}

struct slice sample_frame(const struct fault *f, size_t stack_no, size_t depth)
{
	if (stack_no >= f->n_stacks || depth >= f->stacks[stack_no].n_frames)
		return (struct slice){ 0 };
	return f->stacks[stack_no].frames[depth].function;
}
