// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/loadavg, /proc/uptime, uptime and w:
 *
 *   0.20 0.18 0.12 1/80 11206
 *   350735.47 234388.90                                                  …/proc/uptime
 *    14:09:11 up 12 days,  3:04,  2 users,  load average: 0.08, 0.03, 0.05
 *
 * fs/proc/loadavg.c, fs/proc/uptime.c, procps uptime.c.  Numbers load1, load5, load15, tasks.running,
 * tasks; uptime and idle (of all CPUs) in s.  The users that w lists are passed over.
 */
#include "parsers/system/token.h"

static bool loadavg_parse(struct slice line, struct slice *w, uint64_t *ret_running,
                          uint64_t *ret_all)
{
	double v;

	if (fields_words(line, w, 6) != 5 || !token_is_digits(w[4]))
		return false;
	for (size_t i = 0; i < 3; i++)
		if (!slice_has(w[i], S(".")) || !token_number(w[i], &v))
			return false;
	struct slice s = w[3];
	return slice_u64(&s, 10, ret_running) && slice_skip_char(&s, '/') &&
	       slice_u64(&s, 10, ret_all) && !s.n;
}

static bool uptime_file_is(struct slice line, struct slice path, struct slice *w)
{
	return slice_is(token_path_name(path), "uptime") && fields_words(line, w, 3) == 2 &&
	       slice_has(w[0], S(".")) && slice_has(w[1], S("."));
}

static bool uptime_is(struct slice line)
{
	struct slice t = slice_trim(line);
	uint64_t v;

	return slice_u64(&t, 10, &v) && slice_skip_char(&t, ':') && slice_has(t, S(" up ")) &&
	       slice_has(t, S("load average: "));
}

static int loadavg_bid(struct slice head, struct slice path)
{
	struct slice line, first, w[6];
	uint64_t running, all;

	if (token_only_line(head, 128, &line)) {
		if (loadavg_parse(line, w, &running, &all) || uptime_is(line))
			return 90;
		return uptime_file_is(line, path, w) ? 60 : 0;
	}
	// w: the header of its table follows
	return token_line(&head, &first) && uptime_is(first) && token_line(&head, &line) &&
	                       slice_starts(line, S("USER")) && slice_has(line, S("LOGIN@"))
	               ? 90
	               : 0;
}

static void loadavg_line(struct system *s, struct slice line)
{
	static const char *const names[] = { "load1", "load5", "load15" };
	struct slice w[6];
	uint64_t running, all;

	if (s->line_no > 1 || !slice_trim(line).n)
		return;
	if (loadavg_parse(line, w, &running, &all)) {
		for (size_t i = 0; i < 3; i++)
			system_stat_text(s, -1, slice_str(names[i]), w[i], "");
		system_stat(s, -1, S("tasks.running"), running, "");
		system_stat(s, -1, S("tasks"), all, "");
	} else if (uptime_file_is(line, s->path, w)) {
		system_stat_text(s, -1, S("uptime"), w[0], "s");
		system_stat_text(s, -1, S("idle"), w[1], "s");
	} else {
		s->bad_lines += !token_uptime(s, line);
	}
}

const struct system_format system_format_loadavg = {
	.name = "loadavg",
	.summary = "/proc/loadavg, /proc/uptime (by its place), uptime, w",
	.source = "fs/proc/loadavg.c, fs/proc/uptime.c, procps uptime.c",
	.bid = loadavg_bid,
	.line = loadavg_line,
};
