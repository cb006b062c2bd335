// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/nodes.h"

/** 1 << CONFIG_NODES_SHIFT, which is at most 10. */
#define NODES_MAX 1024

bool nodes_each(struct kernel *k, void (*fn)(void *ctx, uint64_t pgdat, unsigned node), void *ctx)
{
	unsigned word = image_word(k->img), found = 0;
	uint64_t table, pgdat;
	uint32_t n = 1;

	// CONFIG_NUMA: an array of pointers; else the one node itself
	if (!kernel_symbol(k, "node_data", &table)) {
		if (!kernel_symbol(k, "contig_page_data", &pgdat))
			return false;
		fn(ctx, pgdat, 0);
		return true;
	}
	if (!kernel_symbol_u32(k, "nr_node_ids", &n) || !n || n > NODES_MAX)
		n = 1;
	for (uint32_t i = 0; i < n; i++)
		if (image_ptr(k->img, table + i * word, &pgdat) && pgdat) {
			fn(ctx, pgdat, i);
			found++;
		}
	return found;
}
