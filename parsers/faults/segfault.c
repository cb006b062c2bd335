// SPDX-License-Identifier: Apache-2.0
/*
 * User processes that died of a signal, in the kernel log (exception-trace, print-fatal-signals).
 *
 * arch/x86/mm/fault.c, show_signal_msg(), and arch/x86/kernel/traps.c, show_signal():
 *   cat[123]: segfault at 0 ip 00007f568fec1ca6 sp 00007f54c1bf9d80 error 4 in libc-2.28.so[7f568fea8000+148000] likely on CPU 1 (core 1, socket 0)
 *   Code: 41 54 45 31 e4 …
 *   traps: cat[123] general protection fault ip:7f00 sp:7ffe error:0 in libc.so.6[7f00+1000]
 *   traps: cat[123] trap invalid opcode ip:400500 sp:7ffe error:0 in cat[400000+1000]
 *   cat[123]: segfault at 0000000000000000 rip 0000000000400500 rsp 00007fff error 6      2.6 x86-64
 * arch/arm64/kernel/traps.c, arch/arm/mm/fault.c:
 *   cat[123]: unhandled level 2 translation fault (11) at 0x00000008, esr 0x92000006, in cat[400000+1000]
 *   cat[123]: unhandled exception: DABT (lower EL), ESR 0x0000000092000006, level 2 translation fault in cat[…]
 *   cat: unhandled page fault (11) at 0x00000000, code 0x005
 *   cat (123): undefined instruction: pc=bf8f6e10
 * arch/powerpc, riscv, csky, s390, mips, loongarch, parisc; kernel/signal.c:
 *   cat[123]: segfault (11) at 0 nip 10000478 lr 1000044c code 1 in cat[10000000+10000]
 *   cat[123]: unhandled signal 11 at 00000000 nip 10000478 lr 1000044c code 30001
 *   cat[123]: unhandled signal 11 code 0x1 at 0x0000000000000008 in cat[10000+1000]
 *   User process fault: interruption code 003b ilc:2 in cat[2aa18a00000+2000]
 *   do_page_fault(): sending SIGSEGV to cat for invalid read access from 00000000
 *   do_page_fault() command='cat' type=15 address=0x00000000 in cat[10000+1000]
 *   cat: potentially unexpected fatal signal 11.
 */
#include "parsers/base/rx.h"
#include "parsers/faults/grammar.h"
#include "parsers/limits.h"

#define TASK "(.{1,64})\\[([0-9]+)\\]"
#define LIB  "(?:.*? in ([^\\[]+)\\[)?"

#define SEGV_HEAD(literal_, pattern_)                                             \
	{                                                                         \
		.literal = literal_, .pattern = pattern_, .kind = FAULT_SEGFAULT, \
		.continues = "segfault", .flags = HEAD_WITHIN,                    \
	}

