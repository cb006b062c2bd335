// SPDX-License-Identifier: Apache-2.0
#include "analyzer/code/code.h"

#include <stdio.h>

#include "analyzer/code/value.h"

/** What is known while one fault's code is explained. */
struct explain {
	const struct fault *f;
	struct slice arch;
	struct arena *arena;
	struct code_marked marked;
	struct fault_code *out;
};

static const struct {
	struct slice arch, name, printed;
} register_names[] = {
#define CODE_REGISTER(arch, name, printed) { S(arch), S(name), S(printed) },
#include "analyzer/code/code_registers.def"
};

static const struct {
	struct slice arch, mnemonic, operands;
	const char *meaning;
} traps[] = {
#define CODE_TRAP(arch, mnemonic, operands, meaning) { S(arch), S(mnemonic), S(operands), meaning },
#include "analyzer/code/code_traps.def"
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/** `r3` of ppc and s390 is printed as gpr3; other names differ by code_registers.def. */
static struct slice printed_value(const struct explain *x, struct slice name)
{
	struct slice v = fault_reg(x->f, name);

	for (size_t i = 0; !v.p && i < COUNT(register_names); i++)
		if (slice_eq(register_names[i].arch, x->arch) &&
		    slice_eq(register_names[i].name, name))
			v = fault_reg(x->f, register_names[i].printed);
	// some assemblers write %r3
	if (name.n > 1 && *name.p == '%')
		return printed_value(x, slice_from(name, 1));
	if (!v.p && name.n > 1 && *name.p == 'r')
		v = fault_reg(x->f, arena_printf(x->arena, "gp" SLICE_FMT, SLICE_ARG(name)));
	return v;
}

/** Value of a register; the zero registers are 0. */
static bool register_value(const struct explain *x, struct slice name, struct slice *ret_printed,
                           uint64_t *ret)
{
	static const struct slice zeros[] = { S("xzr"), S("wzr"), S("zero"),
		                              S("g0"),  S("riz"), S("eiz") };

	for (size_t i = 0; i < COUNT(zeros); i++)
		if (slice_eq(name, zeros[i])) {
			*ret = 0;
			*ret_printed = S("0");
			return true;
		}
	// eax of x86_64, w1 of arm64: the low half
	bool half = (slice_is(x->arch, "arm64") && name.n > 1 && *name.p == 'w') ||
	            (slice_is(x->arch, "x86_64") && name.n == 3 && *name.p == 'e');
	if (half)
		name = arena_printf(x->arena, "%c" SLICE_FMT, *name.p == 'w' ? 'x' : 'r',
		                    SLICE_ARG(slice_from(name, 1)));
	struct slice v = printed_value(x, name), digits = v;
	if (!v.p || !slice_hex(&digits, ret) || digits.n)
		return false;
	if (half)
		*ret = (uint32_t)*ret;
	*ret_printed = v;
	return true;
}

static const char *register_mark(const struct explain *x)
{
	return slice_is(x->arch, "x86_64") || slice_is(x->arch, "i386") ? "%" : "";
}

/** `%gs:%rbx + %rcx*8 + 0x18` */
static struct slice operand_text(const struct explain *x, const struct code_operand *op)
{
	const char *mark = register_mark(x);
	struct slice t = S("");
	uint64_t d =
		op->displacement < 0 ? -(uint64_t)op->displacement : (uint64_t)op->displacement;

	if (op->segment.p)
		t = arena_printf(x->arena, "%s" SLICE_FMT ":", mark, SLICE_ARG(op->segment));
	if (op->base.p)
		t = arena_printf(x->arena, SLICE_FMT "%s" SLICE_FMT, SLICE_ARG(t), mark,
		                 SLICE_ARG(op->base));
	if (op->index.p)
		t = arena_printf(x->arena, SLICE_FMT "%s%s" SLICE_FMT, SLICE_ARG(t),
		                 op->scale < 0 ? " - "
		                 : op->base.p  ? " + "
		                               : "",
		                 mark, SLICE_ARG(op->index));
	if (op->index.p && op->scale != 1 && op->scale != -1)
		t = arena_printf(x->arena, SLICE_FMT "*%lld", SLICE_ARG(t),
		                 (long long)(op->scale < 0 ? -op->scale : op->scale));
	if (d || !(op->base.p || op->index.p))
		t = arena_printf(x->arena, SLICE_FMT "%s0x%llx", SLICE_ARG(t),
		                 !op->base.p && !op->index.p ? op->displacement < 0 ? "-" : ""
		                 : op->displacement < 0      ? " - "
		                                             : " + ",
		                 (unsigned long long)d);
	return t;
}

static bool operand_address(const struct explain *x, const struct code_operand *op, uint64_t *ret)
{
	uint64_t address = (uint64_t)op->displacement, v;
	const struct slice *parts[] = { &op->base, &op->segment };
	struct slice printed;

	for (size_t i = 0; i < 2; i++) {
		if (!parts[i]->p)
			continue;
		if (!register_value(x, *parts[i], &printed, &v))
			return false;
		address += v;
	}
	if (op->index.p) {
		if (!register_value(x, op->index, &printed, &v))
			return false;
		address += v * (uint64_t)op->scale;
	}
	*ret = x->f->is_32bit ? (uint32_t)address : address;
	return true;
}

static bool is_reported(const struct explain *x, const struct code_operand *op, uint64_t address)
{
	return fact_has(x->f, address) && x->f->address >= address &&
	       x->f->address - address < (op->bytes ? op->bytes : 16);
}

/** The operand whose address the report names, else the first. */
static const struct code_operand *operand_choose(const struct explain *x)
{
	uint64_t address;

	for (size_t i = 0; i < x->marked.n_memory; i++)
		if (operand_address(x, &x->marked.memory[i], &address) &&
		    is_reported(x, &x->marked.memory[i], address))
			return &x->marked.memory[i];
	return x->marked.n_memory ? &x->marked.memory[0] : NULL;
}

static struct code_value *value_add(struct explain *x, struct code_value v)
{
	return arena_push(x->arena, &x->out->values, &x->out->n_values, &v);
}

/** Rows of the registers of @p op; *ret_base: row of the one that decides. */
static void registers_add(struct explain *x, const struct code_operand *op, struct slice text,
                          size_t *ret_base)
{
	const struct slice names[] = { op->base, op->index, op->segment };

	*ret_base = 0;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct code_value v = { .operand = text, .name = names[i] };
		uint64_t n;
		if (!names[i].p)
			continue;
		if (register_value(x, names[i], &v.value, &n)) {
			struct value_meaning m =
				value_explain(n, x->arch, x->f->is_32bit, x->arena);
			v.cls = m.cls;
			v.meaning = m.meaning;
			if (value_is_shadow_offset(n, x->arch)) {
				v.cls = "kasan";
				v.meaning = S("where KASAN's shadow memory begins");
			}
		}
		value_add(x, v);
		if (!*ret_base)
			*ret_base = x->out->n_values - 1;
	}
}

