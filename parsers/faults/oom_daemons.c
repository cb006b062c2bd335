// SPDX-License-Identifier: Apache-2.0
/*
 * Programs that kill before the kernel has to, and the low-memory killer of Android kernels:
 *
 * lowmemorykiller: Killing 'd.process.media' (1467), adj 15,
 *    to free 24280kB on behalf of 'kswapd0' (55) because
 *    cache 65092kB is below limit 65536kB for oom_score_adj 12
 * lowmemorykiller: Killing 'Binder:1' (1470) (tgid 1467), adj 900,
 * lowmemorykiller: send sigkill to 1467 (d.process.media), adj 15, size 6070
 * lowmemorykiller: Kill 'com.android.chrome' (4218), uid 10123, oom_score_adj 935 to free 81240kB rss, 0kB swap; reason: low watermark is breached
 * Killed /user.slice/user-1000.slice/app.scope due to memory used (7900000000) / total (8000000000) and swap used (…) / total (…) being more than 90.00%
 * Killed /user.slice/user-1000.slice due to memory pressure for /user.slice being 74.93% > 50.00% for > 20s with reclaim activity
 * sending SIGTERM to process 4218 uid 1000 "chrome": oom_score 850, VmRSS 1210 MiB, cmdline "chrome --type=renderer"
 */
#include "parsers/faults/oom.h"

#include "parsers/faults/fields.h"

/** `Killing 'name' (12) (tgid 10), adj 900,` and `Kill 'name' (12), uid 10123, oom_score_adj 900 …`. */
static bool lmk_name_parse(struct slice in, struct fault *f)
{
	struct oom_kill kill = { 0 };
	struct slice comm = in;
	int64_t pid;
	ssize_t at;

	if (!slice_skip_past(&comm, S("owmemorykiller: Kill")) || !slice_skip_past(&comm, S("'")))
		return false;
	at = slice_find(comm, S("' ("));
	if (at < 0)
		return false;
	in = slice_from(comm, at + 3);
	comm.n = at;
	if (!slice_i64(&in, &pid))
		return false;
	fact_set(&kill, pid, pid);
	fact_set_i64_after(&kill, pid, in, "(tgid ");
	fact_set(&kill, comm, field_keep(f, comm));
	fact_set_i64_after(&kill, uid, in, ", uid ");
	fact_set_i64_after(&kill, oom_score_adj, in, ", adj ");
	fact_set_i64_after(&kill, oom_score_adj, in, "oom_score_adj ");
	*fault_row(f, oom_kill) = kill;
	return true;
}

/** `send sigkill to 12 (name), adj 8, size 6070`: size in pages. */
static bool lmk_pid_parse(struct slice in, struct fault *f)
{
	struct oom_kill kill = { 0 };
	int64_t pid;
	ssize_t at;

	if (!slice_skip_past(&in, S("owmemorykiller: send sigkill to ")) || !slice_i64(&in, &pid) ||
	    !slice_skip(&in, S(" (")))
		return false;
	at = slice_find(in, S("), "));
	if (at < 0)
		return false;
	fact_set(&kill, pid, pid);
	fact_set(&kill, comm, field_keep(f, slice_head(in, at)));
	fact_set_i64_after(&kill, oom_score_adj, slice_from(in, at), "adj ");
	*fault_row(f, oom_kill) = kill;
	return true;
}

static bool oomd_parse(struct slice in, struct fault *f)
{
	ssize_t at = slice_find(in, S(" due to memory "));

	if (at < 0 || !slice_skip_past(&in, S("Killed /")))
		return false;
	in = (struct slice){ in.p - 1, in.n + 1 };
	at = slice_find(in, S(" due to memory "));
	if (at < 0)
		return false;
	if (f->oom)
		fact_set(f->oom, task_memcg, field_keep(f, slice_head(in, at)));
	return true;
}

static bool earlyoom_parse(struct slice in, struct fault *f)
{
	struct oom_kill kill = { 0 };
	struct slice comm;
	int64_t pid;

	if (!slice_skip_past(&in, S("sending SIG")) || !slice_skip_past(&in, S(" to process ")) ||
	    !slice_i64(&in, &pid))
		return false;
	fact_set(&kill, pid, pid);
	fact_set_i64_after(&kill, uid, in, " uid ");
	fact_set_i64_after(&kill, score, in, "oom_score ");
	comm = field_between(in, S("\""), (const char *const[]){ "\":", NULL });
	if (comm.p)
		fact_set(&kill, comm, field_keep(f, comm));
	*fault_row(f, oom_kill) = kill;
	return true;
}

/* What the lines measure, by what stands before the number, and in some behind it. */
static const struct {
	const char *before, *behind, *name, *unit;
} numbers[] = {
	{ "to free ", "kB rss", "killed rss", "kB" },
	{ "kB rss, ", "kB swap", "killed swap", "kB" },
	{ "to free ", "kB on behalf of ", "killed rss", "kB" },
	{ ", size ", "", "killed rss", "pages" },
	{ "cache ", "kB is below limit ", "cache", "kB" },
	{ "is below limit ", "kB", "cache limit", "kB" },
	{ "Free memory is ", "kB", "free above reserve", "kB" },
	{ "Free CMA is ", "kB", "free CMA", "kB" },
	{ "VmRSS ", " MiB", "killed rss", "MiB" },
	{ "due to memory used (", ") / total (", "memory used", "B" },
	{ "due to memory used (", NULL, "memory total", "B" },
	{ "swap used (", ") / total (", "swap used", "B" },
	{ "swap used (", NULL, "swap total", "B" },
	{ " being ", "%", "pressure", "%" },
	{ " being more than ", "%", "limit", "%" },
	{ "% > ", "%", "pressure limit", "%" },
};

static bool decimal_take(struct slice *in, double *ret)
{
	uint64_t whole, part;
	double v, scale = 1;

	if (!slice_u64(in, 10, &whole))
		return false;
	v = (double)whole;
	struct slice s = *in;
	size_t n = s.n;
	if (slice_skip_char(&s, '.') && slice_u64(&s, 10, &part)) {
		for (n -= s.n + 1; n; n--)
			scale *= 10;
		v += (double)part / scale;
		*in = s;
	}
	*ret = v;
	return true;
}

void oom_daemon_numbers(struct slice text, struct fault *f)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct slice in = text;
		double v;

		if (!slice_skip_past(&in, slice_str(numbers[i].before)))
			continue;
		if (!numbers[i].behind && !slice_skip_past(&in, S(") / total (")))
			continue;
		if (!decimal_take(&in, &v) ||
		    (numbers[i].behind && !slice_starts(in, slice_str(numbers[i].behind))))
			continue;
		struct mem_stat *row = fault_row(f, mem_stat);
		fact_set(row, name, arena_printf(f->arena, "killer: %s", numbers[i].name));
		fact_set(row, value, v);
		fact_set(row, unit, slice_str(numbers[i].unit));
	}
}

bool oom_daemon_parse(struct slice text, struct fault *f)
{
	if (!lmk_name_parse(text, f) && !lmk_pid_parse(text, f) && !oomd_parse(text, f) &&
	    !earlyoom_parse(text, f))
		return false;
	if (f->n_oom_kill) {
		fact_set(f, comm, f->oom_kill[0].comm);
		fact_set(f, pid, f->oom_kill[0].pid);
	}
	return true;
}
