// SPDX-License-Identifier: Apache-2.0
/*
 * What the CPUs did.
 */
#include "parsers/vmcore/dump_kernel.h"

static const struct ktask *running_on(const struct dump_context *d, unsigned cpu)
{
	for (size_t i = 0; i < d->tasks->n; i++)
		if (d->tasks->tasks[i].cpu == (int)cpu)
			return &d->tasks->tasks[i];
	return NULL;
}

/** The innermost frame tells what ran. */
static struct slice context_of(const struct ktask *t)
{
	enum unwind_context context;

	if (!t)
		return (struct slice){ NULL, 0 };
	if (!t->n_frames)
		return (struct slice){ NULL, 0 };
	context = t->frames[0].context;
	if (context == UNWIND_TASK && t->pid == 0)
		return S("idle");
	return slice_str(unwind_context_name[context]);
}

/** The CPU's idle task is on no list of tasks; it has process id 0, as those of all CPUs have. */
static void add_idle(struct dump_context *d, uint64_t rq, struct cpu *row)
{
	struct kernel *k = d->kernel;
	uint64_t idle, pid;
	char comm[64];

	if (!kernel_get(k, rq, KM_rq_idle, &idle) || !kernel_get(k, idle, KM_task_pid, &pid) || pid)
		return;
	fact_set(row, idle_address, idle);
	if (kernel_text(k, idle, KM_task_comm, comm, sizeof(comm)))
		fact_set_text(row, idle_comm, arena_dup(d->rows.arena, slice_str(comm)));
}

static void add_cpu(struct dump_context *d, unsigned cpu)
{
	struct kernel *k = d->kernel;
	const struct ktask *t = running_on(d, cpu);
	struct cpu *row = snapshot_row(&d->rows, cpu);
	uint64_t rq, v;
	char comm[64];

	fact_set(row, cpu, cpu);
	if (t) {
		fact_set(row, pid, t->pid);
		if (kernel_text(k, t->addr, KM_task_comm, comm, sizeof(comm)))
			fact_set_text(row, comm, arena_dup(d->rows.arena, slice_str(comm)));
		if (t->row >= 0)
			fact_set(row, task_row, t->row);
	}
	fact_set_text(row, context, context_of(t));
	if (kernel_symbol(k, "runqueues", &rq) && kernel_percpu(k, rq, cpu, &rq)) {
		if (kernel_get(k, rq, KM_rq_nr_running, &v))
			fact_set(row, running, (int64_t)v);
		add_idle(d, rq, row);
	}
	fact_set_text(row, knowledge, kernel_level_name(k));
}

/** Is the CPU there?  A panic takes the others off line, so that map does not tell.  Where the map of those
 *  present is not in the dump, CPUs with registers are. */
static bool is_present(struct kernel *k, unsigned cpu)
{
	unsigned word = image_word(k->img);
	uint64_t mask, v;

	if (!kernel_symbol(k, "__cpu_present_mask", &mask))
		return true;
	if (!image_ptr(k->img, mask + cpu / (8 * word) * word, &v))
		return cpu < image_info(k->img)->n_cpus;
	return v >> cpu % (8 * word) & 1;
}

static void add_cpus(struct dump_context *d)
{
	for (unsigned cpu = 0; cpu < d->kernel->n_cpus; cpu++)
		if (is_present(d->kernel, cpu))
			add_cpu(d, cpu);
}

const struct dump_part dump_part_cpus = { .name = "cpus", .run = add_cpus };
