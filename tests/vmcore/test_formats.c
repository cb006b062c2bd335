// SPDX-License-Identifier: Apache-2.0
/* One dump in every spelling: the rows are the same, but for what the file says of itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "parsers/base/cleanup.h"
#include "tests/mk/make_kdump.h"
#include "tests/vmcore/dump_text.h"

#define SAMPLE SOURCE_DIR "/samples/vmcore/tiny-null.kdump"

static struct sbuf sample;
static struct dump_text whole;

static int setup(void **state)
{
	_cleanup_fclose_ FILE *f = fopen(SAMPLE, "r");
	char buf[4096];
	size_t n;

	(void)state;
	assert_non_null(f);
	while ((n = fread(buf, 1, sizeof(buf), f)))
		sbuf_add(&sample, (struct slice){ buf, n });
	assert_null(dump_text_read(SAMPLE, &whole));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	sbuf_deinit(&sample);
	dump_text_deinit(&whole);
	return 0;
}

static int file_of(struct slice bytes)
{
	int fd = memfd_create("dump", MFD_CLOEXEC);

	assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
	return fd;
}

/** All rows but that of table dump are those of the sample; that one has @p format. */
static void check(const int *fds, size_t n_fds, const char *format)
{
	struct slice rows, row, all = sbuf_slice(&whole.rows), want;
	struct dump_text t;
	struct err *e = dump_text_read_fds(fds, n_fds, &t);

	if (e)
		fail_msg("%s: %s", format, e->msg);
	assert_true(slice_eq(sbuf_slice(&t.log), sbuf_slice(&whole.log)));
	rows = sbuf_slice(&t.rows);
	while (slice_line(&all, &want)) {
		assert_true(slice_line(&rows, &row));
		if (slice_skip(&row, S("dump: format=")))
			assert_true(slice_starts(row, slice_str(format)));
		else if (!slice_eq(row, want))
			fail_msg("%s: %.*s is not %.*s", format, SLICE_ARG(row), SLICE_ARG(want));
	}
	dump_text_deinit(&t);
}

static void pages_of_every_compression(void **state)
{
	static const char *const names[] = { " zlib", " lzo", " snappy", " zstd", "" };

	(void)state;
	for (int codec = 0; codec < MAKE_CODEC_COUNT; codec++) {
		struct sbuf dump = { 0 };
		char format[64];
		make_kdump(sbuf_slice(&sample), (enum make_codec)codec, 0, 0, &dump);
		_cleanup_close_ int fd = file_of(sbuf_slice(&dump));
		snprintf(format, sizeof(format), "\"kdump-compressed%s\"", names[codec]);
		check(&fd, 1, format);
		sbuf_deinit(&dump);
	}
}

static void parts_of_a_split_dump_in_any_order(void **state)
{
	struct sbuf parts[3] = { 0 };
	int fds[3];

	(void)state;
	for (size_t i = 0; i < 3; i++) { // 64 MiB are 16384 pages
		make_kdump(sbuf_slice(&sample), MAKE_ZLIB, i * 6000,
		           i == 2 ? 16384 : (i + 1) * 6000, &parts[i]);
		fds[i] = file_of(sbuf_slice(&parts[i]));
	}
	check(fds, 3, "\"split kdump-compressed zlib\"");
	const int other[] = { fds[2], fds[0], fds[1] };
	check(other, 3, "\"split kdump-compressed zlib\"");
	for (size_t i = 0; i < 3; i++) {
		close(fds[i]);
		sbuf_deinit(&parts[i]);
	}
}

/** QEMU writes no machine's name but those of x86. */
static void machine_that_only_a_note_tells(void **state)
{
	struct sbuf dump = { 0 };

	(void)state;
	sbuf_add(&dump, sbuf_slice(&sample));
	memcpy(dump.p + 12 + 4 * 65, "Unknown", 8); // utsname.machine
	_cleanup_close_ int fd = file_of(sbuf_slice(&dump));
	check(&fd, 1, "\"kdump-compressed zlib\"");
	sbuf_deinit(&dump);
}

