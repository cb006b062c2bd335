// SPDX-License-Identifier: Apache-2.0
/*
 * Out of memory: the kernel kills a task, or panics.  mm/oom_kill.c:
 *
 * bash invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=1000
 * CPU: 0 PID: 7788 Comm: bash Not tainted 5.15.0-1087-azure #96-Ubuntu
 * Call Trace: …
 * memory: usage 7464436kB, limit 7464436kB, failcnt 1133       (memory cgroup)
 * Mem-Info: …                                                  (whole machine, see meminfo_dump.c)
 * Tasks state (memory values in pages):
 * [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
 * [   7788]     0  7788  1792373  1791695 14413824        0          1000 bash
 * oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),…,task=bash,pid=7788,uid=0
 * Memory cgroup out of memory: Killed process 7788 (bash) total-vm:7169492kB, …
 * oom_reaper: reaped process 7788 (bash), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB
 *
 * The kernel limits how often it prints the head and the tables, but not the kills: a kill whose event
 * has no head is an event of its own.
 */
#include "parsers/faults/oom.h"

#include "parsers/faults/alloc_request.h"
#include "parsers/faults/fields.h"
#include "parsers/faults/grammar.h"
#include "parsers/faults/meminfo_dump.h"
#include "parsers/faults/oom_lines.h"

/* What has been seen of an event while its lines come in. */
struct oom_progress {
	struct oom_scan scan;
	bool has_constraint, has_kill, group;
	int64_t chosen_pid;  /**< named by "Kill process", not yet by "Killed process"; -1: none */
	bool is_daemon;      /**< the head is the line of a low-memory killer */
	unsigned after_kill; /**< lines of others since the kill */
};

static const struct fault_head heads[] = {
	{ "invoked oom-killer:", NULL, FAULT_OOM, NULL, NULL, 0 },
	{ "oom-killer: gfp_mask=", "^oom-killer: gfp_mask=", FAULT_OOM, NULL, NULL, 0 },
	{ "oom-kill:constraint=", NULL, FAULT_OOM, "oom", NULL, 0 },
	{ "Killed process ", "Killed process \\d+(?:, UID \\d+,)? \\(", FAULT_OOM, "oom", NULL, 0 },
	{ "ut of memory: ", "ut of memory: [Kk]ill(?:ed)? process \\d+", FAULT_OOM, "oom", NULL,
	  0 },
	{ "ut of Memory: ", "ut of Memory: [Kk]ill(?:ed)? process \\d+", FAULT_OOM, "oom", NULL,
	  0 },
	{ "Out of memory (oom_kill_allocating_task): ", "[Kk]ill(?:ed)? process \\d+", FAULT_OOM,
	  "oom", NULL, 0 },
	{ "ut of memory and no killable processes", "^(?:Out|Memory cgroup out) of memory and no",
	  FAULT_OOM, "oom", NULL, 0 },
	{ "owmemorykiller: ", "owmemorykiller: (?:Killing '|send sigkill to \\d|Kill ')", FAULT_OOM,
	  NULL, NULL, 0 },
	{ " due to memory pressure for ", "Killed \\S+ due to memory pressure for ", FAULT_OOM,
	  NULL, NULL, HEAD_ONE_LINE },
	{ " due to memory used (", "Killed \\S+ due to memory used \\(", FAULT_OOM, NULL, NULL,
	  HEAD_ONE_LINE },
	{ "sending SIG", "sending SIG(?:TERM|KILL) to process \\d+ ", FAULT_OOM, NULL, NULL,
	  HEAD_ONE_LINE },
	{ NULL, NULL, FAULT_OOM, NULL, NULL, 0 },
};

/** Text of the first line of the message that @p line holds. */
static struct slice first_part(const struct report_line *line)
{
	struct slice rest = report_text(line), part = { "", 0 };

	meminfo_dump_part(&rest, &part);
	return part;
}

