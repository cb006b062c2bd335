// SPDX-License-Identifier: Apache-2.0
/*
 * Kernels whose table of symbols has functions alone: what they export is found in each layout of the tables
 * of exported symbols (struct kernel_symbol in include/linux/export.h of Linux 4.18, 4.19, 5.3 and 5.4).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/vmcore/kernel.h"
#include "tests/vmcore/mk_kernel.h"

#define TEXT_BYTES 0x2000
#define N_EXPORTS  40
#define N_TEXT     300

struct layout {
	const char *name;
	bool is_relative, has_namespace;
};

static const struct layout layouts[] = {
	{ "words", false, false },
	{ "words and namespaces", false, true },
	{ "offsets", true, false },
	{ "offsets and namespaces", true, true },
};

/** Names in the order of the table; the data that one stands for is what the test reads. */
static void export_name(size_t i, char name[32])
{
	if (i == 17)
		snprintf(name, 32, "init_task");
	else
		snprintf(name, 32, i < 17 ? "a_export_%02zu" : "s_export_%02zu", i);
}

static void put_part(struct mk_core *c, const struct layout *l, uint64_t at, uint64_t value)
{
	if (l->is_relative)
		mk_u32(c, at, (uint32_t)(value - at));
	else
		mk_u64(c, at, value);
}

static void put_exports(struct mk_core *c, const struct layout *l, uint64_t data)
{
	unsigned word = l->is_relative ? 4 : 8, n = word * (l->has_namespace ? 3 : 2);
	uint64_t table = mk_alloc(c, (size_t)n * N_EXPORTS, 8);
	uint64_t gap = mk_alloc(c, 0x1800, 8), names = mk_alloc(c, (size_t)N_EXPORTS * 32, 1);
	char name[32];

	(void)gap; // checksums
	for (size_t i = 0; i < N_EXPORTS; i++) {
		uint64_t at = table + i * n;
		export_name(i, name);
		names++;
		mk_put(c, names, name, strlen(name) + 1);
		put_part(c, l, at, data + 64 * i);
		put_part(c, l, at + word, names);
		if (l->has_namespace)
			put_part(c, l, at + 2 * word, names + strlen(name)); // ""
		names += strlen(name);
	}
}

static void check(enum mk_arch arch, const struct layout *l)
{
	struct mk_core *c = mk_core_new(arch);
	struct mk_symbol syms[N_TEXT + 2];
	char names[N_TEXT][24], name[32];
	uint64_t text = mk_alloc(c, TEXT_BYTES, 4096), addr, value;
	size_t n = 0;
	struct kernel k;

	syms[n++] = (struct mk_symbol){ "_text", 'T', text };
	for (size_t i = 0; i < N_TEXT; i++) {
		snprintf(names[i], sizeof(names[i]), "function_%zu", i);
		syms[n++] = (struct mk_symbol){ names[i], 't', text + 16 + 16 * i };
	}
	syms[n++] = (struct mk_symbol){ "_etext", 'T', text + TEXT_BYTES };
	// a name that is no export, in front of them
	uint64_t decoy = mk_alloc(c, 64, 8);
	mk_put(c, decoy, "\0init_task", 11);
	mk_kallsyms_put(c, MK_KALLSYMS_SHORT, syms, n, true);
	uint64_t data = mk_alloc(c, 64 * N_EXPORTS, 64);
	put_exports(c, l, data);
	for (size_t i = 0; i < N_EXPORTS; i++)
		mk_u64(c, data + 64 * i, 0x1000 + i);
	struct image *img = mk_open(c);
	kernel_init(&k, img);
	assert_int_equal(k.level, KERNEL_SYMBOLS);
	for (size_t i = 0; i < N_EXPORTS; i++) {
		export_name(i, name);
		if (!kernel_symbol(&k, name, &addr))
			fail_msg("%s: %s was not found", l->name, name);
		assert_int_equal(addr, data + 64 * i);
		assert_true(kernel_symbol_ptr(&k, name, &value));
		assert_int_equal(value, 0x1000 + i);
	}
	// data has no name where code is asked for
	assert_false(kernel_name(&k, data, name, sizeof(name)) && strstr(name, "export"));
	kernel_deinit(&k);
	image_free(img);
	mk_core_free(c);
}

#define MOVED UINT64_C(0x2000000) /**< how far from where it was linked the kernel runs */

static uint64_t linked_at; /**< _stext */

static bool find_symbol(void *ctx, const char *name, uint64_t *ret)
{
	(void)ctx;
	*ret = strcmp(name, "_stext") == 0   ? linked_at
	       : strcmp(name, "data") == 0   ? linked_at + 0x12340
	       : strcmp(name, "percpu") == 0 ? 0x5678
	                                     : 0;
	return *ret;
}

static void data_that_a_debug_file_names(void **state)
{
	static const struct dump_debug debug = { .find_symbol = find_symbol };
	struct mk_core *c = mk_core_new(MK_X86_64);
	uint64_t text = mk_alloc(c, TEXT_BYTES, 4096), first = 0xffffffff81000000, addr;
	struct mk_symbol syms[] = { { "_stext", 'T', first },
		                    { "_etext", 'T', text + TEXT_BYTES } };
	struct kernel k;

	(void)state;
	mk_kallsyms_put(c, MK_KALLSYMS_SHORT, syms, 2, true);
	struct image *img = mk_open(c);
	kernel_init(&k, img);
	linked_at = first - MOVED;
	assert_false(kernel_symbol(&k, "data", &addr));
	kernel_use_debug(&k, &debug);
	assert_true(kernel_symbol(&k, "data", &addr));
	assert_int_equal(addr, first + 0x12340);
	assert_true(kernel_symbol(&k, "percpu", &addr));
	assert_int_equal(addr, 0x5678);
	assert_false(kernel_symbol(&k, "nothing", &addr));
	kernel_deinit(&k);
	image_free(img);
	mk_core_free(c);
}

static void exports_of_each_layout(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++) {
		check(MK_X86_64, &layouts[i]);
		check(MK_ARM64, &layouts[i]);
	}
}

static void odd_sections_do_not_matter(void **state)
{
	struct mk_core *c = mk_core_new(MK_ARM64);
	uint64_t at = mk_alloc(c, 8, 8), value;

	(void)state;
	mk_u64(c, at, 0x123456789abcdef);
	mk_regs(c, at, at + 16, at + 32);
	mk_odd_sections(c);
	struct image *img = mk_open(c);
	assert_true(image_u64(img, at, &value));
	assert_int_equal(value, 0x123456789abcdef);
	assert_true(image_reg(img, 0, "pc", &value));
	assert_int_equal(value, at);
	image_free(img);
	mk_core_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exports_of_each_layout),
		cmocka_unit_test(data_that_a_debug_file_names),
		cmocka_unit_test(odd_sections_do_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
