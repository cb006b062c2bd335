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
	uint64_t regs; /**< address of the last full struct pt_regs; 0: none */
	struct unwind_frame *frames;
	size_t n;
};

/** Add the frame that the state stands in; false: there are too many. */
bool unwind_add(struct unwind_state *s, enum unwind_method method);

/** Go on until the end, or until there is no way on: returns true at a real end. */
bool unwind_by_orc(struct unwind_state *s);
bool unwind_by_frame_pointer(struct unwind_state *s);
/** From the stack pointer to the end of the stack. */
void unwind_by_scan(struct unwind_state *s);

/** The return address that stands for @p ip, which was found at @p place (arm64: in the frame of the caller
 *  whose frame pointer is @p place), where a tracer has put its trampoline's. */
uint64_t unwind_return(const struct unwind_state *s, uint64_t ip, uint64_t place);

/** Which stack is @p sp on?  @p ret_end: its upper end. */
enum unwind_context unwind_stack_of(const struct unwind_state *s, uint64_t sp, uint64_t *ret_end);
