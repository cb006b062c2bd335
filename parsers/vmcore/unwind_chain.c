// SPDX-License-Identifier: Apache-2.0
/*
 * Stacks whose frames are chained:
 *
 *   x86, frame pointers   bp points to the caller's bp and the return address; where an exception came in, it
 *                         points to the saved registers and says so by its lowest bit (i386: by its highest
 *                         one, which is 0), since Linux 4.10
 *   ppc64                 the word at the stack pointer is the caller's stack pointer; where a function goes on
 *                         was saved in the frame of who called that function
 *   s390                  likewise, at the end of the area that registers are saved in; 0 where an exception
 *                         came in, whose registers lie behind
 *
 * A function of ppc64 and s390 that was interrupted may have no frame yet, or need none: then the link register
 * still has its return address.
 */
#include "parsers/vmcore/unwind_stacks.h"

/** x86: privilege of a selector. */
#define USER_RPL 3

/** ppc64: where a frame keeps the link register, in the words of the ABI (arch/powerpc/include/asm/ppc_asm.h);
 *  bit of the machine state that is set in programs. */
#define PPC_LR_SAVE  16
#define PPC_MSR_PR   (UINT64_C(1) << 14)
#define PPC_MARKER   UINT64_C(0x53474552)         /* STACK_FRAME_REGS_MARKER since Linux 5.18 */
#define PPC_MARKER_1 UINT64_C(0x7265677368657265) /* the same before */
#define PPC_REG_SP   1
#define S390_REG_SP  15
#define S390_REG_LR  14
#define S390_SAVED   6 /* struct stack_frame.gprs begins with r6 */
#define S390_PSW_PR  (UINT64_C(1) << 48)

/** Where the marker of saved registers lies in a frame, and the registers: up to Linux 6.1; 6.2 (ELFv2; v1). */
static const struct {
	unsigned marker, regs;
} ppc_frames[] = {
	{ 96, 112 },
	{ 32, 48 },
	{ 112, 128 },
};

/** Bytes at the beginning of a function: a call of the tracer or what stands for it, and what sets up its frame. */
#define PROLOGUE 24

bool unwind_has_frame_pointers(struct kernel *k)
{
	static const char *const names[] = { "schedule", "panic" }; // neither is a leaf
	static const struct slice narrow = S("\x55\x89\xe5"), wide = S("\x55\x48\x89\xe5");
	struct slice push = image_info(k->img)->is_64bit ? wide : narrow; // push bp; mov sp, bp
	char code[PROLOGUE];
	uint64_t addr;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (kernel_symbol(k, names[i], &addr) &&
		    image_read(k->img, addr, code, sizeof(code)))
			return slice_has((struct slice){ code, sizeof(code) }, push);
	return false;
}

static bool word(const struct unwind_state *s, uint64_t addr, uint64_t *ret)
{
	return image_ptr(s->u->k->img, addr, ret);
}

/** General register @p i of the saved ones at @p regs. */
static bool saved_gpr(const struct unwind_state *s, uint64_t regs, unsigned i, uint64_t *ret)
{
	const struct member *m = kernel_member(s->u->k, KM_regs_gprs);

	return m && m->elem_size == 8 && (i + 1) * 8 <= m->size &&
	       word(s, regs + m->off + i * 8, ret);
}

/** Callers lie above, on one stack. */
static bool goes_down(const struct unwind_state *s, uint64_t from, uint64_t to)
{
	uint64_t stack = s->start->stack, n = s->u->stack_bytes;

	return stack && from - stack < n && to - stack < n && to <= from;
}

static enum unwind_step x86_regs(struct unwind_state *s, uint64_t regs)
{
	struct kernel *k = s->u->k;
	uint64_t ip, sp, bp, cs;

