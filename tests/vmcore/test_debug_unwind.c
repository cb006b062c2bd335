// SPDX-License-Identifier: Apache-2.0
/*
 * Stacks of made dumps for which somebody else knows the frames of C code: what the entry code of the kernel
 * leaves on them leads on, after arch/x86/entry/entry_64.S and arch/x86/include/asm/irq_stack.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/limits.h"
#include "parsers/vmcore/unwind.h"
#include "tests/vmcore/mk_kernel.h"

#define STACK     16384
#define FUNCTION  0x100
#define REGS      168 /* bytes of struct pt_regs of x86-64 */
#define KERNEL_CS 0x10
#define USER_CS   0x33

/** Code, FUNCTION bytes each; of those with a rule the frames are known. */
enum code {
	ENTRY, /**< assembler */
	SCHEDULE,
	SWITCH_TO,
	OUTER,
	MID,
	INNER,
	CODE_COUNT,
};

/** The caller's stack pointer is reg + off, the return address lies below it. */
static const struct rule {
	const char *name;
	bool known, by_bp;
	unsigned off;
} rules[CODE_COUNT] = {
	[ENTRY] = { "asm_entry", false, false, 0 },
	[SCHEDULE] = { "__schedule", true, true, 16 },
	[SWITCH_TO] = { "__switch_to", true, false, 8 },
	[OUTER] = { "outer", true, false, 48 },
	[MID] = { "mid", true, true, 16 },
	[INNER] = { "inner", true, false, 16 },
};

struct made {
	struct mk_core *core;
	uint64_t code, stack, irq_stack;
	bool is_arm64;
	struct mk_symbol syms[64];
	size_t n_syms;
	struct image *img;
	struct kernel k;
	struct unwinder u;
	struct kmodules modules;
	struct dump_debug debug;
};

static uint64_t code_at(const struct made *m, enum code c)
{
	return m->code + FUNCTION * (unsigned)c;
}

static void add_symbol(struct made *m, const char *name, uint64_t addr)
{
	m->syms[m->n_syms++] = (struct mk_symbol){ name, 't', addr };
}

static enum cfi_answer unwind_made(void *ctx, const struct dump_code *code, struct cfi_frame *f,
                                   uint64_t *ret_ip)
{
	struct made *m = ctx;
	unsigned bp = m->is_arm64 ? 29 : 6;
	const struct rule *r = rules;

	while (r < rules + CODE_COUNT && !slice_eq(slice_str(r->name), code->function))
		r++;
	assert_true(r < rules + CODE_COUNT);
	assert_false(code->module.p);
	assert_int_equal(code->addr - code->offset, code_at(m, (enum code)(r - rules)));
	unsigned reg = r->by_bp ? bp : f->sp;
	if (!r->known || !f->known[reg])
		return CFI_UNKNOWN;
	uint64_t cfa = f->regs[reg] + r->off;
	if (r->by_bp && !f->read(f->ctx, cfa - 16, 8, &f->regs[bp]))
		return CFI_UNKNOWN;
	if (!f->read(f->ctx, cfa - 8, 8, ret_ip))
		return CFI_UNKNOWN;
	f->regs[f->sp] = cfa;
	return CFI_CALLER;
}

static const struct mk_type x86_types[] = {
	{ "pt_regs",
	  REGS,
	  { { "r15", 0, 8, 0, 0 },
	    { "bp", 32, 8, 0, 0 },
	    { "bx", 40, 8, 0, 0 },
	    { "ip", 128, 8, 0, 0 },
	    { "cs", 136, 8, 0, 0 },
	    { "sp", 152, 8, 0, 0 } } },
	{ "thread_union", STACK, { { "stack", 0, STACK, 0, 0 } } },
	{ "irq_stack", STACK, { { "stack", 0, STACK, 0, 0 } } },
	{ "task_struct", 64, { { "thread", 0, 8, 0, 0 }, { "stack", 8, 8, 0, 0 } } },
};