static void progress_add(struct oom_progress *p, enum oom_line kind, struct slice text)
{
	struct oom_kill_line kill;

	if (kind == OOM_LINE_CONSTRAINT)
		p->has_constraint = true;
	else if (kind == OOM_LINE_GROUP)
		p->group = true;
	else if (kind == OOM_LINE_KILL && oom_kill_parse(text, &kill)) {
		p->has_kill |= kill.done;
		p->chosen_pid = kill.done ? -1 : kill.kill.pid;
		p->after_kill = 0;
	} else if (kind == OOM_LINE_NO_VICTIM)
		p->has_kill = true;
}

static struct oom_progress *progress_get(struct report *r)
{
	struct oom_progress *p = r->state;
	struct fault nothing = { .arena = r->arena };

	if (p)
		return p;
	p = r->state = arena_new(r->arena, struct oom_progress);
	p->chosen_pid = -1;
	p->is_daemon = oom_daemon_parse(report_text(&r->lines[0]), &nothing);
	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice text = first_part(&r->lines[i]);

		progress_add(p, oom_scan_line(&p->scan, text), text);
	}
	return p;
}

/** Does a kill line belong to the event, after what has been seen of it? */
static bool kill_goes_on(const struct oom_progress *p, struct slice text)
{
	return !p->has_kill || p->group || p->chosen_pid >= 0 || slice_has(text, S(" sharing "));
}

static enum line_class oom_classify(struct report *r, const struct report_line *line)
{
	struct oom_progress *p;
	struct slice text = first_part(line);
	enum oom_line kind;

	p = progress_get(r);
	if (p->is_daemon)
		return slice_starts(text, S("to free ")) || slice_starts(text, S("cache ")) ||
		                       slice_starts(text, S("Free memory is ")) ||
		                       slice_starts(text, S("Free CMA is ")) ||
		                       slice_starts(text, S("Total reserve is ")) ||
		                       slice_starts(text, S("Total free pages is ")) ||
		                       slice_starts(text, S("Total file cache is "))
		               ? LINE_BODY
		               : LINE_END_BEFORE;
	kind = oom_scan_line(&p->scan, text);
	switch (kind) {
	case OOM_LINE_HEAD:
		return LINE_END_BEFORE;
	case OOM_LINE_CONSTRAINT:
		if (p->has_kill || p->has_constraint)
			return LINE_END_BEFORE;
		break;
	case OOM_LINE_KILL:
		if (!kill_goes_on(p, text))
			return LINE_END_BEFORE;
		break;
	case OOM_LINE_NONE:
	case OOM_LINE_CPUSET:
	case OOM_LINE_DUMP:
	case OOM_LINE_TASK_HEAD:
	case OOM_LINE_TASK:
	case OOM_LINE_LIMIT:
	case OOM_LINE_USAGE:
	case OOM_LINE_KMEM:
	case OOM_LINE_SWAP:
	case OOM_LINE_STATS:
	case OOM_LINE_STAT:
	case OOM_LINE_TEXT:
		// all of these come before the kill
		if (p->has_kill)
			return ++p->after_kill > REPORT_SLACK ? LINE_END_BEFORE : LINE_OTHER;
		if (kind == OOM_LINE_NONE)
			return LINE_GENERIC;
		break;
	case OOM_LINE_GROUP:
	case OOM_LINE_REAPED:
	case OOM_LINE_NO_VICTIM:
		break;
	}
	progress_add(p, kind, text);
	return LINE_BODY;
}

