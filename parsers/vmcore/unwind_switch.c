// SPDX-License-Identifier: Apache-2.0
/*
 * x86-64 before Linux 4.9: the scheduler did not save where a task goes on, as there was one place only, which
 * has no name: behind the call of __switch_to() (arch/x86/include/asm/switch_to.h).
 */
#include "parsers/vmcore/unwind.h"

/** x86-64: call, with the distance from its end. */
#define CALL       0xe8
#define CALL_BYTES 5

/** Code of the scheduler that is searched. */
#define SWITCH_CODE_BYTES 16384

uint64_t unwind_find_switch(struct kernel *k)
{
	static const char *const names[] = { "__schedule", "schedule" };
	uint64_t begin, target;
	struct ksym sym;

	if (!kernel_symbol(k, "__switch_to", &target))
		return 0;
	_cleanup_free_ unsigned char *code = xmalloc(SWITCH_CODE_BYTES);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!kernel_symbol(k, names[i], &begin) || !ksyms_at(k->syms, begin, &sym) ||
		    sym.size > SWITCH_CODE_BYTES || !image_read(k->img, begin, code, sym.size))
			continue;
		for (uint64_t at = 0; at + CALL_BYTES <= sym.size; at++) {
			uint64_t next = begin + at + CALL_BYTES;
			int32_t off = (int32_t)image_number(k->img, code + at + 1, 4);
			if (code[at] == CALL && next + (uint64_t)(int64_t)off == target)
				return next;
		}
	}
	return 0;
}
