// SPDX-License-Identifier: Apache-2.0
/* Any bytes behind the signature: entries lie in the file, in its order, and values have a limit. */
#ifdef NDEBUG
#error "a fuzz target without assert() finds nothing"
#endif
#include <assert.h>
#include <stdlib.h>

#include "parsers/base/cleanup.h"
#include "parsers/lines/journal_file.h"

#define VALUE_MAX 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	uint64_t n, off, size;
	size_t bytes;
};

static bool on_wants(void *ctx, struct slice key)
{
	(void)ctx;
	return key.n > 0;
}

static void on_begin(void *ctx, const struct journal_entry *e)
{
	struct seen *s = ctx;

	assert(e->off >= s->off && e->off < e->end_off && e->end_off <= s->size);
	s->off = e->end_off;
	s->bytes = 0;
	s->n++;
}

static void on_field(void *ctx, struct slice key, struct slice value, bool cut)
{
	struct seen *s = ctx;

	assert(value.n <= VALUE_MAX && (!cut || value.n <= VALUE_MAX));
	s->bytes += value.n + !memchr(key.p, '=', key.n) - 1;
	assert(s->bytes <= LIMIT_JOURNAL_VALUE_BYTES);
}

static void on_end(void *ctx)
{
	(void)ctx;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen seen = { .size = size };
	const struct journal_sink sink = { &seen, on_wants, on_begin, on_field, on_end };
	struct journal_stats stats;
	_cleanup_free_ char *copy = xmalloc(size + 1);

	memcpy(copy, data, size);
	if (size > 8)
		memcpy(copy, "LPKSHHRH", 8);
	journal_read((struct slice){ copy, size }, VALUE_MAX, &sink, &stats);
	assert(stats.entries <= seen.n);
	assert(stats.first_off <= size && !stats.n_damaged == !*stats.first);
	return 0;
}