static void head_parse(const struct report *r, struct fault *f, struct slice text)
{
	struct alloc_request req = { 0 };
	struct slice comm = text;
	ssize_t at = slice_find(text, S("invoked oom-killer:"));
	struct oom *o = f->oom;

	comm.n = at > 0 ? (size_t)at : 0;
	comm = slice_trim(comm);
	if (comm.n)
		fact_set(o, trigger_comm, field_keep(f, comm));
	alloc_request_parse(text, &req);
	// a mail program may have broken the line
	for (size_t i = 1; i < r->n_lines && i < 3 && (!req.gfp_mask.p || !req.has_order); i++)
		alloc_request_parse(report_text(&r->lines[i]), &req);
	fact_set_text(o, gfp_mask, field_keep(f, req.gfp_mask));
	fact_set_text(o, gfp_flags, field_keep(f, req.gfp_flags));
	fact_set_text(o, nodemask, field_keep(f, req.nodemask));
	if (req.has_order)
		fact_set(o, page_order, req.order);
	fact_set_i64_after(o, oom_score_adj, text, "oomkilladj=");
	fact_set_i64_after(o, oom_score_adj, text, "oom_adj=");
	fact_set_i64_after(o, oom_score_adj, text, "oom_score_adj=");
	for (size_t i = 1; i < r->n_lines && i < 3 && !fact_has(o, oom_score_adj); i++)
		fact_set_i64_after(o, oom_score_adj, report_text(&r->lines[i]), "oom_score_adj=");
}

static const char *const line_end[] = { NULL };

static void limit_parse(struct fault *f, struct slice text)
{
	static const char *const ends[] = { " killed as a result of limit", NULL };
	struct oom *o = f->oom;

	fact_set_text(o, task_memcg, field_keep(f, field_between(text, S("Task in "), ends)));
	fact_set_text(o, oom_memcg,
	              field_keep(f, field_between(text, S("as a result of limit of "), line_end)));
}

static void constraint_parse(struct fault *f, struct slice text)
{
	static const char *const ends[] = {
		",nodemask=",  ",cpuset=",     ",mems_allowed=", ",global_oom",
		",oom_memcg=", ",task_memcg=", ",task=",         NULL
	};
	struct alloc_request req = { 0 };
	struct oom *o = f->oom;

	fact_set_text(o, constraint_kind,
	              field_keep(f, field_between(text, S("constraint="), ends)));
	fact_set_text(o, oom_memcg, field_keep(f, field_between(text, S(",oom_memcg="), ends)));
	fact_set_text(o, task_memcg, field_keep(f, field_between(text, S(",task_memcg="), ends)));
	alloc_request_parse(text, &req);
	fact_set_text(o, nodemask, field_keep(f, req.nodemask));
	fact_set_text(o, cpuset, field_keep(f, req.cpuset));
	fact_set_text(o, mems_allowed, field_keep(f, req.mems_allowed));
}

static void cpuset_parse(struct fault *f, struct slice text)
{
	struct alloc_request req = { 0 };

	alloc_request_parse(text, &req);
	fact_set_text(f->oom, cpuset, field_keep(f, req.cpuset));
	fact_set_text(f->oom, mems_allowed, field_keep(f, req.mems_allowed));
}

static void usage_parse(struct fault *f, struct slice text)
{
	struct oom *o = f->oom;

	fact_set_i64_after(o, memcg_usage_kb, text, "usage ");
	fact_set_i64_after(o, memcg_limit_kb, text, "limit ");
	fact_set_i64_after(o, memcg_failcnt, text, "failcnt ");
}

static void swap_parse(struct fault *f, struct slice text)
{
	struct oom *o = f->oom;

	fact_set_i64_after(o, swap_usage_kb, text, "usage ");
	fact_set_i64_after(o, swap_limit_kb, text, "limit ");
	fact_set_i64_after(o, swap_failcnt, text, "failcnt ");
}

static void kmem_parse(struct fault *f, struct slice text)
{
	struct oom *o = f->oom;

	fact_set_i64_after(o, kmem_usage_kb, text, "usage ");
	fact_set_i64_after(o, kmem_limit_kb, text, "limit ");
	fact_set_i64_after(o, kmem_failcnt, text, "failcnt ");
}

/** Names of memory.stat that count events or pages and not bytes. */
static bool stat_is_count(struct slice name)
{
	static const char *const counts[] = { "workingset_", "pg",    "thp_", "zsw", "swpin",
		                              "swpout",      "numa_", "htlb", NULL };

	for (size_t i = 0; counts[i]; i++)
		if (slice_starts(name, slice_str(counts[i])))
			return true;
	return false;
}

