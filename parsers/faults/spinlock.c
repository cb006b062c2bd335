// SPDX-License-Identifier: Apache-2.0
/*
 * Spinlock debugging.  kernel/locking/spinlock_debug.c, spin_dump() and rwlock_bug():
 *
 *   BUG: spinlock bad magic on CPU#0, syz/20513
 *    lock: 0xffff8801d29b1080, .magic: 00000000, .owner: <none>/-1, .owner_cpu: 0
 *   BUG: spinlock lockup suspected on CPU#3, gdbus/2329
 *    lock: runqueues+0x0/0x100, .magic: dead4ead, .owner: NetworkManager/2270, .owner_cpu: 0
 *   BUG: rwlock bad magic on CPU#0, kworker/0:18/18158, 0000000019d281af
 *   CPU: 0 PID: 18158 Comm: kworker/0:18 Not tainted …
 *
 * Kernels up to 3.5: "BUG: spinlock lockup on CPU#1, cat/12, ffff8801d29b1080".
 */
#include "parsers/base/rx.h"
#include "parsers/faults/state_dump.h"

#define SPIN_PATTERN(what) \
	"BUG: " what       \
	" ([a-zA-Z][a-zA-Z -]{2,40}?) on (?:CPU#([0-9]+), (.{0,64})/([0-9]+)(?:, ({{ADDR}}))?|UP)"

static const struct fault_head spin_heads[] = {
	{
		.literal = "BUG: spinlock ",
		.pattern = SPIN_PATTERN("(?:raw )?(spinlock)"),
		.kind = FAULT_SPINLOCK,
	},
	{ .literal = "BUG: rwlock",
	  .pattern = SPIN_PATTERN("(rwlock)(?:-)?"),
	  .kind = FAULT_SPINLOCK },
	// wrapped or cut before the CPU
	{
		.literal = "BUG: spinlock ",
		.pattern =
			"BUG: (spinlock) (bad magic|recursion|lockup suspected|lockup|already unlocked"
			"|wrong owner|wrong CPU|cpu recursion|uninitialized|trylock failure)(?! in )",
		.kind = FAULT_SPINLOCK,
	},
	{ .literal = NULL },
};

static enum line_class spin_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line);

	(void)r;
	if (slice_starts(text, S("lock: ")) || slice_starts(text, S(".magic:")) ||
	    slice_starts(text, S(".owner")) || slice_has(text, S(", .owner: ")) ||
	    state_dump_is_body(text))
		return LINE_BODY;
	return LINE_GENERIC;
}

/** `lock: runqueues+0x0/0x100, .magic: dead4ead, .owner: cat/2270, .owner_cpu: 0` */
static void spin_lock_line(struct slice in, struct fault *f)
{
	struct held_lock *row;
	struct slice name, owner = in, comm;
	uint64_t address;
	int64_t pid;

	if (!slice_skip(&in, S("lock: ")) || !slice_cut(&in, ',', &name))
		return;
	row = fault_row(f, held_lock);
	fact_set(row, role, S("wanted"));
	if (fact_has(f, comm))
		fact_set(row, comm, f->comm);
	if (fact_has(f, pid))
		fact_set(row, pid, f->pid);
	struct slice hex = slice_trim(name);
	if (slice_hex(&hex, &address) && !hex.n)
		fact_set(row, address, address);
	else
		fact_set(row, lock, arena_dup(f->arena, function_base(slice_trim(name))));
	if (!slice_skip_past(&owner, S(".owner: ")))
		return;
	ssize_t at = slice_find(owner, S(", .owner_cpu"));
	if (at > 0 && task_cut(slice_head(owner, at), '/', &comm, &pid) && pid >= 0)
		fact_set(
			f, blocker,
			arena_printf(f->arena, SLICE_FMT ":%lld", SLICE_ARG(comm), (long long)pid));
}

static bool spin_parse(const struct report *r, struct fault *f)
{
	const struct slice *g = r->groups;
	struct slice in;
	uint64_t address;
	int64_t v;

	if (g[1].p && g[2].p)
		fact_set(f, bug_type,
		         arena_printf(f->arena, SLICE_FMT " " SLICE_FMT, SLICE_ARG(g[1]),
		                      SLICE_ARG(g[2])));
	in = g[3];
	if (in.p && slice_i64(&in, &v))
		fact_set(f, cpu, v);
	in = g[5];
	if (g[4].p && in.p && slice_i64(&in, &v))
		fault_set_task(f, g[4], v);
	in = g[6];
	if (in.p && slice_hex(&in, &address))
		fact_set(f, address, address);
	for (size_t i = 1; i < r->n_lines && i < 6; i++)
		spin_lock_line(report_text(&r->lines[i]), f);

	struct stack_context *c = stack_contexts(r, f);
	bool found = false;
	for (size_t i = 0; i < f->n_stacks; i++) {
		struct stack *s = &f->stacks[i];
		stack_take_context(s, &c[i]);
		if (c[i].source == SOURCE_NMI)
			s->role = STACK_NMI;
		else if (found && s->role == STACK_FAULT)
			s->role = STACK_OTHER;
		found |= s->role == STACK_FAULT;
	}
	return true;
}

static const struct fault_sample spin_samples[] = {
	{ "BUG: spinlock bad magic on CPU#0, cat/20513", FAULT_SPINLOCK, "spinlock bad magic" },
	{ "BUG: spinlock lockup suspected on CPU#1, swapper/1/0", FAULT_SPINLOCK,
	  "spinlock lockup suspected" },
	{ "BUG: rwlock bad magic on CPU#0, kworker/0:18/18158, 0000000019d281af", FAULT_SPINLOCK,
	  "rwlock bad magic" },
	{ "BUG: spinlock lockup on CPU#1, cat/12, ffff8801d29b1080", FAULT_SPINLOCK,
	  "spinlock lockup" },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_spinlock = {
	.name = "spinlock",
	.heads = spin_heads,
	.classify = spin_classify,
	.parse = spin_parse,
	.samples = spin_samples,
};
