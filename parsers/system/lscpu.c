// SPDX-License-Identifier: Apache-2.0
/*
 * lscpu, as settings lscpu.NAME:
 *
 *   Architecture:                            x86_64
 *   CPU op-mode(s):                          32-bit, 64-bit
 *   NUMA node0 CPU(s):                       0,1
 *
 * sys-utils/lscpu.c of util-linux; newer ones indent by groups (`NUMA:` / `  NUMA node(s): 1`).
 */
#include "parsers/system/token.h"

static int lscpu_bid(struct slice head, struct slice path)
{
	struct slice line;
	int known = 0;

	(void)path;
	if (!token_line(&head, &line) || !slice_starts(line, S("Architecture: ")))
		return 0;
	for (int i = 0; i < 12 && token_line(&head, &line); i++) {
		struct slice t = slice_trim(line);
		known += slice_starts(t, S("CPU op-mode(s):")) ||
		         slice_starts(t, S("Byte Order:")) || slice_starts(t, S("CPU(s):")) ||
		         slice_starts(t, S("On-line CPU(s) list:"));
	}
	return known >= 2 ? 95 : 0;
}

static void lscpu_line(struct system *s, struct slice line)
{
	struct slice in = slice_trim(line), name;
	struct token_name_buf buf;

	if (!in.n)
		return;
	if (!slice_cut(&in, ':', &name)) {
		s->bad_lines++;
		return;
	}
	in = slice_trim(in);
	if (in.n) // else the head of a group
		system_setting(s, token_name(&buf, "lscpu." SLICE_FMT, SLICE_ARG(slice_trim(name))),
		               in);
}

const struct system_format system_format_lscpu = {
	.name = "lscpu",
	.summary = "lscpu: processors, caches and NUMA nodes",
	.source = "util-linux lscpu.c",
	.bid = lscpu_bid,
	.line = lscpu_line,
};
