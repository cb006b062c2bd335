// SPDX-License-Identifier: Apache-2.0
/*
 * Bad accesses and other exceptions in kernel mode, on all architectures:
 *
 *   BUG: kernel NULL pointer dereference, address: 0000000000000058            x86 since 5.1
 *   BUG: unable to handle kernel paging request at ffff88003b6b9000            x86 before
 *   #PF: supervisor read access in kernel mode
 *   Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
 *   general protection fault, probably for non-canonical address 0xdffffc0000000003: 0000 [#1] SMP
 *   Unable to handle kernel paging request at virtual address 00a0000800000041 arm, arm64, riscv
 *   Internal error: Oops: 96000004 [#1] PREEMPT SMP
 *   BUG: Kernel NULL pointer dereference on read at 0x00000000                 powerpc
 *   Unable to handle kernel pointer dereference in virtual kernel address space   s390
 *   CPU 0 Unable to handle kernel paging request at virtual address 00000008, epc == 80123456   mips
 *
 * arch/x/mm/fault.c, arch/x/kernel/traps.c, die().
 */
#include "parsers/faults/refine.h"

#include "parsers/faults/grammar.h"

#define OOPS_TAIL "oops bug warn corruption ubsan stack_overflow rust vfs"

static const struct fault_head heads[] = {
	// other names of what has its own kind
	{ .literal = "stack guard page",
	  .pattern = "^(?:BUG: )?(?:[A-Za-z#]+ )?stack guard page was hit at",
	  .kind = FAULT_STACK_OVERFLOW },
	{ .literal = "stack overflow",
	  .pattern =
	          "^(?:BUG: )?kernel stack overflow|^(?:BUG: )?[A-Za-z_]*:? ?stack overflow:|^BUG: (?:IRQ|TASK) stack overflow",
	  .kind = FAULT_STACK_OVERFLOW },
	{ .literal = "Insufficient stack space", .kind = FAULT_STACK_OVERFLOW },
	{ .literal = "double fault",
	  .pattern = "^(?:PANIC: |BUG: |Oops: )?double fault[,:]",
	  .kind = FAULT_DOUBLE_FAULT,
	  .continues = "oops" },
	{ .literal = "general protection",
	  .pattern =
	          "^(?:Oops: |segment-related )?general protection(?: fault)?(?:[,:]| for | maybe )",
	  .kind = FAULT_GPF },
	{ .literal = "stack segment",
	  .pattern = "^(?:Oops: )?stack segment: ",
	  .kind = FAULT_STACK_SEGMENT },
	{ .literal = "divide error",
	  .pattern = "^(?:Oops: )?divide error: ",
	  .kind = FAULT_DIVIDE_ERROR },
	{ .literal = "divide_error",
	  .pattern = "^(?:Oops: )?divide_error: ",
	  .kind = FAULT_DIVIDE_ERROR },
	{ .literal = "invalid opcode",
	  .pattern = "^(?:Oops: )?invalid opcode: ",
	  .kind = FAULT_INVALID_OPCODE,
	  .continues = OOPS_TAIL },
	// x86 exceptions without a kind of their own
	{ .literal = "[#1]",
	  .pattern =
	          "^(?:int3|alignment check|bounds|overflow|invalid TSS|segment not present|"
	          "coprocessor segment overrun|simd exception|control protection fault|debug|trap|spurious interrupt|"
	          "coprocessor error|bad IRQ|machine check): [0-9a-f]{4} \\[#",
	  .kind = FAULT_OOPS },
	{ .literal = "int3:", .pattern = "^int3: [0-9a-f]{4} \\[#", .kind = FAULT_OOPS },
	// x86, arm, arm64, riscv, powerpc, s390, mips, loongarch, sparc, parisc, …
	{ .literal = "nable to handle kernel",
	  .pattern = "^(?:BUG: |CPU [0-9]+,? |Alert: |PANIC: )?[Uu]nable to handle kernel",
	  .kind = FAULT_OOPS },
	{ .literal = "nable to handle page fault",
	  .pattern = "^(?:BUG: )?[Uu]nable to handle page fault",
	  .kind = FAULT_OOPS },
	{ .literal = "ernel NULL pointer dereference",
	  .pattern = "^BUG: [Kk]ernel NULL pointer dereference",
	  .kind = FAULT_OOPS },
	{ .literal = "unable to execute userspace code",
	  .pattern = "^unable to execute userspace code",
	  .kind = FAULT_OOPS,
	  .flags = HEAD_INTRO },
	{ .literal = "8<--- cut here ---", .kind = FAULT_OOPS, .flags = HEAD_INTRO },
	{ .literal = "exploit attempt?",
	  .pattern = "^(?:BUG: )?[Kk]ernel (?:tried to|attempted to)",
	  .kind = FAULT_OOPS,
	  .flags = HEAD_INTRO,
	  .continues = "oops" },
	{ .literal = "Unhandled fault:",
	  .pattern = "^Unhandled fault: ",
	  .kind = FAULT_OOPS,
	  .continues = "oops" },
	{ .literal = "Unhandled prefetch abort", .kind = FAULT_OOPS },
	{ .literal = "nhandled kernel unaligned access", .kind = FAULT_OOPS },
	{ .literal = "Alignment trap:",
	  .pattern = "^(?:Fixing up unaligned|Alignment trap: )",
	  .kind = FAULT_OOPS },
	{ .literal = "Bad mode in ",
	  .pattern = "^Bad mode in .* detected on CPU",
	  .kind = FAULT_OOPS },
	{ .literal = "SError Interrupt on CPU", .kind = FAULT_OOPS },
	{ .literal = "Code=",
	  .pattern = "^(?:Kernel Fault|Bad Address|Page fault|[^:]{1,64}): Code=[0-9]+ "
	             "(?:\\([^)]*\\) at addr |regs=)",
	  .kind = FAULT_OOPS },
	// parisc, alpha, ia64: a task, what it ran into, a code
	{ .literal = " (code ",
	  .pattern = "^\\S.{0,31} \\(pid [0-9]+\\): .{1,64} \\(code -?[0-9]+\\)$",
	  .kind = FAULT_OOPS },
	{ .literal = "Oops ",
	  .pattern = "^(?:\\S.{0,15}\\([0-9]+\\): Oops -?[0-9]+$|"
	             "\\S.{0,15}\\[[0-9]+\\]: Oops [0-9]+ \\[[0-9]+\\])",
	  .kind = FAULT_OOPS,
	  .continues = OOPS_TAIL },
	{ .literal = "Kernel unaligned access at TPC", .kind = FAULT_OOPS },
	{ .literal = " in kernel code[#", .kind = FAULT_OOPS },
	{ .literal = " invoked from kernel context![#", .kind = FAULT_OOPS },
	{ .literal = " access[#",
	  .pattern = "^Kernel (?:ale|ade|unaligned instruction) access\\[#",
	  .kind = FAULT_OOPS },
	{ .literal = "CFI failure at ", .pattern = "^CFI failure at ", .kind = FAULT_OOPS },
	{ .literal = "fixpoint divide exception",
	  .pattern = "^fixpoint divide exception: [0-9a-f]{4} ilc:",
	  .kind = FAULT_DIVIDE_ERROR },
	{ .literal = "Kernel stack overflow.",
	  .pattern = "^Kernel stack overflow\\.$",
	  .kind = FAULT_STACK_OVERFLOW },
	{ .literal = " ilc:",
	  .pattern = "^[A-Za-z -]+: [0-9a-f]{4} ilc:[0-9] \\[#",
	  .kind = FAULT_OOPS,
	  .continues = OOPS_TAIL },
	// the second line of a report, or its first when the line before was lost
	{ .literal = "Internal error: ",
	  .pattern = "^Internal error: (?:Oops|.* \\[#[0-9]+\\])",
	  .kind = FAULT_OOPS,
	  .continues = OOPS_TAIL },
	{ .literal = "Oops",
	  .pattern =
	          "^(?:[^ ]+\\([0-9]+\\): )?Oops(?: ?\\[#|: [0-9a-f]{4,8}\\b|[:,] .*\\[#| - .*\\[#)",
	  .kind = FAULT_OOPS,
	  .continues = OOPS_TAIL },
	{ 0 },
};

