// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/unwind.h"

#include "parsers/limits.h"
#include "parsers/vmcore/unwind_stacks.h"

const char *const unwind_context_name[UNWIND_CONTEXT_COUNT] = {
	[UNWIND_TASK] = "task",   [UNWIND_EXCEPTION] = "exception",
	[UNWIND_IRQ] = "irq",     [UNWIND_SOFTIRQ] = "softirq",
	[UNWIND_NMI] = "nmi",     [UNWIND_DOUBLE_FAULT] = "double_fault",
	[UNWIND_DEBUG] = "debug", [UNWIND_MCE] = "mce",
	[UNWIND_VC] = "vc",       [UNWIND_ENTRY] = "entry",
	[UNWIND_USER] = "user",
};

const char *const unwind_method_name[UNWIND_METHOD_COUNT] = {
	[UNWIND_START] = "registers", [UNWIND_ORC] = "orc",
	[UNWIND_CFI] = "dwarf",       [UNWIND_FRAME_POINTER] = "frame pointers",
	[UNWIND_SCAN] = "scan",
};

/** THREAD_SIZE of most kernels, where BTF does not tell it. */
#define STACK_BYTES_GUESS (16 << 10)

static bool is_arch(const struct unwinder *u, const char *arch)
{
	const char *have = image_info(u->k->img)->arch;

	return have && strcmp(have, arch) == 0;
}

static void find_text(const struct kernel *k, const char *begin, const char *end,
                      struct unwind_text *ret)
{
	if (!kernel_symbol(k, begin, &ret->begin) || !kernel_symbol(k, end, &ret->end))
		*ret = (struct unwind_text){ 0, 0 };
}

/** Bits above the virtual address space, which pointer authentication uses (arm64). */
static uint64_t pac_mask(const struct kernel *k)
{
	const struct vmcoreinfo *v = image_vmcoreinfo(k->img);
	int64_t bits;
	uint64_t mask;

	if (vmcoreinfo_hex(v, "KERNELPACMASK", &mask) ||
	    (vmcoreinfo_number(v, "KERNELPACMASK", &bits) && (mask = (uint64_t)bits)))
		return mask;
	if (vmcoreinfo_number(v, "VA_BITS", &bits) && bits >= 36 && bits < 64)
		return ~UINT64_C(0) << bits;
	return ~UINT64_C(0) << 48;
}

static enum unwind_chain chain_of(const struct unwinder *u)
{
	uint64_t orc;

	// ORC tables that cannot be read do not make it a kernel with frame pointers
	if ((is_arch(u, "i386") || is_arch(u, "x86_64")) && !u->k->lost_symbols &&
	    !kernel_symbol(u->k, "__start_orc_unwind", &orc) && unwind_has_frame_pointers(u->k))
		return UNWIND_CHAIN_X86;
	return is_arch(u, "ppc64")  ? UNWIND_CHAIN_PPC64
	       : is_arch(u, "s390") ? UNWIND_CHAIN_S390
	                            : UNWIND_CHAIN_NONE;
}

void unwinder_init(struct kernel *k, const struct kmodules *modules, struct unwinder *ret)
{
	uint32_t n = STACK_BYTES_GUESS;

	*ret = (struct unwinder){ .k = k };
	if (!k->types || !types_size(k->types, "thread_union", &n) || n < 4096 || n > 1 << 20 ||
	    n & (n - 1))
		n = STACK_BYTES_GUESS;
	ret->stack_bytes = n;
	find_text(k, "_stext", "_etext", &ret->text[0]);
	find_text(k, "_sinittext", "_einittext", &ret->text[1]);
	find_text(k, "__entry_text_start", "__entry_text_end", &ret->entry);
	unwind_find_trampolines(k, &ret->trampolines);
	orc_init(k, modules, &ret->orc);
	ret->orc.modules = modules;
	ret->pac_mask = pac_mask(k);
	ret->is_arm64 = is_arch(ret, "arm64");
	ret->chain = chain_of(ret);
	if (is_arch(ret, "x86_64") && !kernel_has(k, KM_inactive_ret))
		ret->switch_return = unwind_find_switch(k);
}

void unwinder_use_debug(struct unwinder *u, const struct dump_debug *debug)
{
	unwind_cfi_init(u->k, debug, &u->cfi);
}

bool unwind_is_kernel(const struct unwinder *u, uint64_t addr)
{
	if (u->chain == UNWIND_CHAIN_S390) // programs have addresses of their own
		return unwind_is_text(u, addr);
	if (image_info(u->k->img)->is_64bit)
		return addr >> 63; // all other 64-bit ones that are unwound
	return addr >= u->text[0].begin && u->text[0].begin;
}

