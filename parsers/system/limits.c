// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/PID/limits, as settings limits.NAME.soft and limits.NAME.hard.
 *
 *   Limit                     Soft Limit           Hard Limit           Units
 *   Max cpu time              unlimited            unlimited            seconds
 *   Max locked memory         8388608              8388608              bytes
 *   Max nice priority         0                    0
 *
 * proc_pid_limits() in fs/proc/base.c: "%-25s %-20s %-20s %-10s".
 */
#include "parsers/system/token.h"

#define NAME_WIDTH 25

static bool header_is(struct slice line)
{
	return slice_starts(line, S("Limit ")) && slice_has(line, S("Soft Limit")) &&
	       slice_has(line, S("Hard Limit"));
}

static int limits_bid(struct slice head, struct slice path)
{
	struct slice line;

	(void)path;
	return token_line(&head, &line) && header_is(line) ? 95 : 0;
}

static void limits_line(struct system *s, struct slice line)
{
	struct slice name = slice_trim(slice_head(line, NAME_WIDTH)), soft, hard;
	struct slice in = slice_from(line, NAME_WIDTH);
	struct token_name_buf buf;

	if (header_is(line) || !slice_trim(line).n)
		return;
	if (!slice_starts(name, S("Max ")) || !token_word(&in, &soft) || !token_word(&in, &hard)) {
		s->bad_lines++;
		return;
	}
	system_setting(s, token_name(&buf, "limits." SLICE_FMT ".soft", SLICE_ARG(name)), soft);
	system_setting(s, token_name(&buf, "limits." SLICE_FMT ".hard", SLICE_ARG(name)), hard);
}

const struct system_format system_format_limits = {
	.name = "limits",
	.summary = "/proc/PID/limits",
	.source = "fs/proc/base.c",
	.bid = limits_bid,
	.line = limits_line,
};
