// SPDX-License-Identifier: Apache-2.0
#include "analyzer/extension/text_faults.h"

#include "parsers/lines/lines.h"

/** Bytes that are fed at once, so that reading can end at the first fault. */
#define FEED_BYTES ((size_t)1 << 16)

struct reader {
	struct engine *engine;
	bool (*fn)(void *ctx, struct fault *f);
	void *ctx;
	bool done;
};

static bool on_wants(void *ctx, struct slice block)
{
	struct reader *r = ctx;

	return engine_wants(r->engine, block);
}

static void on_record(void *ctx, const struct record *record)
{
	struct reader *r = ctx;

	engine_record(r->engine, record);
}

static void on_boot(void *ctx, const struct boot *b)
{
	struct reader *r = ctx;

	engine_boot(r->engine, b);
}

static bool on_fault(void *ctx, struct fault *f)
{
	struct reader *r = ctx;

	if (!r->done)
		r->done = !r->fn(r->ctx, f);
	return false;
}

void text_faults(struct slice text, bool (*fn)(void *ctx, struct fault *f), void *ctx)
{
	struct reader r = { .fn = fn, .ctx = ctx };
	const struct limits limits = limits_default();
	const struct engine_sink faults = { .ctx = &r, .fault = on_fault };
	const struct lines_sink records = {
		.ctx = &r, .wants = on_wants, .record = on_record, .boot = on_boot
	};

	r.engine = engine_new(&faults, &limits);
	struct lines *lines = lines_new(&records, &limits, INT64_MIN);
	for (size_t at = 0; at < text.n && !r.done; at += FEED_BYTES)
		lines_feed(lines, slice_head(slice_from(text, at), FEED_BYTES));
	lines_end(lines);
	engine_end(r.engine);
	lines_free(lines);
	engine_free(r.engine);
}
