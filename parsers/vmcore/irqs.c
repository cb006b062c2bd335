// SPDX-License-Identifier: Apache-2.0
/*
 * Interrupts, as /proc/interrupts shows them (kernel/irq/proc.c).  Descriptors lie in a radix tree up to
 * Linux 6.4, in a maple tree since then.
 */
#include "parsers/vmcore/dump_kernel.h"

#define ACTIONS_MAX 64

static struct slice action_names(struct dump_context *d, uint64_t action)
{
	struct slice ret = { NULL, 0 };
	char name[128];

	for (unsigned i = 0; action && i < ACTIONS_MAX; i++) {
		if (!kernel_text(d->kernel, action, KM_irqaction_name, name, sizeof(name)))
			return (struct slice){ NULL, 0 };
		ret = ret.p ? arena_printf(d->rows.arena, SLICE_FMT ", %s", SLICE_ARG(ret), name)
		            : arena_dup(d->rows.arena, slice_str(name));
		if (!kernel_get(d->kernel, action, KM_irqaction_next, &action))
			return (struct slice){ NULL, 0 };
	}
	return ret;
}

static void add_irq(void *ctx, uint64_t index, uint64_t desc)
{
	struct dump_context *d = ctx;
	struct kernel *k = d->kernel;
	uint64_t action = 0, counts, chip, v, count = 0;
	char name[64];
	bool known;

	if (!kernel_get(k, desc, KM_irq_desc_action, &action))
		action = 0;
	// a count per CPU, first in what the pointer leads to
	known = kernel_get(k, desc, KM_irq_desc_kstat, &counts) && counts &&
	        kernel_percpu_sum(k, counts, 4, &count);
	if (!action && !count)
		return;
	struct irq *row = snapshot_row(&d->rows, irq);
	fact_set(row, irq, (int64_t)index);
	if (known)
		fact_set(row, count, (int64_t)count);
	fact_set_text(row, name, action_names(d, action));
	if (kernel_get(k, desc, KM_irq_desc_chip, &chip) &&
	    kernel_text(k, chip, KM_irq_chip_name, name, sizeof(name)))
		fact_set_text(row, chip, arena_dup(d->rows.arena, slice_str(name)));
	if (kernel_get(k, desc, KM_irq_desc_depth, &v))
		fact_set(row, disabled_depth, (int64_t)v);
	if (kernel_get(k, desc, KM_irq_desc_unhandled, &v))
		fact_set(row, unhandled, (int64_t)v);
	dump_rows_give(d);
}

static void add_irqs(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	uint64_t root;
	bool whole = true;

	if (!kernel_has(k, KM_irq_desc_action))
		return;
	if (kernel_symbol(k, "irq_desc_tree", &root))
		whole = kernel_xarray(k, root, add_irq, d);
	else if (kernel_symbol(k, "sparse_irqs", &root))
		whole = kernel_maple(k, root, add_irq, d);
	if (!whole)
		dump_note(d, "the tree of interrupts is damaged or cut");
}

const struct dump_part dump_part_irqs = { .name = "irqs", .run = add_irqs };