static void made_begin(struct made *m, enum mk_arch arch)
{
	*m = (struct made){ .core = mk_core_new(arch), .is_arm64 = arch == MK_ARM64 };
	m->code = mk_alloc(m->core, FUNCTION * CODE_COUNT, 4096);
	m->stack = mk_alloc(m->core, STACK, STACK);
	m->irq_stack = mk_alloc(m->core, STACK, STACK);
	add_symbol(m, "_stext", m->code - 16);
	for (enum code c = 0; c < CODE_COUNT; c++)
		add_symbol(m, rules[c].name, code_at(m, c));
	add_symbol(m, "_etext", code_at(m, CODE_COUNT));
}

static void made_open(struct made *m, const struct mk_type *types, size_t n)
{
	uint64_t end, begin = mk_btf_put(m->core, types, n, &end);

	add_symbol(m, "__start_BTF", begin);
	add_symbol(m, "__stop_BTF", end);
	mk_symbols_sort(m->syms, m->n_syms);
	mk_kallsyms_put(m->core, MK_KALLSYMS_SHORT, m->syms, m->n_syms, true);
	m->img = mk_open(m->core);
	kernel_init(&m->k, m->img);
	assert_int_equal(m->k.level, KERNEL_TYPES);
	unwinder_init(&m->k, &m->modules, &m->u);
	m->debug = (struct dump_debug){ .ctx = m, .unwind = unwind_made };
	unwinder_use_debug(&m->u, &m->debug);
}

static void made_end(struct made *m)
{
	kernel_deinit(&m->k);
	image_free(m->img);
	mk_core_free(m->core);
}

static size_t unwind_running_made(struct made *m, struct unwind_frame *ret)
{
	struct unwind_start start;

	assert_true(unwind_running(&m->u, 0, &start));
	start.stack = m->stack;
	return unwind(&m->u, &start, ret);
}

static void check(const struct made *m, const struct unwind_frame *f, enum code code, unsigned off,
                  enum unwind_method method, enum unwind_context context)
{
	assert_int_equal(f->ip, code_at(m, code) + off);
	assert_int_equal(f->method, method);
	assert_int_equal(f->context, context);
}

static void put_regs(struct made *m, uint64_t at, uint64_t ip, uint64_t cs, uint64_t sp)
{
	mk_u64(m->core, at + 128, ip);
	mk_u64(m->core, at + 136, cs);
	mk_u64(m->core, at + 152, sp);
}

/** Above @p sp, where outer begins: it was called by the entry code, which had saved the program's registers. */
static void put_outer(struct made *m, uint64_t ip, uint64_t cs)
{
	uint64_t regs = m->stack + STACK - REGS;

	mk_u64(m->core, regs - 8, code_at(m, ENTRY) + 0x30);
	put_regs(m, regs, ip, cs, 0x7ffd0000);
}

/* inner, called by mid, called by the code of an exception, which came in while outer ran. */
static void saved_registers_lead_on(void **state)
{
	struct unwind_frame f[LIMIT_VMCORE_FRAMES];
	struct made m;

	(void)state;
	made_begin(&m, MK_X86_64);
	uint64_t outer_sp = m.stack + STACK - REGS - 48, regs = outer_sp - 16 - REGS,
		 sp = regs - 64;
	put_outer(&m, 0x401234, USER_CS);
	put_regs(&m, regs, code_at(&m, OUTER) + 7, KERNEL_CS, outer_sp);
	mk_u64(m.core, regs - 8, code_at(&m, ENTRY) + 0x10);
	mk_u64(m.core, sp + 8, code_at(&m, MID) + 0x20);
	mk_regs(m.core, code_at(&m, INNER) + 4, sp, regs - 16);
	made_open(&m, x86_types, 4);
	assert_int_equal(unwind_running_made(&m, f), 6);
	check(&m, &f[0], INNER, 4, UNWIND_START, UNWIND_EXCEPTION);
	check(&m, &f[1], MID, 0x20, UNWIND_CFI, UNWIND_EXCEPTION);
	check(&m, &f[2], ENTRY, 0x10, UNWIND_CFI, UNWIND_EXCEPTION);
	check(&m, &f[3], OUTER, 7, UNWIND_CFI, UNWIND_TASK);
	assert_false(f[3].is_return);
	check(&m, &f[4], ENTRY, 0x30, UNWIND_CFI, UNWIND_TASK);
	assert_int_equal(f[5].ip, 0x401234);
	assert_int_equal(f[5].context, UNWIND_USER);
	made_end(&m);
}