/** After "---[ end trace" come at most the registers once more. */
static enum line_class oops_classify(struct report *r, const struct report_line *line)
{
	struct slice t = report_text(line);

	if (slice_starts(t, S("---[ end trace"))) {
		r->state = r;
		return LINE_BODY;
	}
	if (r->state && t.n && !grammar_is_body(t))
		return LINE_END_BEFORE;
	if (r->state && slice_starts(t, S("Call Trace")))
		return LINE_END_BEFORE; // of a report whose head is lost
	return LINE_GENERIC;
}

/** The address of a head: after "address: ", "address ", "at ", the first hex number or (null). */
static bool address_parse(struct slice t, uint64_t *ret)
{
	static const struct slice labels[] = {
		S("non-canonical address "),
		S("for address "),
		S("virtual address "),
		S("address: "),
		S("at address "),
		S("Failing address: "),
		S("TPC["),
		S("addr "),
		S(" at "),
		S("space at "),
	};

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
		struct slice s = t;
		if (!slice_skip_past(&s, labels[i]))
			continue;
		s = slice_ltrim(s);
		if (slice_starts(s, S("(null)")) || slice_starts(s, S("<null>"))) {
			*ret = 0;
			return true;
		}
		struct slice at = s;
		if (slice_hex(&at, ret) && (!at.n || !(*at.p >= 'g' && *at.p <= 'z')))
			return true;
	}
	return false;
}

