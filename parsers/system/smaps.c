// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/PID/smaps and smaps_rollup: sums over the mappings of a process.
 *
 *   55f523c9f000-55f523cc1000 r-xp 00000000 08:02 5505067                    /sbin/cgmanager
 *   Size:                136 kB
 *   KernelPageSize:        4 kB
 *   Rss:                 132 kB
 *   THPeligible:    0
 *   VmFlags: rd ex mr mw me dw sd
 *
 * show_smap() and show_smaps_rollup() in fs/proc/task_mmu.c.  Processes have up to 65,530 mappings
 * with 20 lines each, so mappings give no rows of their own: their number by sort (mappings,
 * mappings.file, mappings.anon, mappings.heap, mappings.stack, mappings.kernel), the sum of each
 * line in kB under its name, and Rss and Swap by sort (Rss.heap).  Names begin with proc/PID/smaps: or
 * proc/PID/smaps_rollup: where the place in the bundle says the process.
 */
#include "parsers/system/token.h"

#define SUMS_MAX 48 // lines of a mapping; the kernel prints some 25

enum sort {
	SORT_FILE,
	SORT_ANON,
	SORT_HEAP,
	SORT_STACK,
	SORT_KERNEL,
	SORT_COUNT
};
static const char *const sort_names[SORT_COUNT] = { "file", "anon", "heap", "stack", "kernel" };

struct sum {
	char name[32];
	double kb;
};

struct state {
	struct sum sums[SUMS_MAX];
	size_t n_sums;
	uint64_t mappings[SORT_COUNT];
	double rss_kb[SORT_COUNT], swap_kb[SORT_COUNT];
	enum sort sort; /**< of the mapping that is read */
	bool rollup;
};

/* `BEGIN-END PERM OFFSET DEV INODE NAME` */
static bool mapping_parse(struct slice line, struct slice *ret_name)
{
	struct slice s = line, perm, offset, dev, inode;
	uint64_t begin, end;

	if (!slice_u64(&s, 16, &begin) || !slice_skip_char(&s, '-') || !slice_u64(&s, 16, &end) ||
	    !slice_skip_char(&s, ' ') || !token_word(&s, &perm) || perm.n != 4 ||
	    !token_word(&s, &offset) || !token_word(&s, &dev) || !slice_has(dev, S(":")) ||
	    !token_word(&s, &inode) || !token_is_digits(inode))
		return false;
	*ret_name = slice_trim(s);
	return true;
}

static enum sort sort_of(struct slice name)
{
	if (!name.n || slice_starts(name, S("[anon")) || slice_starts(name, S("/dev/zero")))
		return SORT_ANON;
	if (slice_starts(name, S("[heap")))
		return SORT_HEAP;
	if (slice_starts(name, S("[stack")))
		return SORT_STACK;
	return name.p[0] == '[' ? SORT_KERNEL : SORT_FILE;
}

static int smaps_bid(struct slice head, struct slice path)
{
	struct slice line, name;

	(void)path;
	if (!token_line(&head, &line) || !mapping_parse(line, &name) || !token_line(&head, &line))
		return 0;
	for (int i = 0; i < 3; i++) {
		if (slice_starts(line, S("Size:")) || slice_starts(line, S("Rss:")))
			return slice_ends(slice_trim(line), S(" kB")) ? 95 : 0;
		if (!token_line(&head, &line))
			return 0;
	}
	return 0;
}

static void sum_add(struct system *s, struct slice name, double kb)
{
	struct state *st = s->state;

	for (size_t i = 0; i < st->n_sums; i++) {
		if (slice_eq(slice_str(st->sums[i].name), name)) {
			st->sums[i].kb += kb;
			return;
		}
	}
	if (st->n_sums == SUMS_MAX || name.n >= sizeof(st->sums[0].name)) {
		s->bad_lines++;
		return;
	}
	memcpy(st->sums[st->n_sums].name, name.p, name.n);
	st->sums[st->n_sums++].kb = kb;
}

static void smaps_line(struct system *s, struct slice line)
{
	struct state *st = s->state;
	struct slice name, w, in = line;
	double kb;

	if (mapping_parse(line, &name)) {
		st->rollup |= slice_is(name, "[rollup]");
		st->sort = sort_of(name);
		st->mappings[st->sort]++;
		return;
	}
	if (!slice_trim(line).n)
		return;
	if (!slice_cut(&in, ':', &name) || !token_word(&in, &w)) {
		s->bad_lines += !slice_starts(line, S("VmFlags:"));
		return;
	}
	if (slice_is(name, "VmFlags") || slice_is(name, "THPeligible") ||
	    slice_is(name, "ProtectionKey") || slice_is(name, "Name") ||
	    slice_ends(name, S("PageSize")))
		return; // of one mapping: no sums
	if (!token_number(w, &kb)) {
		s->bad_lines++;
		return;
	}
	sum_add(s, name, kb);
	if (slice_is(name, "Rss"))
		st->rss_kb[st->sort] += kb;
	else if (slice_is(name, "Swap"))
		st->swap_kb[st->sort] += kb;
}

/* `proc/PID/smaps:` where the place says it. */
static const char *prefix_of(struct system *s, struct token_name_buf *buf)
{
	const struct state *st = s->state;
	struct slice file;
	int64_t pid;

	if (!token_path_pid(s->path, &pid, &file))
		return "";
	token_name(buf, "proc/%lld/%s:", (long long)pid, st->rollup ? "smaps_rollup" : "smaps");
	return buf->p;
}

static void smaps_end(struct system *s)
{
	struct state *st = s->state;
	struct token_name_buf buf, prefix_buf;
	const char *prefix = prefix_of(s, &prefix_buf);
	uint64_t mappings = 0;

	for (size_t i = 0; i < st->n_sums; i++)
		system_stat(s, -1, token_name(&buf, "%s%s", prefix, st->sums[i].name),
		            st->sums[i].kb, "kB");
	if (st->rollup)
		return;
	for (size_t i = 0; i < SORT_COUNT; i++)
		mappings += st->mappings[i];
	system_stat(s, -1, token_name(&buf, "%smappings", prefix), mappings, "");
	for (size_t i = 0; i < SORT_COUNT; i++) {
		const char *sort = sort_names[i];
		if (!st->mappings[i])
			continue;
		system_stat(s, -1, token_name(&buf, "%smappings.%s", prefix, sort), st->mappings[i],
		            "");
		system_stat(s, -1, token_name(&buf, "%sRss.%s", prefix, sort), st->rss_kb[i], "kB");
		system_stat(s, -1, token_name(&buf, "%sSwap.%s", prefix, sort), st->swap_kb[i],
		            "kB");
	}
}

const struct system_format system_format_smaps = {
	.name = "smaps",
	.summary = "/proc/PID/smaps and smaps_rollup, summed up",
	.source = "fs/proc/task_mmu.c",
	.bid = smaps_bid,
	.state_bytes = sizeof(struct state),
	.line = smaps_line,
	.end = smaps_end,
};
