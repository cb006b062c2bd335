// SPDX-License-Identifier: Apache-2.0
/*
 * Any bytes are a file: members come one at a time, each begin has its end, there is a message
 * exactly where something is wrong, and the same bytes give the same members.
 */
#ifdef NDEBUG
#error "a fuzz target without assert() finds nothing"
#endif
#include <assert.h>

#include "parsers/base/hash.h"
#include "parsers/input/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct state {
	bool open;
	struct sha256 *hash;
};

static bool on_begin(void *ctx, const struct input_member *m)
{
	struct state *s = ctx;

	assert(!s->open && m->path && m->top);
	assert((m->depth > 0) == m->is_archive && (m->inside != NULL) == m->is_archive);
	s->open = true;
	sha256_add(s->hash, slice_str(m->path));
	return true;
}

static void on_bytes(void *ctx, struct slice bytes)
{
	struct state *s = ctx;

	assert(s->open && bytes.n);
	sha256_add(s->hash, bytes);
}

static void on_idle(void *ctx)
{
	(void)ctx;
	assert(!"memory is never idle");
}

static void on_end(void *ctx, enum input_status status, const char *message)
{
	struct state *s = ctx;

	assert(s->open && (status == INPUT_OK) == (message == NULL));
	s->open = false;
	sha256_add(s->hash, slice_str(message));
}

static void on_problem(void *ctx, const char *path, const char *message)
{
	struct state *s = ctx;

	assert(!s->open && *path && *message);
	sha256_add(s->hash, slice_str(message));
}

static void run(struct slice bytes, char ret[SHA256_HEX + 1])
{
	struct state s = { .hash = sha256_new() };
	struct limits limits = limits_default();
	const struct input_sink sink = {
		.ctx = &s,
		.begin = on_begin,
		.bytes = on_bytes,
		.idle = on_idle,
		.end = on_end,
		.problem = on_problem,
	};

	limits.expand_bytes = (uint64_t)16 << 20; // what a fuzzer waits for
	input_read_memory("fuzz", bytes, &limits, &sink);
	assert(!s.open);
	sha256_end(s.hash, ret);
	sha256_free(s.hash);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char first[SHA256_HEX + 1], second[SHA256_HEX + 1];

	run((struct slice){ (const char *)data, size }, first);
	run((struct slice){ (const char *)data, size }, second);
	assert(strcmp(first, second) == 0);
	return 0;
}
