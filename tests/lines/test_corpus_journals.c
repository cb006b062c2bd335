// SPDX-License-Identifier: Apache-2.0
/*
 * Journals of real machines: as many entries as their heads say, and their times.  The journals lie
 * beside the source tree (../shared/corpus); without them, or without zstd, the test is skipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"
#include "tests/lines/feed.h"

#define CORPUS SOURCE_DIR "/../shared/corpus/"

static void read_command(const char *command, struct sbuf *ret)
{
	static char buf[65536];
	size_t n;
	FILE *f = popen(command, "r");

	assert_non_null(f);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		sbuf_add(ret, (struct slice){ buf, n });
	assert_int_equal(pclose(f), 0);
}

/* The number behind `"KEY":`. */
static int64_t fact(struct slice row, const char *key)
{
	char mark[64];
	int64_t v = -1;

	snprintf(mark, sizeof(mark), "\"%s\":", key);
	assert_true(slice_skip_past(&row, slice_str(mark)) && slice_i64(&row, &v));
	return v;
}

/* Some entries have no text, and one of several lines gives a record for each. */
static void check_journal(struct slice row, struct slice bytes)
{
	struct fed fed = { 0 };
	size_t entries = 0;
	int64_t last = INT64_MIN;

	feed_pieces(&fed, bytes, 0, NULL, INT64_MIN);
	assert_true(fed.n > 0);
	for (size_t i = 0; i < fed.n; i++) {
		entries += !i || fed.r[i].off != fed.r[i - 1].off;
		last = fed.r[i].wall_us > last ? fed.r[i].wall_us : last;
		// of the time of writing, not of the message, which may be some seconds older
		assert_true(fed.r[i].wall_us >
		            fact(row, "head_entry_realtime_us") - 3600 * INT64_C(1000000));
	}
	assert_true(last <= fact(row, "tail_entry_realtime_us"));
	assert_true(last > fact(row, "tail_entry_realtime_us") - 60 * INT64_C(1000000));
	int64_t want = fact(row, "n_entries");
	if (!*fed.stats->damage) {
		assert_int_equal(entries, want);
	} else {
		// journalctl, too, reads no more of one that was being written
		assert_int_equal(fact(row, "state"), 1);
		assert_true((int64_t)entries <= want && (int64_t)entries * 10 > want * 9);
	}
	fed_deinit(&fed);
}

static void journals_have_the_entries_that_their_heads_say(void **state)
{
	struct sbuf manifest = { 0 };
	struct slice in, row;
	size_t n = 0;

	(void)state;
	read_command("cat '" CORPUS "MANIFEST.tsv'", &manifest);
	in = sbuf_slice(&manifest);
	while (slice_line(&in, &row)) {
		struct slice s = row, path;
		struct sbuf command = { 0 }, bytes = { 0 };
		if (!slice_has(row, S("\tjournal_binary\t")) || !slice_cut(&s, '\t', &path))
			continue;
		sbuf_printf(&command, "zstd -dcq '" CORPUS SLICE_FMT "'", SLICE_ARG(path));
		read_command(command.p, &bytes);
		check_journal(row, sbuf_slice(&bytes));
		sbuf_deinit(&command);
		sbuf_deinit(&bytes);
		n++;
	}
	sbuf_deinit(&manifest);
	assert_true(n >= 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(journals_have_the_entries_that_their_heads_say),
	};

	if (access(CORPUS "MANIFEST.tsv", R_OK) != 0 || system("command -v zstd >/dev/null") != 0)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
