// SPDX-License-Identifier: Apache-2.0
/*
 * Stacks of a report, with their roles:
 *
 *   RIP: 0010:foo+0x12/0x34                     frame 0 of the stack that follows
 *   Call Trace:
 *    <IRQ>
 *    ? __pfx_bar+0x10/0x10
 *    bar+0x12/0x34
 *    asm_sysvec_apic_timer_interrupt+0x1a/0x20
 *   RIP: 0010:baz+0x12/0x34                     what the interrupt came into
 *    </IRQ>
 *    qux+0x12/0x34
 *   Allocated by task 12:
 *    kmalloc+0x12/0x34
 *
 * arch/x86/kernel/dumpstack.c show_trace_log_lvl(), mm/kasan/report.c, mm/kmsan/report.c,
 * lib/nmi_backtrace.c, kernel/sched/core.c sched_show_task(), …
 */
#include "parsers/faults/grammar.h"
#include "parsers/faults/regs.h"
#include "parsers/limits.h"

struct tracer {
	struct fault *f;
	struct stack *cur;    /**< NULL: none yet */
	uint32_t context;     /**< FRAME_IRQ, FRAME_NMI while inside their marks */
	bool after_regs;      /**< a register dump stood in the middle of cur */
	bool called;          /**< cur has its "Call Trace:" */
	size_t races;         /**< KCSAN blocks so far */
	struct frame pending; /**< arm: the caller that the line before named */
	bool has_pending;
};

static size_t real_frames(const struct stack *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n_frames; i++)
		n += !(s->frames[i].flags & FRAME_IP);
	return n;
}

/** arm: the outermost function is named only as the caller of the last line's. */
static void pending_add(struct tracer *t)
{
	if (t->cur && t->has_pending && t->cur->n_frames && t->cur->n_frames < LIMIT_FRAMES) {
		struct frame f = t->pending;
		struct arena *a = t->f->arena;
		f.function = arena_dup(a, f.function);
		f.module = arena_dup(a, f.module);
		f.flags |= t->context;
		f.log_line = t->cur->frames[t->cur->n_frames - 1].log_line;
		arena_push(a, &t->cur->frames, &t->cur->n_frames, &f);
	}
	t->has_pending = false;
}

static void stack_begin(struct tracer *t, enum stack_role role, struct slice title, uint64_t line)
{
	pending_add(t);
	if (t->f->n_stacks >= LIMIT_STACKS) {
		t->cur = NULL;
		return;
	}
	struct stack s = {
		.role = role,
		.cpu = -1,
		.pid = -1,
		.title = arena_dup(t->f->arena, slice_head(title, LIMIT_NAME_BYTES)),
		.log_line = line,
	};
	t->cur = arena_push(t->f->arena, &t->f->stacks, &t->f->n_stacks, &s);
	t->context = 0;
	t->after_regs = false;
	t->called = false;
}

static void frame_add(struct tracer *t, const struct frame *frame, uint64_t line)
{
	if (!t->cur)
		stack_begin(t, STACK_FAULT, (struct slice){ 0 }, line);
	if (!t->cur || t->cur->n_frames >= LIMIT_FRAMES)
		return;
	struct arena *a = t->f->arena;
	struct frame f = *frame;
	f.function = arena_dup(a, f.function);
	f.module = arena_dup(a, f.module);
	f.build_id = arena_dup(a, f.build_id);
	f.file = arena_dup(a, f.file);
	f.flags |= t->context;
	f.log_line = line;
	if (t->after_regs) {
		f.flags |= FRAME_AFTER_REGS;
		t->after_regs = false;
	}
	arena_push(a, &t->cur->frames, &t->cur->n_frames, &f);
}

/** arm64, arm and others print the frame of the registers again as the first of the list. */
static bool repeats_ip(const struct tracer *t, const struct frame *f)
{
	if (!t->cur || !t->cur->n_frames || real_frames(t->cur))
		return false;
	const struct frame *ip = &t->cur->frames[t->cur->n_frames - 1];
	return (ip->flags & FRAME_IP) && f->function.p && slice_eq(ip->function, f->function) &&
	       (ip->offset == f->offset || f->offset < 0);
}

/** arm: the caller of `[<c010b3f4>] (foo) from [<c08a0f34>] (bar+0x1/0x2)`, `foo from bar+0x1/0x2`. */
static bool arm_caller_parse(struct slice text, struct frame *ret)
{
	if (!slice_skip_past(&text, S(" from ")))
		return false;
	while (text.n && (*text.p == '[' || *text.p == '(')) {
		struct slice skipped;
		if (*text.p == '(' || !slice_cut(&text, ']', &skipped))
			text = slice_from(text, 1);
		slice_skip_blanks(&text);
	}
	return frame_parse_symbol(&text, ret);
}

