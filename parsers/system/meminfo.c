// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/meminfo, and the meminfo of a node:
 *
 *   MemTotal:       16314940 kB
 *   HugePages_Total:       0
 *   Node 0 MemTotal:       65842136 kB
 *
 * meminfo_proc_show() in fs/proc/meminfo.c, node_read_meminfo() in drivers/base/node.c.  Linux 2.4
 * began with a table in bytes ("        total:    used:    free: …"), which is passed over.
 */
#include "parsers/system/system.h"

/** `Node 0 ` before a name; -1 when there is none. */
static int64_t node_take(struct slice *in)
{
	struct slice s = *in;
	uint64_t node;

	if (!slice_skip(&s, S("Node ")) || !slice_u64(&s, 10, &node) || node > INT32_MAX)
		return -1;
	slice_skip_blanks(&s);
	*in = s;
	return node;
}

static bool meminfo_parse(struct slice line, int64_t *ret_node, struct slice *ret_name,
                          struct slice *ret_value, const char **ret_unit)
{
	struct slice s = slice_trim(line), name;

	*ret_node = node_take(&s);
	if (!slice_cut(&s, ':', &name) || !name.n || name.n > 64)
		return false;
	slice_skip_blanks(&s);
	if (!slice_word(&s, ret_value))
		return false;
	for (size_t i = 0; i < ret_value->n; i++)
		if (ret_value->p[i] < '0' || ret_value->p[i] > '9')
			return false;
	s = slice_trim(s);
	if (s.n && !slice_is(s, "kB"))
		return false;
	*ret_name = slice_trim(name);
	*ret_unit = s.n ? "kB" : "";
	return true;
}

/** Names that no other file of that form has: what is left when a mail shows some lines only. */
static bool is_known(struct slice name)
{
	static const char *const names[] = {
		"MemTotal",       "MemFree",        "MemAvailable", "Buffers",
		"Cached",         "SwapCached",     "Active(anon)", "Inactive(anon)",
		"Active(file)",   "Inactive(file)", "HighTotal",    "LowTotal",
		"SwapTotal",      "SwapFree",       "AnonPages",    "FilePages",
		"Slab",           "SReclaimable",   "SUnreclaim",   "KReclaimable",
		"KernelStack",    "PageTables",     "CommitLimit",  "Committed_AS",
		"VmallocTotal",   "VmallocUsed",    "VmallocChunk", "HugePages_Total",
		"HugePages_Free", "Hugepagesize",   "DirectMap4k",  "DirectMap2M",
		"Percpu",         "CmaTotal",       "WritebackTmp",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_eq(name, slice_str(names[i])))
			return true;
	return false;
}

static int meminfo_bid(struct slice head, struct slice path)
{
	struct slice line, name, value;
	const char *unit;
	int64_t node;
	int lines = 0, good = 0, known = 0;
	bool total = false, free = false;

	(void)path;
	while (lines < 80 && slice_line(&head, &line)) {
		if (!slice_trim(line).n)
			continue;
		lines++;
		if (!meminfo_parse(line, &node, &name, &value, &unit))
			continue;
		good++;
		known += is_known(name);
		total |= slice_is(name, "MemTotal") && *unit;
		free |= slice_is(name, "MemFree") && *unit;
	}
	if (good < 3 || good * 2 < lines)
		return 0;
	return total && free ? 90 : known >= 3 && known * 3 >= good ? 80 : 0;
}

static void meminfo_line(struct system *s, struct slice line)
{
	struct slice name, value;
	const char *unit;
	int64_t node;

	if (!meminfo_parse(line, &node, &name, &value, &unit)) {
		s->bad_lines += slice_trim(line).n > 0;
		return;
	}
	system_stat_text(s, node, name, value, unit);
}

const struct system_format system_format_meminfo = {
	.name = "meminfo",
	.summary = "/proc/meminfo, and meminfo of a NUMA node",
	.source = "fs/proc/meminfo.c, drivers/base/node.c",
	.bid = meminfo_bid,
	.line = meminfo_line,
};
