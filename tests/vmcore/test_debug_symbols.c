// SPDX-License-Identifier: Apache-2.0
/*
 * Symbols of a made dump out of a debug file: the kernel was linked at LINK and moved to where the dump has it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/vmcore/kernel.h"
#include "tests/vmcore/mk_kernel.h"

#define START UINT64_C(0xffffffff81000000) /* _stext of mk_core.c */
#define LINK  UINT64_C(0xffffffff80200000)

static const struct dump_symbol symbols[] = {
	{ { "per_cpu_thing", sizeof("per_cpu_thing") - 1 }, 0x1b2c0, false, true },
	{ { "$x", sizeof("$x") - 1 }, LINK + 0x10, false, false },
	{ { "_stext", sizeof("_stext") - 1 }, LINK, true, true },
	{ { "first", sizeof("first") - 1 }, LINK + 0x100, true, false },
	{ { "second", sizeof("second") - 1 }, LINK + 0x200, true, true },
	{ { "init_task", sizeof("init_task") - 1 }, LINK + 0x3000, false, true },
};

static void give_symbols(void *ctx, bool (*fn)(void *fn_ctx, const struct dump_symbol *sym),
                         void *fn_ctx)
{
	size_t *calls = ctx;

	++*calls;
	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++)
		if (!fn(fn_ctx, &symbols[i]))
			return;
}

static size_t calls;
static const struct dump_debug debug = { .ctx = &calls, .symbols = give_symbols };

struct made {
	struct mk_core *core;
	struct image *img;
	struct kernel k;
};

static void made_open(struct made *m, const struct mk_symbol *syms, size_t n)
{
	*m = (struct made){ .core = mk_core_new(MK_X86_64) };
	if (n)
		mk_kallsyms_put(m->core, MK_KALLSYMS_SHORT, syms, n, true);
	m->img = mk_open(m->core);
	calls = 0;
	kernel_init(&m->k, m->img);
	kernel_use_debug(&m->k, &debug);
}

static void made_end(struct made *m)
{
	kernel_deinit(&m->k);
	image_free(m->img);
	mk_core_free(m->core);
}

static void check(struct made *m, const char *name, uint64_t want)
{
	uint64_t addr;

	if (!ksyms_find(m->k.syms, name, &addr))
		fail_msg("no %s", name);
	assert_int_equal(addr, want);
}

static void a_dump_without_kallsyms_gets_all(void **state)
{
	struct made m;
	char name[64];

	(void)state;
	made_open(&m, NULL, 0);
	assert_int_equal(m.k.level, KERNEL_SYMBOLS);
	assert_true(m.k.has_debug_symbols);
	assert_int_equal(ksyms_count(m.k.syms), 5);
	check(&m, "per_cpu_thing", 0x1b2c0);
	check(&m, "second", START + 0x200);
	check(&m, "init_task", START + 0x3000);
	assert_true(kernel_name(&m.k, START + 0x123, name, sizeof(name)));
	assert_string_equal(name, "first+0x23");
	made_end(&m);
}

/** N fillers, so that the tables look as they should. */
static size_t put_functions(struct mk_symbol *syms, char names[][16], size_t n)
{
	size_t i = 0;

	syms[i++] = (struct mk_symbol){ "_stext", 'T', START };
	syms[i++] = (struct mk_symbol){ "first", 't', START + 0x100 };
	for (; i < n; i++) {
		snprintf(names[i], 16, "function_%zu", i);
		syms[i] = (struct mk_symbol){ names[i], 't', START + 0x200 + 16 * i };
	}
	return n;
}

static void kallsyms_of_the_dump_are_left_alone(void **state)
{
	struct mk_symbol syms[300];
	char names[300][16];
	struct made m;

	(void)state;
	size_t n = put_functions(syms, names, 299);
	syms[n++] = (struct mk_symbol){ "init_task", 'D', START + 0x5000 };
	made_open(&m, syms, n);
	assert_false(m.k.has_debug_symbols);
	assert_int_equal(calls, 0);
	check(&m, "init_task", START + 0x5000);
	made_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dump_without_kallsyms_gets_all),
		cmocka_unit_test(kallsyms_of_the_dump_are_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
