// SPDX-License-Identifier: Apache-2.0
/*
 * One row per task, and its frames.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/dump_kernel.h"
#include "parsers/vmcore/task_memory.h"

#define PF_KTHREAD 0x00200000

/** SCHED_ of include/uapi/linux/sched.h */
static const char *const policies[] = { "other", "fifo", "rr",       "batch",
	                                NULL,    "idle", "deadline", "ext" };

static void add_owner(struct kernel *k, uint64_t task, struct task *row)
{
	const struct member *numbers = kernel_member(k, KM_pid_numbers);
	uint64_t v, pid, level;
	uint32_t size;

	if (kernel_get(k, task, KM_task_cred, &v) && v) {
		uint64_t id;
		if (kernel_get(k, v, KM_cred_uid, &id))
			fact_set(row, uid, (int64_t)(uint32_t)id);
		if (kernel_get(k, v, KM_cred_gid, &id))
			fact_set(row, gid, (int64_t)(uint32_t)id);
	}
	if (numbers && kernel_get(k, task, KM_task_thread_pid, &pid) && pid &&
	    kernel_get(k, pid, KM_pid_level, &level) && level < 32 && // MAX_PID_NS_LEVEL
	    types_size(k->types, "upid", &size) &&
	    kernel_get(k, pid + numbers->off + level * size, KM_upid_nr, &v))
		fact_set(row, ns_pid, (int64_t)v);
}

static void add_cgroup(struct dump_context *d, uint64_t task, struct task *row)
{
	struct kernel *k = d->kernel;
	uint64_t css_set, cgroup, kn;
	char path[4096];

	if (kernel_get(k, task, KM_task_cgroups, &css_set) && css_set &&
	    kernel_get(k, css_set, KM_css_set_dfl, &cgroup) && cgroup &&
	    kernel_get(k, cgroup, KM_cgroup_kn, &kn) && kn &&
	    path_of_kernfs(k, kn, path, sizeof(path)))
		fact_set_text(row, cgroup, arena_dup(d->rows.arena, slice_str(path)));
}

static void add_schedule(struct dump_context *d, const struct ktask *t, struct task *row)
{
	struct kernel *k = d->kernel;
	uint64_t v, w, flags;

	if (kernel_get(k, t->addr, KM_task_cpu, &v))
		fact_set(row, cpu, (int64_t)v);
	if (t->cpu != TASK_MAY_RUN)
		fact_set(row, on_cpu, t->cpu >= 0);
	if (t->cpu >= 0)
		fact_set(row, cpu, t->cpu);
	if (kernel_get(k, t->addr, KM_task_flags, &flags)) {
		fact_set(row, flags, (int64_t)flags);
		fact_set(row, kernel_thread, (flags & PF_KTHREAD) != 0);
	}
	if (kernel_get(k, t->addr, KM_task_prio, &v))
		fact_set(row, priority, (int64_t)v);
	if (kernel_get(k, t->addr, KM_task_policy, &v) &&
	    v < sizeof(policies) / sizeof(*policies) && policies[v])
		fact_set_text(row, policy, slice_str(policies[v]));
	if (kernel_get(k, t->addr, KM_task_start, &v))
		fact_set(row, started_s, (double)v / 1e9);
	if (kernel_get(k, t->addr, KM_task_runtime, &v))
		fact_set(row, cpu_s, (double)v / 1e9);
	else if (!kernel_has(k, KM_task_runtime) && kernel_get(k, t->addr, KM_task_utime, &v) &&
	         kernel_get(k, t->addr, KM_task_stime, &w))
		fact_set(row, cpu_s, (double)(v + w) / 1e9);
	if (t->blocked_s >= 0)
		fact_set(row, blocked_s, t->blocked_s);
}

/** The function that a sleeping task waits in: the first outside of the scheduler's section. */
static void add_wait_channel(struct dump_context *d, const struct ktask *t, struct task *row)
{
	uint64_t begin, end;
	struct ksym sym;

	if (t->cpu >= 0 || !kernel_symbol(d->kernel, "__sched_text_start", &begin) ||
	    !kernel_symbol(d->kernel, "__sched_text_end", &end))
		return;
	for (size_t i = 0; i < t->n_frames; i++) {
		uint64_t at = frame_lookup(&t->frames[i]);
		if (at >= begin && at < end)
			continue;
		if (t->frames[i].method != UNWIND_SCAN && kernel_function(d->kernel, at, &sym) &&
		    sym.name.p)
			fact_set_text(row, wait_channel, arena_dup(d->rows.arena, sym.name));
		return;
	}
}

