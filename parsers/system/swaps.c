// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/swaps (swapon -s prints it as it is) and swapon --show:
 *
 *   Filename				Type		Size		Used		Priority
 *   /dev/dm-1                               partition	8388604		512		-2
 *
 *   NAME      TYPE      SIZE USED PRIO
 *   /dev/dm-1 partition   8G   0B   -2
 *
 * swap_show() in mm/swapfile.c, sys-utils/swapon.c of util-linux.  Numbers are named DEVICE.Size,
 * DEVICE.Used and DEVICE.Priority; `swaps` says how many there are, also when there are none.
 */
#include "parsers/system/token.h"

struct state {
	uint64_t n;
	bool sizes; /**< of swapon --show: with suffixes */
};

static bool header_is(struct slice line, bool *ret_sizes)
{
	struct slice w[5];

	if (fields_words(line, w, 5) != 5)
		return false;
	bool file =
		slice_is(w[0], "Filename") && slice_is(w[1], "Type") && slice_is(w[4], "Priority");
	bool show = slice_is(w[0], "NAME") && slice_is(w[1], "TYPE") && slice_is(w[2], "SIZE") &&
	            slice_is(w[3], "USED") && slice_is(w[4], "PRIO");
	*ret_sizes = show;
	return file || show;
}

static int swaps_bid(struct slice head, struct slice path)
{
	struct slice line;
	bool sizes;

	(void)path;
	return token_line(&head, &line) && header_is(line, &sizes) ? 95 : 0;
}

static void swaps_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice t = slice_trim(line), v[3], type;
	struct token_name_buf buf;
	const char *units[2];
	double numbers[2];
	bool sizes;

	if (!t.n)
		return;
	if (header_is(t, &sizes)) {
		st->sizes = sizes;
		return;
	}
	if (!token_last_word(&t, &v[2]) || !token_last_word(&t, &v[1]) ||
	    !token_last_word(&t, &v[0]) || !token_last_word(&t, &type) || !t.n ||
	    !token_size(v[0], &numbers[0], &units[0]) ||
	    !token_size(v[1], &numbers[1], &units[1])) {
		s->bad_lines++;
		return;
	}
	st->n++;
	for (size_t i = 0; i < 2; i++)
		system_stat(s, -1,
		            token_name(&buf, SLICE_FMT ".%s", SLICE_ARG(t), i ? "Used" : "Size"),
		            numbers[i],
		            *units[i]   ? units[i]
		            : st->sizes ? "B"
		                        : "kB");
	system_stat_text(s, -1, token_name(&buf, SLICE_FMT ".Priority", SLICE_ARG(t)), v[2], "");
}

static void swaps_end(struct system *s)
{
	struct state *st = s->state;

	system_stat(s, -1, S("swaps"), st->n, "");
}

const struct system_format system_format_swaps = {
	.name = "swaps",
	.summary = "/proc/swaps, swapon -s, swapon --show",
	.source = "mm/swapfile.c, util-linux swapon.c",
	.bid = swaps_bid,
	.state_bytes = sizeof(struct state),
	.line = swaps_line,
	.end = swaps_end,
};
