// SPDX-License-Identifier: Apache-2.0
/*
 * Work queues (kernel/workqueue.c): a queue has a struct pool_workqueue for each pool of workers that it
 * uses; work items wait on the pool's list, or on the pool_workqueue's while too many are active.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/dump_kernel.h"

/** work_struct.data holds the pool_workqueue when bit 2 is set (WORK_STRUCT_PWQ); it is aligned to 2^8
 *  (WORK_STRUCT_FLAG_BITS), to 2^9 with debugging. */
#define WORK_HAS_PWQ  4
#define WORK_PWQ_MASK UINT64_C(0xff)

#define POOLS_MAX 65536

struct pools {
	uint64_t *addrs;
	size_t n, cap;
};

static bool pool_is_new(struct pools *p, uint64_t pool)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->addrs[i] == pool)
			return false;
	if (p->n == POOLS_MAX)
		return false;
	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 64;
		p->addrs = xreallocarray(p->addrs, p->cap, sizeof(*p->addrs));
	}
	p->addrs[p->n++] = pool;
	return true;
}

static struct slice queue_name(struct dump_context *d, uint64_t pwq)
{
	uint64_t wq;
	char name[64];

	if (!pwq || !kernel_get(d->kernel, pwq, KM_pwq_wq, &wq) ||
	    !kernel_text(d->kernel, wq, KM_wq_name, name, sizeof(name)))
		return (struct slice){ NULL, 0 };
	return arena_dup(d->rows.arena, slice_str(name));
}

static void add_item(struct dump_context *d, uint64_t pool, uint64_t pwq, uint64_t work,
                     uint64_t func, struct slice state, int64_t worker_pid)
{
	struct kernel *k = d->kernel;
	struct work_item *row = snapshot_row(&d->rows, work_item);
	struct ksym sym;
	uint64_t v;

	fact_set_text(row, workqueue, queue_name(d, pwq));
	if (kernel_get(k, pool, KM_pool_id, &v))
		fact_set(row, pool, (int64_t)v);
	if (kernel_get(k, pool, KM_pool_cpu, &v) && (int64_t)v >= 0)
		fact_set(row, cpu, (int64_t)v);
	fact_set_text(row, state, state);
	fact_set(row, address, work);
	if (worker_pid >= 0)
		fact_set(row, worker_pid, worker_pid);
	if (!kernel_function(k, func, &sym) || !sym.name.p)
		return;
	fact_set_text(row, function, arena_dup(d->rows.arena, sym.name));
	if (sym.module.p)
		fact_set_text(row, module, arena_dup(d->rows.arena, sym.module));
	dump_rows_give(d);
}

static void add_waiting(struct dump_context *d, uint64_t pool, uint64_t list, uint64_t own_pwq,
                        struct slice state)
{
	struct kernel *k = d->kernel;
	struct klist l = klist(list);
	uint64_t node, func, data, pwq;

	while (list && klist_next(k, &l, &node)) {
		uint64_t work = kernel_container(k, node, KM_work_entry);
		pwq = own_pwq;
		if (!pwq && kernel_get(k, work, KM_work_data, &data) && data & WORK_HAS_PWQ)
			pwq = data & ~WORK_PWQ_MASK;
		if (kernel_get(k, work, KM_work_func, &func))
			add_item(d, pool, pwq, work, func, state, -1);
	}
	if (l.damaged)
		dump_note(d, "a list of work items is damaged or cut");
}

static void add_running(struct dump_context *d, uint64_t pool)
{
	struct kernel *k = d->kernel;
	const struct member *busy = kernel_member(k, KM_pool_busy_hash);
	unsigned word = image_word(k->img);
	uint64_t node, work, func, pwq, task;

	for (unsigned i = 0; busy && i < busy->size / word; i++) {
		struct khlist h = khlist(pool + busy->off + i * word);
		while (khlist_next(k, &h, &node)) {
			uint64_t worker = kernel_container(k, node, KM_worker_hentry);
			if (!kernel_get(k, worker, KM_worker_current, &work) || !work ||
			    !kernel_get(k, worker, KM_worker_func, &func))
				continue;
			if (!kernel_get(k, worker, KM_worker_pwq, &pwq))
				pwq = 0;
			const struct ktask *t = kernel_get(k, worker, KM_worker_task, &task)
			                                ? tasks_find(d->tasks, task)
			                                : NULL;
			add_item(d, pool, pwq, work, func, S("running"), t ? t->pid : -1);
		}
		if (h.damaged)
			dump_note(d, "a list of busy workers is damaged or cut");
	}
}

static void add_pwq(struct dump_context *d, struct pools *pools, uint64_t wq, uint64_t pwq)
{
	struct kernel *k = d->kernel;
	uint64_t pool, v;
	char name[64];

	if (!kernel_get(k, pwq, KM_pwq_pool, &pool) || !pool)
		return;
	struct workqueue *row = snapshot_row(&d->rows, workqueue);
	if (kernel_text(k, wq, KM_wq_name, name, sizeof(name)))
		fact_set_text(row, name, arena_dup(d->rows.arena, slice_str(name)));
	if (kernel_get(k, pool, KM_pool_id, &v))
		fact_set(row, pool, (int64_t)v);
	if (kernel_get(k, pool, KM_pool_cpu, &v) && (int64_t)v >= 0)
		fact_set(row, cpu, (int64_t)v);
	if (kernel_get(k, pool, KM_pool_workers, &v))
		fact_set(row, workers, (int64_t)v);
	if (kernel_get(k, pool, KM_pool_idle, &v))
		fact_set(row, idle_workers, (int64_t)v);
	if (kernel_get(k, pwq, KM_pwq_active, &v))
		fact_set(row, active, (int64_t)v);
	if (kernel_has(k, KM_pwq_max_active) ? kernel_get(k, pwq, KM_pwq_max_active, &v)
	                                     : kernel_get(k, wq, KM_wq_max_active, &v))
		fact_set(row, max_active, (int64_t)v);
	dump_rows_give(d);
	add_waiting(d, pool, kernel_addr(k, pwq, KM_pwq_inactive), pwq, S("inactive"));
	if (!pool_is_new(pools, pool))
		return;
	add_running(d, pool);
	add_waiting(d, pool, kernel_addr(k, pool, KM_pool_worklist), 0, S("pending"));
}

static void add_workqueues(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	struct pools pools = { .addrs = NULL };
	uint64_t head, node, pnode;
	bool damaged = false;

	if (!kernel_has(k, KM_wq_list) || !kernel_has(k, KM_pwq_node) ||
	    !kernel_symbol(k, "workqueues", &head))
		return;
	struct klist l = klist(head);
	while (klist_next(k, &l, &node)) {
		uint64_t wq = kernel_container(k, node, KM_wq_list);
		struct klist p = klist(kernel_addr(k, wq, KM_wq_pwqs));
		while (klist_next(k, &p, &pnode))
			add_pwq(d, &pools, wq, kernel_container(k, pnode, KM_pwq_node));
		damaged |= p.damaged;
	}
	if (l.damaged || damaged)
		dump_note(d, "the list of work queues is damaged or cut");
	free(pools.addrs);
}

const struct dump_part dump_part_workqueues = { .name = "workqueues", .run = add_workqueues };
