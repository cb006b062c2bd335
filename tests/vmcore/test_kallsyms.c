// SPDX-License-Identifier: Apache-2.0
/* Tables as scripts/kallsyms.c of several kernels writes them, made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "parsers/vmcore/ksyms_inner.h"

/* Tokens: 0 is "Tdo_", 1 is "sys", 2 is "Avar", the others are the character itself. */
static char token_table[1024], token_index[512];
static size_t n_token_table;

static int make_tokens(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		const char own[2] = { (char)i, 0 };
		const char *text = i == 0 ? "Tdo_" : i == 1 ? "sys" : i == 2 ? "Avar" : own;
		token_index[2 * i] = (char)(n_token_table & 0xff);
		token_index[2 * i + 1] = (char)(n_token_table >> 8);
		memcpy(token_table + n_token_table, text, strlen(text) + 1);
		n_token_table += strlen(text) + 1;
	}
	return 0;
}

static struct kallsyms tables(const void *names, size_t n_names, const void *offsets, size_t n_off)
{
	return (struct kallsyms){
		.names = { names, n_names },
		.offsets = { offsets, n_off },
		.token_table = { token_table, n_token_table },
		.token_index = { token_index, sizeof(token_index) },
		.is_64bit = true,
	};
}

static uint64_t find(const struct ksyms *s, const char *name)
{
	uint64_t ret = 0;
	assert_true(ksyms_find(s, name, &ret));
	return ret;
}

static const char names[] = "\2\2x"   // Avarx
			    "\2\0\1"  // Tdo_sys
			    "\3\0\1y" // Tdo_sysy
			    "\4tend"; // t end
#define N_NAMES (sizeof(names) - 1)

/* CONFIG_KALLSYMS_ABSOLUTE_PERCPU: x86-64 of Linux 4.6 to 6.14. */
static void relative_to_the_base_with_absolute_per_cpu_symbols(void **state)
{
	_cleanup_(ksyms_freep) struct ksyms *s = ksyms_new();
	const int32_t offsets[] = { 0x1000, -1, -0x101, -0x201 };
	struct kallsyms t = tables(names, N_NAMES, offsets, sizeof(offsets));
	struct ksym sym;
	const char *why;

	(void)state;
	t.n_syms = 4;
	t.is_relative = true;
	t.base = 0xffffffff81000000;
	assert_true(kallsyms_decode(s, &t, &why));
	ksyms_sort(s);
	assert_true(find(s, "varx") == 0x1000);
	assert_true(find(s, "do_sys") == 0xffffffff81000000);
	assert_true(find(s, "do_sysy") == 0xffffffff81000100);
	assert_true(find(s, "end") == 0xffffffff81000200);
	assert_true(ksyms_at(s, 0xffffffff8100012f, &sym));
	assert_true(slice_is(sym.name, "do_sysy"));
	assert_int_equal(sym.type, 'T');
	assert_int_equal(sym.size, 0x100);
	assert_false(ksyms_at(s, 0xfff, &sym));
}

/* arm64, and x86-64 since Linux 6.15: no negative offsets. */
static void relative_to_the_base_alone(void **state)
{
	_cleanup_(ksyms_freep) struct ksyms *s = ksyms_new();
	const uint32_t offsets[] = { 0, 0x10000, 0x10100, 0x7fffffff };
	struct kallsyms t = tables(names, N_NAMES, offsets, sizeof(offsets));
	const char *why;

	(void)state;
	t.n_syms = 4;
	t.is_relative = true;
	t.base = 0xffff800008000000;
	assert_true(kallsyms_decode(s, &t, &why));
	ksyms_sort(s);
	assert_true(find(s, "varx") == 0xffff800008000000);
	assert_true(find(s, "do_sys") == 0xffff800008010000);
	assert_true(find(s, "end") == 0xffff800087ffffff);
}

/* Before Linux 4.6, and without CONFIG_KALLSYMS_BASE_RELATIVE: whole addresses. */
static void absolute_addresses_of_both_word_sizes(void **state)
{
	_cleanup_(ksyms_freep) struct ksyms *s = ksyms_new(), *s32 = ksyms_new();
	const uint64_t wide[] = { 0x10, 0xffffffff81000000, 0xffffffff81000040,
		                  0xffffffff81000080 };
	const uint32_t narrow[] = { 0x10, 0xc0100000, 0xc0100040, 0xc0100080 };
	struct kallsyms t = tables(names, N_NAMES, wide, sizeof(wide));
	const char *why;

	(void)state;
	t.n_syms = 4;
	assert_true(kallsyms_decode(s, &t, &why));
	ksyms_sort(s);
	assert_true(find(s, "do_sysy") == 0xffffffff81000040);
	t.offsets = (struct slice){ (const char *)narrow, sizeof(narrow) };
	t.is_64bit = false;
	assert_true(kallsyms_decode(s32, &t, &why));
	ksyms_sort(s32);
	assert_true(find(s32, "do_sysy") == 0xc0100040);
}

