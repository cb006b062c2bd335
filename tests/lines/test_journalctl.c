// SPDX-License-Identifier: Apache-2.0
/*
 * All spellings that journalctl has of one journal are the same records.  Needs journalctl, zstd and
 * a journal beside the source tree; skipped without them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"
#include "tests/lines/feed.h"

#define JOURNAL \
	SOURCE_DIR "/../shared/corpus/systemd/system@0005ebbfd42fc981-39a8842ec948769a.journal_.zst"

static char journal[] = "spellings-XXXXXX.journal";

static bool is_short(const char *spelling)
{
	return strncmp(spelling, "short", 5) == 0;
}

/** Texts and who wrote them, a line each; false if journalctl could not be run. */
static bool read_spelling(const char *spelling, struct fed *fed, struct sbuf *ret)
{
	struct sbuf command = { 0 }, bytes = { 0 };
	static char buf[65536];
	size_t n;

	sbuf_printf(&command, "TZ=UTC journalctl -q -a --no-pager --file %s -o %s 2>/dev/null",
	            journal, spelling);
	FILE *f = popen(command.p, "r");
	while (f && (n = fread(buf, 1, sizeof(buf), f)) > 0)
		sbuf_add(&bytes, (struct slice){ buf, n });
	bool good = f && pclose(f) == 0 && bytes.n > 0;
	feed_pieces(fed, sbuf_slice(&bytes), 0, NULL, INT64_MIN);
	for (size_t i = 0; i < fed->n; i++) {
		const struct record *r = &fed->r[i];
		sbuf_add(ret, r->host);
		sbuf_char(ret, ' ');
		sbuf_add(ret, r->tag);
		sbuf_puts(ret, r->flags & RECORD_KERNEL ? " kernel: " : ": ");
		sbuf_add(ret, r->text);
		sbuf_char(ret, '\n');
	}
	sbuf_deinit(&command);
	sbuf_deinit(&bytes);
	return good;
}

static void spellings_are_the_same_records(void **state)
{
	static const char *const spellings[] = { "json",          "json-pretty", "json-seq",
		                                 "verbose",       "short",       "short-iso",
		                                 "short-precise", "short-full",  "short-unix" };
	struct fed export = { 0 };
	struct sbuf expected = { 0 };

	(void)state;
	assert_true(read_spelling("export", &export, &expected));
	assert_true(export.n > 1000);
	assert_int_equal(export.stats->bad_records, 0);
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		struct fed fed = { 0 };
		struct sbuf got = { 0 };
		print_message("%s\n", spellings[i]);
		assert_true(read_spelling(spellings[i], &fed, &got));
		assert_int_equal(fed.n, export.n);
		assert_string_equal(got.p, expected.p);
		for (size_t j = 0; j < fed.n && !is_short(spellings[i]); j++) {
			const struct record *a = &export.r[j], *b = &fed.r[j];
			assert_int_equal(a->flags, b->flags);
			assert_int_equal(a->wall_us, b->wall_us);
			assert_int_equal(a->mono_us, b->mono_us);
			assert_int_equal(a->level, b->level);
			assert_int_equal(a->boot, b->boot);
		}
		sbuf_deinit(&got);
		fed_deinit(&fed);
	}
	sbuf_deinit(&expected);
	fed_deinit(&export);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(spellings_are_the_same_records) };
	int fd = mkstemps(journal, (int)strlen(".journal"));
	struct sbuf command = { 0 };

	if (fd < 0)
		return 1;
	close(fd);
	sbuf_printf(&command,
	            "zstd -dqcf '%s' > %s 2>/dev/null && journalctl --version > /dev/null 2>&1",
	            JOURNAL, journal);
	int status = 77;
	if (access(JOURNAL, R_OK) == 0 && system(command.p) == 0)
		status = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(journal);
	sbuf_deinit(&command);
	return status;
}
