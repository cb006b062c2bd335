// SPDX-License-Identifier: Apache-2.0
/*
 * Any bytes: the pieces they come in make no difference, every place lies inside the input, places
 * and lines go forward, and a line of text is quoted from where it says.
 */
#ifdef NDEBUG
#error "a fuzz target without assert() finds nothing"
#endif
#include <assert.h>
#include <stdlib.h>

#include "parsers/base/sbuf.h"
#include "parsers/lines/lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	struct slice input;
	struct sbuf text; /**< everything that was handed out */
	uint64_t n, boots;
	uint64_t off, line;
};

static void on_record(void *ctx, const struct record *r)
{
	struct seen *seen = ctx;

	assert(r->off <= r->end_off && r->end_off <= seen->input.n);
	assert(r->line >= 1 && r->line <= r->end_line);
	assert(r->off >= seen->off && r->line >= seen->line);
	assert(r->level <= 7 && !(r->flags & RECORD_KERNEL && r->flags & RECORD_USER));
	if (!(r->flags & RECORD_ESCAPED)) {
		assert(r->raw.n <= r->end_off - r->off);
		assert(memcmp(seen->input.p + r->off, r->raw.p, r->raw.n) == 0);
		assert(r->text.p >= r->raw.p && r->text.p + r->text.n <= r->raw.p + r->raw.n);
	}
	seen->off = r->off;
	seen->line = r->line;
	seen->n++;
	sbuf_printf(&seen->text, "%x %u %u %x %u %lld %lld %llu %llu\n", r->flags, r->level,
	            r->boot, r->caller, r->lost, (long long)r->wall_us, (long long)r->mono_us,
	            (unsigned long long)r->off, (unsigned long long)r->end_off);
	sbuf_add(&seen->text, r->text);
	sbuf_add(&seen->text, r->raw);
	sbuf_add(&seen->text, r->host);
	sbuf_add(&seen->text, r->tag);
}

static void on_boot(void *ctx, const struct boot *b)
{
	struct seen *seen = ctx;

	assert(b->number <= seen->boots);
	seen->boots += b->number == seen->boots;
}

static void run(struct seen *seen, const uint8_t *data, size_t size, size_t piece)
{
	struct lines_sink sink = { .ctx = seen, .record = on_record, .boot = on_boot };
	struct limits limits = limits_default();

	limits.line_bytes = 512;
	seen->input = (struct slice){ (const char *)data, size };
	struct lines *l = lines_new(&sink, &limits, INT64_C(1654041600000000));
	uint32_t random = (uint32_t)size;
	for (size_t i = 0, n; i < size; i += n) {
		random = random * 1664525u + 1013904223u;
		n = piece ? piece : 1 + (random >> 8) % 97;
		n = n < size - i ? n : size - i;
		char *exact = malloc(n); // exact size, so that ASan sees each overrun
		memcpy(exact, data + i, n);
		lines_feed(l, (struct slice){ exact, n });
		free(exact);
	}
	lines_end(l);
	const struct lines_stats *stats = lines_stats(l);
	assert(stats->bytes == size);
	uint64_t n_lines = 0;
	for (size_t i = 0; i < size; i++)
		n_lines += data[i] == '\n' || i + 1 == size;
	// a binary journal has entries in place of lines
	assert(stats->lines == n_lines || slice_starts(seen->input, S("LPKS")));
	lines_free(l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen whole = { 0 }, pieces = { 0 };

	run(&whole, data, size, size);
	run(&pieces, data, size, 0);
	assert(whole.n == pieces.n && slice_eq(sbuf_slice(&whole.text), sbuf_slice(&pieces.text)));
	sbuf_deinit(&whole.text);
	sbuf_deinit(&pieces.text);
	return 0;
}