// Groups: 1 comm, 2 pid, 3 what, 4 address or instruction pointer, 5 library, 6 error code.
static const struct fault_head segv_heads[] = {
	SEGV_HEAD("]: segfault at ",
	          "^" TASK
	          ": (segfault) at ({{ADDR}}) r?e?ip ({{ADDR}}) r?e?sp {{ADDR}} error ([0-9a-f]+)"),
	SEGV_HEAD("]: segfault at ", "^" TASK ": (segfault) at ({{ADDR}})"),
	SEGV_HEAD("]: segfault (11) at ", "^" TASK ": (segfault) \\(11\\) at ({{ADDR}})"),
	SEGV_HEAD("] trap ", "^(?:traps: )?" TASK " (trap [A-Za-z][A-Za-z -]*?) r?ip:({{ADDR}})"),
	SEGV_HEAD("] general protection ",
	          "^(?:traps: )?" TASK " (general protection(?: fault)?) r?ip:({{ADDR}})"),
	SEGV_HEAD("]: unhandled ",
	          "^" TASK ": (unhandled [a-z][a-z0-9 ()-]*?fault) \\([0-9]+\\) at ({{ADDR}})"),
	SEGV_HEAD("]: unhandled signal ",
	          "^" TASK ": (unhandled signal [0-9]+)(?: code 0x[0-9a-f]+)? at ({{ADDR}})"),
	SEGV_HEAD("]: unhandled exception: ", "^" TASK ": (unhandled exception): "),
	SEGV_HEAD(": unhandled page fault (",
	          "^(.{1,64}): (unhandled page fault) \\([0-9]+\\) at ({{ADDR}})"),
	SEGV_HEAD("undefined instruction: pc=",
	          "^(.{1,64}) ?[(\\[]([0-9]+)[)\\]]: (undefined instruction): pc=({{ADDR}})"),
	SEGV_HEAD("User process fault: ", "^(User process fault): interruption code"),
	SEGV_HEAD(
		"sending SIG",
		"^do_page_fault\\(\\): (sending SIG(?:SEGV|BUS)) to (.{1,64}) for invalid ([a-z]+) access (?:from|to) ?({{ADDR}})?"),
	SEGV_HEAD("do_page_fault() command=",
	          "^(do_page_fault)\\(\\) command='(.{1,64})' type=[0-9]+ address=({{ADDR}})"),
	SEGV_HEAD(
		"potentially unexpected fatal signal",
		"^(?:(.{1,64})(?:/|: )([0-9]+): |(.{1,64}): )?(potentially unexpected fatal signal [0-9]+)"),
	{ .literal = NULL },
};

/** Some architectures go on with a register dump; x86 with one Code: line. */
static enum line_class segv_classify(struct report *r, const struct report_line *line)
{
	struct slice head = report_text(&r->lines[0]), text = report_text(line);
	bool x86 = slice_has(head, S("]: segfault at ")) || slice_has(head, S("] trap ")) ||
	           slice_has(head, S("] general protection"));

	if (slice_starts(text, S("Code:")))
		return LINE_END;
	if (slice_starts(text, S("code at")) || slice_starts(text, S("code:")) ||
	    slice_starts(text, S("Failing address:")) || slice_starts(text, S("Fault in ")) ||
	    slice_starts(text, S("AS:")) || slice_starts(text, S("epc = ")) ||
	    slice_starts(text, S("ra  = ")) || slice_starts(text, S("vm_start")))
		return LINE_BODY;
	return x86 ? LINE_END_BEFORE : LINE_GENERIC;
}

/** bit 1: write, bit 4: instruction fetch (enum x86_pf_error_code); printed in hex. */
static struct slice segv_access(uint64_t error)
{
	return error & 0x10 ? S("exec") : error & 2 ? S("write") : S("read");
}

/** ` in libc-2.28.so[7f568fea8000+148000]`, ` in libc.so.6[21000,7f00+1000]` */
static void segv_library(struct slice in, struct fault *f)
{
	struct slice name;

	// the last " in " before the mapping; names may hold blanks (" (deleted)")
	while (slice_skip_past(&in, S(" in "))) {
		const char *open = memrchr(in.p, '[', in.n);
		if (!open)
			return;
		name = slice_head(in, open - in.p);
		if (!slice_has(name, S(" in ")) && name.n && name.n <= LIMIT_NAME_BYTES) {
			fact_set(f, detail, arena_dup(f->arena, name));
			return;
		}
	}
}

static void segv_task(struct slice comm, struct slice pid, struct fault *f)
{
	int64_t v;

	if (!comm.n)
		return;
	fact_set(f, comm, arena_dup(f->arena, comm));
	f->has_pid = false;
	if (pid.p && slice_i64(&pid, &v))
		fact_set(f, pid, v);
}

static void segv_address(struct slice in, struct fault *f)
{
	uint64_t v;

	if (in.p && slice_hex(&in, &v))
		fact_set(f, address, v);
}