/** The address whose shadow KASAN's check reads; false: it is no such check. */
static bool shadow_of(const struct explain *x, const struct code_operand *op, uint64_t address,
                      uint64_t *ret)
{
	const struct slice names[] = { op->base, op->index };
	struct slice printed;
	uint64_t v;

	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i].p && register_value(x, names[i], &printed, &v) &&
		    value_is_shadow_offset(v, x->arch)) {
			*ret = value_of_shadow(address, v);
			return true;
		}
	if (!value_is_shadow_offset((uint64_t)op->displacement, x->arch))
		return false;
	*ret = value_of_shadow(address, (uint64_t)op->displacement);
	return true;
}

static struct slice hex(const struct explain *x, uint64_t v)
{
	return arena_printf(x->arena, x->f->is_32bit ? "0x%08llx" : "0x%016llx",
	                    (unsigned long long)v);
}

/** Why the address is what it is: by the base register when that is no good pointer, else by itself. */
static struct slice address_why(struct explain *x, const struct code_operand *op, uint64_t address,
                                size_t base_row, const char **ret_cls)
{
	uint64_t of, v;
	struct slice printed;
	struct value_meaning m = value_explain(address, x->arch, x->f->is_32bit, x->arena);
	const struct code_value *base = base_row ? &x->out->values[base_row] : NULL;

	*ret_cls = m.cls;
	if (slice_is(op->segment, "gs") && slice_is(x->arch, "x86_64") && m.cls &&
	    strcmp(m.cls, "linear") == 0) {
		*ret_cls = "percpu";
		return S("it is a variable of this CPU");
	}
	if (shadow_of(x, op, address, &of)) {
		m = value_explain(of, x->arch, x->f->is_32bit, x->arena);
		*ret_cls = m.cls ? m.cls : "kasan";
		return arena_printf(x->arena,
		                    "it is where KASAN keeps what is known of " SLICE_FMT
		                    " and the 7 bytes behind it%s" SLICE_FMT,
		                    SLICE_ARG(hex(x, of)), m.meaning.p ? ": " : "",
		                    SLICE_ARG(m.meaning));
	}
	bool bad_base =
		base && base->cls && !op->segment.p &&
		(strcmp(base->cls, "null") == 0 || strcmp(base->cls, "poison") == 0 ||
	         strcmp(base->cls, "error") == 0 || strcmp(base->cls, "non-canonical") == 0);
	if (bad_base && register_value(x, base->name, &printed, &v) &&
	    !(strcmp(base->cls, "null") == 0 && address >= VALUE_NULL_BYTES * 16)) {
		*ret_cls = base->cls;
		struct slice member = S("");
		if (op->displacement > 0 && !op->index.p && address != v)
			member = arena_printf(x->arena, "; the structure's member is at 0x%llx",
			                      (unsigned long long)op->displacement);
		return arena_printf(x->arena, "%s" SLICE_FMT " holds " SLICE_FMT SLICE_FMT,
		                    register_mark(x), SLICE_ARG(base->name),
		                    SLICE_ARG(base->meaning), SLICE_ARG(member));
	}
	return m.meaning.p ? arena_printf(x->arena, "it is " SLICE_FMT, SLICE_ARG(m.meaning))
	                   : (struct slice){ 0 };
}

