// SPDX-License-Identifier: Apache-2.0
/*
 * arm64: x29 points to a frame record: the caller's x29 and the return address.  The entry code lays a
 * record of the same shape over the registers of an exception, whose address is not one of a return.
 */
#include "parsers/vmcore/unwind_stacks.h"

/** Without the signature of pointer authentication. */
static uint64_t strip(const struct unwinder *u, uint64_t addr)
{
	return addr >> 55 & 1 ? addr | u->pac_mask : addr & ~u->pac_mask;
}

bool unwind_by_frame_pointer(struct unwind_state *s)
{
	struct image *img = s->u->k->img;
	enum unwind_method method = UNWIND_START;
	uint64_t fp = s->bp, ip;

	while (s->ip) {
		if (!unwind_add(s, method))
			return true;
		method = UNWIND_FRAME_POINTER;
		if (!unwind_is_kernel(s->u, s->ip))
			return true;
		if (!fp) // the outermost record
			return true;
		if (fp & 7 || !image_ptr(img, fp + 8, &ip))
			return false;
		s->sp = fp + 16;
		uint64_t next;
		if (!image_ptr(img, fp, &next))
			return false;
		if (next && next <= fp && next >= s->start->stack &&
		    next - s->start->stack < s->u->stack_bytes)
			return false; // callers lie above
		fp = next;
		s->ip = strip(s->u, ip);
		s->is_return = true;
		if (s->ip && !unwind_is_text(s->u, s->ip - 1))
			return !unwind_is_kernel(s->u, s->ip);
	}
	return s->n > 0;
}