static void memcg_stat_add(struct fault *f, struct slice group, struct slice name, double value,
                           struct slice unit)
{
	struct mem_stat *row;

	if (f->n_mem_stat >= LIMIT_FACT_ROWS)
		return;
	row = fault_row(f, mem_stat);
	// the first group is that of the limit: its numbers keep their names, those of its children
	// are told apart by their path
	if (group.n)
		name = arena_printf(f->arena, SLICE_FMT ":" SLICE_FMT, SLICE_ARG(group),
		                    SLICE_ARG(name));
	fact_set(row, name, field_keep(f, name));
	fact_set(row, value, value);
	fact_set(row, unit, unit);
}

/* What lives while the lines of an event are parsed. */
struct oom_parse {
	struct oom_scan scan;
	size_t n_groups;    /**< memory cgroups whose statistics have begun */
	struct slice group; /**< path of the present one, empty for the first */
	bool pending;       /**< the last kill row is of a "Kill process" line */
	bool or_child;      /**< and that line says that a child may die instead */
	bool killed_group;  /**< memory.oom.group */
};

static void stats_parse(struct oom_parse *p, struct fault *f, struct slice text)
{
	struct slice path =
		field_between(text, S("stats for "), (const char *const[]){ ": ", NULL });
	struct slice name, unit;
	int64_t value;

	if (slice_ends(path, S(":")))
		path.n--;
	p->group = p->n_groups++ ? slice_head(path, LIMIT_NAME_BYTES / 2) : (struct slice){ "", 0 };
	if (!slice_skip_past(&text, S(": ")))
		return;
	while (meminfo_dump_stat(&text, &name, &value, &unit))
		memcg_stat_add(f, p->group, name, (double)value, unit);
}

static void stat_parse(struct oom_parse *p, struct fault *f, struct slice text)
{
	struct slice name;
	int64_t value;

	if (slice_word(&text, &name) && slice_skip_blanks(&text) && slice_i64(&text, &value))
		memcg_stat_add(f, p->group, name, (double)value,
		               stat_is_count(name) ? S("") : S("B"));
}

static void kill_row(struct oom_parse *p, struct fault *f, struct slice text)
{
	struct oom_kill_line line;
	struct oom_kill *row;

	if (f->n_oom_kill >= LIMIT_FACT_ROWS || !oom_kill_parse(text, &line))
		return;
	line.kill.comm = field_keep(f, line.kill.comm);
	if (p->killed_group)
		fact_set(&line.kill, memcg_kill, 1);
	row = p->pending ? &f->oom_kill[f->n_oom_kill - 1] : NULL;
	if (row && row->pid == line.kill.pid) {
		if (fact_has(row, score) && !fact_has(&line.kill, score))
			fact_set(&line.kill, score, row->score);
		*row = line.kill;
	} else if (row && p->or_child && line.done) {
		*row = line.kill;
	} else {
		row = fault_row(f, oom_kill);
		*row = line.kill;
	}
	p->pending = !line.done;
	p->or_child = line.or_child;
}

static void task_row(struct oom_parse *p, struct fault *f, struct slice text)
{
	struct oom_task task;

	if (f->n_oom_task >= LIMIT_FACT_ROWS || !oom_tasks_row(&p->scan, text, &task))
		return;
	task.comm = field_keep(f, task.comm);
	*fault_row(f, oom_task) = task;
}