/** What the report itself says of the object there. */
static struct slice object_text(const struct explain *x, uint64_t address)
{
	const struct fault *f = x->f;

	if (!fact_has(f, address) || f->address != address || !fact_has(f, bug_type))
		return S("");
	if (f->memory_object && fact_has(f->memory_object, cache))
		return arena_printf(x->arena, "; the report calls it " SLICE_FMT " of " SLICE_FMT,
		                    SLICE_ARG(f->bug_type), SLICE_ARG(f->memory_object->cache));
	return arena_printf(x->arena, "; the report calls it " SLICE_FMT, SLICE_ARG(f->bug_type));
}

static void explain_memory(struct explain *x, const struct code_operand *op)
{
	struct slice text = operand_text(x, op), sentence;
	struct code_value whole = { .operand = text };
	size_t base_row;
	char size[32] = "";

	if (op->bytes)
		snprintf(size, sizeof(size), "%u byte%s ", op->bytes, op->bytes == 1 ? "" : "s");
	sentence = arena_printf(x->arena, "%s %sat " SLICE_FMT, op->is_write ? "writes" : "reads",
	                        size, SLICE_ARG(text));
	size_t at = x->out->n_values;
	value_add(x, whole);
	registers_add(x, op, text, &base_row);
	if (operand_address(x, op, &whole.address)) {
		whole.has_address = true;
		struct slice why = address_why(x, op, whole.address, base_row, &whole.cls);
		const char *match = is_reported(x, op, whole.address)
		                            ? ", the address that the report names"
		                    : fact_has(x->f, address)
		                            ? ", which is not the address that the report names"
		                            : "";
		sentence =
			arena_printf(x->arena, SLICE_FMT " = " SLICE_FMT "%s%s" SLICE_FMT SLICE_FMT,
		                     SLICE_ARG(sentence), SLICE_ARG(hex(x, whole.address)), match,
		                     why.p ? ": " : "", SLICE_ARG(why),
		                     SLICE_ARG(object_text(x, whole.address)));
	} else {
		sentence = arena_printf(x->arena, SLICE_FMT "; the report does not print %s",
		                        SLICE_ARG(sentence),
		                        x->f->n_regs ? "all of its registers" : "registers");
	}
	whole.meaning = sentence;
	x->out->values[at] = whole;
}

static bool explain_trap(struct explain *x)
{
	for (size_t i = 0; i < COUNT(traps); i++) {
		if (!slice_eq(traps[i].arch, x->arch) ||
		    !slice_eq(traps[i].mnemonic, x->marked.mnemonic) ||
		    !slice_starts(x->marked.operands, traps[i].operands))
			continue;
		value_add(x, (struct code_value){ .cls = "trap",
		                                  .meaning = slice_str(traps[i].meaning) });
		return true;
	}
	return false;
}

static bool explain_division(struct explain *x)
{
	struct code_value v = { .name = x->marked.divisor };
	uint64_t n;

	if (!v.name.p || x->f->kind != FAULT_DIVIDE_ERROR)
		return false;
	bool known = register_value(x, v.name, &v.value, &n);
	struct slice what = !known ? S("the report does not print it")
	                    : n    ? S("not 0: the quotient does not fit")
	                           : S("0: a division by zero");
	v.meaning = what;
	value_add(x, (struct code_value){
			     .cls = "division",
			     .meaning = arena_printf(
				     x->arena, "divides by %s" SLICE_FMT ", which is " SLICE_FMT,
				     register_mark(x), SLICE_ARG(v.name), SLICE_ARG(what)) });
	value_add(x, v);
	return true;
}

/** The instruction behind a system call: user space waits there for the kernel. */
static bool is_after_syscall(const struct code_dump *d, struct slice arch)
{
	static const uint8_t syscall[] = { 0x0f, 0x05 }, sysenter[] = { 0x0f, 0x34 },
			     int80[] = { 0xcd, 0x80 };

	if (d->at < 2 || !(slice_is(arch, "x86_64") || slice_is(arch, "i386")))
		return false;
	const uint8_t *before = d->bytes + d->at - 2;
	return memcmp(before, syscall, 2) == 0 || memcmp(before, sysenter, 2) == 0 ||
	       memcmp(before, int80, 2) == 0;
}

