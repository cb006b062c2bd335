// SPDX-License-Identifier: Apache-2.0
/*
 * What reports of all kinds say of the task, the kernel and the machine:
 *
 *   CPU: 1 UID: 0 PID: 12 Comm: kworker/1:0 Kdump: loaded Tainted: G        W  O  6.12.0 #1 PREEMPT
 *   CPU: 0 PID: 759 Comm: tmux: server Not tainted 5.15.0-rc2 #1
 *   Pid: 12, comm: swapper Tainted: G        W  (2.6.32-71.el6.x86_64 #1) PowerEdge R610
 *   CPU: 0    Not tainted  (2.6.37 #12)
 *   Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2 04/01/2014
 *   Workqueue: writeback wb_workfn (flush-7:5)
 *   Modules linked in: foo(OE) bar [last unloaded: baz]
 *   Code: 0f 1f 44 <0f> 0b
 *   Oops: Oops: 0002 [#1] PREEMPT SMP NOPTI
 *
 * dump_stack_print_info() in lib/dump_stack.c; print_modules() in kernel/module; show_opcodes() and
 * its like; print_tainted() in kernel/panic.c.
 */
#include "parsers/faults/grammar.h"
#include "parsers/limits.h"

static struct slice name_dup(struct arena *a, struct slice s)
{
	return arena_dup(a, slice_head(s, LIMIT_NAME_BYTES));
}

static bool is_taint_word(struct slice w)
{
	for (size_t i = 0; i < w.n; i++)
		if (w.p[i] < 'A' || w.p[i] > 'Z')
			return false;
	return w.n > 0 && w.n < 20;
}

/** `Tainted: G        W  O  6.12.0 #1 …` or `Not tainted 6.12.0 #1 …`: taint, release, version. */
static bool taint_parse(struct slice s, struct fault *f)
{
	char letters[64];
	size_t n = 0;

	if (slice_skip(&s, S("Tainted: "))) {
		struct slice word, at = s;
		slice_skip_blanks(&at);
		if (at.n && *at.p == '[') // "Tainted: [W]=WARN": the line that explains the letters
			return false;
		while (slice_skip_blanks(&at), slice_word(&at, &word) && is_taint_word(word)) {
			for (size_t i = 0; i < word.n && n < sizeof(letters); i++)
				letters[n++] = word.p[i];
			s = at;
		}
	} else if (!slice_skip(&s, S("Not tainted"))) {
		return false;
	}
	if (!fact_has(f, taint))
		fact_set(f, taint, arena_dup(f->arena, ((struct slice){ letters, n })));

	slice_skip_blanks(&s);
	bool paren = slice_skip_char(&s, '(');
	struct slice release;
	if (!slice_word(&s, &release) || fact_has(f, kernel_release))
		return true;
	if (release.n > 1 && release.p[release.n - 1] == ')')
		release.n--;
	if (*release.p < '0' || *release.p > '9')
		return true;
	fact_set(f, kernel_release, name_dup(f->arena, release));
	s = slice_trim(s);
	ssize_t close = paren ? slice_find(s, S(")")) : -1;
	if (close >= 0) { // "(2.6.32 #1) Latitude D630"
		struct slice board = slice_trim(slice_from(s, (size_t)close + 1));
		if (board.n && !fact_has(f, hardware))
			fact_set(f, hardware, name_dup(f->arena, board));
		s = slice_head(s, (size_t)close);
	}
	if (s.n && !fact_has(f, kernel_version))
		fact_set(f, kernel_version, name_dup(f->arena, s));
	return true;
}

/** Where the name of a task ends: before the taint or kdump text that follows it. */
static size_t comm_end(struct slice s)
{
	static const struct slice ends[] = { S(" Not tainted"), S(" Tainted: "),
		                             S(" Kdump: loaded") };
	size_t end = s.n;

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		ssize_t at = slice_find(s, ends[i]);
		if (at >= 0 && (size_t)at < end)
			end = at;
	}
	return end;
}

static void comm_parse(struct slice s, struct fault *f)
{
	size_t end = comm_end(s);
	struct slice comm = slice_trim(slice_head(s, end));

	if (comm.n && comm.n <= 64 && !fact_has(f, comm))
		fact_set(f, comm, name_dup(f->arena, comm));
	s = slice_ltrim(slice_from(s, end));
	if (slice_skip(&s, S("Kdump: loaded")))
		s = slice_ltrim(s);
	taint_parse(s, f);
}

