// SPDX-License-Identifier: Apache-2.0
/*
 * The dump of samples/vmcore, whole, cut and damaged.
 *
 * What a damaged dump gives must be rows of the whole one, or fewer, or with fewer fields.  Fields that
 * the file's header alone tells are not looked at: nothing shows that they are wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "parsers/base/cleanup.h"
#include "tests/vmcore/dump_text.h"

#define SAMPLE    SOURCE_DIR "/samples/vmcore/tiny-null.kdump"
#define LOG       SOURCE_DIR "/samples/vmcore/tiny-null.dmesg"
#define MUTATIONS 1000
#define CUTS      100

static struct sbuf whole_file, whole_log;
static struct dump_text whole;

static void ok(struct err *e)
{
	if (e)
		fail_msg("%s", e->msg);
}

static void slurp(const char *path, struct sbuf *ret)
{
	_cleanup_fclose_ FILE *f = fopen(path, "r");
	char buf[4096];
	size_t n;

	assert_non_null(f);
	while ((n = fread(buf, 1, sizeof(buf), f)))
		sbuf_add(ret, (struct slice){ buf, n });
}

static int setup(void **state)
{
	(void)state;
	slurp(SAMPLE, &whole_file);
	slurp(LOG, &whole_log);
	ok(dump_text_read(SAMPLE, &whole));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	sbuf_deinit(&whole_file);
	sbuf_deinit(&whole_log);
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

/** The table of a row, and its fields one after another. */
static bool next_field(struct slice *row, struct slice *ret)
{
	bool quoted = false;
	size_t i = 0;

	while (row->n && *row->p == ' ')
		*row = slice_from(*row, 1);
	while (i < row->n && (quoted || row->p[i] != ' ')) {
		if (quoted && row->p[i] == '\\')
			i++;
		else if (row->p[i] == '"')
			quoted = !quoted;
		i++;
	}
	*ret = slice_head(*row, i);
	*row = slice_from(*row, i);
	return ret->n;
}

static bool has_field(struct slice row, struct slice field)
{
	struct slice f;

	while (next_field(&row, &f))
		if (slice_eq(f, field))
			return true;
	return false;
}

/** Said by the header of the file alone, or by what is there of it; and what is put together. */
static bool is_of_header(struct slice field)
{
	static const char *const names[] = {
		"pages_",      "memory_bytes=", "coverage=", "format=",
		"dump_level=", "knowledge=",    "task_row=", // a number of what is there
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_starts(field, slice_str(names[i])))
			return true;
	return false;
}

/** Tables whose rows stand on one place of memory each; others are put together from several, and tell
 *  less, or in other words, when one of them is gone. */
static bool is_plain_table(struct slice row)
{
	static const char *const tables[] = {
		"dump:",     "kernel_log:", "cpu_register:", "kernel_module:",
		"task:",     "slab_cache:", "zone_state:",   "buddy_free:",
		"mem_stat:", "setting:",    "mount:",        "irq:",
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		if (slice_starts(row, slice_str(tables[i])))
			return true;
	return false;
}

/** Is there a row of the whole dump that has all fields of this one? */
static bool is_part_of_whole(struct slice row)
{
	struct slice all = sbuf_slice(&whole.rows), other;

	while (slice_line(&all, &other)) {
		struct slice rest = row, field;
		bool fits = true;
		while (fits && next_field(&rest, &field))
			fits = is_of_header(field) || has_field(other, field);
		if (fits)
			return true;
	}
	return false;
}

static bool is_row_of_whole(struct slice row)
{
	_cleanup_free_ char *line = xmalloc(row.n + 2);

	line[0] = '\n';
	memcpy(line + 1, row.p, row.n);
	line[row.n + 1] = '\n';
	return slice_has(sbuf_slice(&whole.rows), (struct slice){ line, row.n + 2 });
}

/** @p what and @p at: for the message. */
static size_t check_rows(const struct dump_text *t, const char *what, size_t at)
{
	struct slice rows = sbuf_slice(&t->rows), row;
	size_t n = 0;

	for (; slice_line(&rows, &row); n++)
		if (!is_row_of_whole(row) && is_plain_table(row) && !is_part_of_whole(row))
			fail_msg("%s at byte %zu: the whole dump has no row like %.*s", what, at,
			         SLICE_ARG(row));
	return n;
}

static size_t read_bytes(struct slice bytes, const char *what, size_t at, bool check)
{
	_cleanup_close_ int fd = memfd_create("dump", MFD_CLOEXEC);
	struct dump_text t;
	size_t n = 0;

	assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
	struct err *e = dump_text_read_fds(&fd, 1, &t);
	if (!e && check)
		n = check_rows(&t, what, at);
	err_free(e);
	dump_text_deinit(&t);
	return n;
}

static void cut_dump_gives_rows_of_the_whole(void **state)
{
	struct slice all = sbuf_slice(&whole_file);
	size_t n_rows = 0;

	(void)state;
	for (size_t i = 0; i < CUTS; i++) {
		size_t n = all.n * i / CUTS;
		n_rows = read_bytes(slice_head(all, n), "cut", n, true);
	}
	assert_true(n_rows > 100); // of the last one
}

static uint64_t seed = 88172645463325252;

/** xorshift64, Marsaglia 2003 */
static uint64_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	return seed ^= seed << 17;
}

/** Blocks of the header, its second part and VMCOREINFO. */
#define HEADER_BYTES ((size_t)3 * 4096)

static void damaged_dump_gives_rows_of_the_whole(void **state)
{
	struct slice all = sbuf_slice(&whole_file);
	_cleanup_free_ char *copy = xmemdup0(all.p, all.n);

	(void)state;
	for (size_t i = 0; i < MUTATIONS; i++) {
		bool in_header = i % 4 == 0;
		size_t at = in_header ? next_random() % HEADER_BYTES
		                      : HEADER_BYTES + next_random() % (all.n - HEADER_BYTES);
		char was = copy[at];
		copy[at] = (char)(was ^ (1 + next_random() % 255));
		read_bytes((struct slice){ copy, all.n }, "damage", at, !in_header);
		copy[at] = was;
	}
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
		cmocka_unit_test(cut_dump_gives_rows_of_the_whole),
		cmocka_unit_test(damaged_dump_gives_rows_of_the_whole),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