	if (!kernel_get(k, regs, KM_regs_ip, &ip) || !kernel_get(k, regs, KM_regs_sp, &sp) ||
	    !kernel_get(k, regs, KM_regs_bp, &bp) || !kernel_get(k, regs, KM_regs_cs, &cs))
		return STEP_LOST;
	if ((cs & USER_RPL) == USER_RPL && unwind_is_kernel(s->u, ip))
		return STEP_END;
	s->ip = ip;
	s->sp = sp;
	s->bp = bp;
	s->is_return = false;
	return STEP_ON;
}

static enum unwind_step x86_step(struct unwind_state *s)
{
	unsigned n = image_word(s->u->k->img);
	uint64_t bp = s->bp, next, ip;

	if (!bp)
		return STEP_END;
	if (n == 8 && bp & 1)
		return x86_regs(s, bp - 1);
	if (n == 4 && !(bp >> 31))
		return x86_regs(s, bp | UINT64_C(1) << 31);
	if (bp % n || !word(s, bp, &next) || !word(s, bp + n, &ip) || goes_down(s, bp, next))
		return STEP_LOST;
	if (!unwind_return(s, ip, bp + n, &ip))
		return STEP_LOST;
	s->ip = ip;
	s->sp = bp + 2 * n;
	s->bp = next;
	s->is_return = true;
	return s->ip ? STEP_ON : STEP_END;
}

/** Does an interrupted function, whose link register is @p lr, have no frame of its own?  @p saved: what would be
 *  its return address if it had. */
static bool has_no_frame(const struct unwind_state *s, uint64_t lr, uint64_t saved)
{
	struct ksym own, other;

	return lr != saved && unwind_is_text(s->u, lr) && ksyms_at(s->u->k->syms, s->ip, &own) &&
	       ksyms_at(s->u->k->syms, lr, &other) && own.addr != other.addr;
}

/** Registers that @p lr was in when the function of the state was interrupted. */
static bool link_register(const struct unwind_state *s, uint64_t *ret)
{
	struct image *img = s->u->k->img;
	const char *name = s->u->chain == UNWIND_CHAIN_PPC64 ? "lr" : "r14";

	if (s->regs)
		return s->u->chain == UNWIND_CHAIN_PPC64
		               ? kernel_get(s->u->k, s->regs, KM_regs_link, ret)
		               : saved_gpr(s, s->regs, S390_REG_LR, ret);
	return s->start->cpu >= 0 && s->n == 1 &&
	       image_reg(img, (unsigned)s->start->cpu, name, ret);
}

/** On to the caller, whose stack pointer is @p sp, and which goes on at @p ip. */
static enum unwind_step go_on(struct unwind_state *s, uint64_t sp, uint64_t ip)
{
	uint64_t lr;

	if (!s->is_return && link_register(s, &lr) && has_no_frame(s, lr, ip)) {
		sp = s->sp;
		ip = lr;
	}
	if (!unwind_return(s, ip, sp, &ip))
		return STEP_LOST;
	s->regs = 0;
	s->ip = ip;
	s->sp = sp;
	s->is_return = true;
	return s->ip ? STEP_ON : STEP_END;
}

/** Where registers that an exception saved come from, on one machine. */
struct saved_regs {
	enum kmember status; /**< the member with the bit of user mode */
	uint64_t user;       /**< that bit */
	unsigned sp;         /**< number of the stack pointer */
};

static const struct saved_regs ppc64_saved = { KM_regs_msr, PPC_MSR_PR, PPC_REG_SP };
static const struct saved_regs s390_saved = { KM_regs_mask, S390_PSW_PR, S390_REG_SP };

/** On to what the exception interrupted whose registers are at @p regs. */
static enum unwind_step step_regs(struct unwind_state *s, uint64_t regs,
                                  const struct saved_regs *saved)
{
	struct kernel *k = s->u->k;
	uint64_t ip, sp, status;

	if (!kernel_get(k, regs, KM_regs_ip, &ip) || !saved_gpr(s, regs, saved->sp, &sp) ||
	    !kernel_get(k, regs, saved->status, &status))
		return STEP_LOST;
	if (status & saved->user || !ip)
		return STEP_END;
	s->ip = ip;
	s->sp = sp;
	s->regs = regs;
	s->is_return = false;
	return STEP_ON;
}

