// SPDX-License-Identifier: Apache-2.0
/*
 * Any bytes as the code of a fault of any architecture: byte 0 chooses it, byte 1 the word size, the rest
 * is the text; registers hold what the text begins with.
 */
#include <assert.h>

#include "analyzer/code/code.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct slice arches[] = { S("x86_64"),  S("i386"), S("arm64"), S("arm"),
		                               S("ppc64"),   S("ppc"),  S("mips"),  S("s390"),
		                               S("sparc64"), S("riscv") };
	static const char *const names[] = { "rax", "rdx", "rsp", "x0", "x1", "r0", "gpr3", "$4" };
	struct arena arena = { 0 };
	struct fault f = { .arena = &arena };
	struct fault_code code;
	struct reg regs[8];

	if (size < 2)
		return 0;
	fact_set(&f, arch, arches[data[0] % 10]);
	f.is_32bit = data[1] & 1;
	f.kind = data[1] & 2 ? FAULT_DIVIDE_ERROR : FAULT_OOPS;
	fact_set(&f, code, ((struct slice){ (const char *)data + 2, size - 2 }));
	for (size_t i = 0; i < 8; i++)
		regs[i] = (struct reg){ .name = slice_str(names[i]),
			                .value = slice_head(f.code, 16) };
	f.regs = regs;
	f.n_regs = 8;
	fault_code_read(&f, &arena, &code);
	size_t marked = 0;
	for (size_t i = 0; i < code.n_insns; i++) {
		marked += code.insns[i].is_marked;
		assert(!i || code.insns[i].offset > code.insns[i - 1].offset);
	}
	assert(marked == (code.n_insns > 0));
	arena_deinit(&arena);
	return 0;
}
