// SPDX-License-Identifier: Apache-2.0
/*
 * The lock's word: 8 bits that say that it is taken, 8 that one CPU is next, 2 that tell the node and the rest
 * that tell the CPU (from 1) of the last one in the queue; each CPU has 4 nodes, one for each context that may
 * spin (task, soft interrupt, interrupt, NMI), the first of which counts those in use.  A node points to the
 * one that came after it.
 *
 * With NR_CPUS of 16384 and more the node's number begins at bit 11 and the CPU's at bit 13.
 */
#include "parsers/vmcore/spin_queue.h"

#include <stdlib.h>

#include "parsers/base/cleanup.h"

#define NODES_PER_CPU 4
#define MANY_CPUS     16384

struct nodes {
	struct kernel *k;
	uint64_t symbol;
	uint32_t size; /**< of one node */
};

static bool find_nodes(struct kernel *k, struct nodes *ret)
{
	*ret = (struct nodes){ .k = k };
	if (!kernel_has(k, KM_mcs_next) || !kernel_has(k, KM_mcs_count))
		return false;
	if (kernel_symbol(k, "qnodes", &ret->symbol))
		return types_size(k->types, "qnode", &ret->size) ||
		       types_size(k->types, "mcs_spinlock", &ret->size);
	return kernel_symbol(k, "mcs_nodes", &ret->symbol) && // before Linux 5.0
	       types_size(k->types, "mcs_spinlock", &ret->size);
}

static bool node_of(const struct nodes *n, unsigned cpu, unsigned i, uint64_t *ret)
{
	uint64_t first, in_use;

	if (!kernel_percpu(n->k, n->symbol, cpu, &first) ||
	    !kernel_get(n->k, first, KM_mcs_count, &in_use) || i >= in_use)
		return false;
	*ret = first + i * n->size;
	return true;
}

/** The node in use that points to @p node. */
static bool before(const struct nodes *n, uint64_t node, unsigned *ret_cpu, uint64_t *ret_node)
{
	uint64_t at, next;

	for (unsigned cpu = 0; cpu < n->k->n_cpus; cpu++)
		for (unsigned i = 0; i < NODES_PER_CPU && node_of(n, cpu, i, &at); i++)
			if (kernel_get(n->k, at, KM_mcs_next, &next) && next == node) {
				*ret_cpu = cpu;
				*ret_node = at;
				return true;
			}
	return false;
}

void spin_queue_read(struct kernel *k, uint64_t lock, struct spin_queue *ret)
{
	struct nodes n;
	uint32_t word;
	uint64_t node;
	unsigned cpu;

	*ret = (struct spin_queue){ .n = 0 };
	if (!find_nodes(k, &n) || !image_u32(k->img, lock, &word))
		return;
	unsigned shift = k->n_cpus < MANY_CPUS ? 16 : 11;
	unsigned last = word >> (shift + 2);
	if (!last || last > k->n_cpus || !node_of(&n, last - 1, word >> shift & 3, &node))
		return;
	ret->cpus = xcalloc((size_t)k->n_cpus, sizeof(*ret->cpus));
	for (cpu = last - 1; !spin_queue_has(ret, cpu);) {
		ret->cpus[ret->n++] = cpu;
		if (!before(&n, node, &cpu, &node))
			break;
	}
}

void spin_queue_deinit(struct spin_queue *q)
{
	free(q->cpus);
}

bool spin_queue_has(const struct spin_queue *q, unsigned cpu)
{
	for (size_t i = 0; i < q->n; i++)
		if (q->cpus[i] == cpu)
			return true;
	return false;
}