/** arm, since 5.19: `foo from bar+0x1/0x2`: bar's offset is that of the next frame. */
static void arm_caller(struct tracer *t, struct slice text, struct frame *f)
{
	if (t->has_pending && f->function.p && f->offset < 0 &&
	    slice_eq(t->pending.function, f->function)) {
		f->offset = t->pending.offset;
		f->size = t->pending.size;
	}
	t->has_pending = arm_caller_parse(text, &t->pending);
}

/** Does a stack of arm begin here?  2.6 to 6.8 print no line above it. */
static bool is_arm_frame(struct slice text)
{
	struct frame caller;

	return arm_caller_parse(text, &caller) && caller.offset >= 0;
}

static bool context_mark(struct tracer *t, struct slice s)
{
	static const struct {
		struct slice mark;
		uint32_t flag;
		bool on;
	} marks[] = {
		{ S("<IRQ>"), FRAME_IRQ, true },
		{ S("</IRQ>"), FRAME_IRQ, false },
		{ S("<SOFTIRQ>"), FRAME_IRQ, true },
		{ S("</SOFTIRQ>"), FRAME_IRQ, false },
		{ S("<EOI>"), FRAME_IRQ, false },
		{ S("<<EOE>>"), FRAME_NMI, false },
		{ S("<NMI>"), FRAME_NMI, true },
		{ S("</NMI>"), FRAME_NMI, false },
		{ S("<#DF>"), FRAME_NMI, true },
		{ S("</#DF>"), FRAME_NMI, false },
		{ S("<#DB>"), FRAME_NMI, true },
		{ S("</#DB>"), FRAME_NMI, false },
		{ S("<#DB[1]>"), FRAME_NMI, true },
		{ S("<#MC>"), FRAME_NMI, true },
		{ S("</#MC>"), FRAME_NMI, false },
		{ S("<ENTRY_TRAMPOLINE>"), FRAME_NMI, true },
		{ S("</ENTRY_TRAMPOLINE>"), FRAME_NMI, false },
		{ S("<TASK>"), FRAME_IRQ | FRAME_NMI, false },
		{ S("</TASK>"), FRAME_IRQ | FRAME_NMI, false },
		{ S("<UNK>"), 0, false },
	};
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (!slice_starts(s, marks[i].mark))
			continue;
		if (marks[i].on)
			t->context |= marks[i].flag;
		else
			t->context &= ~marks[i].flag;
		return true;
	}
	return false;
}

/** `… by task 12 …`, `… task-12 on cpu 3 …`, `… pid=12`: who the stack is of. */
static void intro_task(struct stack *s, struct slice title)
{
	static const struct slice labels[] = { S("task "), S("task-"), S("pid="), S("pid ") };
	uint64_t n;

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels) && s->pid < 0; i++) {
		struct slice at = title;
		if (slice_skip_past(&at, labels[i]) && slice_u64(&at, 10, &n) && n <= INT32_MAX)
			s->pid = n;
	}
	static const struct slice cpus[] = { S("on cpu "), S("for cpu "), S("cpu=") };
	for (size_t i = 0; i < sizeof(cpus) / sizeof(*cpus) && s->cpu < 0; i++) {
		struct slice at = title;
		if (slice_skip_past(&at, cpus[i]) && slice_u64(&at, 10, &n) && n <= INT32_MAX)
			s->cpu = n;
	}
}

static void intro(struct tracer *t, enum stack_role role, bool call, struct slice text,
                  uint64_t line)
{
	// "Call Trace:" goes on with a stack that has no frames yet but those of its registers; a second
	// one says that the first has none
	if (call && t->cur && real_frames(t->cur) == 0 && !t->called) {
		t->called = true;
		if (!t->cur->title.p)
			t->cur->title = arena_dup(t->f->arena, slice_head(text, LIMIT_NAME_BYTES));
		return;
	}
	if (role == STACK_FAULT && !call && t->cur && slice_starts(text, S("stack backtrace")) &&
	    real_frames(t->cur) == 0)
		t->cur->role = STACK_FAULT;
	// an introduction right after another one names the same stack more closely
	if (t->cur && t->cur->n_frames == 0 && !call) {
		t->cur->role = role;
		t->cur->title = arena_dup(t->f->arena, slice_head(text, LIMIT_NAME_BYTES));
	} else {
		stack_begin(t, role, text, line);
		t->called = call;
	}
	if (t->cur)
		intro_task(t->cur, text);
}

