// SPDX-License-Identifier: Apache-2.0
#include "analyzer/groups/derive.h"

#include <assert.h>

#include "analyzer/groups/culprit.h"
#include "analyzer/groups/names.h"
#include "analyzer/groups/skip.h"
#include "analyzer/groups/steer.h"
#include "analyzer/groups/title.h"

/** Frames of the culprit's stack that the signature holds. */
#define SIGNATURE_FRAMES 5

/** Frames of a stack that are looked at for those of fault injection. */
#define INJECTED_FRAMES 32

/** Frames of the list of callers. */
static size_t listed_frames(const struct stack *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_frames; i++)
		n += !(s->frames[i].flags & FRAME_IP);
	return n;
}

/** Frames printed with their addresses, as all were before Linux 4.10. */
static size_t addressed_frames(const struct stack *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_frames; i++)
		n += !(s->frames[i].flags & FRAME_IP) && s->frames[i].address;
	return n;
}

static size_t reliable_frames(const struct stack *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_frames; i++)
		n += !(s->frames[i].flags & (FRAME_IP | FRAME_UNRELIABLE));
	return n;
}

/** `[  123.456789]` inside a text: a second message begins there. */
static bool has_timestamp(struct slice s)
{
	while (slice_skip_past(&s, S("["))) {
		struct slice in = s;
		uint64_t n;
		slice_skip_blanks(&in);
		if (slice_u64(&in, 10, &n) && slice_skip_char(&in, '.') && slice_u64(&in, 10, &n) &&
		    slice_skip_char(&in, ']'))
			return true;
	}
	return false;
}

/** A stack of so many marked frames is no cut one. */
#define MARKED_FRAMES 3

/** Does fault injection's own report stand in this stack? */
static bool stack_injected(const struct stack *s, struct arena *arena)
{
	if (!s->n_frames || !s->frames[0].function.p ||
	    !slice_starts(s->frames[0].function, S("dump_stack")))
		return false;
	for (size_t i = 1; i < s->n_frames && i < INJECTED_FRAMES; i++) {
		const struct frame *fr = &s->frames[i];
		if (fr->function.p && !(fr->flags & (FRAME_UNRELIABLE | FRAME_IP)) &&
		    skip_sets(name_plain(fr->function, arena)) & SKIP_INJECTED)
			return true;
	}
	return false;
}

/** Why the stacks are not what a report of this sort prints; p NULL: they are. */
static struct slice stacks_wanting(const struct fault *f, const struct title_rule *rule,
                                   const struct culprit *c, struct arena *arena)
{
	size_t frames = 0, addressed = 0;

	for (size_t i = 0; i < f->n_stacks; i++) {
		const struct stack *s = &f->stacks[i];
		frames += reliable_frames(s);
		addressed += addressed_frames(s);
		if (s->title.p && s->role == STACK_FAULT && !listed_frames(s))
			return S("a stack is announced and not printed");
		if (s->role == STACK_FAULT && stack_injected(s, arena))
			return S("frames of another stack stand inside");
	}
	// old kernels without frame pointers mark every frame; the registers name the function
	if (!frames && fact_has(f, ip_function) && addressed >= MARKED_FRAMES)
		return (struct slice){ 0 };
	if (!frames)
		return f->n_stacks ? S("no stack has a reliable frame") : S("no stack");
	if (!c->function.p)
		return S("no frame is left to blame");
	if (!c->frame && rule->from == FROM_STACK && f->kind == FAULT_WARNING)
		return S("the stack does not come to the function that warned");
	if (c->is_unreliable)
		return S("only unreliable frames are left to blame");
	return (struct slice){ 0 };
}

static struct slice corrupted_why(const struct fault *f, const struct title_rule *rule,
                                  const struct culprit *c, struct arena *arena)
{
	if (fact_has(f, corrupted) && f->corrupted)
		return fact_has(f, corrupted_reason) ? f->corrupted_reason : S("damaged");
	if (has_timestamp(f->message))
		return S("another message stands inside the first line");
	if ((rule->flags & TITLE_FOLLOW_UP) && !fact_has(f, cause_byte))
		return S("the report that this one follows from is not there");
	if (title_has_access(rule) && !(rule->flags & TITLE_NO_ACCESS) && !fact_has(f, access))
		return S("the line that names the access is not there");
	if (!(rule->flags & TITLE_NO_STACK))
		return stacks_wanting(f, rule, c, arena);
	if (title_has_function(rule) && rule->from == FROM_NAMED && !c->function.p)
		return S("the function is not named");
	return (struct slice){ 0 };
}

static void signature_make(const struct fault *f, const struct culprit *c, struct arena *arena,
                           struct derived *ret)
{
	struct slice parts[3 + SIGNATURE_FRAMES] = { slice_str(fault_kind_info[f->kind].slug),
		                                     ret->title, ret->function };
	size_t n = 2;

	key_of(parts, n, ret->group_key);
	n++;
	for (size_t i = c->stack ? (size_t)(c->frame - c->stack->frames) : 0;
	     c->stack && i < c->stack->n_frames && n < sizeof(parts) / sizeof(*parts); i++) {
		const struct frame *fr = &c->stack->frames[i];
		if (fr->function.p &&
		    !(fr->flags & (FRAME_UNRELIABLE | FRAME_INLINED | FRAME_USER)))
			parts[n++] = name_plain(fr->function, arena);
	}
	key_of(parts, n, ret->signature);
}

/** The module and source of a culprit that was named elsewhere: those of a frame with its name. */
static const struct frame *frame_named(const struct fault *f, struct slice function,
                                       struct arena *arena)
{
	for (size_t i = 0; i < f->n_stacks; i++)
		for (size_t k = 0; k < f->stacks[i].n_frames && k < SIGNATURE_FRAMES * 8; k++) {
			const struct frame *fr = &f->stacks[i].frames[k];
			if (fr->function.p &&
			    slice_eq(name_syscall(name_plain(fr->function, arena)), function))
				return fr;
		}
	return NULL;
}

void derive_fault(const struct fault *f, struct arena *arena, struct derived *ret)
{
	derive_fault_by(NULL, f, arena, ret);
}

void derive_fault_by(const struct steering *steering, const struct fault *f, struct arena *arena,
                     struct derived *ret)
{
	struct slice groups[RX_GROUPS], pair[2];
	struct culprit c = { 0 };
	struct derived d = { .line = -1, .steering = steering };

	assert(f->kind < FAULT_KIND_COUNT);
	const struct title_rule *rule = title_rule_find(f, groups);
	culprit_find(f, rule->from, rule->sets, groups[1], steering, arena, &c);
	d.title = title_make(rule, f, groups, c.function, arena);
	d.function = c.function;
	if (f->kind == FAULT_KCSAN && title_pair(f, arena, pair))
		d.function = pair[0];
	d.stack = c.frame ? c.stack : NULL;
	d.frame = c.frame;
	d.is_unreliable = c.is_unreliable;
	const struct frame *fr = c.frame;
	if (!fr && d.function.p)
		fr = frame_named(f, d.function, arena);
	if (fr) {
		d.module = fr->module;
		d.file = fr->file;
		d.line = fr->file.p ? fr->line : -1;
	}
	d.severity = rule->severity ? rule->severity : fault_kind_info[f->kind].severity;
	d.corrupted_reason = corrupted_why(f, rule, &c, arena);
	d.corrupted = d.corrupted_reason.p != NULL;
	signature_make(f, &c, arena, &d);
	steering_apply(steering, f, arena, &d);
	*ret = d;
}
