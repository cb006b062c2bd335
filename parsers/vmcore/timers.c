// SPDX-License-Identifier: Apache-2.0
/*
 * Pending timers: those of the wheel (struct timer_base, counted in jiffies) and high resolution ones
 * (struct hrtimer_clock_base, in nanoseconds of a clock).
 */
#include "parsers/vmcore/dump_kernel.h"

#define TIMER_BASES_MAX    8
#define CLOCK_MONOTONIC_ID 1

static void add_function(struct dump_context *d, uint64_t func, struct slice *function, bool *has,
                         struct slice *module, bool *has_module)
{
	struct ksym sym;

	if (!kernel_function(d->kernel, func, &sym) || !sym.name.p)
		return;
	*has = true;
	*function = arena_dup(d->rows.arena, sym.name);
	if (!sym.module.p)
		return;
	*has_module = true;
	*module = arena_dup(d->rows.arena, sym.module);
}
#define ADD_FUNCTION(d, func, row)                                                    \
	add_function(d, func, &(row)->function, &(row)->has_function, &(row)->module, \
	             &(row)->has_module)

static void add_timer(struct dump_context *d, unsigned cpu, uint64_t timer, uint64_t jiffies,
                      uint64_t hz)
{
	struct kernel *k = d->kernel;
	struct timer *row = snapshot_row(&d->rows, timer);
	uint64_t v;

	fact_set(row, cpu, cpu);
	fact_set(row, address, timer);
	if (kernel_get(k, timer, KM_timer_function, &v))
		ADD_FUNCTION(d, v, row);
	if (fact_has(row, function))
		fact_set_text(row, kind, S("timer"));
	if (fact_has(row, function) && slice_is(row->function, "delayed_work_timer_fn")) {
		uint64_t work = kernel_container(k, timer, KM_delayed_work_timer);
		fact_set_text(row, kind, S("delayed work"));
		row->has_function = row->has_module = false;
		if (kernel_get(k, work, KM_delayed_work_func, &v))
			ADD_FUNCTION(d, v, row);
	}
	if (hz && kernel_get(k, timer, KM_timer_expires, &v)) {
		int64_t left = image_word(k->img) == 8 ? (int64_t)(v - jiffies)
		                                       : (int32_t)(uint32_t)(v - jiffies);
		fact_set(row, expires_s, (double)left / (double)hz);
	}
	dump_rows_give(d);
}

static void add_base(struct dump_context *d, unsigned cpu, uint64_t base, uint64_t jiffies,
                     uint64_t hz)
{
	const struct member *vectors = kernel_member(d->kernel, KM_timer_base_vectors);
	unsigned word = image_word(d->kernel->img);
	uint64_t node;

	for (unsigned i = 0; vectors && i < vectors->size / word; i++) {
		struct khlist h = khlist(base + vectors->off + i * word);
		while (khlist_next(d->kernel, &h, &node))
			add_timer(d, cpu, kernel_container(d->kernel, node, KM_timer_entry),
			          jiffies, hz);
		if (h.damaged) {
			dump_note(d, "a list of timers of CPU %u is damaged or cut", cpu);
			return;
		}
	}
}

/** timer_bases[] has one base, or one for deferrable timers too, or (Linux 6.9) a third one. */
static void add_wheel(struct dump_context *d, uint64_t jiffies, uint64_t hz)
{
	struct kernel *k = d->kernel;
	uint64_t bases, at;
	struct ksym sym;
	uint32_t size;

	if (!kernel_symbol(k, "timer_bases", &bases) ||
	    !types_size(k->types, "timer_base", &size) || !size || !ksyms_at(k->syms, bases, &sym))
		return;
	uint64_t n = sym.size / size;
	for (unsigned cpu = 0; cpu < k->n_cpus; cpu++)
		for (uint64_t i = 0; i < n && i < TIMER_BASES_MAX; i++)
			if (kernel_percpu(k, bases + i * size, cpu, &at))
				add_base(d, cpu, at, jiffies, hz);
}

struct hrtimers {
	struct dump_context *d;
	unsigned cpu;
	bool is_monotonic;
	uint64_t now;
};

static void add_hrtimer(void *ctx, uint64_t node)
{
	struct hrtimers *h = ctx;
	struct kernel *k = h->d->kernel;
	uint64_t queue = kernel_container(k, node, KM_timerqueue_node), v;
	uint64_t timer = kernel_container(k, queue, KM_hrtimer_node);
	struct timer *row = snapshot_row(&h->d->rows, timer);

	fact_set(row, cpu, h->cpu);
	fact_set_text(row, kind, S("hrtimer"));
	fact_set(row, address, timer);
	if (kernel_get(k, timer, KM_hrtimer_function, &v))
		ADD_FUNCTION(h->d, v, row);
	if (h->is_monotonic && h->now && kernel_get(k, queue, KM_timerqueue_expires, &v))
		fact_set(row, expires_s, (double)(int64_t)(v - h->now) / 1e9);
	dump_rows_give(h->d);
}

static void add_hrtimers(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	const struct member *clocks = kernel_member(k, KM_hrtimer_clock_bases);
	uint64_t bases, at, top, id;

	if (!clocks || !clocks->elem_size || !kernel_symbol(k, "hrtimer_bases", &bases))
		return;
	for (unsigned cpu = 0; cpu < k->n_cpus; cpu++) {
		struct hrtimers h = { .d = d, .cpu = cpu, .now = kernel_now_ns(k) };
		if (!kernel_percpu(k, bases, cpu, &at))
			continue;
		for (unsigned i = 0; i < clocks->size / clocks->elem_size; i++) {
			uint64_t base = at + clocks->off + i * clocks->elem_size;
			if (!kernel_get(k, base, KM_hrtimer_base_root, &top) || !top ||
			    !kernel_get(k, base, KM_hrtimer_base_clockid, &id))
				continue;
			h.is_monotonic = id == CLOCK_MONOTONIC_ID;
			if (!kernel_rbtree(k, top, add_hrtimer, &h))
				dump_note(d, "a tree of timers of CPU %u is damaged or cut", cpu);
		}
	}
}

static void add_timers(struct dump_context *d)
{
	uint64_t jiffies = 0;

	if (!d->kernel->types)
		return;
	uint64_t hz = kernel_symbol_ptr(d->kernel, "jiffies", &jiffies) ||
	                              kernel_symbol_ptr(d->kernel, "jiffies_64", &jiffies)
	                      ? kernel_ticks_per_second(d->kernel)
	                      : 0;
	add_wheel(d, jiffies, hz);
	add_hrtimers(d);
}

const struct dump_part dump_part_timers = { .name = "timers", .run = add_timers };
