// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/unwind_stacks.h"

#include "parsers/limits.h"

/** IRQ_STACK_SIZE is 16 KiB, 64 KiB with KASAN. */
#define IRQ_STACK_MAX (64 << 10)

/** Where x86-64 keeps the entry stacks of all CPUs: CPU_ENTRY_AREA_PER_CPU and its size, in
 *  Documentation/arch/x86/x86_64/mm.rst. */
#define ENTRY_AREA       UINT64_C(0xfffffe0000000000)
#define ENTRY_AREA_BYTES (UINT64_C(1) << 39)

/** Unmapped memory below a stack. */
#define GUARD_BYTES 4096

static bool percpu_ptr(const struct unwind_state *s, const char *name, uint64_t *ret)
{
	struct kernel *k = s->u->k;
	uint64_t addr;

	return s->start->cpu >= 0 && kernel_symbol(k, name, &addr) &&
	       kernel_percpu(k, addr, (unsigned)s->start->cpu, &addr) &&
	       image_ptr(k->img, addr, ret) && *ret;
}

bool unwind_irq_top(const struct unwind_state *s, uint64_t *ret)
{
	struct kernel *k = s->u->k;
	uint64_t hot;

	return percpu_ptr(s, "hardirq_stack_ptr", ret) ||
	       (s->start->cpu >= 0 && kernel_has(k, KM_pcpu_hot_hardirq_stack) &&
	        kernel_symbol(k, "pcpu_hot", &hot) &&
	        kernel_percpu(k, hot, (unsigned)s->start->cpu, &hot) &&
	        kernel_get(k, hot, KM_pcpu_hot_hardirq_stack, ret));
}

/** hardirq_stack_ptr is the top of the interrupt stack of a CPU (x86-64), irq_stack_ptr its lowest address
 *  (arm64, where it is as large as a task's). */
static bool irq_stack(const struct unwind_state *s, uint64_t sp, uint64_t *ret_end)
{
	struct kernel *k = s->u->k;
	uint64_t top, base;
	uint32_t size = IRQ_STACK_MAX;

	if (percpu_ptr(s, "irq_stack_ptr", &base) && sp - base < s->u->stack_bytes) {
		*ret_end = base + s->u->stack_bytes;
		return true;
	}
	if (!unwind_irq_top(s, &top))
		return false;
	if (k->types && !types_size(k->types, "irq_stack", &size))
		size = IRQ_STACK_MAX;
	*ret_end = top;
	return sp < top && top - sp <= size;
}

static bool exception_stack(const struct unwind_state *s, uint64_t sp, enum unwind_context *ret,
                            uint64_t *ret_end)
{
	static const struct {
		enum kmember member;
		enum unwind_context context;
	} stacks[] = {
		{ KM_estacks_nmi, UNWIND_NMI },  { KM_estacks_df, UNWIND_DOUBLE_FAULT },
		{ KM_estacks_db, UNWIND_DEBUG }, { KM_estacks_mce, UNWIND_MCE },
		{ KM_estacks_vc, UNWIND_VC },
	};
	uint64_t base;

	if (!percpu_ptr(s, "cea_exception_stacks", &base))
		return false;
	for (size_t i = 0; i < sizeof(stacks) / sizeof(*stacks); i++) {
		const struct member *m = kernel_member(s->u->k, stacks[i].member);
		if (!m || sp - (base + m->off) > m->size)
			continue;
		*ret = stacks[i].context;
		*ret_end = base + m->off + m->size;
		return true;
	}
	return false;
}

/** Is one of the pointers that tell the stacks of the CPU not in the dump? */
static bool stacks_are_lost(const struct unwind_state *s)
{
	static const char *const names[] = { "hardirq_stack_ptr", "pcpu_hot", "irq_stack_ptr",
		                             "cea_exception_stacks" };
	struct kernel *k = s->u->k;
	uint64_t addr, v;

	for (size_t i = 0; s->start->cpu >= 0 && i < sizeof(names) / sizeof(*names); i++)
		if (kernel_symbol(k, names[i], &addr) &&
		    (!kernel_percpu(k, addr, (unsigned)s->start->cpu, &addr) ||
		     !image_ptr(k->img, addr, &v)))
			return true;
	return false;
}

enum unwind_context unwind_stack_of(const struct unwind_state *s, uint64_t sp, uint64_t *ret_end)
{
	uint64_t begin = s->start->stack, n = s->u->stack_bytes;
	enum unwind_context ret;

