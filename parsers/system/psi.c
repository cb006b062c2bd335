// SPDX-License-Identifier: Apache-2.0
/*
 * Pressure stall information: /proc/pressure/{memory,cpu,io,irq} and the files of control groups.
 *
 *   some avg10=0.00 avg60=0.12 avg300=0.05 total=1234567
 *   full avg10=0.00 avg60=0.00 avg300=0.00 total=234567
 *
 * psi_show() in kernel/sched/psi.c.  Numbers memory.some.avg10 (in %), memory.some.total (in us);
 * those of a control group begin with its folder: /system.slice/memory.some.avg10.  Without a place
 * that says the resource: some.avg10.  `grep -H .` puts the place in front of each line:
 *
 *   /proc/pressure/memory:some avg10=0.00 avg60=0.12 avg300=0.05 total=1234567
 */
#include "parsers/system/token.h"

static bool psi_parse(struct slice line, struct slice *ret_who, struct slice *ret_rest)
{
	struct slice in = line;

	if (!token_word(&in, ret_who) ||
	    (!slice_is(*ret_who, "some") && !slice_is(*ret_who, "full")) ||
	    !slice_starts(in, S(" avg10=")))
		return false;
	*ret_rest = in;
	return true;
}

/** Take `/proc/pressure/memory:` off; false: the line has none. */
static bool place_take(struct slice *line, struct slice *ret_path)
{
	struct slice in = slice_trim(*line), path;

	if (!slice_cut(&in, ':', &path) || memchr(path.p, ' ', path.n) ||
	    (!slice_has(path, S("pressure/")) && !slice_ends(path, S(".pressure"))))
		return false;
	*line = in;
	*ret_path = path;
	return true;
}

static int psi_bid(struct slice head, struct slice path)
{
	struct slice line, who, rest;

	if (!token_line(&head, &line))
		return 0;
	place_take(&line, &path);
	return psi_parse(line, &who, &rest) && slice_has(rest, S(" total=")) ? 95 : 0;
}

/* `memory.` of proc/pressure/memory, `/GROUP/memory.` of sys/fs/cgroup/GROUP/memory.pressure. */
static struct slice prefix_of(struct slice path, struct token_name_buf *buf)
{
	struct slice file = token_path_name(path), group;

	if (token_under(path, S("pressure/"), &group))
		return token_name(buf, SLICE_FMT ".", SLICE_ARG(slice_head(group, 64)));
	if (!slice_ends(file, S(".pressure")))
		return (struct slice){ "", 0 };
	file = slice_head(file, file.n - S(".pressure").n);
	if (!token_under(path, S("sys/fs/cgroup/"), &group) &&
	    !token_under(path, S("cgroup/"), &group))
		return token_name(buf, SLICE_FMT ".", SLICE_ARG(slice_head(file, 64)));
	group = slice_head(group, token_path_name(path).p - group.p);
	return token_name(buf, "/" SLICE_FMT SLICE_FMT ".", SLICE_ARG(slice_head(group, 300)),
	                  SLICE_ARG(slice_head(file, 64)));
}

static void psi_line(struct system *s, struct slice line)
{
	struct slice who, in, w, key, path = s->path;
	struct token_name_buf prefix_buf, buf;

	place_take(&line, &path);
	if (!psi_parse(line, &who, &in)) {
		s->bad_lines += slice_trim(line).n > 0;
		return;
	}
	struct slice prefix = prefix_of(path, &prefix_buf);
	while (token_word(&in, &w)) {
		if (!slice_cut(&w, '=', &key) ||
		    !system_stat_text(s, -1,
		                      token_name(&buf, SLICE_FMT SLICE_FMT "." SLICE_FMT,
		                                 SLICE_ARG(prefix), SLICE_ARG(who), SLICE_ARG(key)),
		                      w, slice_is(key, "total") ? "us" : "%"))
			s->bad_lines++;
	}
}

const struct system_format system_format_psi = {
	.name = "psi",
	.summary = "/proc/pressure and *.pressure of control groups",
	.source = "kernel/sched/psi.c",
	.bid = psi_bid,
	.line = psi_line,
};
