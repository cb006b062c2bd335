// SPDX-License-Identifier: Apache-2.0
/*
 * Victims, from the newest spelling to the oldest:
 *
 * Memory cgroup out of memory: Killed process 7788 (bash) total-vm:7169492kB, anon-rss:7165824kB, file-rss:956kB, shmem-rss:0kB, UID:0 pgtables:14076kB oom_score_adj:1000
 * Out of memory (oom_kill_allocating_task): Killed process 12 (x) total-vm:…
 * Out of memory: Kill process 6576 (mysqld) score 651 or sacrifice child
 * Killed process 6576 (mysqld) total-vm:33914892kB, anon-rss:20629004kB, file-rss:0kB, shmem-rss:0kB
 * Killed process 6576 (mysqld), UID 27, total-vm:33914892kB, anon-rss:20629004kB, file-rss:0kB
 * Kill process 6577 (mysqld) sharing same memory
 * Out of memory: kill process 3107 (httpd) score 15841 or a child
 * Killed process 3107 (httpd) vsz:63364kB, anon-rss:2860kB, file-rss:364kB
 * Out of Memory: Killed process 2371, UID 99, (httpd).
 */
#include "parsers/faults/oom_lines.h"

#include "parsers/faults/fields.h"

/* What follows the name in parentheses, which may hold parentheses itself. */
static const char *const after_comm[] = {
	") total-vm:", "), UID ",    ") score ",    ") vsz:",
	") sharing ",  ") because ", ") total_vm:", NULL,
};

static bool comm_parse(struct slice *in, struct slice *ret)
{
	size_t best = SIZE_MAX;

	if (!slice_skip_char(in, '('))
		return false;
	for (size_t i = 0; after_comm[i]; i++) {
		ssize_t at = slice_find(*in, slice_str(after_comm[i]));

		if (at >= 0 && (size_t)at < best)
			best = at;
	}
	if (best == SIZE_MAX) {
		const char *last = in->n ? memrchr(in->p, ')', in->n) : NULL;

		if (!last)
			return false;
		best = last - in->p;
	}
	*ret = slice_head(*in, best);
	*in = slice_from(*in, best + 1);
	return true;
}

static bool pid_parse(struct slice *in, struct oom_kill_line *ret)
{
	static const struct {
		const char *verb;
		bool done;
	} verbs[] = {
		{ "Killed process ", true },
		{ "Kill process ", false },
		{ "kill process ", false },
		{ "Killing process ", true },
	};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		struct slice at = *in;
		int64_t pid;

		if (!slice_skip_past(&at, slice_str(verbs[i].verb)) || !slice_i64(&at, &pid) ||
		    pid < 0)
			continue;
		fact_set(&ret->kill, pid, pid);
		ret->done = verbs[i].done;
		*in = at;
		return true;
	}
	return false;
}

bool oom_kill_parse(struct slice text, struct oom_kill_line *ret)
{
	struct oom_kill_line line = { 0 };
	struct oom_kill *k = &line.kill;
	struct slice in = text, comm;
	int64_t uid;

	if (!pid_parse(&in, &line))
		return false;
	if (slice_skip(&in, S(", UID ")) && slice_i64(&in, &uid)) {
		fact_set(k, uid, uid);
		slice_skip(&in, S(","));
	}
	slice_skip_blanks(&in);
	if (!comm_parse(&in, &comm))
		return false;
	fact_set(k, comm, comm);
	fact_set_i64_after(k, uid, in, "UID ");
	fact_set_i64_after(k, uid, in, "UID:");
	fact_set_i64_after(k, score, in, "score ");
	fact_set_i64_after(k, total_vm_kb, in, "vsz:");
	fact_set_i64_after(k, total_vm_kb, in, "total-vm:");
	fact_set_i64_after(k, anon_rss_kb, in, "anon-rss:");
	fact_set_i64_after(k, file_rss_kb, in, "file-rss:");
	fact_set_i64_after(k, shmem_rss_kb, in, "shmem-rss:");
	fact_set_i64_after(k, pgtables_kb, in, "pgtables:");
	fact_set_i64_after(k, oom_score_adj, in, "oom_score_adj:");
	line.or_child = slice_has(in, S("child"));
	*ret = line;
	return true;
}