static void add_task(struct dump_context *d, size_t no, struct task_rss *rss)
{
	const struct ktask *t = &d->tasks->tasks[no];
	struct kernel *k = d->kernel;
	struct task *row = snapshot_row(&d->rows, task);
	uint64_t v, signal, mm = 0;
	char text[64];

	fact_set(row, address, t->addr);
	fact_set(row, pid, t->pid);
	if (kernel_get(k, t->addr, KM_task_tgid, &v))
		fact_set(row, tgid, (int64_t)v);
	if (kernel_get(k, t->addr, KM_task_parent, &v) && kernel_get(k, v, KM_task_tgid, &v))
		fact_set(row, ppid, (int64_t)v);
	if (kernel_text(k, t->addr, KM_task_comm, text, sizeof(text)))
		fact_set_text(row, comm, arena_dup(d->rows.arena, slice_str(text)));
	if (t->state)
		fact_set_text(row, state, arena_dup(d->rows.arena, (struct slice){ &t->state, 1 }));
	add_schedule(d, t, row);
	if (kernel_get(k, t->addr, KM_task_signal, &signal) && signal &&
	    kernel_get(k, signal, KM_signal_oom_score_adj, &v))
		fact_set(row, oom_score_adj, (int64_t)(int16_t)v);
	if (kernel_get(k, t->addr, KM_task_mm, &mm) && mm)
		task_memory_add(d, no, mm, rss, row);
	add_owner(k, t->addr, row);
	add_cgroup(d, t->addr, row);
	add_wait_channel(d, t, row);
	fact_set_text(row, knowledge, kernel_level_name(k));
}

static void add_tasks(struct dump_context *d)
{
	struct task_rss rss = { 0 };

	for (size_t i = 0; i < d->tasks->n; i++) {
		if (d->tasks->tasks[i].row >= 0)
			add_task(d, i, &rss);
		dump_rows_give(d);
	}
	if (d->tasks->damaged)
		dump_note(
			d,
			"a list of tasks is damaged or cut: there are perhaps more than the %zu found",
			d->tasks->n);
}

static void add_frame(struct dump_context *d, const struct ktask *t, size_t depth)
{
	struct arena *arena = d->rows.arena;
	struct task_frame *row = snapshot_row(&d->rows, task_frame);
	const struct unwind_frame *f = &t->frames[depth];
	uint64_t at = frame_lookup(f);
	struct ksym sym;

	if (t->row >= 0)
		fact_set(row, task_row, t->row);
	if (t->cpu >= 0)
		fact_set(row, cpu, t->cpu);
	fact_set(row, pid, t->pid);
	fact_set(row, depth, (int64_t)depth);
	fact_set(row, address, f->ip);
	fact_set_text(row, context, slice_str(unwind_context_name[f->context]));
	fact_set_text(row, knowledge, slice_str(unwind_method_name[f->method]));
	fact_set(row, reliable, f->method != UNWIND_SCAN);
	fact_set(row, inlined, 0);
	fact_set(row, exact, !f->is_return);
	if (f->context == UNWIND_USER || !unwind_is_text(d->unwinder, at) ||
	    !kernel_function(d->kernel, at, &sym))
		return;
	if (sym.module.p)
		fact_set_text(row, module, arena_dup(arena, sym.module));
	if (!sym.name.p)
		return;
	fact_set_text(row, function, arena_dup(arena, sym.name));
	fact_set(row, offset, (int64_t)(f->ip - sym.addr));
	if (sym.size)
		fact_set(row, size, (int64_t)sym.size);
}

static void add_frames(struct dump_context *d)
{
	for (size_t i = 0; i < d->tasks->n; i++) {
		for (size_t j = 0; j < d->tasks->tasks[i].n_frames; j++)
			add_frame(d, &d->tasks->tasks[i], j);
		dump_rows_give(d);
	}
}

const struct dump_part dump_part_tasks = { .name = "tasks", .run = add_tasks };

const struct dump_part dump_part_frames = { .name = "frames", .run = add_frames };
