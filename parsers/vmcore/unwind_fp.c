// SPDX-License-Identifier: Apache-2.0
/*
 * arm64: x29 points to a frame record: the caller's x29 and the return address.
 *
 * Where an exception came in, the entry code lays a record over the saved registers (pt_regs.stackframe):
 * its address is the interrupted one, not one of a return.  Since Linux 6.13 that record is empty, and a
 * word behind it tells what lies there (struct frame_record_meta).
 */
#include "parsers/vmcore/unwind_stacks.h"

/** enum of arch/arm64/include/asm/stacktrace/frame.h */
enum {
	META_FINAL = 1, /**< the outermost */
	META_REGS = 2,
};

#define REG_FP 29

uint64_t unwind_strip(const struct unwinder *u, uint64_t addr)
{
	if (!u->is_arm64)
		return addr;
	return addr >> 55 & 1 ? addr | u->pac_mask : addr & ~u->pac_mask;
}

/** Is the frame that the state stands in the entry of an exception? */
static bool is_entry(const struct unwind_state *s)
{
	const struct unwind_text *entry = &s->u->entry;
	uint64_t at = s->ip - s->is_return;
	struct ksym sym;

	// el1h_64_irq, el1_sync …; the section has other code too
	return at >= entry->begin && at < entry->end && ksyms_at(s->u->k->syms, at, &sym) &&
	       slice_starts(sym.name, S("el1"));
}

/** The registers that an exception saved lie around the record at @p fp. */
static bool step_regs(struct unwind_state *s, uint64_t fp)
{
	struct kernel *k = s->u->k;
	const struct member *array = kernel_member(k, KM_regs_array);
	uint64_t regs = kernel_container(k, fp, KM_regs_frame);
	uint64_t ip, sp, bp;

	if (!regs || !array || array->elem_size != 8 || array->size < (REG_FP + 1) * 8 ||
	    !kernel_get(k, regs, KM_regs_ip, &ip) || !kernel_get(k, regs, KM_regs_sp, &sp) ||
	    !image_u64(k->img, regs + array->off + REG_FP * 8, &bp))
		return false;
	s->ip = ip;
	s->sp = sp;
	s->bp = bp;
	s->is_return = false;
	unwind_load_regs(s, regs);
	return true;
}

/** Callers lie above, on one stack. */
static bool goes_down(const struct unwind_state *s, uint64_t fp, uint64_t next)
{
	uint64_t stack = s->start->stack, n = s->u->stack_bytes;

	return stack && fp - stack < n && next - stack < n && next <= fp;
}

enum unwind_step unwind_fp_step(struct unwind_state *s)
{
	struct kernel *k = s->u->k;
	struct image *img = k->img;
	uint64_t fp = s->bp, next, ip, type;

	if (!s->u->is_arm64)
		return STEP_LOST;
	if (!fp) // the outermost record
		return STEP_END;
	if (fp & 7 || !image_u64(img, fp, &next) || !image_u64(img, fp + 8, &ip))
		return STEP_LOST;
	if (!next && !ip && kernel_has(k, KM_frame_meta_type)) {
		if (!kernel_get(k, fp, KM_frame_meta_type, &type))
			return STEP_LOST;
		if (type == META_FINAL)
			return STEP_END;
		return type == META_REGS && step_regs(s, fp) ? STEP_ON : STEP_LOST;
	}
	if (goes_down(s, fp, next))
		return STEP_LOST;
	bool is_return = !is_entry(s);
	if (!unwind_return(s, unwind_strip(s->u, ip), next, &s->ip))
		return STEP_LOST;
	s->is_return = is_return;
	s->sp = fp + 16;
	s->bp = next;
	s->has_sp = false; // above the record lies what the function keeps
	unwind_forget_regs(s);
	return s->ip ? STEP_ON : STEP_END;
}