static bool number_after(struct slice *in, struct slice label, int64_t *ret)
{
	struct slice s = *in;
	if (!slice_skip(&s, label))
		return false;
	slice_skip_blanks(&s);
	if (!slice_i64(&s, ret))
		return false;
	slice_skip_blanks(&s);
	*in = s;
	return true;
}

bool task_line_parse(struct slice text, struct fault *f)
{
	struct slice s = slice_trim(text);
	int64_t n;

	if (number_after(&s, S("Pid:"), &n)) { // before 3.10
		slice_skip_char(&s, ',');
		slice_skip_blanks(&s);
		if (!slice_skip(&s, S("comm:")))
			return false;
		if (!fact_has(f, pid))
			fact_set(f, pid, n);
		comm_parse(slice_ltrim(s), f);
		return true;
	}
	if (!number_after(&s, S("CPU:"), &n))
		return false;
	int64_t cpu = n;
	bool any = false;
	if (number_after(&s, S("UID:"), &n)) {
		any = true;
		if (!fact_has(f, uid))
			fact_set(f, uid, n);
	}
	if (number_after(&s, S("PID:"), &n)) {
		any = true;
		if (!fact_has(f, pid))
			fact_set(f, pid, n);
	}
	if (slice_skip(&s, S("Comm:"))) {
		any = true;
		comm_parse(slice_ltrim(s), f);
	} else if (taint_parse(s, f)) { // "CPU: 0    Not tainted  (2.6.37 #12)"
		any = true;
	} else if (!s.n) {
		any = true;
	}
	if (any && !fact_has(f, cpu))
		fact_set(f, cpu, cpu);
	return any;
}

static bool is_module_list(struct slice t)
{
	struct slice word;
	size_t n = 0;

	while (slice_skip_blanks(&t), slice_word(&t, &word)) {
		if (slice_starts(word, S("[last")))
			return n > 0;
		for (size_t i = 0; i < word.n; i++) {
			char c = word.p[i];
			if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
			      c == '(' || c == ')' || (c >= 'A' && c <= 'Z') || c == '+' ||
			      c == '-'))
				return false;
		}
		n++;
	}
	return n >= 3;
}

/** The list may go on in lines of its own: records hold 1 KiB at the most. */
static void modules_parse(const struct report *r, size_t at, struct slice first, struct fault *f)
{
	struct slice all = slice_trim(first);

	for (size_t i = at + 1; i < r->n_lines && i < at + 16; i++) {
		struct slice t = report_text(&r->lines[i]);
		if (!is_module_list(t))
			break;
		all = arena_printf(f->arena, SLICE_FMT " " SLICE_FMT, SLICE_ARG(all), SLICE_ARG(t));
	}
	fact_set(f, modules, arena_dup(f->arena, all));
}

static void oops_line_parse(struct slice t, struct fault *f)
{
	struct slice s = t, number;
	ssize_t at = slice_find(s, S("[#"));

	if (at < 0 || fact_has(f, oops_number))
		return;
	number = slice_from(s, at + 2);
	uint64_t n;
	if (!slice_u64(&number, 10, &n) || n > INT32_MAX)
		return;
	fact_set(f, oops_number, (int64_t)n);
	slice_skip(&s, S("Internal error: "));
	slice_skip(&s, S("Oops: "));
	fact_set(f, oops_text, name_dup(f->arena, s));
}

/** The first line that begins with @p label, and what follows it. */
static bool label_take(struct slice t, struct slice label, struct slice *ret)
{
	struct slice s = t;
	if (!slice_skip(&s, label))
		return false;
	*ret = slice_trim(s);
	return true;
}

static const struct {
	struct slice reg;
	const char *arch;
	bool is_32bit;
} arch_regs[] = {
	{ S("rax"), "x86_64", false }, { S("eax"), "i386", true },
	{ S("x29"), "arm64", false },  { S("gpr00"), "ppc64", false },
	{ S("nip"), "ppc64", false },  { S("psr"), "arm", true },
	{ S("krnl"), "s390", false },  { S("badvaddr"), "riscv", false },
};

/** Lines that only one architecture prints with its registers (show_regs() of arch/ARCH/kernel). */
static const struct {
	struct slice start;
	const char *arch;
} arch_lines[] = {
	{ S("pstate: "), "arm64" },  { S("Krnl PSW : "), "s390" },  { S("Krnl GPRS: "), "s390" },
	{ S("NIP: "), "ppc64" },     { S("PrId  : "), "mips" },     { S("BadVA : "), "mips" },
	{ S("ERA: "), "loongarch" }, { S("ESTAT: "), "loongarch" }, { S("TSTATE: "), "sparc64" },
	{ S("IASQ: "), "parisc" },   { S("IAOQ["), "parisc" },      { S("epc : "), "riscv" },
	{ S("$ 0   : "), "mips" },
};

