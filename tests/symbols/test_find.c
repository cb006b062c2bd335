// SPDX-License-Identifier: Apache-2.0
/* Debug files found by build-id, by name, by release; the wrong ones refused.  The files are made by gcc;
 * their build-ids are chosen here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyzer/symbols/build_id.h"
#include "analyzer/symbols/debug_find.h"
#include "analyzer/symbols/debug_index.h"
#include <sys/stat.h>

#define RELEASE "6.1.0-99-test"
#define ID_A    "aa00112233445566778899aabbccddeeff001122"
#define ID_B    "bb00112233445566778899aabbccddeeff001122"
#define ID_C    "cc00112233445566778899aabbccddeeff001122"

static char root[] = "find-root-XXXXXX";

static void run(const char *fmt, ...) __attribute__((__format__(__printf__, 1, 2)));

static void run(const char *fmt, ...)
{
	char *command = NULL;
	va_list ap;

	va_start(ap, fmt);
	assert_true(vasprintf(&command, fmt, ap) > 0);
	va_end(ap);
	if (system(command) != 0)
		fail_msg("%s", command);
	free(command);
}

/** A kernel as far as lookups care: not relocatable, with a banner, a build-id and DWARF. */
static void make_kernel(const char *path, const char *release, const char *id)
{
	run("mkdir -p \"$(dirname %s/%s)\"", root, path);
	run("echo 'const char banner[] = \"Linux version %s (a@b) #1\"; int start_kernel(void) { return "
	    "banner[0]; } int main(void) { return start_kernel(); }' | "
	    "gcc -g -O0 -no-pie -Wl,--build-id=0x%s -x c -o %s/%s -",
	    release, id, root, path);
}

static void make_module(const char *path, const char *release, const char *id)
{
	run("mkdir -p \"$(dirname %s/%s)\"", root, path);
	run("echo '__attribute__((section(\".modinfo\"))) char m[] = \"vermagic=%s SMP\"; int f(int x) { "
	    "return x + 1; }' | gcc -g -c -x c -o %s/part.o - && "
	    "ld -r --build-id=0x%s -o %s/%s %s/part.o && rm %s/part.o",
	    release, root, id, root, path, root, root);
}

static int set_up(void **state)
{
	(void)state;
	if (system("gcc --version >/dev/null 2>&1") != 0) {
		print_message("no gcc\n");
		exit(77);
	}
	assert_non_null(mkdtemp(root));
	make_kernel("given/some/kernel.debug", RELEASE, ID_A);
	make_kernel("usr/lib/debug/boot/vmlinux-" RELEASE, RELEASE, ID_B);
	make_module("usr/lib/debug/lib/modules/" RELEASE "/kernel/a/snd-foo.ko", RELEASE, ID_C);
	run("objcopy --strip-debug %s/usr/lib/debug/lib/modules/" RELEASE "/kernel/a/snd-foo.ko "
	    "%s/given/snd-foo.ko",
	    root, root);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	run("rm -r %s", root);
	return 0;
}

static struct debug_find *find_in(const char *given, bool standard, bool force)
{
	char path[256];
	const char *paths[] = { path };
	struct debug_find_options o = { .paths = paths,
		                        .n_paths = given != NULL,
		                        .root = root,
		                        .no_standard = !standard,
		                        .force = force };

	snprintf(path, sizeof(path), "%s/%s", root, given ? given : "");
	return debug_find_new(&o);
}

static void assert_path(const struct debug_answer *a, const char *end)
{
	assert_non_null(a->file);
	if (!slice_ends(slice_str(debug_file_info(a->file)->path), slice_str(end)))
		fail_msg("%s is not …%s", debug_file_info(a->file)->path, end);
}

static void test_kernel_by_build_id_in_a_folder(void **state)
{
	_cleanup_(debug_find_freep) struct debug_find *f = find_in("given", true, false);
	struct debug_wanted w = { .build_id = S(ID_A), .release = S("9.9.9") };
	struct debug_answer a = debug_find_open(f, &w);

	(void)state;
	assert_path(&a, "given/some/kernel.debug");
	assert_true(a.is_verified);
	assert_null(a.refused);
	assert_true(debug_find_open(f, &w).file == a.file);
}

