// SPDX-License-Identifier: Apache-2.0
/*
 * lsmem: what memory there is and whether it is in use.
 *
 *   RANGE                                 SIZE  STATE REMOVABLE  BLOCK
 *   0x0000000000000000-0x00000000bfffffff   3G online       yes   0-23
 *
 *   Memory block size:       128M
 *   Total online memory:      24G
 *   Total offline memory:      0B
 *
 * sys-utils/lsmem.c of util-linux.  The three sums are numbers; ranges are passed over.
 */
#include "parsers/system/token.h"

static bool header_is(struct slice line)
{
	struct slice w[3];

	return fields_words(line, w, 3) == 3 && slice_is(w[0], "RANGE") && slice_is(w[1], "SIZE") &&
	       slice_is(w[2], "STATE");
}

static int lsmem_bid(struct slice head, struct slice path)
{
	struct slice line;

	(void)path;
	if (!token_line(&head, &line))
		return 0;
	return header_is(line) || (slice_starts(line, S("Memory block size:")) &&
	                           token_line(&head, &line) &&
	                           slice_starts(line, S("Total online memory:")))
	               ? 95
	               : 0;
}

static void lsmem_line(struct system *s, struct slice line)
{
	struct slice in = slice_trim(line), name, w;
	const char *unit;
	double v;

	if (!in.n || header_is(in) || slice_starts(in, S("0x")))
		return;
	if (!slice_cut(&in, ':', &name) || !token_word(&in, &w) || !token_size(w, &v, &unit)) {
		s->bad_lines++;
		return;
	}
	system_stat(s, -1, name, v, *unit ? unit : "B");
}

const struct system_format system_format_lsmem = {
	.name = "lsmem",
	.summary = "lsmem: memory that is online and offline",
	.source = "util-linux lsmem.c",
	.bid = lsmem_bid,
	.line = lsmem_line,
};
