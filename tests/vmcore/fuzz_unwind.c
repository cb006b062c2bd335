// SPDX-License-Identifier: Apache-2.0
/*
 * Stacks of a made kernel with any registers, any ORC tables and any words on the stack: unwinding ends, in
 * frames that are in order.
 */
#include <assert.h>
#include <stdint.h>

#include "parsers/limits.h"
#include "parsers/vmcore/unwind.h"
#include "tests/vmcore/mk_kernel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define STACK       16384
#define CODE_BYTES  0x1000
#define ENTRY_BYTES 6
#define ENTRIES_MAX 64

static const struct mk_type types[] = {
	{ "orc_entry",
	  ENTRY_BYTES,
	  { { "sp_offset", 0, 2, 0, 0 },
	    { "bp_offset", 2, 2, 0, 0 },
	    { "sp_reg", 4, 0, 0, 4 },
	    { "bp_reg", 4, 0, 4, 4 },
	    { "type", 4, 0, 8, 3 },
	    { "signal", 4, 0, 11, 1 } } },
	{ "pt_regs",
	  168,
	  { { "r13", 16, 8, 0, 0 },
	    { "bp", 32, 8, 0, 0 },
	    { "r10", 56, 8, 0, 0 },
	    { "dx", 96, 8, 0, 0 },
	    { "di", 112, 8, 0, 0 },
	    { "ip", 128, 8, 0, 0 },
	    { "sp", 152, 8, 0, 0 } } },
	{ "thread_union", STACK, { { "stack", 0, STACK, 0, 0 } } },
};

/** A word of the stack: a byte says whether it is code, an address on the stack, or anything. */
static uint64_t word_of(uint8_t kind, uint8_t v, uint64_t code, uint64_t stack)
{
	switch (kind & 3) {
	case 0:
		return code + 16 * (uint64_t)v;
	case 1:
		return stack + 64 * (uint64_t)v + (kind >> 2);
	case 2:
		return v;
	default:
		return (uint64_t)kind << 56 | v;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct unwind_frame frames[LIMIT_VMCORE_FRAMES];
	const struct kmodules modules = { .modules = NULL };
	struct unwind_start start;
	struct unwinder u;
	struct kernel k;

	if (size < 16)
		return 0;
	struct mk_core *c = mk_core_new(data[0] & 1 ? MK_ARM64 : MK_X86_64);
	uint64_t code = mk_alloc(c, CODE_BYTES, 4096), stack = mk_alloc(c, STACK, STACK);
	size_t n = data[1] % ENTRIES_MAX;
	uint64_t ips = mk_alloc(c, 4 * ENTRIES_MAX, 8);
	uint64_t orc = mk_alloc(c, ENTRY_BYTES * ENTRIES_MAX, 8), btf_end;
	uint64_t btf = mk_btf_put(c, types, sizeof(types) / sizeof(*types), &btf_end);
	size_t at = 8;
	for (size_t i = 0; i < n && at + ENTRY_BYTES + 1 <= size; i++, at += ENTRY_BYTES + 1) {
		mk_u32(c, ips + 4 * i, (uint32_t)(code + 16 * data[at] - (ips + 4 * i)));
		mk_put(c, orc + ENTRY_BYTES * i, data + at + 1, ENTRY_BYTES);
	}
	for (size_t i = 0; at + 2 <= size && i < STACK / 8; i++, at += 2)
		mk_u64(c, stack + 8 * i, word_of(data[at], data[at + 1], code, stack));
	const struct mk_symbol syms[] = {
		{ "_stext", 'T', code },
		{ "f", 't', code + 16 },
		{ "_etext", 'T', code + CODE_BYTES },
		{ "__start_orc_unwind_ip", 'r', ips },
		{ "__stop_orc_unwind_ip", 'r', ips + 4 * n },
		{ "__start_orc_unwind", 'r', orc },
		{ "__start_BTF", 'r', btf },
		{ "__stop_BTF", 'r', btf_end },
	};
	mk_kallsyms_put(c, MK_KALLSYMS_LATE, syms, sizeof(syms) / sizeof(*syms), true);
	mk_regs(c, code + 16 * (uint64_t)data[2], stack + 8 * (uint64_t)data[3],
	        word_of(data[4], data[5], code, stack));
	struct image *img = mk_open(c);
	kernel_init(&k, img);
	unwinder_init(&k, &modules, &u);
	if (unwind_running(&u, 0, &start)) {
		start.stack = stack;
		size_t n_frames = unwind(&u, &start, frames);
		assert(n_frames <= LIMIT_VMCORE_FRAMES);
		for (size_t i = 0; i < n_frames; i++) {
			assert(frames[i].context < UNWIND_CONTEXT_COUNT);
			assert(frames[i].method < UNWIND_METHOD_COUNT);
			assert((frames[i].method == UNWIND_START) == (i == 0));
		}
	}
	kernel_deinit(&k);
	image_free(img);
	mk_core_free(c);
	return 0;
}
