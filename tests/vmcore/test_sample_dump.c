// SPDX-License-Identifier: Apache-2.0
/*
 * The dump of samples/vmcore, whole, cut and damaged: what a damaged dump gives must be rows of the whole
 * one, or fewer, or with fewer fields (dump_compare.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parsers/base/cleanup.h"
#include "tests/vmcore/dump_compare.h"
#include "tests/vmcore/dump_damage.h"

#define SAMPLE    SOURCE_DIR "/samples/vmcore/tiny-null.kdump"
#define LOG       SOURCE_DIR "/samples/vmcore/tiny-null.dmesg"
#define MUTATIONS 1000
#define CUTS      100

static struct sbuf whole_file, whole_log;
static struct dump_text whole;
static struct dump_compare rows_of_whole;

static void ok(struct err *e)
{
	if (e)
		fail_msg("%s", e->msg);
}

static int setup(void **state)
{
	(void)state;
	assert_true(dump_text_file(SAMPLE, &whole_file));
	assert_true(dump_text_file(LOG, &whole_log));
	ok(dump_text_read(SAMPLE, &whole));
	dump_compare_init(&rows_of_whole, sbuf_slice(&whole.rows));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	sbuf_deinit(&whole_file);
	sbuf_deinit(&whole_log);
	dump_compare_deinit(&rows_of_whole);
	dump_text_deinit(&whole);
	return 0;
}

static void has(const char *text)
{
	if (!slice_has(sbuf_slice(&whole.rows), slice_str(text)))
		fail_msg("no %s", text);
}

/* Checked against: makedumpfile --dump-dmesg, the kernel's own log, eu-readelf -n of its vmlinux. */
static void sample_is_read_whole(void **state)
{
	(void)state;
	assert_int_equal(whole.damage.n, 0);
	assert_true(slice_eq(sbuf_slice(&whole.log), sbuf_slice(&whole_log)));
	has("dump: format=\"kdump-compressed zlib\" arch=\"x86_64\" host=\"(none)\" "
	    "kernel_release=\"6.1.192-tinylab\" "
	    "kernel_version=\"#1 SMP Sun Nov 22 08:16:38 UTC 2026\" machine=\"x86_64\" ");
	has(" uptime_s=3.132568 panic_message=\"Fatal exception\" panic_cpu=0 panic_pid=56 "
	    "panic_comm=\"init\" kaslr_offset=0x1f200000");
	has(" page_size=4096 memory_bytes=67108864 cpus=2 coverage=\"filtered\" ");
	has("kernel_log: seq=0 time_boot=0 level=5 facility=0 caller=\"T0\" text=\"Linux version "
	    "6.1.192-tinylab ");
	has("cpu_register: cpu=0 name=\"rip\" value=0xffffffff");
}

/** Rows of what is in @p fd; @p what: for the message. */
static size_t check_rows(int fd, const char *what, unsigned flags)
{
	struct sbuf wrong = { 0 };
	struct dump_text t;
	struct err *e = dump_text_read_fds(&fd, 1, &t);
	size_t n = 0;

	if (!e && dump_compare(&rows_of_whole, sbuf_slice(&t.rows), flags, &wrong))
		fail_msg("%s: %s", what, wrong.p);
	for (size_t i = 0; i < t.rows.n; i++)
		n += t.rows.p[i] == '\n';
	err_free(e);
	dump_text_deinit(&t);
	return n;
}

static void cut_dump_gives_rows_of_the_whole(void **state)
{
	_cleanup_close_ int fd = memfd_create("dump", MFD_CLOEXEC);
	struct slice all = sbuf_slice(&whole_file);
	size_t n_rows = 0, have = 0;
	char what[64];

	(void)state;
	for (size_t i = 0; i < CUTS; i++) {
		size_t n = all.n * i / CUTS;
		assert_int_equal(write(fd, all.p + have, n - have), n - have);
		have = n;
		snprintf(what, sizeof(what), "cut at byte %zu", n);
		n_rows = check_rows(fd, what, 0);
	}
	assert_true(n_rows > 100); // of the last one
}

static void damaged_dump_gives_rows_of_the_whole(void **state)
{
	struct dump_damage d;
	char what[64];

	(void)state;
	ok(dump_damage_open(SAMPLE, 88172645463325252, &d));
	for (unsigned i = 0; i < MUTATIONS; i++) {
		enum damage_kind kind = i % DAMAGE_COUNT;
		dump_damage_do(&d, kind, what, sizeof(what));
		check_rows(d.fd, what, kind == DAMAGE_HEADER ? DUMP_COMPARE_HEADER : 0);
		dump_damage_undo(&d);
	}
	dump_damage_close(&d);
}

static void wrong_rows_are_found(void **state)
{
	static const char *const wrong[] = {
		"cpu: cpu=0 pid=55\n",
		"cpu: cpu=0 pid=56 context=\"task\"\n",
		"task_frame: cpu=0 pid=56 depth=0 function=\"panic\" reliable=1\n",
		"task_frame: cpu=0 pid=56 depth=9 reliable=0\n"
		"task_frame: cpu=0 pid=56 depth=0 function=\"delay_tsc\" reliable=1\n",
		"dump: arch=\"x86_64\"\ndump: arch=\"x86_64\"\n",
	};
	static const char *const less[] = {
		"cpu: cpu=0 pid=56\n",
		"task_frame: cpu=0 pid=56 depth=9 function=\"panic\" reliable=0\n",
		"dump: arch=\"x86_64\" cpus=2\n",
	};
	struct sbuf said = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(dump_compare(&rows_of_whole, slice_str(wrong[i]), 0, &said), 1);
	for (size_t i = 0; i < sizeof(less) / sizeof(*less); i++)
		assert_int_equal(dump_compare(&rows_of_whole, slice_str(less[i]), 0, &said), 0);
	sbuf_deinit(&said);
}

/* Only the signature tells diskdump's files from kdump's (diskdump_mod.h). */
static void diskdump_is_read_alike(void **state)
{
	_cleanup_free_ char *copy = xmemdup0(sbuf_slice(&whole_file).p, whole_file.n);
	_cleanup_close_ int fd = memfd_create("diskdump", MFD_CLOEXEC);
	struct dump_text t;

	(void)state;
	memcpy(copy, "DISKDUMP", 8);
	assert_int_equal(write(fd, copy, whole_file.n), whole_file.n);
	ok(dump_text_read_fds(&fd, 1, &t));
	assert_int_equal(t.damage.n, 0);
	assert_true(slice_eq(sbuf_slice(&t.log), sbuf_slice(&whole_log)));
	assert_true(slice_has(sbuf_slice(&t.rows), S("dump: format=\"diskdump zlib\" ")));
	dump_text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sample_is_read_whole),
		cmocka_unit_test(diskdump_is_read_alike),
		cmocka_unit_test(wrong_rows_are_found),
		cmocka_unit_test(cut_dump_gives_rows_of_the_whole),
		cmocka_unit_test(damaged_dump_gives_rows_of_the_whole),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
