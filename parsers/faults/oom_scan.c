// SPDX-License-Identifier: Apache-2.0
/*
 * The lines of an OOM event beside task rows and kills:
 *
 * bash cpuset=/ mems_allowed=0-1
 * Task in /mem2 killed as a result of limit of /mem2
 * memory: usage 980kB, limit 980kB, failcnt 4152239
 * memory+swap: usage 0kB, limit 18014398509481983kB, failcnt 0
 * Memory cgroup stats for /mem2: cache:0KB rss:980KB
 * Memory cgroup stats for /kubepods.slice:
 * anon 7601418240
 * oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,task=bash,pid=7788,uid=0
 * Tasks in /a/b are going to be killed due to memory.oom.group set
 * oom_reaper: reaped process 7788 (bash), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB
 */
#include "parsers/faults/meminfo_dump.h"
#include "parsers/faults/oom_lines.h"

/* Lines that are known by what they hold. `begins`: only at the beginning. */
static const struct {
	const char *text;
	bool begins;
	enum oom_line line;
} marks[] = {
	{ "invoked oom-killer:", false, OOM_LINE_HEAD },
	{ "oom-killer: gfp_mask=", true, OOM_LINE_HEAD }, // before Linux 2.6.18
	{ "oom-kill:constraint=", false, OOM_LINE_CONSTRAINT },
	{ " cpuset=", false, OOM_LINE_CPUSET },
	{ "killed as a result of limit of ", false, OOM_LINE_LIMIT },
	{ "memory: usage ", true, OOM_LINE_USAGE },
	{ "memory+swap: usage ", true, OOM_LINE_SWAP },
	{ "swap: usage ", true, OOM_LINE_SWAP },
	{ "kmem: usage ", true, OOM_LINE_KMEM },
	{ "Memory cgroup stats", true, OOM_LINE_STATS },
	{ "Tasks state (memory values in pages)", true, OOM_LINE_TEXT },
	{ "are going to be killed due to memory.oom.group set", false, OOM_LINE_GROUP },
	{ "oom_reaper: ", true, OOM_LINE_REAPED },
	{ "Out of memory and no killable processes", true, OOM_LINE_NO_VICTIM },
	{ "Memory cgroup out of memory and no killable processes", true, OOM_LINE_NO_VICTIM },
	{ "Memory cgroup min protection ", true, OOM_LINE_TEXT },
	{ ": OOM victim ", false, OOM_LINE_TEXT }, // … is already exiting. Skip killing the task
};

/** `anon 7601418240`: a name of memory.stat and its number. */
static bool is_stat(struct slice text)
{
	struct slice word, number;
	int64_t value;

	if (!slice_word(&text, &word) || !slice_skip_blanks(&text) || !slice_word(&text, &number) ||
	    slice_trim(text).n || !slice_i64(&number, &value) || number.n)
		return false;
	for (size_t i = 0; i < word.n; i++) {
		char c = word.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
			return false;
	}
	return true;
}

static enum oom_line line_find(struct oom_scan *s, struct slice text)
{
	struct oom_kill_line kill;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		struct slice mark = slice_str(marks[i].text);

		if (marks[i].begins ? slice_starts(text, mark) : slice_has(text, mark))
			return marks[i].line;
	}
	if (slice_starts(text, S("["))) {
		if (oom_tasks_head(s, text))
			return OOM_LINE_TASK_HEAD;
		return oom_tasks_row(s, text, NULL) ? OOM_LINE_TASK : OOM_LINE_NONE;
	}
	if (oom_kill_parse(text, &kill))
		return OOM_LINE_KILL;
	if (s->in_stats && is_stat(text))
		return OOM_LINE_STAT;
	return meminfo_dump_is_line(text) ? OOM_LINE_DUMP : OOM_LINE_NONE;
}

enum oom_line oom_scan_line(struct oom_scan *s, struct slice text)
{
	enum oom_line line = line_find(s, slice_trim(text));

	if (line == OOM_LINE_STATS)
		s->in_stats = true;
	else if (line != OOM_LINE_STAT && line != OOM_LINE_NONE)
		s->in_stats = false;
	return line;
}