/* A kernel thread has no program: what lies where its registers would be is not looked at. */
static void stacks_of_kernel_threads_end(void **state)
{
	struct unwind_frame f[LIMIT_VMCORE_FRAMES];
	struct made m;

	(void)state;
	made_begin(&m, MK_X86_64);
	put_outer(&m, 0, 0);
	mk_u64(m.core, m.stack + STACK - 16, code_at(&m, MID) + 1); // a scan would find it
	mk_regs(m.core, code_at(&m, OUTER) + 7, m.stack + STACK - REGS - 48, 0);
	made_open(&m, x86_types, 4);
	assert_int_equal(unwind_running_made(&m, f), 2);
	check(&m, &f[1], ENTRY, 0x30, UNWIND_CFI, UNWIND_TASK);
	made_end(&m);
}

/** @p below: how far below the end of the stack hardirq_stack_ptr is. */
static void check_irq_stack(unsigned below)
{
	struct unwind_frame f[LIMIT_VMCORE_FRAMES];
	struct made m;

	made_begin(&m, MK_X86_64);
	uint64_t top = m.irq_stack + STACK, vars = mk_alloc(m.core, 32, 8), shift = 0x10000;
	put_outer(&m, 0x401234, USER_CS);
	mk_u64(m.core, top - 8, m.stack + STACK - REGS - 48);
	mk_u64(m.core, top - 16, code_at(&m, OUTER) + 0x40);
	mk_regs(m.core, code_at(&m, INNER) + 4, top - 24, 0);
	mk_u64(m.core, vars, top - below);
	mk_u64(m.core, vars + 8, shift);
	mk_u32(m.core, vars + 16, 1);
	add_symbol(&m, "hardirq_stack_ptr", vars - shift);
	add_symbol(&m, "__per_cpu_offset", vars + 8);
	add_symbol(&m, "nr_cpu_ids", vars + 16);
	made_open(&m, x86_types, 4);
	assert_int_equal(unwind_running_made(&m, f), 4);
	check(&m, &f[0], INNER, 4, UNWIND_START, UNWIND_IRQ);
	// what it has lies on its task's stack
	check(&m, &f[1], OUTER, 0x40, UNWIND_CFI, below ? UNWIND_TASK : UNWIND_IRQ);
	check(&m, &f[2], ENTRY, 0x30, UNWIND_CFI, UNWIND_TASK);
	assert_int_equal(f[3].ip, 0x401234);
	made_end(&m);
}

/* outer switched to the interrupt stack by itself: on top of that it kept its stack pointer. */
static void interrupt_stacks_are_left(void **state)
{
	(void)state;
	check_irq_stack(0);
	check_irq_stack(8); // since Linux 5.12
}

/* Assembler that saves nothing: its caller is likely what lies on top of the stack, and is told as such. */
static void guesses_are_marked(void **state)
{
	struct unwind_frame f[LIMIT_VMCORE_FRAMES];
	struct made m;

	(void)state;
	made_begin(&m, MK_X86_64);
	uint64_t sp = m.stack + STACK - REGS - 48;
	put_outer(&m, 0x401234, USER_CS);
	mk_u64(m.core, sp - 8, code_at(&m, OUTER) + 0x40);
	mk_regs(m.core, code_at(&m, ENTRY) + 4, sp - 8, 0);
	made_open(&m, x86_types, 4);
	assert_int_equal(unwind_running_made(&m, f), 4);
	check(&m, &f[1], OUTER, 0x40, UNWIND_SCAN, UNWIND_TASK);
	check(&m, &f[2], ENTRY, 0x30, UNWIND_CFI, UNWIND_TASK);
	made_end(&m);
}