static void explain(struct explain *x, const struct code_dump *d)
{
	const struct code_operand *op = operand_choose(x);

	if (is_after_syscall(d, x->arch))
		value_add(x, (struct code_value){
				     .cls = "user",
				     .meaning = S("stands behind the system call in user space: "
		                                  "the code says where the kernel was called "
		                                  "from, not where it failed") });
	else if (!explain_trap(x) && !explain_division(x)) {
		if (op)
			explain_memory(x, op);
		else
			value_add(x, (struct code_value){ .meaning = S("uses no memory operand") });
	}
}

/** Bytes in front of the instruction that x86 prints: PROLOGUE_SIZE of arch/x86/kernel/dumpstack.c. */
#define X86_PROLOGUE 42

/** Where the CPU was to go on: `Unable to access opcode bytes at [RIP ]0x…`, `Bad RIP value.` */
static bool unread_ip(const struct explain *x, uint64_t *ret)
{
	struct slice code = x->f->code, printed;

	if (slice_skip(&code, S("Unable to access opcode bytes at "))) {
		slice_skip(&code, S("RIP "));
		if (!slice_hex(&code, ret))
			return false;
		*ret += X86_PROLOGUE;
		return true;
	}
	if (!slice_starts(code, S("Bad RIP value")) && !slice_starts(code, S("bad PC value")))
		return false;
	return register_value(x, x->f->is_32bit ? S("eip") : S("rip"), &printed, ret);
}

/** There is no code where the instruction pointer points. */
static void explain_unread(struct explain *x)
{
	uint64_t ip;

	if (!unread_ip(x, &ip))
		return;
	if (x->f->is_32bit)
		ip = (uint32_t)ip;
	struct value_meaning m = value_explain(ip, x->arch, x->f->is_32bit, x->arena);
	struct code_value v = { .has_address = true, .address = ip, .cls = m.cls };
	if (m.cls && strcmp(m.cls, "user") == 0)
		v.meaning = S("user space: its memory could not be read for the report");
	else
		v.meaning = arena_printf(x->arena,
		                         "the CPU was to run what is at " SLICE_FMT "%s" SLICE_FMT
		                         ": a pointer to a function is wrong, or a return address",
		                         SLICE_ARG(hex(x, ip)), m.meaning.p ? ", " : "",
		                         SLICE_ARG(m.meaning));
	value_add(x, v);
}

/** Words of an architecture that the library does not know. */
static void list_words(const struct code_dump *d, struct arena *arena, struct fault_code *out)
{
	for (size_t at = 0; at < d->n; at += d->unit) {
		uint64_t v = 0;
		for (size_t k = 0; k < d->unit && at + k < d->n; k++)
			v |= (uint64_t)d->bytes[at + k] << 8 * k;
		struct code_insn row = {
			.offset = (int64_t)at - (int64_t)d->at,
			.code = arena_printf(arena, "%0*llx", (int)d->unit * 2,
			                     (unsigned long long)v),
			.is_marked = at == d->at,
			.is_sure = true,
		};
		arena_push(arena, &out->insns, &out->n_insns, &row);
	}
}

void fault_code_read(const struct fault *f, struct arena *arena, struct fault_code *ret)
{
	struct explain x = { .f = f, .arena = arena, .out = ret };
	struct code_dump dump;

	*ret = (struct fault_code){ 0 };
	if (!fact_has(f, code))
		return;
	if (fact_has(f, arch))
		x.arch = f->arch;
	const struct code_arch *arch = code_arch_find(x.arch, f->is_32bit);
	if (!code_text_parse(f->code, arch && code_arch_big_endian(arch), &dump)) {
		explain_unread(&x);
		return;
	}
	// only x86 prints bytes: the first lines of a cut report may not name it
	if (dump.unit == 1 && !fact_has(f, arch)) {
		x.arch = f->is_32bit ? S("i386") : S("x86_64");
		arch = code_arch_find(x.arch, f->is_32bit);
	}
	if (!arch) {
		list_words(&dump, arena, ret);
		value_add(
			&x,
			(struct code_value){
				.meaning =
					x.arch.p
						? arena_printf(
							  arena,
							  "the disassembler does not know " SLICE_FMT
							  ": words as printed",
							  SLICE_ARG(x.arch))
						: S("of no known architecture: words as printed") });
		return;
	}
	if (!disasm(&dump, arch, arena, &ret->insns, &ret->n_insns, &x.marked)) {
		value_add(&x,
		          (struct code_value){
				  .meaning = S("is no instruction that the disassembler knows") });
		return;
	}
	for (size_t i = 0; i < ret->n_insns; i++)
		if (ret->insns[i].is_marked)
			ret->instruction = ret->insns[i].text;
	explain(&x, &dump);
}
