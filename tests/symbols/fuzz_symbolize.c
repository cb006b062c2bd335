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
	for (struct slice rest = in; slice_line(&rest, &line);) {
		check_frame(line);
		sbuf_reset(&out);
		text_symbolize(t, line, &out);
		// what is added stands in front of a CR that is left of CR CR LF
		struct slice ends = slice_ends(line, S("\r")) ? S("\r\n") : S("\n");
		assert(slice_starts(sbuf_slice(&out), slice_head(line, line.n - (ends.n - 1))) &&
		       slice_ends(sbuf_slice(&out), ends));
	}
	sbuf_deinit(&out);
	return 0;
}
