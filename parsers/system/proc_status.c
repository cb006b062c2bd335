// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/PID/status: one process, and its Vm*, Rss*, Hugetlb* and Threads as numbers.
 *
 *   Name:	systemd
 *   State:	S (sleeping)
 *   Pid:	1
 *   PPid:	0
 *   Uid:	0	0	0	0
 *   VmSize:	  168160 kB
 *   VmRSS:	   12048 kB
 *
 * Numbers are named proc/PID/status:VmRSS, so that those of many processes are told apart.
 *
 * proc_pid_status() in fs/proc/array.c, task_mem() in fs/proc/task_mmu.c.
 */
#include "parsers/system/token.h"

struct state {
	char comm[64], state[8];
	size_t comm_n;
	int64_t pid, ppid, uid, vsz_kb, rss_kb; /**< -1: not printed */
	bool begun;
};

static int status_bid(struct slice head, struct slice path)
{
	struct slice line;
	bool state = false;

	(void)path;
	if (!token_line(&head, &line) || !slice_starts(line, S("Name:")))
		return 0;
	for (int i = 0; i < 12 && token_line(&head, &line); i++) {
		state |= slice_starts(line, S("State:")) && slice_has(line, S("("));
		if (slice_starts(line, S("Pid:")))
			return state ? 95 : 0;
	}
	return 0;
}

static void begin(struct state *st)
{
	*st = (struct state){
		.pid = -1, .ppid = -1, .uid = -1, .vsz_kb = -1, .rss_kb = -1, .begun = true
	};
}

static void flush(struct system *s)
{
	struct state *st = s->state;

	if (!st->begun || st->pid < 0)
		return;
	struct process *p = snapshot_row(&s->rows, process);
	fact_set(p, pid, st->pid);
	if (st->ppid >= 0)
		fact_set(p, ppid, st->ppid);
	if (st->uid >= 0)
		fact_set(p, uid, st->uid);
	fact_set(p, comm, arena_dup(s->rows.arena, (struct slice){ st->comm, st->comm_n }));
	if (*st->state)
		fact_set(p, state, arena_dup(s->rows.arena, slice_str(st->state)));
	if (st->vsz_kb >= 0)
		fact_set(p, vsz_kb, st->vsz_kb);
	if (st->rss_kb >= 0)
		fact_set(p, rss_kb, st->rss_kb);
	st->begun = false;
}

static void number_take(struct system *s, struct slice name, struct slice value)
{
	struct state *st = s->state;
	struct slice rest = value;
	struct token_name_buf buf;
	int64_t v;

	if (!slice_i64(&rest, &v)) {
		s->bad_lines++;
		return;
	}
	if (slice_is(name, "Pid"))
		st->pid = v;
	else if (slice_is(name, "PPid"))
		st->ppid = v;
	else if (slice_is(name, "Uid"))
		st->uid = v;
	else
		system_stat(s, -1,
		            token_name(&buf, "proc/%lld/status:" SLICE_FMT, (long long)st->pid,
		                       SLICE_ARG(name)),
		            v, slice_is(slice_trim(rest), "kB") ? "kB" : "");
	if (slice_is(name, "VmSize"))
		st->vsz_kb = v;
	else if (slice_is(name, "VmRSS"))
		st->rss_kb = v;
}

static void status_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice name;

	if (!slice_cut(&line, ':', &name)) {
		s->bad_lines += slice_trim(line).n > 0;
		return;
	}
	if (slice_is(name, "Name")) {
		flush(s); // several files in one
		begin(st);
		struct slice comm = slice_head(slice_trim(line), sizeof(st->comm));
		memcpy(st->comm, comm.p, comm.n);
		st->comm_n = comm.n;
		return;
	}
	if (!st->begun)
		return;
	if (slice_is(name, "State")) {
		struct slice letter = slice_head(slice_trim(line), 1);
		memcpy(st->state, letter.p, letter.n);
	} else if (slice_is(name, "Pid") || slice_is(name, "PPid") || slice_is(name, "Uid") ||
	           slice_is(name, "Threads") || slice_starts(name, S("Vm")) ||
	           slice_starts(name, S("Rss")) || slice_starts(name, S("Hugetlb"))) {
		number_take(s, name, slice_trim(line));
	}
}

const struct system_format system_format_proc_status = {
	.name = "proc_status",
	.summary = "/proc/PID/status: the process and its memory",
	.source = "fs/proc/array.c, fs/proc/task_mmu.c",
	.bid = status_bid,
	.state_bytes = sizeof(struct state),
	.line = status_line,
	.end = flush,
};
