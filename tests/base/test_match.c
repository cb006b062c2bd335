// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/match.h"

static const struct slice literals[] = { S("he"), S("she"), S("hers"),
	                                 S("Kernel panic - not syncing") };

/** Every literal at every place of texts that are short, and long enough to be searched in parts. */
static void literal_is_found_anywhere(void **state)
{
	static const size_t lengths[] = { 26, 100, 1023, 1024, 1025, 1031, 4096 };
	struct match *m = match_new(literals, 4);

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		size_t n = lengths[i];
		_cleanup_free_ char *text = xmalloc(n);
		memset(text, 's', n);
		assert_false(match_any(m, (struct slice){ text, n }));
		for (size_t l = 0; l < 4; l++) {
			for (size_t at = 0; at + literals[l].n <= n; at++) {
				memcpy(text + at, literals[l].p, literals[l].n);
				assert_true(match_any(m, (struct slice){ text, n }));
				assert_true(match_first(m, (struct slice){ text, n }, NULL) >= 0);
				text[at + 1] = 's'; // all but one byte of it
				assert_false(match_any(m, (struct slice){ text, n }));
				memset(text + at, 's', literals[l].n);
			}
		}
	}
	match_free(m);
}

static void all_literals_are_told(void **state)
{
	struct match *m = match_new(literals, 4);
	uint64_t found = 0;
	size_t end;

	(void)state;
	assert_true(match_all(m, S("ushers"), &found));
	assert_int_equal(found, 7);
	assert_int_equal(match_first(m, S("ushers"), &end), 1);
	assert_int_equal(end, 4);
	found = 0;
	assert_false(match_all(m, S("nothing"), &found));
	assert_int_equal(found, 0);
	match_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(literal_is_found_anywhere),
		cmocka_unit_test(all_literals_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