static void test_kernel_by_release_in_standard_place(void **state)
{
	_cleanup_(debug_find_freep) struct debug_find *f = find_in(NULL, true, false);
	struct debug_wanted w = { .release = S(RELEASE) };
	struct debug_answer a = debug_find_open(f, &w);

	(void)state;
	assert_path(&a, "boot/vmlinux-" RELEASE);
	assert_false(a.is_verified);
	w.build_id = S(ID_B);
	a = debug_find_open(f, &w);
	assert_true(a.is_verified);
}

static void test_kernel_by_build_id_alone(void **state)
{
	_cleanup_(debug_find_freep) struct debug_find *f = find_in(NULL, true, false);
	struct debug_wanted w = { .build_id = S(ID_B) };
	struct debug_answer a = debug_find_open(f, &w);

	(void)state;
	assert_path(&a, "boot/vmlinux-" RELEASE);
	assert_true(a.is_verified);
	w.build_id = S("dd00112233445566778899aabbccddeeff001122");
	assert_null(debug_find_open(f, &w).file);
}

static void test_other_build_id_is_refused_with_both(void **state)
{
	_cleanup_(debug_find_freep) struct debug_find *f = find_in(NULL, true, false);
	_cleanup_(debug_find_freep) struct debug_find *forced = find_in(NULL, true, true);
	struct debug_wanted w = { .release = S(RELEASE), .build_id = S(ID_C) };
	struct debug_answer a = debug_find_open(f, &w);

	(void)state;
	assert_null(a.file);
	assert_non_null(strstr(a.refused, ID_B));
	assert_non_null(strstr(a.refused, ID_C));
	a = debug_find_open(forced, &w);
	assert_path(&a, "boot/vmlinux-" RELEASE);
	assert_false(a.is_verified);
	assert_non_null(a.refused);
}

static void test_broken_build_id_is_not_compared(void **state)
{
	_cleanup_(debug_find_freep) struct debug_find *f = find_in(NULL, true, false);
	struct debug_wanted w = { .release = S(RELEASE),
		                  .version =
		                          S("#1 SMP PREEMPT_DYNAMIC Debian 6.1.115-1 (2024-11-01)"),
		                  .build_id = S(ID_C),
		                  .is_vmcoreinfo_id = true };
	struct debug_answer a = debug_find_open(f, &w);

	(void)state;
	assert_path(&a, "boot/vmlinux-" RELEASE);
	w.is_vmcoreinfo_id = false; // of a module's note, say
	assert_null(debug_find_open(f, &w).file);
}

static void test_file_given_of_another_release_is_refused(void **state)
{
	_cleanup_(debug_find_freep) struct debug_find *f =
		find_in("given/some/kernel.debug", false, false);
	struct debug_wanted w = { .release = S(RELEASE) };
	struct debug_answer a = debug_find_open(f, &w);

	(void)state;
	assert_path(&a, "kernel.debug");
	w.release = S("6.1.0-98-test");
	a = debug_find_open(f, &w);
	assert_null(a.file);
	assert_non_null(strstr(a.refused, RELEASE));
	assert_non_null(strstr(a.refused, "6.1.0-98-test"));
}

static void test_module_by_name_with_either_dash(void **state)
{
	_cleanup_(debug_find_freep) struct debug_find *f = find_in(NULL, true, false);
	struct debug_wanted w = { .release = S(RELEASE), .module = S("snd_foo") };
	struct debug_answer a = debug_find_open(f, &w);
	struct arena arena = { 0 };
	struct symbol *found;

	(void)state;
	assert_path(&a, "snd-foo.ko");
	assert_int_equal(debug_file_find_symbols(a.file, S("f"), SYMBOL_EXACT, &arena, &found), 1);
	struct debug_query q = { .addr = found[0].addr };
	debug_file_lookup(a.file, &q, &arena);
	assert_int_equal(q.knowledge, KNOWLEDGE_LINE);
	assert_true(slice_is(q.places[0].function, "f"));
	w.module = S("snd-foo");
	assert_true(debug_find_open(f, &w).file == a.file);
	w.module = S("snd_bar");
	assert_null(debug_find_open(f, &w).file);
	arena_deinit(&arena);
}

