// SPDX-License-Identifier: Apache-2.0
/*
 * Any bytes as a log, through lines, engine and derivation.  What must hold whatever comes: places lie
 * in the input and are ordered, parsing the same bytes again gives the same, no text is longer than
 * its limit.
 */
#ifdef NDEBUG
#error "a fuzz target without assert() finds nothing"
#endif
#include <assert.h>
#include <stdint.h>

#include "analyzer/groups/derive.h"
#include "parsers/base/cleanup.h"
#include "parsers/faults/engine.h"
#include "parsers/lines/lines.h"

struct run {
	struct engine *engine;
	size_t size;
	size_t n;
	uint64_t sum; /**< of what came out, to compare runs */
};

static void mix(struct run *run, struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		run->sum = (run->sum ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211); // FNV-1a
}

static bool check(void *ctx, struct fault *f)
{
	struct run *run = ctx;
	struct derived d;

	assert(f->kind < FAULT_KIND_COUNT);
	assert(fact_has(f, first_byte) && fact_has(f, last_byte));
	assert(f->first_byte >= 0 && f->first_byte <= f->last_byte);
	assert((size_t)f->last_byte < run->size);
	assert(f->first_line >= 1 && f->first_line <= f->last_line);
	assert(!fact_has(f, cause_byte) || f->cause_byte < f->first_byte);
	assert(f->message.n <= LIMIT_LINE_BYTES);
	assert(f->excerpt.n <= LIMIT_EXCERPT_BYTES);
	assert(f->comm.n <= LIMIT_NAME_BYTES && f->hardware.n <= LIMIT_NAME_BYTES);
	assert(f->n_stacks <= LIMIT_STACKS);
	for (size_t i = 0; i < f->n_stacks; i++) {
		assert(f->stacks[i].role < STACK_ROLE_COUNT);
		assert(f->stacks[i].n_frames <= LIMIT_FRAMES);
		for (size_t k = 0; k < f->stacks[i].n_frames; k++)
			mix(run, f->stacks[i].frames[k].function);
	}
	derive_fault(f, f->arena, &d);
	assert(d.title.n > 0);
	assert(d.severity >= 1 && d.severity <= 5);
	mix(run, d.title);
	mix(run, f->message);
	run->n++;
	return false;
}

static bool wants(void *ctx, struct slice block)
{
	return engine_wants(((struct run *)ctx)->engine, block);
}

static void record(void *ctx, const struct record *r)
{
	engine_record(((struct run *)ctx)->engine, r);
}

static void boot(void *ctx, const struct boot *b)
{
	engine_boot(((struct run *)ctx)->engine, b);
}

static void parse(const uint8_t *data, size_t size, size_t piece, struct run *run)
{
	struct limits limits = limits_default();
	struct engine_sink es = { .ctx = run, .fault = check };
	struct lines_sink ls = { .ctx = run, .wants = wants, .record = record, .boot = boot };

	*run = (struct run){ .size = size };
	run->engine = engine_new(&es, &limits);
	struct lines *l = lines_new(&ls, &limits, INT64_MIN);
	for (size_t at = 0; at < size; at += piece)
		lines_feed(l, (struct slice){ (const char *)data + at,
		                              size - at < piece ? size - at : piece });
	lines_end(l);
	engine_end(run->engine);
	lines_free(l);
	engine_free(run->engine);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run whole, pieces;

	parse(data, size, size ? size : 1, &whole);
	parse(data, size, 61, &pieces);
	assert(whole.n == pieces.n && whole.sum == pieces.sum);
	return 0;
}
