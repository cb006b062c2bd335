// SPDX-License-Identifier: Apache-2.0
/* Lookups in the text that a kernel leaves; written by hand after kernel/vmcore_info.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/vmcore/vmcoreinfo.h"

static const char text[] = "OSRELEASE=6.1.0-13-amd64\n"
			   "PAGESIZE=4096\n"
			   "SYMBOL(init_uts_ns)=ffffffff9e81bc20\n"
			   "OFFSET(list_head.next)=0\n"
			   "OFFSET(list_head.prev)=8\n"
			   "SIZE(printk_info)=88\n"
			   "LENGTH(free_area.free_list)=6\n"
			   "NUMBER(phys_base)=-1946157056\n"
			   "NUMBER(KERNEL_IMAGE_SIZE)=1073741824\n"
			   "NUMBER(VA_BITS)=0x30\n"
			   "KERNELOFFSET=1c000000\n"
			   "CRASHTIME=1700000000\n"
			   "no value here\n"
			   "=no key\n"
			   "PAGESIZE=8192\n"
			   "EMPTY=\n"
			   "SYMBOL(cut)=fffffffff";

static struct vmcoreinfo *v;

static void kinds_of_values(void **state)
{
	struct slice release;
	uint64_t u;
	int64_t i;

	(void)state;
	assert_true(vmcoreinfo_text(v, "OSRELEASE", &release));
	assert_true(slice_is(release, "6.1.0-13-amd64"));
	assert_true(vmcoreinfo_symbol(v, "init_uts_ns", &u));
	assert_true(u == 0xffffffff9e81bc20);
	assert_true(vmcoreinfo_offset(v, "list_head.prev", &u));
	assert_int_equal(u, 8);
	assert_true(vmcoreinfo_size(v, "printk_info", &u));
	assert_int_equal(u, 88);
	assert_true(vmcoreinfo_length(v, "free_area.free_list", &u));
	assert_int_equal(u, 6);
	assert_true(vmcoreinfo_number(v, "phys_base", &i));
	assert_true(i == -1946157056);
	assert_true(vmcoreinfo_number(v, "VA_BITS", &i));
	assert_int_equal(i, 48);
	assert_true(vmcoreinfo_hex(v, "KERNELOFFSET", &u));
	assert_int_equal(u, 0x1c000000);
	assert_true(vmcoreinfo_decimal(v, "CRASHTIME", &u));
	assert_int_equal(u, 1700000000);
}

static void what_is_not_there_is_not_found(void **state)
{
	struct slice s;
	uint64_t u = 77;
	int64_t i;

	(void)state;
	assert_false(vmcoreinfo_symbol(v, "init_uts", &u));
	assert_false(vmcoreinfo_symbol(v, "list_head.next", &u)); // an OFFSET
	assert_false(vmcoreinfo_text(v, "", &s));
	assert_false(vmcoreinfo_text(v, "no value here", &s));
	assert_false(vmcoreinfo_number(v, "nothing", &i));
	assert_false(vmcoreinfo_decimal(v, "EMPTY", &u));
	assert_int_equal(u, 77);
	assert_true(vmcoreinfo_text(v, "EMPTY", &s));
	assert_int_equal(s.n, 0);
}

static void of_equal_keys_the_first_counts(void **state)
{
	uint64_t u;

	(void)state;
	assert_true(vmcoreinfo_decimal(v, "PAGESIZE", &u));
	assert_int_equal(u, 4096);
}

static void an_empty_text_has_nothing(void **state)
{
	_cleanup_(vmcoreinfo_freep) struct vmcoreinfo *none =
		vmcoreinfo_new((struct slice){ NULL, 0 });
	struct slice s;

	(void)state;
	assert_false(vmcoreinfo_text(none, "OSRELEASE", &s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_of_values),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(of_equal_keys_the_first_counts),
		cmocka_unit_test(an_empty_text_has_nothing),
	};

	v = vmcoreinfo_new((struct slice){ text, sizeof(text) - 1 });
	int ret = cmocka_run_group_tests(tests, NULL, NULL);
	vmcoreinfo_free(v);
	return ret;
}
