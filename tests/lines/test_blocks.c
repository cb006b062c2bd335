// SPDX-License-Identifier: Apache-2.0
// What must hold for any bytes: pieces do not matter, places are exact, passed blocks are counted.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "parsers/base/sbuf.h"
#include "tests/lines/feed.h"

static void assert_same(const struct fed *a, const struct fed *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		const struct record *x = &a->r[i], *y = &b->r[i];
		assert_true(slice_eq(x->text, y->text) && slice_eq(x->raw, y->raw));
		assert_true(x->off == y->off && x->end_off == y->end_off && x->line == y->line);
		assert_true(x->flags == y->flags && x->mono_us == y->mono_us);
	}
	assert_int_equal(a->stats->lines, b->stats->lines);
	assert_int_equal(a->stats->bytes, b->stats->bytes);
}

static void make_log(struct sbuf *b, size_t n_lines)
{
	for (size_t i = 0; i < n_lines; i++) {
		if (i % 13 == 5)
			sbuf_puts(b, "no stamp here\r\n");
		else if (i % 1000 == 999)
			sbuf_puts(b, "\n");
		else
			sbuf_printf(b, "[%5zu.%06zu][ T%zu] line %zu\n", i / 10, i % 1000000, i % 7,
			            i);
	}
	sbuf_puts(b, "[99999.000000] last without line end");
}

static void pieces_do_not_matter(void **state)
{
	static const size_t pieces[] = { 0, 1, 3, 4096, 65535, 65536, 65537 };
	struct sbuf log = { 0 };
	struct fed whole = { 0 };

	(void)state;
	make_log(&log, 9000);
	feed(&whole, sbuf_slice(&log));
	assert_int_equal(whole.stats->lines, 9001);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct fed fed = { 0 };
		feed_pieces(&fed, sbuf_slice(&log), pieces[i], NULL, INT64_MIN);
		assert_same(&whole, &fed);
		fed_deinit(&fed);
	}
	fed_deinit(&whole);
	sbuf_deinit(&log);
}

static void places_are_exact(void **state)
{
	struct sbuf log = { 0 };
	struct fed fed = { 0 };

	(void)state;
	make_log(&log, 3000);
	feed(&fed, sbuf_slice(&log));
	uint64_t off = 0;
	for (size_t i = 0; i < fed.n; i++) {
		const struct record *r = &fed.r[i];
		assert_int_equal(r->off, off);
		assert_int_equal(r->line, i + 1);
		assert_true(slice_starts(slice_from(sbuf_slice(&log), r->off), r->raw));
		off = r->end_off;
	}
	assert_int_equal(off, log.n);
	fed_deinit(&fed);
	sbuf_deinit(&log);
}

static bool wants_marked(void *ctx, struct slice block)
{
	(void)ctx;
	return slice_has(block, S("BUG: marked"));
}

static void declined_blocks_are_counted_only(void **state)
{
	struct sbuf log = { 0 };
	struct fed fed = { .wants = wants_marked }, all = { 0 };

	(void)state;
	make_log(&log, 20000);
	sbuf_puts(&log, "\n[99999.000001] BUG: marked\n");
	make_log(&log, 20000);
	feed(&all, sbuf_slice(&log));
	feed(&fed, sbuf_slice(&log));
	assert_int_equal(fed.stats->lines, all.stats->lines);
	assert_true(fed.n > 100 && fed.n < 5000);
	size_t at = 0, marked = 0;
	for (size_t i = 0; i < fed.n; i++) {
		while (all.r[at].off != fed.r[i].off)
			at++;
		assert_int_equal(all.r[at].line, fed.r[i].line);
		assert_true(slice_eq(all.r[at].text, fed.r[i].text));
		marked += slice_is(fed.r[i].text, "BUG: marked");
	}
	assert_int_equal(marked, 1);
	fed_deinit(&fed);
	fed_deinit(&all);
	sbuf_deinit(&log);
}

static void long_line_is_cut(void **state)
{
	static const size_t lengths[] = { 9, 10, 11, 65535, 65536, 65537, 65538, 300000 };
	struct limits limits = limits_default();

	(void)state;
	for (size_t limit = 10; limit <= 65536; limit += 65526) {
		limits.line_bytes = limit;
		for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
			for (int with_end = 0; with_end < 2; with_end++) {
				struct sbuf log = { 0 };
				struct fed whole = { 0 }, bytes = { 0 };
				sbuf_puts(&log, "first\n");
				for (size_t j = 0; j < lengths[i]; j++)
					sbuf_char(&log, 'a' + j % 26);
				if (with_end)
					sbuf_puts(&log, "\nlast\n");
				feed_pieces(&whole, sbuf_slice(&log), SIZE_MAX, &limits, INT64_MIN);
				feed_pieces(&bytes, sbuf_slice(&log), 0, &limits, INT64_MIN);
				assert_same(&whole, &bytes);
				assert_int_equal(whole.n, with_end ? 3 : 2);
				const struct record *r = &whole.r[1];
				bool cut = lengths[i] > limit;
				assert_int_equal(r->flags & RECORD_CUT, cut ? RECORD_CUT : 0);
				assert_int_equal(r->raw.n, cut ? limit : lengths[i]);
				assert_int_equal(r->end_off, 6 + lengths[i] + with_end);
				assert_int_equal(whole.stats->cut_lines, cut);
				fed_deinit(&whole);
				fed_deinit(&bytes);
				sbuf_deinit(&log);
			}
		}
	}
}

static void idle_hands_out_whole_lines(void **state)
{
	struct fed fed = { 0 };
	struct lines_sink sink = { .ctx = &fed, .record = fed_record };
	struct limits limits = limits_default();
	struct lines *l = lines_new(&sink, &limits, INT64_MIN);

	(void)state;
	lines_feed(l, S("[    1.000000] one\n[    2.0000"));
	assert_int_equal(fed.n, 0);
	lines_idle(l);
	assert_int_equal(fed.n, 1);
	lines_feed(l, S("00] two\n"));
	lines_idle(l);
	assert_int_equal(fed.n, 2);
	assert_string_equal(fed.r[1].text.p, "two");
	lines_end(l);
	assert_int_equal(fed.n, 2);
	lines_free(l);
	fed_deinit(&fed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_do_not_matter),
		cmocka_unit_test(places_are_exact),
		cmocka_unit_test(declined_blocks_are_counted_only),
		cmocka_unit_test(long_line_is_cut),
		cmocka_unit_test(idle_hands_out_whole_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
