// SPDX-License-Identifier: Apache-2.0
#include "analyzer/code/disasm_operands.h"

#include "analyzer/code/decoder.h"

static struct slice reg(csh h, unsigned id, struct arena *arena)
{
	const char *name = id ? decoder_get()->reg_name(h, id) : NULL;

	return name ? arena_dup(arena, slice_str(name)) : (struct slice){ 0 };
}

static void add(struct code_marked *m, struct code_operand op)
{
	if (!op.scale)
		op.scale = 1;
	if (m->n_memory < CODE_OPERANDS)
		m->memory[m->n_memory++] = op;
}

/** Stores begin with s or st in the assemblers of RISC machines; sub and sll have no memory operand. */
static bool stores(const struct code_marked *m)
{
	return m->mnemonic.n && *m->mnemonic.p == 's';
}

static void x86_operands(csh h, const cs_insn *insn, struct arena *arena, struct code_marked *m)
{
	const cs_x86 *x = &insn->detail->x86;
	bool divides = slice_is(m->mnemonic, "div") || slice_is(m->mnemonic, "idiv");

	// computes an address and does not use it
	if (slice_is(m->mnemonic, "lea") || slice_is(m->mnemonic, "nop"))
		return;
	for (uint8_t i = 0; i < x->op_count; i++) {
		const cs_x86_op *op = &x->operands[i];
		if (op->type == X86_OP_REG && divides)
			m->divisor = reg(h, op->reg, arena);
		if (op->type != X86_OP_MEM)
			continue;
		struct code_operand o = {
			.base = reg(h, op->mem.base, arena),
			.index = reg(h, op->mem.index, arena),
			.segment = reg(h, op->mem.segment, arena),
			.scale = op->mem.scale,
			.displacement = op->mem.disp,
			.bytes = op->size,
			.is_write = op->access & CS_AC_WRITE,
		};
		// relative to the end of the instruction
		if (slice_is(o.base, "rip"))
			o.displacement += insn->size;
		// ds, es and their like begin at 0; those of other tasks are fs and gs
		if (!slice_is(o.segment, "gs") && !slice_is(o.segment, "fs"))
			o.segment = (struct slice){ 0 };
		add(m, o);
	}
	if (m->n_memory)
		return;
	bool is_64bit = x->addr_size == 8;
	struct code_operand stack = { .base = is_64bit ? S("rsp") : S("esp"),
		                      .bytes = is_64bit ? 8 : 4 };
	if (slice_starts(m->mnemonic, S("push")) || slice_starts(m->mnemonic, S("call"))) {
		stack.displacement = is_64bit ? -8 : -4;
		stack.is_write = true;
		add(m, stack);
	} else if (slice_starts(m->mnemonic, S("pop")) || slice_starts(m->mnemonic, S("ret"))) {
		add(m, stack);
	}
}

static void arm64_operands(csh h, const cs_insn *insn, struct arena *arena, struct code_marked *m)
{
	const cs_arm64 *x = &insn->detail->arm64;

	for (uint8_t i = 0; i < x->op_count; i++) {
		const cs_arm64_op *op = &x->operands[i];
		if (op->type != ARM64_OP_MEM)
			continue;
		// post-indexed: the displacement is added afterwards
		bool after = slice_has(m->operands, S("], #"));
		add(m, (struct code_operand){
			       .base = reg(h, op->mem.base, arena),
			       .index = reg(h, op->mem.index, arena),
			       .scale = op->shift.type == ARM64_SFT_LSL
		                                ? (int64_t)1 << (op->shift.value & 63)
		                                : 1,
			       .displacement = after ? 0 : op->mem.disp,
			       .is_write = stores(m),
		       });
	}
}

static void arm_operands(csh h, const cs_insn *insn, struct arena *arena, struct code_marked *m)
{
	const cs_arm *x = &insn->detail->arm;

	for (uint8_t i = 0; i < x->op_count; i++) {
		const cs_arm_op *op = &x->operands[i];
		if (op->type != ARM_OP_MEM)
			continue;
		bool after = slice_has(m->operands, S("], "));
		int64_t scale =
			op->shift.type == ARM_SFT_LSL ? (int64_t)1 << (op->shift.value & 31) : 1;
		add(m, (struct code_operand){
			       .base = reg(h, op->mem.base, arena),
			       .index = after ? (struct slice){ 0 } : reg(h, op->mem.index, arena),
			       .scale = op->mem.scale < 0 ? -scale : scale,
			       .displacement = after ? 0
		                               : op->subtracted && op->mem.disp > 0
		                                       ? -(int64_t)op->mem.disp
		                                       : op->mem.disp,
			       .is_write = stores(m),
		       });
	}
	// ldm and stm name the base as their first register
	if (!m->n_memory && x->op_count &&
	    (slice_starts(m->mnemonic, S("ldm")) || slice_starts(m->mnemonic, S("stm"))))
		add(m, (struct code_operand){ .base = reg(h, x->operands[0].reg, arena),
		                              .is_write = stores(m) });
}

