// SPDX-License-Identifier: Apache-2.0
/*
 * x86-64: what leads on where the code is assembler that no table tells about.
 *
 * The code by which the kernel is entered calls C code with the stack pointer at the registers that it saved;
 * on an interrupt stack it has kept the stack pointer of before, or a pointer to the registers, in the
 * word on top.  At the very beginning of a task's stack are the registers of its program, or nothing.
 */
#include "parsers/vmcore/unwind_stacks.h"

#define KERNEL_CS 0x10
#define USER_RPL  3

/** What may lie behind the registers of the program, at the end of a stack: TOP_OF_KERNEL_STACK_PADDING, and what
 *  the code that starts a CPU pushes. */
#define TOP_BYTES 64

static bool are_regs(const struct unwind_state *s, uint64_t at, bool *ret_user)
{
	struct kernel *k = s->u->k;
	uint64_t ip, cs, sp;

	if (at % 8 || !kernel_get(k, at, KM_regs_ip, &ip) || !kernel_get(k, at, KM_regs_cs, &cs) ||
	    !kernel_get(k, at, KM_regs_sp, &sp))
		return false;
	*ret_user = (cs & USER_RPL) == USER_RPL;
	if (*ret_user)
		return ip && !unwind_is_kernel(s->u, ip) && !unwind_is_kernel(s->u, sp);
	return (cs & 0xffff) == KERNEL_CS && unwind_is_text(s->u, ip) && unwind_is_kernel(s->u, sp);
}

bool unwind_take_regs(struct unwind_state *s, uint64_t at)
{
	struct kernel *k = s->u->k;
	uint64_t ip, sp, bp;

	if (!kernel_get(k, at, KM_regs_ip, &ip) || !kernel_get(k, at, KM_regs_sp, &sp) ||
	    !kernel_get(k, at, KM_regs_bp, &bp))
		return false;
	s->ip = ip;
	s->sp = sp;
	s->bp = bp;
	s->is_return = false;
	s->regs = at;
	unwind_load_regs(s, at);
	return true;
}

/** Does the stack pointer stand where a task's stack begins? */
static bool is_bottom(const struct unwind_state *s)
{
	uint64_t end = s->start->stack + s->u->stack_bytes;
	uint32_t bytes;

	return s->start->stack && types_size(s->u->k->types, "pt_regs", &bytes) && s->sp <= end &&
	       end - s->sp <= bytes + TOP_BYTES;
}

enum unwind_step unwind_entry_step(struct unwind_state *s)
{
	struct image *img = s->u->k->img;
	uint64_t at, ip;
	bool user;

	if (!kernel_has(s->u->k, KM_regs_cs) || !s->u->cfi.debug) // x86 has it
		return STEP_LOST;
	if (!s->is_return) { // the code of a function that saves nothing, interrupted or running
		if (!image_ptr(img, s->sp, &ip) || !unwind_is_text(s->u, ip))
			return STEP_LOST;
		s->ip = ip;
		s->sp += 8;
		s->is_return = true;
		s->regs = 0;
		return STEP_GUESSED;
	}
	if (are_regs(s, s->sp, &user))
		return unwind_take_regs(s, s->sp) ? STEP_ON : STEP_LOST;
	if (is_bottom(s))
		return STEP_END;
	if (image_ptr(img, s->sp, &at) && are_regs(s, at, &user))
		return unwind_take_regs(s, at) ? STEP_ON : STEP_LOST;
	return STEP_LOST;
}

void unwind_leave_irq_stack(struct unwind_state *s)
{
	uint64_t top, sp;

	// the pointer is that of the last word (since Linux 5.12), before it was that of the end
	if (s->u->is_arm64 || !s->is_return || !unwind_irq_top(s, &top) ||
	    (s->sp != top && s->sp != top - 8) || !image_ptr(s->u->k->img, s->sp, &sp))
		return;
	if (sp % 8 == 0 && unwind_is_kernel(s->u, sp) && !unwind_is_text(s->u, sp) &&
	    top - sp > s->u->stack_bytes)
		s->sp = sp;
}
