// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/dump_kernel.h"

static void add_runqueue(struct dump_context *d, unsigned cpu, uint64_t rq)
{
	struct kernel *k = d->kernel;
	uint64_t v, curr;

	if (!kernel_get(k, rq, KM_rq_curr, &curr))
		return;
	struct runqueue *row = snapshot_row(&d->rows, runqueue);
	fact_set(row, cpu, cpu);
	if (kernel_get(k, rq, KM_rq_nr_running, &v))
		fact_set(row, running, (int64_t)v);
	if (kernel_get(k, rq, KM_rq_rt_running, &v))
		fact_set(row, rt_running, (int64_t)v);
	if (kernel_get(k, rq, KM_rq_dl_running, &v))
		fact_set(row, deadline_running, (int64_t)v);
	if (kernel_get(k, rq, KM_rq_nr_switches, &v))
		fact_set(row, switches, (int64_t)v);
	if (kernel_get(k, rq, KM_rq_clock, &v))
		fact_set(row, clock_s, (double)v / 1e9);
	if (kernel_get(k, curr, KM_task_pid, &v))
		fact_set(row, current_pid, (int64_t)v);
}

static void add_runqueues(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	uint64_t rq, at;

	if (!kernel_symbol(k, "runqueues", &rq))
		return;
	for (unsigned cpu = 0; cpu < k->n_cpus; cpu++)
		if (kernel_percpu(k, rq, cpu, &at))
			add_runqueue(d, cpu, at);
}

const struct dump_part dump_part_runqueues = { .name = "runqueues", .run = add_runqueues };