/** An index register of ppc (lwzx, stdx) is an operand of its own: register, base, index. */
static void ppc_operands(csh h, const cs_insn *insn, struct arena *arena, struct code_marked *m)
{
	const cs_ppc *x = &insn->detail->ppc;

	for (uint8_t i = 0; i < x->op_count; i++) {
		const cs_ppc_op *op = &x->operands[i];
		if (op->type == PPC_OP_MEM)
			add(m, (struct code_operand){ .base = reg(h, op->mem.base, arena),
			                              .displacement = op->mem.disp,
			                              .is_write = stores(m) });
	}
	if (!m->n_memory && x->op_count == 3 && x->operands[2].type == PPC_OP_REG &&
	    (*m->mnemonic.p == 'l' || slice_starts(m->mnemonic, S("st"))) &&
	    m->mnemonic.p[m->mnemonic.n - 1] == 'x')
		add(m, (struct code_operand){ .base = x->operands[1].type == PPC_OP_REG
		                                              ? reg(h, x->operands[1].reg, arena)
		                                              : (struct slice){ 0 },
		                              .index = reg(h, x->operands[2].reg, arena),
		                              .is_write = stores(m) });
}

/** s390: the library calls registers by their numbers. */
static struct slice s390_reg(csh h, unsigned id, struct arena *arena)
{
	struct slice name = reg(h, id, arena);

	return name.n && *name.p >= '0' && *name.p <= '9'
	               ? arena_printf(arena, "r" SLICE_FMT, SLICE_ARG(name))
	               : name;
}

static void other_operands(csh h, const cs_insn *insn, cs_arch arch, struct arena *arena,
                           struct code_marked *m)
{
	const cs_detail *d = insn->detail;

	if (arch == CS_ARCH_MIPS)
		for (uint8_t i = 0; i < d->mips.op_count; i++)
			if (d->mips.operands[i].type == MIPS_OP_MEM)
				add(m, (struct code_operand){
					       .base = reg(h, d->mips.operands[i].mem.base, arena),
					       .displacement = d->mips.operands[i].mem.disp,
					       .is_write = stores(m) });
	if (arch == CS_ARCH_SYSZ && !slice_starts(m->mnemonic, S("la")))
		for (uint8_t i = 0; i < d->sysz.op_count; i++)
			if (d->sysz.operands[i].type == SYSZ_OP_MEM)
				add(m, (struct code_operand){
					       .base = s390_reg(h, d->sysz.operands[i].mem.base,
				                                arena),
					       .index = s390_reg(h, d->sysz.operands[i].mem.index,
				                                 arena),
					       .displacement = d->sysz.operands[i].mem.disp,
					       .is_write = slice_starts(m->mnemonic, S("st")) });
	if (arch == CS_ARCH_SPARC)
		for (uint8_t i = 0; i < d->sparc.op_count; i++)
			if (d->sparc.operands[i].type == SPARC_OP_MEM)
				add(m,
				    (struct code_operand){
					    .base = reg(h, d->sparc.operands[i].mem.base, arena),
					    .index = reg(h, d->sparc.operands[i].mem.index, arena),
					    .displacement = d->sparc.operands[i].mem.disp,
					    .is_write = stores(m) });
}

void operands_read(csh h, const cs_insn *insn, cs_arch arch, struct arena *arena,
                   struct code_marked *ret)
{
	if (!insn->detail || !ret->mnemonic.n)
		return;
	if (arch == CS_ARCH_X86)
		x86_operands(h, insn, arena, ret);
	else if (arch == CS_ARCH_ARM64)
		arm64_operands(h, insn, arena, ret);
	else if (arch == CS_ARCH_ARM)
		arm_operands(h, insn, arena, ret);
	else if (arch == CS_ARCH_PPC)
		ppc_operands(h, insn, arena, ret);
	else
		other_operands(h, insn, arch, arena, ret);
}
