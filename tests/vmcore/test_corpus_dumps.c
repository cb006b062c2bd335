// SPDX-License-Identifier: Apache-2.0
/*
 * Dumps of real kernels, where they are at hand: the log as makedumpfile prints it, and structures of a
 * module as pahole prints them.
 *
 * The corpus is ../shared/corpus/vmcore beside the source; without it, or without makedumpfile, the test
 * is skipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

#include "parsers/base/cleanup.h"
#include "parsers/vmcore/kernel.h"
#include "tests/vmcore/dump_text.h"

#define CORPUS SOURCE_DIR "/../shared/corpus/vmcore/"

static void ok(struct err *e)
{
	if (e)
		fail_msg("%s", e->msg);
}

static void dump_dmesg(const char *dump, const char *out)
{
	char command[1024];

	snprintf(command, sizeof(command), "makedumpfile -f --dump-dmesg %s %s >/dev/null 2>&1",
	         dump, out);
	if (system(command) != 0)
		fail_msg("failed: %s", command);
}

/** @p plain: the dump as makedumpfile reads it. */
static void check_log(const char *dump, const char *plain)
{
	char out[] = "/tmp/crashql-log-XXXXXX";
	struct dump_text t;
	struct sbuf want = { 0 };

	int fd = mkstemp(out);
	assert_true(fd >= 0);
	close(fd);
	ok(dump_text_read(dump, &t));
	dump_dmesg(plain, out);
	assert_true(dump_text_file(out, &want));
	unlink(out);
	assert_true(want.n > 10000);
	if (!slice_eq(sbuf_slice(&want), sbuf_slice(&t.log)))
		fail_msg("%s: log differs from makedumpfile's", dump);
	assert_int_equal(t.damage.n, 0);
	sbuf_deinit(&want);
	dump_text_deinit(&t);
}

static void log_of_a_panic(void **state)
{
	(void)state;
	check_log(CORPUS "nullp.c31", CORPUS "nullp.c31");
}

static void log_of_a_hang(void **state)
{
	(void)state;
	check_log(CORPUS "deadlock.c31", CORPUS "deadlock.c31");
}

static void log_of_a_small_kernel(void **state)
{
	(void)state;
	check_log(CORPUS "tiny.c31", CORPUS "tiny.c31");
}

/** Flattened: makedumpfile -R puts it in order, which must be what we read without it. */
static void log_of_a_flattened_dump(void **state)
{
	char plain[] = "/tmp/crashql-plain-XXXXXX", command[1024];
	int fd = mkstemp(plain);

	(void)state;
	close(fd);
	snprintf(command, sizeof(command),
	         "timeout 60 makedumpfile -f -R %s <" CORPUS "kdump.flat >/dev/null 2>&1", plain);
	if (system(command) != 0)
		fail_msg("failed: %s", command);
	check_log(CORPUS "kdump.flat", plain);
	unlink(plain);
}

static void check_module_types(const char *dump)
{
	struct image *img = NULL;
	struct kernel k;
	struct member m;

	ok(image_open(open(dump, O_RDONLY | O_CLOEXEC), dump, &img));
	kernel_init(&k, img);
	// struct fm_outer { int id; struct fm_inner *inner; struct list_head link; char name[24]; }
	assert_true(kernel_find_member(&k, "fm_outer@faultmod", "name", &m));
	assert_int_equal(m.off, 32);
	assert_int_equal(m.size, 24);
	// list_head is a type of vmlinux
	assert_true(kernel_find_member(&k, "fm_outer@faultmod", "link.prev", &m));
	assert_int_equal(m.off, 24);
	assert_true(kernel_find_member(&k, "fm_inner@faultmod", "value", &m));
	assert_int_equal(m.off, 32);
	assert_true(m.is_signed);
	assert_false(kernel_find_member(&k, "fm_outer", "name", &m));
	kernel_deinit(&k);
	image_free(img);
}

static void types_of_a_module(void **state)
{
	(void)state;
	check_module_types(CORPUS "nullp.c31");
	check_module_types(CORPUS "kdump.flat");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log_of_a_panic),        cmocka_unit_test(log_of_a_hang),
		cmocka_unit_test(log_of_a_small_kernel), cmocka_unit_test(log_of_a_flattened_dump),
		cmocka_unit_test(types_of_a_module),
	};

	if (access(CORPUS "nullp.c31", R_OK) != 0) {
		fprintf(stderr, "skipped: no " CORPUS "\n");
		return 77;
	}
	if (system("makedumpfile -v >/dev/null 2>&1") != 0) {
		fprintf(stderr, "skipped: no makedumpfile (Debian package makedumpfile)\n");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