/** A stack that is a task's of a state dump: `task:kworker/0:1 state:D stack:0 pid:12 …`. */
static bool task_intro(struct tracer *t, struct slice text, uint64_t line)
{
	struct slice s = text, comm;
	uint64_t pid;

	if (!slice_skip(&s, S("task:")))
		return false;
	ssize_t at = slice_find(s, S(" state:"));
	if (at <= 0)
		return false;
	comm = slice_trim(slice_head(s, at));
	bool first = !t->cur || (t->f->n_stacks == 1 && t->cur->n_frames == 0);
	if (!(t->cur && t->cur->n_frames == 0))
		stack_begin(t, first ? STACK_FAULT : STACK_OTHER, text, line);
	if (!t->cur)
		return true;
	t->cur->comm = arena_dup(t->f->arena, slice_head(comm, 64));
	if (slice_skip_past(&s, S(" pid:"))) {
		slice_skip_blanks(&s);
		if (slice_u64(&s, 10, &pid) && pid <= INT32_MAX)
			t->cur->pid = pid;
	}
	return true;
}

/** `CPU: 1 PID: 12 Comm: x …` above a stack says whose it is. */
static void stack_task(struct tracer *t, struct slice text)
{
	struct fault scratch = { .arena = t->f->arena };

	if (!t->cur || real_frames(t->cur) || !task_line_parse(text, &scratch))
		return;
	if (fact_has(&scratch, cpu))
		t->cur->cpu = scratch.cpu;
	if (fact_has(&scratch, pid))
		t->cur->pid = scratch.pid;
	if (fact_has(&scratch, comm))
		t->cur->comm = scratch.comm;
}

static void ip_line(struct tracer *t, const struct frame *ip, uint64_t line)
{
	if (!ip->function.p)
		return; // user space, or an address without symbol
	const struct frame *last =
		t->cur && t->cur->n_frames ? &t->cur->frames[t->cur->n_frames - 1] : NULL;
	if (last && !real_frames(t->cur) && !(last->flags & FRAME_INLINED))
		return; // "PC is at" and "pc :" name the same
	if (t->cur && real_frames(t->cur)) {
		t->after_regs = true;
		frame_add(t, ip, line);
		return;
	}
	frame_add(t, ip, line);
}

/** Registers printed once more at the end of an Oops are no frame. */
static void stack_finish(struct stack *s)
{
	while (s->n_frames > 1 && (s->frames[s->n_frames - 1].flags & FRAME_AFTER_REGS) &&
	       (s->frames[s->n_frames - 1].flags & FRAME_IP))
		s->n_frames--;
}

static void trace_line(struct tracer *t, struct slice text, uint64_t line)
{
	enum stack_role role;
	struct frame frame;
	bool call;

	while (context_mark(t, text)) { // "<IRQ> [<ffffffff81000000>] foo+0x1/0x2" of old kernels
		struct slice word;
		slice_word(&text, &word);
		text = slice_ltrim(text);
	}
	if (!text.n)
		return;
	if (stack_intro_find(text, &role, &call)) {
		if (role == STACK_FAULT && !call && !slice_starts(text, S("stack backtrace")))
			role = t->races++ ? STACK_OTHER : STACK_FAULT;
		intro(t, role, call, text, line);
		struct slice rest = text; // "Call Trace: [<c0123456>] foo+0x1/0x2"
		if (call && slice_skip_past(&rest, S(":")) && frame_parse(rest, &frame))
			frame_add(t, &frame, line);
		return;
	}
	if (task_intro(t, text, line))
		return;
	if (regs_ip_line(text, &frame)) {
		ip_line(t, &frame, line);
		return;
	}
	if (frame_parse(text, &frame)) {
		if (!t->cur && frame.offset < 0 && !frame.file.p && !is_arm_frame(text))
			return; // addresses of a stack dump
		arm_caller(t, text, &frame);
		if (!repeats_ip(t, &frame))
			frame_add(t, &frame, line);
		return;
	}
	stack_task(t, text);
}

void trace_extract(const struct report *r, struct fault *f)
{
	struct tracer t = { .f = f };

	for (size_t i = 0; i < r->n_lines; i++)
		trace_line(&t, report_text(&r->lines[i]), r->lines[i].line);
	pending_add(&t);
	for (size_t i = 0; i < f->n_stacks; i++)
		stack_finish(&f->stacks[i]);
}
