// SPDX-License-Identifier: Apache-2.0
/*
 * numastat, plain; with -n, -m, -p or -c; and the file of one node:
 *
 *                              node0           node1
 *   numa_hit               386594585       172012445
 *
 *   Per-node system memory usage (in MBs):
 *                             Node 0          Node 1           Total
 *                    --------------- --------------- ---------------
 *   MemTotal                32133.82        32248.48        64382.30
 *
 *   Per-node process memory usage (in MBs) for PID 1234 (qemu-kvm)
 *
 *   numa_hit 32242670
 *
 * numastat.c of numactl (a megabyte is 1048576 bytes there), node_read_numastat() in
 * drivers/base/node.c.  Columns that do not fit the width of the terminal follow in another table.
 * Totals are sums of what else is there and give no rows.
 */
#include "parsers/system/token.h"

#define NODES_MAX 1025 // MAX_NUMNODES, and Total

struct state {
	int32_t nodes[NODES_MAX]; /**< of the columns; -1: Total */
	size_t n_nodes;
	bool mib;
	char process[128]; /**< of the table: `1234 (qemu-kvm) ` */
};

/* The line above the numbers: `node0 node1`, `Node 0 Node 1 Total`, `PID Node 0 Total`. */
static size_t header_parse(struct slice line, int32_t *ret, size_t max)
{
	struct slice w;
	uint64_t node;
	size_t n = 0;

	while (n < max && token_word(&line, &w)) {
		if (slice_is(w, "PID") && !n)
			continue;
		if (slice_is(w, "Total") && n) {
			ret[n++] = -1;
			continue;
		}
		if (slice_is(w, "Node")) {
			if (!token_word(&line, &w))
				return 0;
		} else if (!slice_skip(&w, S("node"))) {
			return 0;
		}
		if (!slice_u64(&w, 10, &node) || w.n || node >= NODES_MAX)
			return 0;
		ret[n++] = node;
	}
	return n;
}

/** `numa_hit 32242670` */
static bool counter_is(struct slice line)
{
	static const char *const names[] = { "numa_hit",       "numa_miss",  "numa_foreign",
		                             "interleave_hit", "local_node", "other_node" };
	struct slice w[3];

	if (fields_words(line, w, 3) != 2 || !token_is_digits(w[1]))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_eq(w[0], slice_str(names[i])))
			return true;
	return false;
}

static int numastat_bid(struct slice head, struct slice path)
{
	int32_t nodes[4];
	struct slice line, next = { 0 };

	(void)path;
	if (!token_line(&head, &line))
		return 0;
	if (slice_starts(line, S("Per-node ")))
		return slice_has(line, S("(in MBs)")) || slice_has(line, S("numastat")) ? 95 : 0;
	struct slice rest = head;
	token_line(&head, &next);
	if (counter_is(line)) {
		// the same counters in /proc/vmstat have other neighbours, and names
		int lines = 1, counters = 1;
		for (; lines < 6 && token_line(&rest, &line); lines++)
			counters += counter_is(line);
		return counters >= 3 && counters == lines ? 90 : 0;
	}
	if (header_parse(line, nodes, 4) &&
	    (slice_starts(next, S("numa_")) || slice_starts(next, S("Numa_")) ||
	     slice_starts(slice_trim(next), S("---"))))
		return 90;
	return 0;
}

static bool row_parse(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice values[NODES_MAX];
	struct token_name_buf buf;
	double v;

	for (size_t i = st->n_nodes; i--;)
		if (!token_last_word(&line, &values[i]) || !token_number(values[i], &v))
			return false;
	if (!line.n)
		return false;
	struct slice name = token_name(&buf, "%s" SLICE_FMT, st->process, SLICE_ARG(line));
	for (size_t i = 0; i < st->n_nodes; i++)
		if (st->nodes[i] >= 0)
			system_stat_text(s, st->nodes[i], name, values[i],
			                 st->mib ? "MiB" : "pages");
	return true;
}

static void title_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct token_name_buf buf;

	*st = (struct state){ .mib = slice_has(line, S("(in MBs)")) };
	if (slice_skip_past(&line, S(" for PID "))) {
		struct slice p = token_name(&buf, SLICE_FMT " ", SLICE_ARG(slice_trim(line)));
		p = slice_head(p, sizeof(st->process) - 1);
		memcpy(st->process, p.p, p.n);
	}
}

static void numastat_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice t = slice_trim(line), name;
	int32_t nodes[NODES_MAX];

	if (!t.n || slice_starts(t, S("---")))
		return;
	if (slice_starts(t, S("Per-node "))) {
		title_line(s, t);
		return;
	}
	size_t n = header_parse(t, nodes, NODES_MAX);
	if (n) {
		memcpy(st->nodes, nodes, n * sizeof(*nodes));
		st->n_nodes = n;
		return;
	}
	if (st->n_nodes) {
		s->bad_lines += !row_parse(s, t);
		return;
	}
	s->bad_lines += !token_word(&t, &name) || !system_stat_text(s, fields_path_node(s->path),
	                                                            name, slice_trim(t), "pages");
}

const struct system_format system_format_numastat = {
	.name = "numastat",
	.summary = "numastat (plain, -n, -m, -p, -c), and numastat of a NUMA node",
	.source = "numactl numastat.c, drivers/base/node.c",
	.bid = numastat_bid,
	.state_bytes = sizeof(struct state),
	.line = numastat_line,
};
