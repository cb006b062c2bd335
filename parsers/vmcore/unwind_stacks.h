// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * The ways of unwinding.  Private to this folder.
 */
#pragma once

#include "parsers/vmcore/unwind.h"

/** The stack under way. */
struct unwind_state {
	struct unwinder *u;
	const struct unwind_start *start;
	uint64_t ip, sp, bp;
	bool is_return;
	uint64_t regs;          /**< address of the last full struct pt_regs; 0: none */
	struct cfi_frame frame; /**< registers that are known, beside sp and bp */
	bool has_sp;            /**< sp is exact, not only on the right stack */
	struct unwind_frame *frames;
	size_t n;
};

/** Add the frame that the state stands in; false: there are too many. */
bool unwind_add(struct unwind_state *s, enum unwind_method method);

/** Go on until the end, or until there is no way on: returns true at a real end. */
bool unwind_walk(struct unwind_state *s);

enum unwind_step {
	STEP_ON,
	STEP_GUESSED, /**< on, to what is likely the caller */
	STEP_END,     /**< that was the outermost frame */
	STEP_LOST,    /**< this way does not lead on; the state is as it was */
};
/** One frame on, each by its own kind of knowledge. */
enum unwind_step unwind_orc_step(struct unwind_state *s);
enum unwind_step unwind_fp_step(struct unwind_state *s);
enum unwind_step unwind_cfi_step(struct unwind_state *s);
enum unwind_step unwind_entry_step(struct unwind_state *s);
enum unwind_step unwind_chain_step(struct unwind_state *s);
/** x86: do functions of the kernel keep frame pointers?  Their code tells. */
bool unwind_has_frame_pointers(struct kernel *k);
/** ppc64: from @p ret, registers of a CPU whose machine state is @p msr, to who called firmware; false, with
 *  @p ret perhaps changed, if that is not where the CPU was. */
bool unwind_chain_leave_firmware(struct unwinder *u, uint64_t msr, struct unwind_start *ret);
/** Where a task that does not run goes on; @p sp: what the scheduler saved.  False: not known. */
bool unwind_chain_blocked(struct unwinder *u, uint64_t sp, struct unwind_start *ret);
/** What hardirq_stack_ptr of the CPU says (x86-64). */
bool unwind_irq_top(const struct unwind_state *s, uint64_t *ret);
/** Where the stack pointer stands on the last word of an interrupt stack: that of before. */
void unwind_leave_irq_stack(struct unwind_state *s);

/** Registers when a stack is begun; of saved ones at @p regs (struct pt_regs); none but sp and bp. */
void unwind_begin_regs(struct unwind_state *s);
void unwind_load_regs(struct unwind_state *s, uint64_t regs);
void unwind_forget_regs(struct unwind_state *s);
/** x86-64: go on where the registers saved at @p regs say; false: they are not in the dump. */
bool unwind_take_regs(struct unwind_state *s, uint64_t regs);

/** An address without the signature of pointer authentication (arm64). */
uint64_t unwind_strip(const struct unwinder *u, uint64_t addr);
/** From the stack pointer to the end of the stack. */
void unwind_by_scan(struct unwind_state *s);

/** The return address that stands for @p ip, which was found at @p place (arm64: in the frame of the caller
 *  whose frame pointer is @p place), where a tracer has put its trampoline's; false: it is not known. */
bool unwind_return(const struct unwind_state *s, uint64_t ip, uint64_t place, uint64_t *ret);

/** Which stack is @p sp on?  @p ret_end: its upper end. */
enum unwind_context unwind_stack_of(const struct unwind_state *s, uint64_t sp, uint64_t *ret_end);
