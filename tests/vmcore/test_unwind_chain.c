// SPDX-License-Identifier: Apache-2.0
/*
 * Stacks of frames that are chained, laid as the ABIs have them: frame pointers of x86 (and what the entry code
 * makes of them, arch/x86/include/asm/frame.h), and the back chain of ppc64 (arch/powerpc/include/asm/ptrace.h
 * of Linux 5.17, 6.1 and 6.2 for the marker of saved registers and its place).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/limits.h"
#include "parsers/vmcore/unwind_stacks.h"
#include "tests/vmcore/mk_kernel.h"

#define STACK 16384

enum code {
	CODE_END,
	CODE_OUTER,
	CODE_MID,
	CODE_ENTRY,
	CODE_INNER,
	CODE_SCHEDULE,
	CODE_COUNT,
};

static const char *const names[CODE_COUNT] = { "start_here", "f_outer", "f_mid",
	                                       "entry",      "f_inner", "schedule" };

static const struct mk_type x86_types[] = {
	{ "pt_regs",
	  168,
	  { { "bp", 32, 8, 0, 0 },
	    { "ip", 128, 8, 0, 0 },
	    { "cs", 136, 8, 0, 0 },
	    { "sp", 152, 8, 0, 0 } } },
	{ "thread_union", STACK, { { "stack", 0, STACK, 0, 0 } } },
};

static const struct mk_type ppc64_types[] = {
	{ "pt_regs",
	  352,
	  { { "gpr", 0, 256, 0, 0 },
	    { "nip", 256, 8, 0, 0 },
	    { "msr", 264, 8, 0, 0 },
	    { "link", 288, 8, 0, 0 } } },
	{ "thread_union", STACK, { { "stack", 0, STACK, 0, 0 } } },
};

struct made {
	struct mk_core *core;
	uint64_t code, stack;
	struct image *img;
	struct kernel k;
	struct kmodules modules;
	struct unwinder u;
	struct unwind_frame frames[LIMIT_VMCORE_FRAMES];
	size_t n;
};

static uint64_t at(const struct made *m, enum code c, uint64_t off)
{
	return m->code + 0x1000 + 0x100 * (unsigned)c + off;
}

static void made_begin(struct made *m, enum mk_arch arch)
{
	*m = (struct made){ .core = mk_core_new(arch) };
	m->code = mk_alloc(m->core, 0x4000, 4096);
	m->stack = mk_alloc(m->core, STACK, STACK);
}

static void made_open(struct made *m, const struct mk_type *types, size_t n_types)
{
	struct mk_symbol syms[CODE_COUNT + 4];
	uint64_t end, btf = mk_btf_put(m->core, types, n_types, &end);
	size_t n = 0;

	syms[n++] = (struct mk_symbol){ "_stext", 'T', m->code };
	for (enum code c = 0; c < CODE_COUNT; c++)
		syms[n++] = (struct mk_symbol){ names[c], 't', at(m, c, 0) };
	syms[n++] = (struct mk_symbol){ "_etext", 'T', m->code + 0x4000 };
	syms[n++] = (struct mk_symbol){ "__start_BTF", 'r', btf };
	syms[n++] = (struct mk_symbol){ "__stop_BTF", 'r', end };
	mk_kallsyms_put(m->core, MK_KALLSYMS_SHORT, syms, n, true);
	m->img = mk_open(m->core);
	kernel_init(&m->k, m->img);
	assert_int_equal(m->k.level, KERNEL_TYPES);
	unwinder_init(&m->k, &m->modules, &m->u);
}

static void made_unwind(struct made *m)
{
	struct unwind_start start;

	assert_true(unwind_running(&m->u, 0, &start));
	start.stack = m->stack;
	m->n = unwind(&m->u, &start, m->frames);
}

static void made_end(struct made *m)
{
	kernel_deinit(&m->k);
	image_free(m->img);
	mk_core_free(m->core);
}

static void check_frame(const struct made *m, size_t i, enum code c, uint64_t off, bool is_return)
{
	const struct unwind_frame *f = &m->frames[i];

	assert_true(i < m->n);
	assert_int_equal(f->ip, at(m, c, off));
	assert_int_equal(f->is_return, is_return);
	assert_int_not_equal(f->method, UNWIND_SCAN);
}

static void check_x86(bool has_frame_pointers)
{
	struct made m;

	made_begin(&m, MK_X86_64);
	uint64_t bp[] = { m.stack + 0x2000, m.stack + 0x2100, m.stack + 0x2400 };
	uint64_t regs = m.stack + 0x2200;
	mk_u64(m.core, bp[0], bp[1]);
	mk_u64(m.core, bp[0] + 8, at(&m, CODE_MID, 0x20));
	mk_u64(m.core, bp[1], regs | 1);
	mk_u64(m.core, bp[1] + 8, at(&m, CODE_ENTRY, 0x30));
	mk_u64(m.core, regs + 32, bp[2]);
	mk_u64(m.core, regs + 128, at(&m, CODE_OUTER, 8));
	mk_u64(m.core, regs + 136, 0x10);
	mk_u64(m.core, regs + 152, m.stack + 0x2380);
	mk_u64(m.core, bp[2], 0);
	mk_u64(m.core, bp[2] + 8, at(&m, CODE_END, 5));
	mk_regs(m.core, at(&m, CODE_INNER, 4), m.stack + 0x1f00, bp[0]);
	// nopl 0(%rax,%rax,1); push %rbp; mov %rsp,%rbp
	if (has_frame_pointers)
		mk_put(m.core, at(&m, CODE_SCHEDULE, 0), "\x0f\x1f\x44\0\0\x55\x48\x89\xe5", 9);
	made_open(&m, x86_types, 2);
	made_unwind(&m);
	check_frame(&m, 0, CODE_INNER, 4, false);
	if (has_frame_pointers) {
		assert_int_equal(m.n, 5);
		check_frame(&m, 1, CODE_MID, 0x20, true);
		check_frame(&m, 2, CODE_ENTRY, 0x30, true);
		check_frame(&m, 3, CODE_OUTER, 8, false);
		check_frame(&m, 4, CODE_END, 5, true);
	} else {
		assert_true(m.n > 1);
		assert_int_equal(m.frames[1].method, UNWIND_SCAN);
	}
	made_end(&m);
}

static void frame_pointers_of_x86(void **state)
{
	(void)state;
	check_x86(true);
	check_x86(false);
}

struct ppc_case {
	unsigned marker_at, regs_at;
	uint64_t marker;
	bool user;  /**< a program was interrupted */
	bool frame; /**< the function that was has one */
};

