// SPDX-License-Identifier: Apache-2.0
/*
 * numactl -H: nodes, their sizes and distances.
 *
 *   available: 2 nodes (0-1)
 *   node 0 cpus: 0 1 2 3
 *   node 0 size: 16043 MB
 *   node 0 free: 1423 MB
 *   node distances:
 *   node   0   1
 *     0:  10  21
 *     1:  21  10
 *
 * hardware() in numactl.c (a megabyte is 1048576 bytes there).  Numbers `size`, `free` and
 * `distance.N` of a node; settings numactl.nodeN.cpus.
 */
#include "parsers/system/token.h"

#define NODES_MAX 1024 // MAX_NUMNODES

struct state {
	int32_t columns[NODES_MAX]; /**< nodes of the table of distances */
	size_t n_columns;
};

static int numactl_bid(struct slice head, struct slice path)
{
	struct slice line;

	(void)path;
	return token_line(&head, &line) && slice_starts(line, S("available: ")) &&
	                       slice_has(line, S(" node")) && token_line(&head, &line) &&
	                       slice_starts(line, S("node "))
	               ? 95
	               : 0;
}

static bool columns_take(struct state *st, struct slice in)
{
	struct slice w;
	uint64_t node;
	size_t n = 0;

	while (n < NODES_MAX && token_word(&in, &w)) {
		if (!slice_u64(&w, 10, &node) || w.n || node > INT32_MAX)
			return false;
		st->columns[n++] = node;
	}
	st->n_columns = n;
	return n > 0;
}

static bool node_take(struct system *s, struct slice in)
{
	struct slice what, w;
	struct token_name_buf buf;
	uint64_t node;

	if (!slice_u64(&in, 10, &node) || node > INT32_MAX || !slice_skip_char(&in, ' ') ||
	    !slice_cut(&in, ':', &what))
		return false;
	if (slice_is(what, "cpus")) {
		system_setting(s, token_name(&buf, "numactl.node%d.cpus", (int)node),
		               slice_trim(in));
		return true;
	}
	return token_word(&in, &w) && system_stat_text(s, node, what, w, "MiB");
}

static bool distances_take(struct system *s, struct slice in)
{
	struct state *st = s->state;
	struct slice w;
	struct token_name_buf buf;
	uint64_t node;

	if (!st->n_columns || !slice_u64(&in, 10, &node) || node > INT32_MAX ||
	    !slice_skip_char(&in, ':'))
		return false;
	for (size_t i = 0; i < st->n_columns; i++) {
		if (!token_word(&in, &w) ||
		    !system_stat_text(s, node, token_name(&buf, "distance.%d", st->columns[i]), w,
		                      ""))
			return false;
	}
	return true;
}

static void numactl_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice in = slice_trim(line);

	if (!in.n || slice_starts(in, S("available: ")) || slice_is(in, "node distances:"))
		return;
	if (slice_skip(&in, S("node ")))
		s->bad_lines += !node_take(s, in) && !columns_take(st, in);
	else
		s->bad_lines += !distances_take(s, in);
}

const struct system_format system_format_numactl = {
	.name = "numactl",
	.summary = "numactl -H: sizes, free memory and distances of NUMA nodes",
	.source = "numactl numactl.c",
	.bid = numactl_bid,
	.state_bytes = sizeof(struct state),
	.line = numactl_line,
};