static bool segv_parse(const struct report *r, struct fault *f)
{
	const struct slice *g = r->groups;
	struct slice head = report_text(&r->lines[0]), what = g[3], in;
	const char *literal = r->head->literal;
	uint64_t error;

	if (strcmp(literal, ": unhandled page fault (") == 0) {
		segv_task(g[1], (struct slice){ 0 }, f);
		segv_address(g[3], f);
		what = g[2];
	} else if (strcmp(literal, "User process fault: ") == 0) {
		what = S("user process fault");
	} else if (strcmp(literal, "sending SIG") == 0) {
		segv_task(g[2], (struct slice){ 0 }, f);
		segv_address(g[4], f);
		fact_set_text(f, access, slice_is(g[3], "write") ? S("write") : S("read"));
		what = slice_from(g[1], sizeof("sending ") - 1);
	} else if (strcmp(literal, "do_page_fault() command=") == 0) {
		segv_task(g[2], (struct slice){ 0 }, f);
		segv_address(g[3], f);
		what = S("segfault");
	} else if (strcmp(literal, "potentially unexpected fatal signal") == 0) {
		segv_task(g[1].p ? g[1] : g[3], g[2], f);
		what = slice_from(g[4], sizeof("potentially unexpected ") - 1);
	} else {
		segv_task(g[1], g[2], f);
		// for a trap the address is that of the instruction; it is no address that was accessed
		if (!slice_starts(g[3], S("trap")) && !slice_starts(g[3], S("general")))
			segv_address(g[4], f);
	}
	in = head;
	if (slice_has(head, S("]: segfault at ")) && slice_skip_past(&in, S(" error ")) &&
	    slice_u64(&in, 16, &error))
		fact_set(f, access, segv_access(error));
	if (what.p)
		fact_set(f, bug_type, arena_dup(f->arena, what));
	segv_library(head, f);
	// instruction bytes and registers are the process', not the kernel's
	f->has_ip_function = f->has_ip_module = false;
	return true;
}

static const struct fault_sample segv_samples[] = {
	{ "init[1]: segfault at ffffffffff600400 ip ffffffffff600400 sp 00007fff59f7caa8 error 15",
	  FAULT_SEGFAULT, "segfault" },
	{ "pmbench[5394]: segfault at b ip 00007f568fec1ca6 sp 00007f54c1bf9d80 error 4 in libc-2.28.so[7f568fea8000+148000]",
	  FAULT_SEGFAULT, "segfault" },
	{ "cat[123]: segfault at 0000000000000000 rip 0000000000400500 rsp 00007fff12345678 error 6",
	  FAULT_SEGFAULT, "segfault" },
	{ "traps: cat[123] general protection fault ip:7f0012345678 sp:7ffe12345678 error:0 in libc.so.6[7f0012300000+1000]",
	  FAULT_SEGFAULT, "general protection fault" },
	{ "traps: cat[123] trap invalid opcode ip:400500 sp:7ffe12345678 error:0 in cat[400000+1000]",
	  FAULT_SEGFAULT, "trap invalid opcode" },
	{ "cat[123] trap divide error rip:400500 rsp:7fff12345678 error:0", FAULT_SEGFAULT,
	  "trap divide error" },
	{ "cat[123]: unhandled level 2 translation fault (11) at 0x00000008, esr 0x92000006, in cat[400000+1000]",
	  FAULT_SEGFAULT, "unhandled level 2 translation fault" },
	{ "cat[123]: segfault (11) at 0 nip 10000478 lr 1000044c code 1 in cat[10000000+10000]",
	  FAULT_SEGFAULT, "segfault" },
	{ "cat[123]: unhandled signal 11 code 0x1 at 0x0000000000000008 in cat[10000+1000]",
	  FAULT_SEGFAULT, "unhandled signal 11" },
	{ "cat: unhandled page fault (11) at 0x00000000, code 0x005", FAULT_SEGFAULT,
	  "unhandled page fault" },
	{ "User process fault: interruption code 003b ilc:2 in cat[2aa18a00000+2000]",
	  FAULT_SEGFAULT, "user process fault" },
	{ "do_page_fault(): sending SIGSEGV to cat for invalid read access from 00000000",
	  FAULT_SEGFAULT, "SIGSEGV" },
	{ "cat/123: potentially unexpected fatal signal 11.", FAULT_SEGFAULT, "fatal signal 11" },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_segfault = {
	.name = "segfault",
	.heads = segv_heads,
	.classify = segv_classify,
	.slack = 2,
	.parse = segv_parse,
	.samples = segv_samples,
};
