// SPDX-License-Identifier: Apache-2.0
/*
 * Real captures of known kinds: what each is found to be, by content alone, and that its rows hold what
 * is known of it.  The captures lie beside the source tree (../shared/corpus); without them the test is
 * skipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "parsers/base/cleanup.h"
#include "tests/system/rows.h"

#define CORPUS SOURCE_DIR "/../shared/corpus/"

/* Kinds of captures (column 3 of MANIFEST.tsv) that are one snapshot. */
static const char *const kinds[][2] = {
	{ "meminfo", "meminfo" },
	{ "zoneinfo", "zoneinfo" },
	{ "buddyinfo", "buddyinfo" },
	{ "pagetypeinfo", "pagetypeinfo" },
	{ "slabinfo", "slabinfo" },
	{ "vmallocinfo", "vmallocinfo" },
	{ "vmstat", "vmstat" },
	{ "numastat", "numastat" },
	{ "ps", "ps" },
	{ "free", "free" },
	{ "smaps", "smaps" },
	{ "interrupts", "interrupts" },
};

struct capture_row {
	struct slice path, kind, expected;
};

static bool manifest_row(struct slice *in, struct capture_row *ret)
{
	struct slice line, skipped;

	return slice_line(in, &line) && slice_cut(&line, '\t', &ret->path) &&
	       slice_cut(&line, '\t', &skipped) && slice_cut(&line, '\t', &ret->kind) &&
	       slice_cut(&line, '\t', &skipped) && ((ret->expected = line), true);
}

static const char *format_of_kind(struct slice kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (slice_eq(kind, slice_str(kinds[i][0])))
			return kinds[i][1];
	return NULL;
}

/* The number behind `"KEY":`, or -1. */
static double fact(struct slice expected, const char *key)
{
	char mark[64];
	int64_t v;

	snprintf(mark, sizeof(mark), "\"%s\":", key);
	return slice_skip_past(&expected, slice_str(mark)) && slice_i64(&expected, &v) ? (double)v
	                                                                               : -1;
}

/* The numbers of the list behind `"KEY":`. */
static size_t facts(struct slice expected, const char *key, double *ret, size_t max)
{
	char mark[64];
	size_t n = 0;
	int64_t v;

	snprintf(mark, sizeof(mark), "\"%s\":[", key);
	if (!slice_skip_past(&expected, slice_str(mark)))
		return 0;
	while (n < max && slice_i64(&expected, &v)) {
		ret[n++] = v;
		slice_skip_char(&expected, ',');
	}
	return n;
}

static char *capture_text(const struct capture_row *c, size_t *ret_n)
{
	char path[1024];

	snprintf(path, sizeof(path), CORPUS SLICE_FMT, SLICE_ARG(c->path));
	return rows_file(path, ret_n);
}

