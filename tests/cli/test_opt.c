// SPDX-License-Identifier: Apache-2.0
// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
// clang-format on

#include <stdio.h>
#include <string.h>

#include "analyzer/cli/filter.h"
#include "analyzer/cli/opt.h"

enum colour {
	RED,
	GREEN
};

struct config {
	bool quiet, keep;
	const char *store;
	uint64_t jobs, line;
	unsigned colour;
};

static const char *const colours[] = { "red", "green", NULL };

static const struct opt opts[] = {
	{ OPT_FLAG, 'q', "quiet", NULL, "say nothing", offsetof(struct config, quiet), NULL, 0 },
	{ OPT_FLAG, 'k', "keep", NULL, "keep", offsetof(struct config, keep), NULL, 0 },
	{ OPT_TEXT, 's', "store", "FILE", "the store", offsetof(struct config, store), NULL, 0 },
	{ OPT_U64, 'j', "jobs", "N", "threads", offsetof(struct config, jobs), NULL, 1 },
	{ OPT_BYTES, 0, "line", "BYTES", "length", offsetof(struct config, line), NULL, 16 },
	{ OPT_CHOICE, 'c', "colour", NULL, "colour", offsetof(struct config, colour), colours, 0 },
	OPTS_END,
};

#define MAX_ARGS 16

/** Parse a line of blank-separated words; *ret_args gets the arguments, joined by blanks. */
static struct err *parse(const char *line, struct config *c, char args[256])
{
	static char text[256];
	char *argv[MAX_ARGS] = { (char *)"crashql" }, *save = NULL;
	const struct opt_set sets[] = { { opts, c } };
	int argc = 1, n = 0;

	snprintf(text, sizeof(text), "%s", line);
	for (char *w = strtok_r(text, " ", &save); w && argc < MAX_ARGS;
	     w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	*c = (struct config){ 0 };
	struct err *e = opt_parse(sets, 1, argc, argv, &n);
	args[0] = '\0';
	for (int i = 1; !e && i <= n; i++) {
		strcat(args, i > 1 ? " " : "");
		strcat(args, argv[i]);
	}
	return e;
}

static void options_and_arguments_come_in_any_order(void **state)
{
	struct config c;
	char args[256];

	(void)state;
	assert_null(parse("a -q b --store x.db - --jobs=4 c", &c, args));
	assert_true(c.quiet);
	assert_string_equal(c.store, "x.db");
	assert_int_equal(c.jobs, 4);
	assert_string_equal(args, "a b - c");
}

static void short_options_bundle(void **state)
{
	struct config c;
	char args[256];

	(void)state;
	assert_null(parse("-qkj8 -cgreen -s a=b", &c, args));
	assert_true(c.quiet && c.keep);
	assert_int_equal(c.jobs, 8);
	assert_int_equal(c.colour, GREEN);
	assert_string_equal(c.store, "a=b");
	assert_string_equal(args, "");
}

static void two_dashes_end_options(void **state)
{
	struct config c;
	char args[256];

	(void)state;
	assert_null(parse("-q -- -k --store", &c, args));
	assert_false(c.keep);
	assert_string_equal(args, "-k --store");
}

static void sizes_take_suffixes(void **state)
{
	struct config c;
	char args[256];

	(void)state;
	assert_null(parse("--line=64K", &c, args));
	assert_int_equal(c.line, 65536);
	assert_null(parse("--line 2g", &c, args));
	assert_int_equal(c.line, UINT64_C(2) << 30);
	assert_null(parse("--line 100", &c, args));
	assert_int_equal(c.line, 100);
}

static void wrong_ones_are_named(void **state)
{
	static const char *const lines[][2] = {
		{ "--frob", "no such option: --frob" },
		{ "-x", "no such option: -x" },
		{ "--store", "--store needs FILE" },
		{ "-s", "-s needs FILE" },
		{ "--quiet=yes", "--quiet takes no value" },
		{ "--jobs 4x", "--jobs: not a number: 4x" },
		{ "--jobs -4", "--jobs: not a number: -4" },
		{ "--jobs=", "--jobs: not a number: " },
		{ "--jobs 0", "--jobs: at least 1, not 0" },
		{ "--jobs 4K", "--jobs: not a number: 4K" },
		{ "--line 99999999999999T", "--line: too large: 99999999999999T" },
		{ "--line 1", "--line: at least 16, not 1" },
		{ "--colour blue", "--colour: no such choice: blue (one of red, green)" },
		{ "--=x", "no such option: --" },
	};
	struct config c;
	char args[256];

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct err *e = parse(lines[i][0], &c, args);
		assert_non_null(e);
		assert_int_equal(e->code, ERR_USAGE);
		assert_string_equal(e->msg, lines[i][1]);
		err_free(e);
	}
}

static void long_names_may_be_cut(void **state)
{
	struct config c;
	char args[256];

	(void)state;
	assert_null(parse("--sto=a --j 3", &c, args));
	assert_string_equal(c.store, "a");
	assert_int_equal(c.jobs, 3);
}

static void help_is_the_table(void **state)
{
	struct sbuf b = { 0 };

	(void)state;
	opt_help(opts, 80, &b);
	assert_non_null(strstr(b.p, "  -q, --quiet                say nothing\n"));
	assert_non_null(strstr(b.p, "      --line=BYTES           length\n"));
	assert_non_null(strstr(b.p, "  -c, --colour=red|green     colour\n"));
	sbuf_deinit(&b);
}

static void times_are_taken_as_far_as_they_are_given(void **state)
{
	static const char *const good[][2] = {
		{ "2024", "2024" },
		{ "2024-03", "2024-03" },
		{ "2024-03-01", "2024-03-01" },
		{ "2024-03-01 10", "2024-03-01T10" },
		{ "2024-03-01T10:22Z", "2024-03-01T10:22" },
		{ "2024-03-01T10:22:31", "2024-03-01T10:22:31" },
	};
	static const char *const bad[] = { "",
		                           "now",
		                           "2024-3-1",
		                           "2024-03-",
		                           "2024-03-01x",
		                           "2024-03-01Z",
		                           "20240301",
		                           "2024-03-01T10:22:31.5" };
	struct filter_params p;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_null(filter_params(&(struct filter){ .since = good[i][0] }, &p));
		assert_string_equal(p.since, good[i][1]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err *e = filter_params(&(struct filter){ .until = bad[i] }, &p);
		assert_non_null(e);
		assert_int_equal(e->code, ERR_USAGE);
		err_free(e);
	}
}

static void kinds_are_checked(void **state)
{
	struct filter_params p;
	struct err *e;

	(void)state;
	assert_null(filter_params(&(struct filter){ .kind = "oom,kasan" }, &p));
	e = filter_params(&(struct filter){ .kind = "oom,frob" }, &p);
	assert_non_null(e);
	assert_non_null(strstr(e->msg, "no such kind: frob"));
	err_free(e);
	e = filter_params(&(struct filter){ .kind = "oom," }, &p);
	assert_non_null(e);
	err_free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_and_arguments_come_in_any_order),
		cmocka_unit_test(short_options_bundle),
		cmocka_unit_test(two_dashes_end_options),
		cmocka_unit_test(sizes_take_suffixes),
		cmocka_unit_test(wrong_ones_are_named),
		cmocka_unit_test(long_names_may_be_cut),
		cmocka_unit_test(help_is_the_table),
		cmocka_unit_test(times_are_taken_as_far_as_they_are_given),
		cmocka_unit_test(kinds_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
