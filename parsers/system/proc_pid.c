// SPDX-License-Identifier: Apache-2.0
/*
 * Small files of a process, of which only the place says what they are: a row of the process with
 * that one field.
 *
 *   667                                   …/proc/PID/oom_score
 *   -1000                                 …/proc/PID/oom_score_adj
 *   0::/system.slice/cron.service         …/proc/PID/cgroup
 *   /usr/sbin/cron NUL -f NUL             …/proc/PID/cmdline
 *   81 (my (odd) name) S 1 81 81 0 -1 4194560 967 0 3 0 …   …/proc/PID/stat: state, parent, faults, size
 *
 * fs/proc/base.c, kernel/cgroup/cgroup.c.  Of several hierarchies of control groups the memory
 * controller's counts.  The resident pages of stat are of a size that it does not say.
 */
#include "parsers/system/token.h"

enum file {
	FILE_NONE,
	FILE_OOM_SCORE,
	FILE_OOM_SCORE_ADJ,
	FILE_CGROUP,
	FILE_CMDLINE,
	FILE_STAT,
};

static const struct {
	const char *name;
	enum file file;
} files[] = {
	{ "oom_score", FILE_OOM_SCORE }, { "oom_score_adj", FILE_OOM_SCORE_ADJ },
	{ "cgroup", FILE_CGROUP },       { "cmdline", FILE_CMDLINE },
	{ "stat", FILE_STAT },
};

struct state {
	char cgroup[LIMIT_NAME_BYTES];
	size_t cgroup_n;
};

static enum file file_find(struct slice path, int64_t *ret_pid)
{
	struct slice file;

	if (token_path_pid(path, ret_pid, &file))
		for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
			if (slice_eq(file, slice_str(files[i].name)))
				return files[i].file;
	return FILE_NONE;
}

/* `4:memory:/user.slice`, `0::/user.slice` */
static bool cgroup_parse(struct slice line, struct slice *ret_controllers, struct slice *ret_group)
{
	struct slice s = slice_trim(line);
	uint64_t id;

	if (!slice_u64(&s, 10, &id) || !slice_skip_char(&s, ':') ||
	    !slice_cut(&s, ':', ret_controllers) || !s.n || *s.p != '/')
		return false;
	*ret_group = s;
	return true;
}

/* do_task_stat() in fs/proc/array.c; the first numbers behind the state are all of these. */
#define STAT_NUMBERS 20

struct stat_line {
	struct slice comm, state;
	int64_t pid, v[STAT_NUMBERS]; /**< from the parent's pid on */
};

static bool stat_parse(struct slice line, struct stat_line *ret)
{
	struct slice s = slice_trim(line), w;

	if (!slice_i64(&s, &ret->pid) || ret->pid < 0 || !slice_skip(&s, S(" (")))
		return false;
	const char *close = s.n ? memrchr(s.p, ')', s.n) : NULL;
	if (!close)
		return false;
	ret->comm = slice_head(s, close - s.p);
	s = slice_from(s, close + 1 - s.p);
	if (!token_word(&s, &ret->state) || ret->state.n != 1)
		return false;
	for (size_t i = 0; i < STAT_NUMBERS; i++)
		if (!token_word(&s, &w) || !slice_i64(&w, &ret->v[i]) || w.n)
			return false;
	return true;
}

static void stat_take(struct system *s, struct process *p, const struct stat_line *l)
{
	fact_set(p, pid, l->pid);
	fact_set(p, comm, arena_dup(s->rows.arena, slice_head(l->comm, LIMIT_NAME_BYTES)));
	fact_set(p, state, arena_dup(s->rows.arena, l->state));
	fact_set(p, ppid, l->v[0]);
	fact_set(p, minor_faults, l->v[6]);
	fact_set(p, major_faults, l->v[8]);
	if (l->v[19] >= 0)
		fact_set(p, vsz_kb, l->v[19] / 1024);
}

static int proc_pid_bid(struct slice head, struct slice path)
{
	struct slice line, controllers, group;
	struct stat_line stat;
	int64_t pid, v;

	switch (file_find(path, &pid)) {
	case FILE_OOM_SCORE:
	case FILE_OOM_SCORE_ADJ:
		return token_only_line(head, 16, &line) && slice_i64(&line, &v) && !line.n ? 60 : 0;
	case FILE_CGROUP:
		return token_line(&head, &line) && cgroup_parse(line, &controllers, &group) ? 60
		                                                                            : 0;
	case FILE_CMDLINE:
		return head.n && head.n < SYSTEM_HEAD_BYTES && head.p[head.n - 1] == '\0' ? 60 : 0;
	case FILE_STAT:
		return token_only_line(head, 4096, &line) && stat_parse(line, &stat) ? 60 : 0;
	case FILE_NONE:
		break;
	}
	return 0;
}

static void cgroup_take(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice controllers, group;

	if (!cgroup_parse(line, &controllers, &group)) {
		s->bad_lines += slice_trim(line).n > 0;
		return;
	}
	if (!slice_has(controllers, S("memory")) && (controllers.n || st->cgroup_n))
		return;
	group = slice_head(group, sizeof(st->cgroup));
	memcpy(st->cgroup, group.p, group.n);
	st->cgroup_n = group.n;
}

static void cmdline_take(struct system *s, struct process *p, struct slice line)
{
	struct slice text = arena_dup(s->rows.arena, slice_head(line, 4096));

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\0')
			((char *)text.p)[i] = ' ';
	fact_set(p, command_line, slice_trim(text));
}

static void proc_pid_line(struct system *s, struct slice line)
{
	int64_t pid, v;
	struct slice t = slice_trim(line);
	enum file file = file_find(s->path, &pid);

	if (file == FILE_CGROUP) {
		cgroup_take(s, line);
		return;
	}
	if (!t.n || s->line_no > 1)
		return;
	struct stat_line stat;
	bool good = file == FILE_STAT ? stat_parse(t, &stat)
	                              : file == FILE_CMDLINE || slice_i64(&t, &v);
	if (!good) {
		s->bad_lines++;
		return;
	}
	struct process *p = snapshot_row(&s->rows, process);
	if (file == FILE_STAT) {
		stat_take(s, p, &stat);
		return;
	}
	fact_set(p, pid, pid);
	if (file == FILE_OOM_SCORE)
		fact_set(p, oom_score, v);
	else if (file == FILE_OOM_SCORE_ADJ)
		fact_set(p, oom_score_adj, v);
	else
		cmdline_take(s, p, line);
}

static void proc_pid_end(struct system *s)
{
	struct state *st = s->state;
	int64_t pid;

	if (file_find(s->path, &pid) != FILE_CGROUP || !st->cgroup_n)
		return;
	struct process *p = snapshot_row(&s->rows, process);
	fact_set(p, pid, pid);
	fact_set(p, cgroup, arena_dup(s->rows.arena, (struct slice){ st->cgroup, st->cgroup_n }));
}

const struct system_format system_format_proc_pid = {
	.name = "proc_pid",
	.summary = "/proc/PID/oom_score, oom_score_adj, cgroup, cmdline, stat, by their place",
	.source = "fs/proc/base.c, kernel/cgroup/cgroup.c",
	.bid = proc_pid_bid,
	.state_bytes = sizeof(struct state),
	.line = proc_pid_line,
	.end = proc_pid_end,
};