/* Linux 6.1: a length of 128 or more has two bytes. */
static void a_long_name(void **state)
{
	_cleanup_(ksyms_freep) struct ksyms *s = ksyms_new();
	char long_names[2 + 300], want[300];
	const int32_t offsets[] = { -1 };
	struct kallsyms t = tables(long_names, sizeof(long_names), offsets, sizeof(offsets));
	const char *why;

	(void)state;
	long_names[0] = (char)(0x80 | (300 & 0x7f));
	long_names[1] = 300 >> 7;
	memset(long_names + 2, 'r', 300);
	memset(want, 'r', 299); // the first letter is the type
	want[299] = 0;
	t.n_syms = 1;
	t.is_relative = true;
	t.base = 0x1000;
	assert_true(kallsyms_decode(s, &t, &why));
	ksyms_sort(s);
	assert_int_equal(find(s, want), 0x1000);
}

static void cut_and_senseless_tables_are_refused(void **state)
{
	const int32_t offsets[] = { -1, -2, -3, -4 };
	const char *why = NULL;

	(void)state;
	for (size_t n = 0; n < N_NAMES; n++) {
		_cleanup_(ksyms_freep) struct ksyms *s = ksyms_new();
		char *copy = malloc(n + 1); // so that a read past the end is seen
		memcpy(copy, names, n);
		struct kallsyms t = tables(copy, n, offsets, sizeof(offsets));
		t.n_syms = 4;
		t.is_relative = true;
		assert_false(kallsyms_decode(s, &t, &why));
		assert_non_null(why);
		free(copy);
	}
	_cleanup_(ksyms_freep) struct ksyms *s = ksyms_new();
	struct kallsyms t = tables(names, N_NAMES, offsets, 12);
	t.n_syms = 4;
	t.is_relative = true;
	assert_false(kallsyms_decode(s, &t, &why)); // fewer offsets than names
	t.offsets.n = 16;
	t.token_table.n = 300;
	assert_false(kallsyms_decode(s, &t, &why)); // a token outside of the table
}

static void symbols_of_a_module_stay_in_its_range(void **state)
{
	_cleanup_(ksyms_freep) struct ksyms *s = ksyms_new();
	const struct slice none = { NULL, 0 };
	struct ksym sym;
	size_t i = 0;

	(void)state;
	ksyms_add(s, none, S("last"), 'T', 0xffffffff82000000);
	ksyms_add(s, none, S("alias"), 'd', 0xffffffff82000000);
	ksyms_add(s, S("mod"), S("mod_f"), 't', 0xffffffffc0000010);
	ksyms_add_range(s, S("mod"), 0xffffffffc0000000, 0xffffffffc0001000);
	ksyms_add_range(s, S("bare"), 0xffffffffc0002000, 0xffffffffc0003000);
	ksyms_sort(s);
	assert_true(ksyms_at(s, 0xffffffffc0000014, &sym));
	assert_true(slice_is(sym.name, "mod_f") && slice_is(sym.module, "mod"));
	assert_int_equal(sym.size, 0xff0);
	assert_true(ksyms_at(s, 0xffffffffc0000004, &sym)); // in front of its first symbol
	assert_true(!sym.name.p && slice_is(sym.module, "mod"));
	assert_true(ksyms_at(s, 0xffffffffc0002004, &sym));
	assert_true(!sym.name.p && slice_is(sym.module, "bare"));
	assert_true(ksyms_at(s, 0xffffffff82000004, &sym));
	assert_true(slice_is(sym.name, "last") && !sym.module.p);
	assert_true(ksyms_alias_next(s, 0xffffffff82000000, &i, &sym));
	assert_true(ksyms_alias_next(s, 0xffffffff82000000, &i, &sym));
	assert_false(ksyms_alias_next(s, 0xffffffff82000000, &i, &sym));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(relative_to_the_base_with_absolute_per_cpu_symbols),
		cmocka_unit_test(relative_to_the_base_alone),
		cmocka_unit_test(absolute_addresses_of_both_word_sizes),
		cmocka_unit_test(a_long_name),
		cmocka_unit_test(cut_and_senseless_tables_are_refused),
		cmocka_unit_test(symbols_of_a_module_stay_in_its_range),
	};

	return cmocka_run_group_tests(tests, make_tokens, NULL);
}
