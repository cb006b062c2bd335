// SPDX-License-Identifier: Apache-2.0
/* Any text: lines come out as they went in, with something added at most; its own lines as the list of
 * symbols that addresses are named by. */
#include <assert.h>

#include "analyzer/symbols/frame_text.h"
#include "analyzer/symbols/symbolize_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_frame(struct slice line)
{
	struct text_frame f;

	if (!frame_text_find(line, &f))
		return;
	assert(f.prefix <= f.indent && f.indent <= f.end && f.end <= line.n);
	assert(f.frame.function.p || f.frame.has_address || f.frame.module.p);
	assert(!f.frame.function.p || (f.frame.function.p >= line.p &&
	                               f.frame.function.p + f.frame.function.n <= line.p + line.n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(symbol_list_freep) struct symbol_list *list = symbol_list_new();
	const struct debug_find_options find = { .no_standard = true };
	_cleanup_(resolver_freep) struct resolver *r = resolver_new(&find);
	struct slice in = { (const char *)data, size }, line;
	struct sbuf out = { 0 };

	symbol_list_feed(list, slice_head(in, size / 2));
	symbol_list_feed(list, slice_from(in, size / 2));
	symbol_list_end(list);
	const struct text_symbolize_options o = {
		.resolver = r,
		.kallsyms = list,
		.system_map = list,
		.explain = true,
	};
	_cleanup_(text_symbolizer_freep) struct text_symbolizer *t = text_symbolizer_new(&o);
	for (struct slice rest = in; slice_line(&rest, &line);)
		text_symbolize_foresee(t, line);
	for (struct slice rest = in; slice_line(&rest, &line);)
		check_frame(line);
	for (struct slice rest = in; rest.n;) {
		const char *lf = memchr(rest.p, '\n', rest.n);
		line = slice_head(rest, lf ? (size_t)(lf - rest.p) : rest.n);
		struct slice whole = slice_head(rest, line.n + (lf != NULL));
		size_t was = out.n;
		text_symbolize(t, whole, &out);
		// what is added stands in front of the line's end
		bool cr = slice_ends(line, S("\r"));
		struct slice got = slice_from(sbuf_slice(&out), was);
		assert(slice_starts(got, slice_head(line, line.n - cr)) &&
		       slice_ends(got, slice_from(whole, line.n - cr)));
		rest = slice_from(rest, whole.n);
	}
	// all at once gives the same, but for notes
	_cleanup_(text_symbolizer_freep) struct text_symbolizer *u = text_symbolizer_new(&o);
	struct sbuf all = { 0 };
	for (struct slice rest = in; slice_line(&rest, &line);)
		text_symbolize_foresee(u, line);
	text_symbolize(u, in, &all);
	assert(slice_eq(sbuf_slice(&all), sbuf_slice(&out)));
	sbuf_deinit(&all);
	sbuf_deinit(&out);
	return 0;
}