static void check_ppc64(const struct ppc_case *t)
{
	struct made m;
	size_t n = 3;

	made_begin(&m, MK_PPC64);
	uint64_t sp[] = { m.stack + 0x2000, m.stack + 0x2080, m.stack + 0x2400, m.stack + 0x2500,
		          m.stack + 0x2600 };
	uint64_t regs = sp[1] + t->regs_at;
	mk_u64(m.core, sp[0], sp[1]);
	mk_u64(m.core, sp[1] + 16, at(&m, CODE_ENTRY, 0x10));
	mk_u64(m.core, sp[1], sp[2]);
	mk_u64(m.core, sp[1] + t->marker_at, t->marker);
	mk_u64(m.core, regs + 8, sp[2]);
	mk_u64(m.core, regs + 256, at(&m, CODE_MID, 0x30));
	mk_u64(m.core, regs + 264, t->user ? 0x4000 : 0);
	// its caller: in the link register, or where it saved that
	mk_u64(m.core, regs + 288, t->frame ? at(&m, CODE_MID, 0x2c) : at(&m, CODE_OUTER, 0x40));
	mk_u64(m.core, sp[2], sp[3]);
	mk_u64(m.core, sp[3], t->frame ? sp[4] : 0);
	mk_u64(m.core, sp[3] + 16, at(&m, t->frame ? CODE_OUTER : CODE_END, 0x40));
	mk_u64(m.core, sp[4] + 16, at(&m, CODE_END, 0x40));
	mk_regs(m.core, at(&m, CODE_INNER, 0x20), sp[0], 0);
	made_open(&m, ppc64_types, 2);
	made_unwind(&m);
	check_frame(&m, 0, CODE_INNER, 0x20, false);
	check_frame(&m, 1, CODE_ENTRY, 0x10, true);
	if (t->user) {
		assert_int_equal(m.n, 2);
	} else {
		check_frame(&m, 2, CODE_MID, 0x30, false);
		check_frame(&m, n++, CODE_OUTER, 0x40, true);
		check_frame(&m, n++, CODE_END, 0x40, true);
		assert_int_equal(m.n, n);
	}
	made_end(&m);
}

static void chain_of_ppc64(void **state)
{
	static const struct ppc_case cases[] = {
		{ 96, 112, UINT64_C(0x7265677368657265), false, true },
		{ 96, 112, 0x53474552, false, false },
		{ 32, 48, 0x53474552, false, true },
		{ 112, 128, 0x53474552, false, false },
		{ 96, 112, 0x53474552, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_ppc64(&cases[i]);
}

/** The scheduler keeps the stack pointer of _switch(), which has saved its caller in the frame behind. */
static void ppc64_task_that_does_not_run(void **state)
{
	struct unwind_start start = { .cpu = -1 };
	struct made m;

	(void)state;
	made_begin(&m, MK_PPC64);
	mk_u64(m.core, m.stack + 0x2000, m.stack + 0x2100);
	mk_u64(m.core, m.stack + 0x2010, at(&m, CODE_MID, 4)); // what was there before
	mk_u64(m.core, m.stack + 0x2110, at(&m, CODE_INNER, 0x20));
	made_open(&m, ppc64_types, 2);
	assert_true(unwind_chain_blocked(&m.u, m.stack + 0x2000, &start));
	assert_int_equal(start.ip, at(&m, CODE_INNER, 0x20));
	assert_int_equal(start.sp, m.stack + 0x2100);
	made_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frame_pointers_of_x86),
		cmocka_unit_test(chain_of_ppc64),
		cmocka_unit_test(ppc64_task_that_does_not_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