struct access_row {
	struct slice text;
	const char *access;
};

/** Lines that say what kind of access it was. */
static const struct access_row access_rows[] = {
	{ S("#PF: supervisor write access"), "write" },
	{ S("#PF: supervisor read access"), "read" },
	{ S("#PF: supervisor instruction fetch"), "exec" },
	{ S("#PF: user write access"), "write" },
	{ S("#PF: user read access"), "read" },
};

static void access_parse(struct slice t, struct fault *f)
{
	if (fact_has(f, access))
		return;
	for (size_t i = 0; i < sizeof(access_rows) / sizeof(*access_rows); i++)
		if (slice_starts(t, access_rows[i].text))
			fact_set(f, access, slice_str(access_rows[i].access));
	if (slice_has(t, S("WnR = 1")))
		fact_set(f, access, S("write"));
	else if (slice_has(t, S("WnR = 0")))
		fact_set(f, access, S("read"));
	else if (slice_has(t, S(" on read at ")) || slice_has(t, S("kernel read from unreadable")))
		fact_set(f, access, S("read"));
	else if (slice_has(t, S(" on write at ")) || slice_has(t, S("kernel write to read-only")))
		fact_set(f, access, S("write"));
	else if (slice_has(t, S("instruction fetch")) || slice_has(t, S("kernel execute from")) ||
	         slice_has(t, S("tried to execute NX")))
		fact_set(f, access, S("exec"));
}

/** x86 before 5.0 prints no #PF: lines; bit 1 of the error code is a write, bit 4 a fetch
 *  (arch/x86/include/asm/trap_pf.h). */
static void access_from_error_code(struct fault *f)
{
	struct slice s = f->oops_text;
	uint64_t code;

	if (fact_has(f, access) || f->kind != FAULT_OOPS || !fact_has(f, oops_text) ||
	    !(slice_is(f->arch, "x86_64") || slice_is(f->arch, "i386")))
		return;
	struct slice digits = slice_head(s, 4);
	if (s.n < 5 || s.p[4] != ' ' || !slice_u64(&digits, 16, &code) || digits.n)
		return;
	fact_set(f, access, code & 0x10 ? S("exec") : code & 2 ? S("write") : S("read"));
}