	if (begin && sp - begin < n) {
		*ret_end = begin + n;
		return UNWIND_TASK;
	}
	if (irq_stack(s, sp, ret_end))
		return UNWIND_IRQ;
	if (exception_stack(s, sp, &ret, ret_end))
		return ret;
	// a stack that overflowed goes on in its guard page; else not known: a task's stack is aligned to
	// its size (CONFIG_VMAP_STACK) or nearly so
	*ret_end = begin && begin - sp <= GUARD_BYTES ? begin + n : (sp | (n - 1)) + 1;
	if (sp - ENTRY_AREA < ENTRY_AREA_BYTES)
		return UNWIND_ENTRY;
	return stacks_are_lost(s) ? UNWIND_UNKNOWN : UNWIND_TASK;
}

bool unwind_add(struct unwind_state *s, enum unwind_method method)
{
	uint64_t end;

	if (s->n == LIMIT_VMCORE_FRAMES)
		return false;
	bool user = s->ip && !unwind_is_kernel(s->u, s->ip);
	s->frames[s->n++] = (struct unwind_frame){
		.ip = s->ip,
		.sp = s->sp,
		.is_return = s->is_return,
		.context = user ? UNWIND_USER : unwind_stack_of(s, s->sp, &end),
		.method = method,
	};
	return true;
}

void unwind_by_scan(struct unwind_state *s)
{
	struct kernel *k = s->u->k;
	unsigned word = image_word(k->img);
	uint64_t end, at = (s->sp + word - 1) & ~(uint64_t)(word - 1), value;

	unwind_stack_of(s, s->sp, &end);
	if (end - at > s->u->stack_bytes && end - at > IRQ_STACK_MAX)
		return;
	s->is_return = true;
	for (; at < end; at += word) {
		if (!image_ptr(k->img, at, &value) || !unwind_is_text(s->u, value))
			continue;
		s->ip = value;
		s->sp = at + word;
		if (!unwind_add(s, UNWIND_SCAN))
			return;
	}
}

/** May this frame run soft interrupts: is it one that does, or of a name that is not known? */
static bool may_be_softirq(const struct unwind_state *s, const struct unwind_frame *f, bool *ret_is)
{
	uint64_t at = f->ip - f->is_return;
	struct ksym sym;

	*ret_is = false;
	if (!ksyms_at(s->u->k->syms, at, &sym) || !sym.name.p)
		return unwind_is_kernel(s->u, f->ip) && at >= s->u->text[0].begin &&
		       at < s->u->text[0].end;
	*ret_is = slice_is(sym.name, "__do_softirq") || slice_is(sym.name, "handle_softirqs");
	return *ret_is;
}

/**
 * Frames in front of saved registers on the task's own stack handle what came in there; frames of the
 * interrupt stack inside of __do_softirq() are soft interrupts.  Where a stack was not unwound to its end
 * (@p whole), what would make a frame one of those is perhaps in the part that is missing.
 */
static void name_contexts(struct unwind_state *s, bool whole)
{
	size_t handler = 0, softirq = 0, unsure = whole ? 0 : s->n;
	bool is_softirq;

	for (size_t i = 1; i < s->n; i++)
		if (!s->frames[i].is_return && s->frames[i].context != UNWIND_USER)
			handler = i;
	for (size_t i = 0; i < handler; i++)
		if (s->frames[i].context == UNWIND_TASK)
			s->frames[i].context = UNWIND_EXCEPTION;
	for (size_t i = 0; i < s->n; i++) {
		bool may = may_be_softirq(s, &s->frames[i], &is_softirq);
		if (is_softirq)
			softirq = i + 1;
		else if (may && i + 1 > unsure)
			unsure = i + 1;
	}
	for (size_t i = 0; i < s->n; i++) {
		struct unwind_frame *f = &s->frames[i];
		if (f->context != UNWIND_IRQ && f->context != UNWIND_TASK)
			continue;
		if (i < softirq)
			f->context = UNWIND_SOFTIRQ;
		else if (i < unsure && f->method != UNWIND_SCAN)
			f->context = UNWIND_UNKNOWN;
	}
}

size_t unwind(struct unwinder *u, const struct unwind_start *start, struct unwind_frame *ret)
{
	struct unwind_state s = {
		.u = u,
		.start = start,
		.ip = start->ip,
		.sp = start->sp,
		.bp = start->bp,
		.is_return = start->is_return,
		.frames = ret,
	};
	bool whole;

	unwind_begin_regs(&s);
	whole = unwind_walk(&s);
	if (!whole && !(s.n && s.frames[s.n - 1].context == UNWIND_USER))
		unwind_by_scan(&s);
	name_contexts(&s, whole && s.n < LIMIT_VMCORE_FRAMES);
	return s.n;
}
