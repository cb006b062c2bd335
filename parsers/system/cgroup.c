// SPDX-License-Identifier: Apache-2.0
/*
 * Memory files of control groups, of both versions:
 *
 *   anon 24576                  memory.stat; memory.events, memory.oom_control are the same
 *   file 8192
 *
 *   anon N0=24576 N1=0          memory.numa_stat (version 2)
 *   total=123 N0=120 N1=3       memory.numa_stat (version 1), in pages
 *
 *   1073741824                  memory.max, memory.current, memory.limit_in_bytes, …: one line
 *   max
 *
 * mm/memcontrol.c, mm/memcontrol-v1.c, mm/hugetlb_cgroup.c.  The folder of the file is the group, so
 * numbers are named /GROUP/FILE:KEY and /GROUP/FILE, without the mount point and the controller's
 * folder: /system.slice/cron.service/memory.stat:anon, /memory.current (root).  Files that hold one
 * line are settings too, as limits may be `max`.
 */
#include "parsers/system/token.h"

#define LINE_MAX_BYTES 64 // of a file of one line

struct state {
	char prefix[400]; /**< `/GROUP/FILE` */
	bool numa;
};

/* Numbers that are no bytes. */
static bool is_count(struct slice key)
{
	static const char *const begins[] = { "pg",        "workingset_",   "thp_",  "zsw",
		                              "swpin",     "swpout",        "numa_", "oom",
		                              "under_oom", "low",           "high",  "max",
		                              "fail",      "sock_throttled" };

	slice_skip(&key, S("total_"));
	if (slice_is(key, "pgtables"))
		return false;
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (slice_starts(key, slice_str(begins[i])))
			return !slice_is(key, "zswap") && !slice_is(key, "zswapped");
	return false;
}

static bool is_bytes_file(struct slice name)
{
	static const char *const ends[] = { ".max",      ".current",  ".high",
		                            ".low",      ".min",      ".peak",
		                            "_in_bytes", ".rsvd.max", ".rsvd.current" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (slice_ends(name, slice_str(ends[i])))
			return true;
	return false;
}

static bool is_cgroup_file(struct slice name)
{
	return (slice_starts(name, S("memory.")) || slice_starts(name, S("hugetlb."))) &&
	       !slice_ends(name, S(".pressure")) && !slice_ends(name, S(".log")) &&
	       !slice_ends(name, S(".txt"));
}

/* `KEY NUMBER` */
static bool pair_parse(struct slice line, struct slice *ret_key, struct slice *ret_value)
{
	struct slice in = slice_trim(line);

	return token_word(&in, ret_key) && token_word(&in, ret_value) &&
	       token_is_digits(*ret_value) && !in.n;
}

static bool numa_is(struct slice line)
{
	struct slice w[2];

	if (fields_words(line, w, 2) < 2 || !slice_starts(w[1], S("N0=")))
		return false;
	return true;
}

/* The first lines of memory.stat: what else has pairs begins with other keys. */
static bool stat_is(struct slice head)
{
	struct slice line, key, value;
	int known = 0, lines = 0;

	for (; lines < 4 && token_line(&head, &line); lines++) {
		if (!pair_parse(line, &key, &value))
			return false;
		known += slice_is(key, "cache") || slice_is(key, "rss") ||
		         slice_is(key, "rss_huge") || slice_is(key, "anon") ||
		         slice_is(key, "file") || slice_is(key, "kernel") ||
		         slice_is(key, "kernel_stack") || slice_is(key, "mapped_file") ||
		         slice_is(key, "shmem") || slice_is(key, "slab");
	}
	return lines == 4 && known >= 3;
}

static int cgroup_bid(struct slice head, struct slice path)
{
	struct slice line, key, value;

	if (stat_is(head))
		return 90;
	if (!is_cgroup_file(token_path_name(path)))
		return 0;
	if (token_only_line(head, LINE_MAX_BYTES, &line) &&
	    (token_is_digits(line) || slice_is(line, "max")))
		return 60;
	int lines = 0;
	while (lines < 3 && token_line(&head, &line)) {
		// the last line of the head may be cut
		if (!pair_parse(line, &key, &value) && !numa_is(line) && (!lines || head.n))
			return 0;
		lines++;
	}
	return lines ? 60 : 0;
}

/* `/GROUP/FILE` of a path; `memory.stat` when it does not say the group. */
static struct slice prefix_of(struct slice path, struct token_name_buf *buf)
{
	struct slice file = token_path_name(path), group;

	if (!is_cgroup_file(file))
		file = S("memory.stat");
	if (!token_under(path, S("sys/fs/cgroup/"), &group) &&
	    !token_under(path, S("cgroup/"), &group))
		return token_name(buf, SLICE_FMT, SLICE_ARG(file));
	group = slice_head(group, token_path_name(path).p - group.p);
	if (!slice_skip(&group, S("memory/")))
		slice_skip(&group, S("unified/"));
	if (slice_starts(group, S("hugetlb/")))
		slice_skip(&group, S("hugetlb/"));
	return token_name(buf, "/" SLICE_FMT SLICE_FMT, SLICE_ARG(slice_head(group, 300)),
	                  SLICE_ARG(slice_head(file, 64)));
}

static void numa_take(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice first, w;
	struct token_name_buf buf;
	uint64_t node;

	if (!token_word(&line, &first))
		return;
	// version 1: `total=123 N0=…`, in pages
	ssize_t sum = slice_find(first, S("="));
	struct slice key = sum > 0 ? slice_head(first, sum) : first;
	while (token_word(&line, &w)) {
		if (!slice_skip_char(&w, 'N') || !slice_u64(&w, 10, &node) || node > INT32_MAX ||
		    !slice_skip_char(&w, '=') ||
		    !system_stat_text(s, node,
		                      token_name(&buf, "%s:" SLICE_FMT, st->prefix, SLICE_ARG(key)),
		                      w,
		                      sum > 0         ? "pages"
		                      : is_count(key) ? ""
		                                      : "B"))
			s->bad_lines++;
	}
}

static void cgroup_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice t = slice_trim(line), key, value;
	struct token_name_buf buf;

	if (!t.n)
		return;
	if (!*st->prefix) {
		struct slice p = slice_head(prefix_of(s->path, &buf), sizeof(st->prefix) - 1);
		memcpy(st->prefix, p.p, p.n);
	}
	if (pair_parse(t, &key, &value)) {
		system_stat_text(s, -1,
		                 token_name(&buf, "%s:" SLICE_FMT, st->prefix, SLICE_ARG(key)),
		                 value, is_count(key) ? "" : "B");
	} else if (numa_is(t)) {
		numa_take(s, t);
	} else if (token_is_digits(t) || slice_is(t, "max")) {
		struct slice name = slice_str(st->prefix);
		system_setting(s, name, t);
		system_stat_text(s, -1, name, t, is_bytes_file(name) ? "B" : "");
	} else {
		s->bad_lines++;
	}
}

const struct system_format system_format_cgroup = {
	.name = "cgroup",
	.summary = "memory.* and hugetlb.* files of control groups, versions 1 and 2",
	.source = "mm/memcontrol.c, mm/memcontrol-v1.c, mm/hugetlb_cgroup.c",
	.bid = cgroup_bid,
	.state_bytes = sizeof(struct state),
	.line = cgroup_line,
};