static void arch_from_lines(const struct report *r, struct fault *f)
{
	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice t = report_text(&r->lines[i]);
		for (size_t k = 0; k < sizeof(arch_lines) / sizeof(*arch_lines); k++) {
			if (!slice_starts(t, arch_lines[k].start))
				continue;
			fact_set(f, arch, slice_str(arch_lines[k].arch));
			return;
		}
	}
}

static void arch_guess(const struct report *r, struct fault *f)
{
	if (r->boot && r->boot->arch.p) {
		fact_set(f, arch, arena_dup(f->arena, r->boot->arch));
	} else {
		for (size_t i = 0; i < sizeof(arch_regs) / sizeof(*arch_regs); i++) {
			struct slice v = fault_reg(f, arch_regs[i].reg);
			if (!v.p)
				continue;
			const char *arch = arch_regs[i].arch;
			if (v.n == 8 && arch[0] == 'p')
				arch = "ppc";
			fact_set(f, arch, slice_str(arch));
			break;
		}
		if (!fact_has(f, arch))
			arch_from_lines(r, f);
	}
	if (fact_has(f, arch))
		f->is_32bit = slice_is(f->arch, "i386") || slice_is(f->arch, "arm") ||
		              slice_is(f->arch, "ppc") || slice_is(f->arch, "parisc");
	// 32-bit MIPS and RISC-V share their names with the 64-bit ones: registers tell
	if (f->n_regs && (slice_is(f->arch, "mips") || slice_is(f->arch, "riscv")))
		f->is_32bit = f->regs[0].value.n == 8;
}

static bool is_code_word(struct slice w)
{
	bool marked = w.n && (*w.p == '<' || *w.p == '(');
	uint64_t v;

	w = slice_from(w, marked);
	w.n -= marked && w.n;
	if (slice_is(w, "XXXXXXXX"))
		return true;
	return w.n == 8 && slice_u64(&w, 16, &v) && !w.n;
}

/** A line of words alone (powerpc), or `#>000000000010a2be: a7f40001 …` (s390). */
static bool is_code_line(struct slice t)
{
	struct slice word;

	if (grammar_is_code(t))
		return true;
	t = slice_ltrim(t);
	if (!t.n)
		return false;
	while (slice_word(&t, &word)) {
		if (!is_code_word(word))
			return false;
		slice_skip_blanks(&t);
	}
	return !t.n;
}

/** Lines of code that may follow the first. */
#define CODE_LINES 16

static void code_parse(const struct report *r, size_t i, struct slice first, struct fault *f)
{
	struct slice code = slice_head(first, 4096);

	for (size_t k = i + 1; k < r->n_lines && k <= i + CODE_LINES; k++) {
		struct slice t = report_text(&r->lines[k]);
		if (!is_code_line(t) || code.n + t.n > 4096)
			break;
		code = arena_printf(f->arena, SLICE_FMT "%s" SLICE_FMT, SLICE_ARG(code),
		                    code.n ? "\n" : "", SLICE_ARG(slice_trim(t)));
	}
	fact_set(f, code, arena_dup(f->arena, code));
}

void common_extract(const struct report *r, struct fault *f)
{
	struct slice rest;

	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice t = report_text(&r->lines[i]);
		if (!t.n)
			continue;
		if (*t.p == 'C' || *t.p == 'P')
			task_line_parse(t, f);
		if (!fact_has(f, hardware) && label_take(t, S("Hardware name:"), &rest))
			fact_set(f, hardware, name_dup(f->arena, rest));
		else if (!fact_has(f, workqueue) && label_take(t, S("Workqueue:"), &rest))
			fact_set(f, workqueue, name_dup(f->arena, rest));
		else if (!fact_has(f, modules) && label_take(t, S("Modules linked in:"), &rest))
			modules_parse(r, i, rest, f);
		else if (!fact_has(f, code) && (label_take(t, S("Code:"), &rest) ||
		                                label_take(t, S("Instruction dump:"), &rest) ||
		                                label_take(t, S("Instruction DUMP:"), &rest) ||
		                                label_take(t, S("Krnl Code:"), &rest)))
			code_parse(r, i, rest, f);
		oops_line_parse(t, f);
	}
	arch_guess(r, f);
}
