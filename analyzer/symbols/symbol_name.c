// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/debug_file.h"

/** Does @p s end in @p word, or in it with a number behind a dot: .isra.0, .cold, .llvm.123? */
static bool cut_suffix(struct slice *s)
{
	static const char *const words[] = { ".isra", ".constprop", ".part",       ".cold",
		                             ".llvm", ".lto_priv",  ".localalias", ".warm" };
	struct slice cut = *s;

	while (cut.n && cut.p[cut.n - 1] >= '0' && cut.p[cut.n - 1] <= '9')
		cut.n--;
	if (cut.n < s->n && cut.n && cut.p[cut.n - 1] == '.')
		cut.n--;
	else
		cut = *s;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct slice word = slice_str(words[i]);
		if (cut.n > word.n && slice_ends(cut, word)) {
			s->n = cut.n - word.n;
			return true;
		}
	}
	return false;
}

struct slice symbol_base_name(struct slice name)
{
	while (memchr(name.p, '.', name.n) && cut_suffix(&name))
		;
	return name;
}