static enum unwind_step ppc64_step(struct unwind_state *s)
{
	uint64_t sp, ip, marker;

	for (size_t i = 0; s->is_return && i < sizeof(ppc_frames) / sizeof(*ppc_frames); i++)
		if (word(s, s->sp + ppc_frames[i].marker, &marker) &&
		    (marker == PPC_MARKER || marker == PPC_MARKER_1))
			return step_regs(s, s->sp + ppc_frames[i].regs, &ppc64_saved);
	if (s->sp % 16 || !word(s, s->sp, &sp))
		return STEP_LOST;
	if (!sp)
		return STEP_END;
	if (goes_down(s, s->sp, sp) || !word(s, sp + PPC_LR_SAVE, &ip))
		return STEP_LOST;
	return go_on(s, sp, ip);
}

static bool s390_frame(const struct unwind_state *s, uint64_t sp, uint64_t *ret_chain,
                       uint64_t *ret_ip)
{
	struct kernel *k = s->u->k;
	const struct member *m = kernel_member(k, KM_frame_gprs);
	unsigned at = (S390_REG_LR - S390_SAVED) * 8;

	return m && m->elem_size == 8 && at + 8 <= m->size &&
	       kernel_get(k, sp, KM_frame_chain, ret_chain) && word(s, sp + m->off + at, ret_ip);
}

static enum unwind_step s390_step(struct unwind_state *s)
{
	uint64_t sp, ip, next;
	uint32_t n, n_regs;

	if (s->sp % 8 || !s390_frame(s, s->sp, &sp, &ip))
		return STEP_LOST;
	if (!sp) { // registers behind the frame; those at the end of the stack are where it began
		if (!types_size(s->u->k->types, "stack_frame", &n) ||
		    !types_size(s->u->k->types, "pt_regs", &n_regs))
			return STEP_LOST;
		return s->start->stack && s->sp + n + n_regs == s->start->stack + s->u->stack_bytes
		               ? STEP_END
		               : step_regs(s, s->sp + n, &s390_saved);
	}
	if (goes_down(s, s->sp, sp) || !s390_frame(s, sp, &next, &ip))
		return STEP_LOST;
	return go_on(s, sp, ip);
}

enum unwind_step unwind_chain_step(struct unwind_state *s)
{
	switch (s->u->chain) {
	case UNWIND_CHAIN_X86:
		return x86_step(s);
	case UNWIND_CHAIN_PPC64:
		return ppc64_step(s);
	case UNWIND_CHAIN_S390:
		return s390_step(s);
	case UNWIND_CHAIN_NONE:
		break;
	}
	return STEP_LOST;
}

/** A CPU in firmware, or in code that runs without translation: who called that has a stack. */
bool unwind_chain_leave_firmware(struct unwinder *u, uint64_t msr, struct unwind_start *ret)
{
	if (msr & PPC_MSR_PR || unwind_is_kernel(u, ret->ip) ||
	    !image_ptr(u->k->img, ret->sp, &ret->sp) ||
	    !image_ptr(u->k->img, ret->sp + PPC_LR_SAVE, &ret->ip))
		return false;
	ret->is_return = true;
	return true;
}

bool unwind_chain_blocked(struct unwinder *u, uint64_t sp, struct unwind_start *ret)
{
	struct kernel *k = u->k;
	const struct unwind_state s = { .u = u, .start = ret };
	uint64_t next;

	switch (u->chain) {
	case UNWIND_CHAIN_PPC64: // the frame of _switch(), which saved where it was called from in the next one
		return image_ptr(k->img, sp, &ret->sp) && ret->sp &&
		       image_ptr(k->img, ret->sp + PPC_LR_SAVE, &ret->ip);
	case UNWIND_CHAIN_S390:
		return s390_frame(&s, sp, &next, &ret->ip);
	case UNWIND_CHAIN_X86:
	case UNWIND_CHAIN_NONE:
		break;
	}
	return false;
}
