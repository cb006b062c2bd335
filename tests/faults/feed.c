// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/lines/lines.h"
#include "tests/faults/feed.h"

static bool keep(void *ctx, struct fault *f)
{
	struct feed *feed = ctx;
	assert_true(feed->n < sizeof(feed->faults) / sizeof(*feed->faults));
	feed->faults[feed->n++] = f;
	return true;
}

static bool wants(void *ctx, struct slice block)
{
	return engine_wants(ctx, block);
}

static void record(void *ctx, const struct record *r)
{
	engine_record(ctx, r);
}

static void boot(void *ctx, const struct boot *b)
{
	engine_boot(ctx, b);
}

void feed_text(struct feed *ret, const char *text)
{
	struct limits limits = limits_default();
	*ret = (struct feed){ 0 };
	struct engine_sink sink = { .ctx = ret, .fault = keep };
	struct engine *e = engine_new(&sink, &limits);
	struct lines_sink ls = { .ctx = e, .wants = wants, .record = record, .boot = boot };
	struct lines *l = lines_new(&ls, &limits, INT64_MIN);

	lines_feed(l, slice_str(text));
	lines_end(l);
	engine_end(e);
	lines_free(l);
	engine_free(e);
}

void feed_free(struct feed *f)
{
	for (size_t i = 0; i < f->n; i++)
		fault_free(f->faults[i]);
	f->n = 0;
}

const struct fault *feed_one(const struct feed *f)
{
	assert_int_equal(f->n, 1);
	return f->faults[0];
}

void assert_slice(struct slice s, const char *expected)
{
	if (!expected) {
		assert_null(s.p);
		return;
	}
	if (!s.p)
		fail_msg("unset, expected \"%s\"", expected);
	if (!slice_eq(s, slice_str(expected)))
		fail_msg("\"" SLICE_FMT "\" != \"%s\"", SLICE_ARG(s), expected);
}
