// SPDX-License-Identifier: Apache-2.0
/*
 * Stand-alone dumps of s390, after zdump/df_s390.h of s390-tools, and LKCD dumps, which are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parsers/base/cleanup.h"
#include "tests/vmcore/dump_text.h"

#define PAGE  4096
#define PAGES 16

struct file {
	char bytes[PAGE * (1 + PAGES) + 16];
};

static void put(struct file *f, size_t at, size_t n, uint64_t v)
{
	for (size_t i = 0; i < n; i++)
		f->bytes[at + n - 1 - i] = (char)(v >> 8 * i);
}

static void fill(struct file *f)
{
	static const char info[] = "OSRELEASE=5.14.0-s390\nPAGESIZE=4096\n";

	memset(f, 0, sizeof(*f));
	put(f, 0, 8, 0xa8190173618f23fd);
	put(f, 0x8, 4, 5); // version
	put(f, 0xc, 4, PAGE);
	put(f, 0x14, 4, PAGE);
	put(f, 0x18, 8, PAGES * PAGE); // mem_size
	put(f, 0x28, 8, PAGES * PAGE); // mem_end
	put(f, 0x48, 4, 2);            // 64 bits
	memcpy(f->bytes + PAGE * (1 + 7), info, sizeof(info));
	memcpy(f->bytes + PAGE * (1 + PAGES), "DUMP_END", 8);
}

static struct err *read_file(const struct file *f, size_t n, struct dump_text *ret)
{
	_cleanup_close_ int fd = memfd_create("dump", MFD_CLOEXEC);

	assert_int_equal(write(fd, f->bytes, n), n);
	return dump_text_read_fds(&fd, 1, ret);
}

static void has(const struct dump_text *t, const char *text)
{
	if (!slice_has(sbuf_slice(&t->rows), slice_str(text)))
		fail_msg("no %s in %.*s", text, SLICE_ARG(sbuf_slice(&t->rows)));
}

static void whole_dump_is_read(void **state)
{
	struct dump_text t;
	struct file f;

	(void)state;
	fill(&f);
	assert_null(read_file(&f, sizeof(f.bytes), &t));
	has(&t, "dump: format=\"s390 stand-alone\" arch=\"s390\" kernel_release=\"5.14.0-s390\" ");
	has(&t, " page_size=4096 memory_bytes=65536 ");
	has(&t, " coverage=\"full\" ");
	assert_int_equal(t.damage.n, 0);
	dump_text_deinit(&t);
}

static void cut_dump_is_told(void **state)
{
	struct dump_text t;
	struct file f;

	(void)state;
	fill(&f);
	assert_null(read_file(&f, PAGE * 10, &t));
	has(&t, " coverage=\"truncated\" ");
	has(&t, " pages_missing=7 ");
	assert_true(slice_has(sbuf_slice(&t.damage), S("7 of 16 pages are not there")));
	dump_text_deinit(&t);
	fill(&f);
	assert_null(read_file(&f, PAGE * (1 + PAGES), &t));
	assert_true(slice_has(sbuf_slice(&t.damage), S("incomplete")));
	dump_text_deinit(&t);
}

static void refused(const struct file *f, enum err_code code, const char *text)
{
	struct dump_text t;
	struct err *e = read_file(f, sizeof(f->bytes), &t);

	assert_non_null(e);
	assert_int_equal(e->code, code);
	if (!strstr(e->msg, text))
		fail_msg("%s", e->msg);
	err_free(e);
	dump_text_deinit(&t);
}

static void headers_that_make_no_sense_are_refused(void **state)
{
	static const struct {
		size_t at, n;
		uint64_t v;
	} wrong[] = {
		{ 0xc, 4, 0xfffff000 }, { 0x14, 4, 0 },     { 0x18, 8, 0 },
		{ 0x18, 8, 1234 },      { 0x20, 8, 0xfff }, { 0x20, 8, UINT64_MAX - 4095 },
		{ 0x48, 4, 3 },
	};
	struct file f;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		fill(&f);
		put(&f, wrong[i].at, wrong[i].n, wrong[i].v);
		refused(&f, ERR_FORMAT, "its header makes no sense");
	}
	fill(&f);
	f.bytes[0x5c] = 1;
	refused(&f, ERR_UNSUPPORTED, "zgetdump");
}

static void lkcd_is_refused(void **state)
{
	struct file f = { 0 };

	(void)state;
	put(&f, 0, 8, 0xa8190173618f23ed);
	refused(&f, ERR_UNSUPPORTED, "an LKCD dump");
	put(&f, 0, 8, 0xed238f61730119a8);
	refused(&f, ERR_UNSUPPORTED, "an LKCD dump");
	memset(&f, 'x', sizeof(f));
	refused(&f, ERR_FORMAT, "no memory dump of a known format");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_dump_is_read),
		cmocka_unit_test(cut_dump_is_told),
		cmocka_unit_test(headers_that_make_no_sense_are_refused),
		cmocka_unit_test(lkcd_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
