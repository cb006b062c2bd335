// SPDX-License-Identifier: Apache-2.0
/*
 * One step: the entry for the instruction tells where the caller's stack pointer was (sp_reg and
 * sp_offset), and so where the return address or the interrupted registers lie.
 */
#include "parsers/vmcore/unwind_stacks.h"

static bool word_at(struct unwind_state *s, uint64_t addr, uint64_t *ret)
{
	return image_ptr(s->u->k->img, addr, ret);
}

/** A register that only registers saved on the stack, or those of the CPU, can tell. */
static bool other_reg(struct unwind_state *s, enum orc_reg r, uint64_t *ret)
{
	struct kernel *k = s->u->k;
	enum kmember m = r == ORC_REG_AX    ? KM_regs_ax
	                 : r == ORC_REG_DX  ? KM_regs_dx
	                 : r == ORC_REG_DI  ? KM_regs_di
	                 : r == ORC_REG_R10 ? KM_regs_r10
	                                    : KM_regs_r13;

	if (s->regs)
		return kernel_get(k, s->regs, m, ret);
	*ret = s->start->regs[r];
	return s->start->has_regs && s->n <= 1;
}

/** The stack pointer of the caller. */
static bool previous_sp(struct unwind_state *s, const struct orc_entry *e, uint64_t *ret)
{
	uint64_t off = (uint64_t)(int64_t)e->sp_offset;

	switch (e->sp_reg) {
	case ORC_REG_SP:
		*ret = s->sp + off;
		return true;
	case ORC_REG_BP:
		*ret = s->bp + off;
		return true;
	case ORC_REG_SP_INDIRECT: // the stacks are being switched: the old pointer was pushed
		if (!word_at(s, s->sp, ret))
			return false;
		*ret += off;
		return true;
	case ORC_REG_BP_INDIRECT:
		return word_at(s, s->bp + off, ret);
	case ORC_REG_AX:
	case ORC_REG_DX:
	case ORC_REG_DI:
	case ORC_REG_R10:
	case ORC_REG_R13:
		if (!other_reg(s, e->sp_reg, ret))
			return false;
		*ret += off;
		return true;
	case ORC_REG_UNDEFINED:
	case ORC_REG_PREV_SP:
	case ORC_REG_COUNT:
		return false;
	}
	return false;
}

static bool step_call(struct unwind_state *s, const struct orc_entry *e, uint64_t sp)
{
	uint64_t bp = s->bp, ip;

	if (!word_at(s, sp - 8, &ip))
		return false;
	if (e->bp_reg == ORC_REG_PREV_SP && !word_at(s, sp + (uint64_t)(int64_t)e->bp_offset, &bp))
		return false;
	if (e->bp_reg == ORC_REG_BP && !word_at(s, s->bp + (uint64_t)(int64_t)e->bp_offset, &bp))
		return false;
	if (!unwind_return(s, ip, sp - 8, &s->ip))
		return false;
	s->sp = sp;
	s->bp = bp;
	s->is_return = true;
	s->regs = 0;
	unwind_forget_regs(s);
	return true;
}

/** What the CPU pushes: ip, cs, flags, sp, ss. */
static bool step_partial(struct unwind_state *s, uint64_t at)
{
	uint64_t ip, sp;

	if (!word_at(s, at, &ip) || !word_at(s, at + 24, &sp))
		return false;
	s->ip = ip;
	s->sp = sp;
	s->is_return = false;
	s->regs = 0;
	unwind_forget_regs(s);
	return true;
}

static bool step(struct unwind_state *s, const struct orc_entry *e)
{
	uint64_t sp;

	if (!previous_sp(s, e, &sp))
		return false;
	switch (e->type) {
	case ORC_CALL:
		return step_call(s, e, sp);
	case ORC_REGS:
		return unwind_take_regs(s, sp);
	case ORC_REGS_PARTIAL:
		return step_partial(s, sp);
	case ORC_UNDEFINED:
	case ORC_END:
		break;
	}
	return false;
}

enum unwind_step unwind_orc_step(struct unwind_state *s)
{
	struct orc_entry e;

	if (!s->u->orc.present || !orc_find(s->u->k, &s->u->orc, s->ip - s->is_return, &e))
		return STEP_LOST;
	if (e.type == ORC_END)
		return STEP_END;
	return step(s, &e) ? STEP_ON : STEP_LOST;
}