bool unwind_is_text(const struct unwinder *u, uint64_t addr)
{
	for (size_t i = 0; i < 2; i++)
		if (addr >= u->text[i].begin && addr < u->text[i].end)
			return true;
	for (size_t i = 0; i < u->orc.modules->n; i++) {
		const struct kmodule *m = &u->orc.modules->modules[i];
		if (addr - m->text < m->n_text)
			return true;
	}
	return false;
}

/** Before Linux 4.9 switch_to() pushed flags and the frame pointer, and called __switch_to(). */
static bool unwind_switched(struct unwinder *u, uint64_t sp, struct unwind_start *ret)
{
	if (!is_arch(u, "x86_64"))
		return unwind_chain_blocked(u, sp, ret);
	ret->ip = u->switch_return;
	if (!ret->ip || !image_ptr(u->k->img, sp, &ret->bp)) {
		ret->ip = 0;
		return true;
	}
	ret->sp = sp + 2 * 8;
	return true;
}

bool unwind_blocked(struct unwinder *u, uint64_t task, struct unwind_start *ret)
{
	struct kernel *k = u->k;
	uint64_t sp, frame_bytes = 0;
	uint32_t size;

	*ret = (struct unwind_start){ .is_return = true, .cpu = -1 };
	if (!kernel_get(k, task, KM_task_thread_sp, &sp) || !sp)
		return false;
	if (!kernel_get(k, task, KM_task_stack, &ret->stack))
		ret->stack = 0;
	ret->sp = sp;
	if (kernel_has(k, KM_task_thread_fp)) { // arm64
		ret->switched = task;
		return kernel_get(k, task, KM_task_thread_fp, &ret->bp) &&
		       kernel_get(k, task, KM_task_thread_pc, &ret->ip);
	}
	if (!kernel_has(k, KM_inactive_ret) || !types_size(k->types, "inactive_task_frame", &size))
		return unwind_switched(u, sp, ret);
	frame_bytes = size;
	ret->sp = sp + frame_bytes;
	ret->switched = sp;
	return kernel_get(k, sp, KM_inactive_ret, &ret->ip) &&
	       kernel_get(k, sp, KM_inactive_bp, &ret->bp);
}

static bool reg(const struct unwinder *u, unsigned cpu, const char *name, uint64_t *ret)
{
	return image_reg(u->k->img, cpu, name, ret);
}

/** Machines of which nothing but these registers is needed. */
static bool running_elsewhere(struct unwinder *u, unsigned cpu, struct unwind_start *ret)
{
	static const struct {
		const char *arch, *ip, *sp, *bp;
	} rows[] = {
		{ "i386", "eip", "esp", "ebp" },
		{ "ppc64", "pc", "r1", NULL },
		{ "s390", "pswa", "r15", NULL },
		{ "arm", "pc", "sp", "r11" },
	};
	struct unwind_start caller;
	uint64_t msr;
	size_t i = 0;

	while (i < sizeof(rows) / sizeof(*rows) && !is_arch(u, rows[i].arch))
		i++;
	if (i == sizeof(rows) / sizeof(*rows) || !reg(u, cpu, rows[i].ip, &ret->ip) ||
	    !reg(u, cpu, rows[i].sp, &ret->sp) ||
	    (rows[i].bp && !reg(u, cpu, rows[i].bp, &ret->bp)))
		return false;
	caller = *ret;
	if (u->chain == UNWIND_CHAIN_PPC64 && reg(u, cpu, "msr", &msr) &&
	    unwind_chain_leave_firmware(u, msr, &caller))
		*ret = caller;
	return true;
}

bool unwind_running(struct unwinder *u, unsigned cpu, struct unwind_start *ret)
{
	static const struct {
		enum orc_reg reg;
		const char *name;
	} regs[] = {
		{ ORC_REG_AX, "rax" },  { ORC_REG_DX, "rdx" }, { ORC_REG_DI, "rdi" },
		{ ORC_REG_BP, "rbp" },  { ORC_REG_SP, "rsp" }, { ORC_REG_R10, "r10" },
		{ ORC_REG_R13, "r13" },
	};

	*ret = (struct unwind_start){ .cpu = (int)cpu };
	if (u->is_arm64)
		return reg(u, cpu, "pc", &ret->ip) && reg(u, cpu, "sp", &ret->sp) &&
		       reg(u, cpu, "x29", &ret->bp);
	if (!is_arch(u, "x86_64"))
		return running_elsewhere(u, cpu, ret);
	if (!reg(u, cpu, "rip", &ret->ip) || !reg(u, cpu, "rsp", &ret->sp))
		return false;
	for (size_t i = 0; i < sizeof(regs) / sizeof(*regs); i++)
		if (!reg(u, cpu, regs[i].name, &ret->regs[regs[i].reg]))
			ret->regs[regs[i].reg] = 0;
	ret->bp = ret->regs[ORC_REG_BP];
	ret->has_regs = true;
	return true;
}