/** `KASAN: null-ptr-deref in range [0x10-0x17]`: KASAN's opinion of a fault that it did not see. */
static void kasan_line(struct slice t, struct fault *f)
{
	struct slice s = t, type;

	if (slice_skip(&s, S("KASAN: ")) && slice_word(&s, &type) && !fact_has(f, bug_type))
		fact_set(f, bug_type, type);
}

static bool oops_parse(const struct report *r, struct fault *f)
{
	for (size_t i = 0; i < r->n_intro; i++)
		access_parse(report_text(&r->intro[i]), f);
	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice t = report_text(&r->lines[i]);
		uint64_t address;
		if (!fact_has(f, address) && (i == 0 || slice_starts(t, S("Failing address:"))) &&
		    address_parse(t, &address))
			fact_set(f, address, address);
		access_parse(t, f);
		kasan_line(t, f);
		// a double fault's own first line may follow "kernel stack overflow"
		if (f->kind == FAULT_DOUBLE_FAULT && slice_has(t, S("stack guard page was hit")))
			f->kind = FAULT_STACK_OVERFLOW;
	}
	// "Oops: Bad page fault": the CR2 register has the address
	struct slice cr2 = fault_reg(f, S("cr2"));
	uint64_t v;
	if (!fact_has(f, address) && f->kind == FAULT_OOPS && cr2.p && slice_u64(&cr2, 16, &v))
		fact_set(f, address, v);
	access_from_error_code(f);
	fault_refine(r, f);
	return true;
}

static const struct fault_sample samples[] = {
	{ "BUG: kernel NULL pointer dereference, address: 0000000000000058", FAULT_OOPS, NULL },
	{ "BUG: unable to handle kernel paging request at ffff88003b6b9000", FAULT_OOPS, NULL },
	{ "BUG: unable to handle page fault for address: ffffc90000123456", FAULT_OOPS, NULL },
	{ "Unable to handle kernel paging request at virtual address 00a0000800000041", FAULT_OOPS,
	  NULL },
	{ "Unable to handle kernel paging request for data at address 0x00000000", FAULT_OOPS,
	  NULL },
	{ "BUG: Kernel NULL pointer dereference on read at 0x00000000", FAULT_OOPS, NULL },
	{ "Unable to handle kernel pointer dereference in virtual kernel address space", FAULT_OOPS,
	  NULL },
	{ "CPU 0 Unable to handle kernel paging request at virtual address 00000008, epc == 80123456, ra == 80123450",
	  FAULT_OOPS, NULL },
	{ "Unhandled fault: imprecise external abort (0x1406) at 0x00000000", FAULT_OOPS, NULL },
	{ "Internal error: Oops: 96000004 [#1] PREEMPT SMP", FAULT_OOPS, NULL },
	{ "general protection fault: 0000 [#1] SMP", FAULT_GPF, NULL },
	{ "general protection fault, probably for non-canonical address 0xdffffc0000000003: 0000 [#1] SMP",
	  FAULT_GPF, NULL },
	{ "stack segment: 0000 [#1] SMP KASAN", FAULT_STACK_SEGMENT, NULL },
	{ "divide error: 0000 [#1] SMP", FAULT_DIVIDE_ERROR, NULL },
	{ "invalid opcode: 0000 [#1] SMP", FAULT_INVALID_OPCODE, NULL },
	{ "PANIC: double fault, error_code: 0x0", FAULT_DOUBLE_FAULT, NULL },
	{ "BUG: stack guard page was hit at ffffc90000123ff8 (stack is ffffc90000124000..ffffc90000127fff)",
	  FAULT_STACK_OVERFLOW, NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_oops = {
	.name = "oops",
	.heads = heads,
	.classify = oops_classify,
	.parse = oops_parse,
	.samples = samples,
};
