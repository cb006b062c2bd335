// SPDX-License-Identifier: Apache-2.0
/*
 * From frame to frame, by what knows the way on from each: ORC tables, else call frame information, else
 * frame records (arm64) or what entry code leaves on the stack (x86-64).
 */
#include "parsers/vmcore/unwind_stacks.h"

/** A jump to nowhere: the caller's address is on top of the stack. */
static enum unwind_step step_from_nowhere(struct unwind_state *s)
{
	uint64_t ip;

	if (s->u->orc.modules->damaged || !image_ptr(s->u->k->img, s->sp, &ip) ||
	    !unwind_is_text(s->u, ip))
		return STEP_LOST;
	s->ip = ip;
	s->sp += 8;
	s->is_return = true;
	return STEP_ON;
}

/** One frame on; @p ret_method: by what. */
static enum unwind_step step_on(struct unwind_state *s, enum unwind_method *ret_method)
{
	static const struct {
		enum unwind_step (*step)(struct unwind_state *s);
		enum unwind_method method;
	} ways[] = {
		{ unwind_orc_step, UNWIND_ORC },
		{ unwind_cfi_step, UNWIND_CFI },
		{ unwind_fp_step, UNWIND_FRAME_POINTER },
		{ unwind_chain_step, UNWIND_FRAME_POINTER },
		{ unwind_entry_step, UNWIND_CFI },
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		// code that switches stacks by itself is not told of by call frame information
		if (ways[i].step == unwind_cfi_step && s->u->cfi.debug)
			unwind_leave_irq_stack(s);
		enum unwind_step step = ways[i].step(s);
		if (step == STEP_LOST)
			continue;
		*ret_method = step == STEP_GUESSED ? UNWIND_SCAN : ways[i].method;
		return step;
	}
	return STEP_LOST;
}

bool unwind_walk(struct unwind_state *s)
{
	enum unwind_method method = UNWIND_START;
	enum unwind_step step;

	while (s->ip) {
		if (!unwind_is_kernel(s->u, s->ip))
			return unwind_add(s, method);
		bool is_text = unwind_is_text(s->u, s->ip - s->is_return);
		if (!is_text && s->n)
			return false;
		if (!unwind_add(s, method))
			return true;
		if (is_text || s->u->is_arm64 || s->u->chain != UNWIND_CHAIN_NONE) {
			step = step_on(s, &method);
		} else {
			step = step_from_nowhere(s);
			method = s->u->orc.present ? UNWIND_ORC : UNWIND_CFI;
		}
		if (step == STEP_END)
			return true;
		if (step == STEP_LOST)
			return false;
	}
	return s->n > 0;
}