static void line_parse(struct oom_parse *p, const struct report *r, struct fault *f,
                       struct slice text)
{
	switch (oom_scan_line(&p->scan, text)) {
	case OOM_LINE_HEAD:
		if (!fact_has(f->oom, trigger_comm) && !fact_has(f->oom, gfp_mask))
			head_parse(r, f, text);
		break;
	case OOM_LINE_CPUSET:
		cpuset_parse(f, text);
		break;
	case OOM_LINE_LIMIT:
		limit_parse(f, text);
		break;
	case OOM_LINE_USAGE:
		usage_parse(f, text);
		break;
	case OOM_LINE_SWAP:
		swap_parse(f, text);
		break;
	case OOM_LINE_KMEM:
		kmem_parse(f, text);
		break;
	case OOM_LINE_STATS:
		stats_parse(p, f, text);
		break;
	case OOM_LINE_STAT:
		stat_parse(p, f, text);
		break;
	case OOM_LINE_TASK:
		task_row(p, f, text);
		break;
	case OOM_LINE_CONSTRAINT:
		constraint_parse(f, text);
		break;
	case OOM_LINE_KILL:
		kill_row(p, f, text);
		break;
	case OOM_LINE_GROUP:
		p->killed_group = true;
		break;
	case OOM_LINE_NONE:
	case OOM_LINE_DUMP:
	case OOM_LINE_TASK_HEAD:
	case OOM_LINE_REAPED:
	case OOM_LINE_NO_VICTIM:
	case OOM_LINE_TEXT:
		break;
	}
}

/** Whom the report is about: the task that asked, else the first victim. */
static void subject_set(struct fault *f)
{
	struct oom *o = f->oom;

	if (fact_has(o, trigger_comm)) {
		if (fact_has(f, pid) && (!fact_has(f, comm) || slice_eq(f->comm, o->trigger_comm)))
			fact_set(o, trigger_pid, f->pid);
		if (!fact_has(f, comm))
			fact_set(f, comm, o->trigger_comm);
	} else if (f->n_oom_kill && !fact_has(f, comm)) {
		fact_set(f, comm, f->oom_kill[0].comm);
		fact_set(f, pid, f->oom_kill[0].pid);
	}
}

/** Without buddy lists (memory cgroups): the virtual memory of a victim in kB and in pages. */
static void page_size_guess(struct fault *f)
{
	for (size_t i = 0; i < f->n_oom_kill && i < 8 && !fact_has(f->oom, page_kb); i++) {
		const struct oom_kill *k = &f->oom_kill[i];

		for (size_t j = 0; j < f->n_oom_task; j++) {
			const struct oom_task *t = &f->oom_task[j];

			if (t->pid != k->pid || t->total_vm_pages <= 0 || k->total_vm_kb <= 0 ||
			    k->total_vm_kb % t->total_vm_pages)
				continue;
			int64_t kb = k->total_vm_kb / t->total_vm_pages;
			if (kb >= 4 && kb <= 256 && !(kb & (kb - 1)))
				fact_set(f->oom, page_kb, kb);
		}
	}
}

static bool oom_parse(const struct report *r, struct fault *f)
{
	struct oom_parse p = { .group = { "", 0 } };

	(void)fault_single(f, oom);
	if (oom_daemon_parse(report_text(&r->lines[0]), f)) {
		for (size_t i = 0; i < r->n_lines; i++)
			oom_daemon_numbers(report_text(&r->lines[i]), f);
		return true;
	}
	for (size_t i = 0; i < r->n_lines; i++) {
		struct slice rest = report_text(&r->lines[i]), part;

		while (meminfo_dump_part(&rest, &part))
			line_parse(&p, r, f, part);
	}
	meminfo_dump_parse(r, f);
	page_size_guess(f);
	subject_set(f);
	return true;
}

static const struct fault_sample samples[] = {
	{ "bash invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
	  FAULT_OOM, NULL },
	{ "runc:[2:INIT] invoked oom-killer: gfp_mask=0xd0, order=0, oom_adj=0", FAULT_OOM, NULL },
	{ "Out of memory: Killed process 12 (x) total-vm:8kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB",
	  FAULT_OOM, NULL },
	{ "Memory cgroup out of memory: Kill process 13536 (a b) score 996 or sacrifice child",
	  FAULT_OOM, NULL },
	{ "lowmemorykiller: Killing 'd.process.media' (1467), adj 15,", FAULT_OOM, NULL },
	{ NULL, FAULT_OOM, NULL },
};

const struct fault_family family_oom = {
	.name = "oom",
	.heads = heads,
	.classify = oom_classify,
	.slack = 60, // on a machine without memory every daemon complains in between
	.parse = oom_parse,
	.samples = samples,
};