/* Before Linux 4.9 a task that does not run goes on behind the scheduler's call of __switch_to(). */
static void old_tasks_go_on_in_the_scheduler(void **state)
{
	struct unwind_frame f[LIMIT_VMCORE_FRAMES];
	struct unwind_start start;
	struct made m;

	(void)state;
	made_begin(&m, MK_X86_64);
	uint64_t task = mk_alloc(m.core, 64, 64), call = code_at(&m, SCHEDULE) + 0x60;
	uint64_t bp = m.stack + STACK - REGS - 48 - 16, sp = bp - 0x80;
	put_outer(&m, 0x401234, USER_CS);
	mk_put(m.core, call, "\xe8", 1);
	mk_u32(m.core, call + 1, (uint32_t)(code_at(&m, SWITCH_TO) - (call + 5)));
	mk_u64(m.core, task, sp);
	mk_u64(m.core, task + 8, m.stack);
	mk_u64(m.core, sp, bp);
	mk_u64(m.core, bp + 8, code_at(&m, OUTER) + 0x11);
	made_open(&m, x86_types, 4);
	// thread.sp lies in a structure in the other: its place is known as if BTF had told it
	assert_true(kernel_has(&m.k, KM_task_stack));
	m.k.members[KM_task_thread_sp] = (struct member){ .off = 0, .size = 8, .elem_size = 8 };
	m.k.member_state[KM_task_thread_sp] = m.k.member_state[KM_task_stack];
	assert_true(unwind_blocked(&m.u, task, &start));
	assert_int_equal(unwind(&m.u, &start, f), 4);
	check(&m, &f[0], SCHEDULE, 0x65, UNWIND_START, UNWIND_TASK);
	assert_true(f[0].is_return);
	check(&m, &f[1], OUTER, 0x11, UNWIND_CFI, UNWIND_TASK);
	check(&m, &f[2], ENTRY, 0x30, UNWIND_CFI, UNWIND_TASK);
	assert_int_equal(f[3].ip, 0x401234);
	made_end(&m);
}

static const struct mk_type arm64_types[] = {
	{ "pt_regs",
	  320,
	  { { "regs", 0, 31 * 8, 0, 0 },
	    { "sp", 248, 8, 0, 0 },
	    { "pc", 256, 8, 0, 0 },
	    { "stackframe", 288, 16, 0, 0 } } },
	{ "thread_union", STACK, { { "stack", 0, STACK, 0, 0 } } },
};

/* Where nobody knows the frame, its record leads on; the stack pointer is not known from there on. */
static void arm64_goes_on_by_frame_records(void **state)
{
	struct unwind_frame f[LIMIT_VMCORE_FRAMES];
	struct made m;

	(void)state;
	made_begin(&m, MK_ARM64);
	uint64_t sp = m.stack + 0x1000, fp = sp + 0x100;
	mk_u64(m.core, sp + 8, code_at(&m, ENTRY) + 0x20); // of inner, by the stack pointer
	mk_u64(m.core, fp, fp + 0x80);
	mk_u64(m.core, fp + 8, code_at(&m, INNER) + 0x20);
	mk_u64(m.core, fp + 0x80, 0);
	mk_u64(m.core, fp + 0x88, code_at(&m, MID) + 0x30);
	mk_regs(m.core, code_at(&m, INNER) + 4, sp, fp);
	made_open(&m, arm64_types, 2);
	assert_int_equal(unwind_running_made(&m, f), 4);
	check(&m, &f[0], INNER, 4, UNWIND_START, UNWIND_TASK);
	check(&m, &f[1], ENTRY, 0x20, UNWIND_CFI, UNWIND_TASK);
	check(&m, &f[2], INNER, 0x20, UNWIND_FRAME_POINTER, UNWIND_TASK);
	check(&m, &f[3], MID, 0x30, UNWIND_FRAME_POINTER, UNWIND_TASK);
	made_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(saved_registers_lead_on),
		cmocka_unit_test(stacks_of_kernel_threads_end),
		cmocka_unit_test(interrupt_stacks_are_left),
		cmocka_unit_test(guesses_are_marked),
		cmocka_unit_test(old_tasks_go_on_in_the_scheduler),
		cmocka_unit_test(arm64_goes_on_by_frame_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