static void test_file_with_dwarf_beats_one_without(void **state)
{
	_cleanup_(debug_find_freep) struct debug_find *f = find_in("given", true, false);
	struct debug_wanted w = { .release = S(RELEASE),
		                  .module = S("snd_foo"),
		                  .build_id = S(ID_C) };
	struct debug_answer a = debug_find_open(f, &w);

	(void)state;
	assert_true(a.is_verified);
	assert_true(debug_file_info(a.file)->has_dwarf);
}

static void test_user_file_needs_its_build_id(void **state)
{
	_cleanup_(debug_find_freep) struct debug_find *f = find_in(NULL, true, false);
	struct debug_wanted w = { .path = S("/given/some/kernel.debug") };

	(void)state;
	assert_null(debug_find_open(f, &w).file);
	w.build_id = S(ID_A);
	struct debug_answer a = debug_find_open(f, &w);
	assert_path(&a, "given/some/kernel.debug");
	w.path = S("/usr/../given/some/kernel.debug");
	assert_null(debug_find_open(f, &w).file);
}

static void test_names(void **state)
{
	static const char *const rows[][2] = {
		{ "/lib/modules/6.1.0/kernel/net/snd-hda.ko.xz", "snd_hda" },
		{ "/lib/modules/6.1.0/kernel/net/snd_hda.ko.debug", "snd_hda" },
		{ "vmlinux-6.1.0-56-amd64", "vmlinux" },
		{ "/a/vmlinux.debug", "vmlinux" },
		{ "libfoo-bar.so.1.2.debug", "libfoo-bar.so.1.2" },
		{ "vmlinuz-6.1", "vmlinuz-6.1" },
		{ "a/vmlinux-fork.dwo", "vmlinux-fork.dwo" },
		{ ".debug", ".debug" },
		{ "a/", "" },
	};
	char name[64];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		debug_index_name(rows[i][0], name, sizeof(name));
		assert_string_equal(name, rows[i][1]);
	}
}

static void test_broken_build_ids(void **state)
{
	static const struct {
		const char *release, *version;
		bool trusted;
	} rows[] = {
		{ "5.15.167", "", true },
		{ "5.15.168", "", false },
		{ "5.15.190-generic", "", false },
		{ "6.1.112", "", true },
		{ "6.1.113", "", false },
		{ "6.1.118-rt1", "", false },
		{ "6.1.119", "", true },
		{ "6.6.54", "", true },
		{ "6.6.62", "", false },
		{ "6.10.14", "", false },
		{ "6.11.3", "", false },
		{ "6.11.10", "", true },
		{ "6.12.3", "", true },
		{ "6.1.0-27-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.115-1 (2024-11-01)", false },
		{ "6.1.0-56-amd64", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-1 (2026-01-01)", true },
		{ "6.1.0", "gcc 12.2.0", true },
		{ "", "", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(build_id_can_be_trusted(slice_str(rows[i].release),
		                                         slice_str(rows[i].version)),
		                 rows[i].trusted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kernel_by_build_id_in_a_folder),
		cmocka_unit_test(test_kernel_by_release_in_standard_place),
		cmocka_unit_test(test_kernel_by_build_id_alone),
		cmocka_unit_test(test_other_build_id_is_refused_with_both),
		cmocka_unit_test(test_broken_build_id_is_not_compared),
		cmocka_unit_test(test_file_given_of_another_release_is_refused),
		cmocka_unit_test(test_module_by_name_with_either_dash),
		cmocka_unit_test(test_file_with_dwarf_beats_one_without),
		cmocka_unit_test(test_user_file_needs_its_build_id),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_broken_build_ids),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