static void every_capture_is_found_to_be_what_it_is(void **state)
{
	size_t n, text_n, wrong = 0;
	_cleanup_free_ char *manifest = rows_file(CORPUS "MANIFEST.tsv", &n);
	struct slice in = { manifest, n };
	struct capture_row c;

	(void)state;
	slice_line(&in, &c.path); // names of the columns
	while (manifest_row(&in, &c)) {
		_cleanup_free_ char *text = capture_text(&c, &text_n);
		const char *got = rows_probe("capture", (struct slice){ text, text_n });
		const char *want = format_of_kind(c.kind);
		if (!got != !want || (got && strcmp(got, want) != 0)) {
			print_error(SLICE_FMT ": found to be %s, is %s\n", SLICE_ARG(c.path),
			            got ? got : "nothing", want ? want : "nothing");
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

static void check_smaps(const struct rows *r, struct slice e)
{
	static const char *const sums[] = { "Size", "Rss", "Pss", "Private_Dirty", "Swap" };
	char key[64];

	assert_true(rows_stat(r, -1, "mappings") == fact(e, "mappings"));
	for (size_t i = 0; i < sizeof(sums) / sizeof(*sums); i++) {
		snprintf(key, sizeof(key), "sum_%s", sums[i]);
		assert_true(rows_stat(r, -1, sums[i]) == fact(e, key));
	}
}

static void check_free(const struct rows *r, struct slice e)
{
	static const char *const columns[] = { "total", "used", "free" };
	char name[64];
	double v[3];

	for (int swap = 0; swap < 2; swap++) {
		assert_int_equal(facts(e, swap ? "swap" : "mem", v, 3), 3);
		for (size_t i = 0; i < 3; i++) {
			snprintf(name, sizeof(name), "%s.%s", swap ? "Swap" : "Mem", columns[i]);
			assert_true(rows_stat(r, -1, name) == v[i]);
		}
	}
}

static void check_numastat(const struct rows *r, struct slice e)
{
	static const char *const names[] = { "numa_hit",       "numa_miss",  "numa_foreign",
		                             "interleave_hit", "local_node", "other_node" };
	double v[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t n = facts(e, names[i], v, 64), rows = 0;
		for (size_t m = 0; m < r->r.n_mem_stat; m++)
			rows += slice_eq(r->r.mem_stat[m].name, slice_str(names[i]));
		assert_int_equal(rows, n);
		for (size_t node = 0; node < n; node++)
			assert_true(rows_stat(r,
			                      rows_has_stat(r, -1, names[i]) ? -1 : (int64_t)node,
			                      names[i]) == v[node]);
	}
}

/* Rows of the table of free blocks: how many zones and types, and the pages of the first. */
static void check_pagetypeinfo(const struct rows *r, struct slice e)
{
	double rows = 0, first = 0;

	for (size_t i = 0; i < r->r.n_buddy_free; i++) {
		rows += r->r.buddy_free[i].page_order == 0;
		if (rows == 1)
			first += (double)(r->r.buddy_free[i].free_blocks
			                  << r->r.buddy_free[i].page_order);
	}
	assert_true(rows == fact(e, "rows"));
	assert_true(first == fact(e, "sum_first_row"));
	assert_true(rows_stat(r, -1, "Page block order") == fact(e, "page_block_order"));
	assert_true(rows_stat(r, -1, "Pages per block") == fact(e, "pages_per_block"));
}

static void check_vmallocinfo(const struct rows *r, struct slice e)
{
	assert_true(rows_stat(r, -1, "vmallocinfo/areas") == fact(e, "areas"));
	assert_true(rows_stat(r, -1, "vmallocinfo/bytes") == fact(e, "bytes"));
}

static void their_numbers_are_read(void **state)
{
	size_t n, text_n, checked = 0;
	_cleanup_free_ char *manifest = rows_file(CORPUS "MANIFEST.tsv", &n);
	struct slice in = { manifest, n };
	struct capture_row c;

	(void)state;
	while (manifest_row(&in, &c)) {
		bool ps = slice_is(c.kind, "ps"), smaps = slice_is(c.kind, "smaps"),
		     mem = slice_is(c.kind, "free"), numa = slice_is(c.kind, "numastat");
		bool types = slice_is(c.kind, "pagetypeinfo"),
		     areas = slice_is(c.kind, "vmallocinfo");
		if (!ps && !smaps && !mem && !numa && !types && !areas)
			continue;
		_cleanup_free_ char *text = capture_text(&c, &text_n);
		struct rows *r =
			rows_of(format_of_kind(c.kind), "capture", (struct slice){ text, text_n });
		if (ps)
			assert_true(r->r.n_process == fact(c.expected, "rows"));
		else if (smaps)
			check_smaps(r, c.expected);
		else if (mem)
			check_free(r, c.expected);
		else if (types)
			check_pagetypeinfo(r, c.expected);
		else if (areas)
			check_vmallocinfo(r, c.expected);
		else
			check_numastat(r, c.expected);
		rows_free(r);
		checked++;
	}
	assert_true(checked >= 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_capture_is_found_to_be_what_it_is),
		cmocka_unit_test(their_numbers_are_read),
	};

	if (access(CORPUS "MANIFEST.tsv", R_OK) != 0)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
