// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/nodes.h"

bool nodes_each(struct kernel *k, void (*fn)(void *ctx, uint64_t pgdat, unsigned node), void *ctx)
{
	unsigned word = image_word(k->img);
	uint64_t table, pgdat;
	bool whole = true;
	uint32_t n;

	// CONFIG_NUMA: an array of pointers; else the one node itself
	if (!kernel_symbol(k, "node_data", &table)) {
		if (!kernel_symbol(k, "contig_page_data", &pgdat))
			return false;
		fn(ctx, pgdat, 0);
		return true;
	}
	if (!kernel_nodes(k, &n)) {
		n = 1;
		whole = false;
	}
	for (uint32_t i = 0; i < n; i++)
		if (!image_ptr(k->img, table + i * word, &pgdat))
			whole = false;
		else if (pgdat)
			fn(ctx, pgdat, i);
	return whole;
}