static void flattened_in_pieces_of_any_size(void **state)
{
	static const size_t pieces[] = { 512, 4096, 100000, 1 << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct sbuf flat = { 0 };
		make_flat(sbuf_slice(&sample), pieces[i], &flat);
		_cleanup_close_ int fd = file_of(sbuf_slice(&flat));
		check(&fd, 1, "\"flattened kdump-compressed zlib\"");
		sbuf_deinit(&flat);
	}
}

/** What a cut flattened file holds of the log are lines of it. */
static void flattened_and_cut(void **state)
{
	struct sbuf flat = { 0 };
	size_t lines = 0;

	(void)state;
	make_flat(sbuf_slice(&sample), 4096, &flat);
	for (size_t i = 1; i <= 10; i++) {
		_cleanup_close_ int fd = file_of(slice_head(sbuf_slice(&flat), flat.n * i / 11));
		struct dump_text t;
		struct err *e = dump_text_read_fds(&fd, 1, &t);
		struct slice log = sbuf_slice(&t.log), line;
		while (!e && slice_line(&log, &line)) {
			assert_true(slice_has(sbuf_slice(&whole.log), line));
			lines++;
		}
		err_free(e);
		dump_text_deinit(&t);
	}
	(void)lines; // the header comes last: there may be none
	sbuf_deinit(&flat);
}

/** Memory of 1 TiB, of which the dump holds some pages: nothing is as large as that. */
static void large_dump_takes_little_memory(void **state)
{
	struct rusage before, after;
	_cleanup_close_ int fd = file_of(S(""));
	struct sbuf b = { 0 };
	struct dump_text t;

	(void)state;
	// an ELF core: one note, one segment of 1 TiB that is a hole
	static const unsigned char ident[16] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };
	uint64_t header[] = { 0x00000001003e0004, 0, 64, 0, 0x0038004000000000, 2, 0 };
	uint64_t note[] = { 0x0000000000000004, 4096, 0, 0, 48, 48, 4 };
	uint64_t load[] = { 0x0000000700000001, 8192, 0xffff888000000000, 0x1000, UINT64_C(1) << 40,
		            UINT64_C(1) << 40,  4096 };
	sbuf_add(&b, (struct slice){ (const char *)ident, sizeof(ident) });
	sbuf_add(&b, (struct slice){ (const char *)header, 48 });
	sbuf_add(&b, (struct slice){ (const char *)note, sizeof(note) });
	sbuf_add(&b, (struct slice){ (const char *)load, sizeof(load) });
	assert_int_equal(pwrite(fd, b.p, b.n, 0), b.n);
	sbuf_reset(&b);
	sbuf_add(&b, S("\x0b\0\0\0\x17\0\0\0\0\0\0\0VMCOREINFO\0\0OSRELEASE=6.1.0-1-amd64\0"));
	assert_int_equal(pwrite(fd, b.p, b.n, 4096), b.n);
	assert_int_equal(ftruncate(fd, 8192 + (INT64_C(1) << 40)), 0);
	getrusage(RUSAGE_SELF, &before);
	struct err *e = dump_text_read_fds(&fd, 1, &t);
	getrusage(RUSAGE_SELF, &after);
	if (e)
		fail_msg("%s", e->msg);
	assert_true(slice_has(sbuf_slice(&t.rows), S(" memory_bytes=1099511627776 ")));
	assert_true(after.ru_maxrss - before.ru_maxrss < 64 << 10); // KiB
	dump_text_deinit(&t);
	sbuf_deinit(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_of_every_compression),
		cmocka_unit_test(parts_of_a_split_dump_in_any_order),
		cmocka_unit_test(machine_that_only_a_note_tells),
		cmocka_unit_test(flattened_in_pieces_of_any_size),
		cmocka_unit_test(flattened_and_cut),
		cmocka_unit_test(large_dump_takes_little_memory),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
