// SPDX-License-Identifier: Apache-2.0
/*
 * Pages, page tables and counters that are in no state they may be in.  bad_page() in
 * mm/page_alloc.c, print_bad_pte() in mm/memory.c, check_mm() in kernel/fork.c, dump_page() in
 * mm/debug.c, dump_page_owner() in mm/page_owner.c:
 *
 * BUG: Bad page state in process mkfs.jfs  pfn:7deea
 * page: refcount:0 mapcount:0 mapping:0000000000000000 index:0x2e pfn:0x7deea
 * flags: 0xfff0000000400c(referenced|uptodate|private|node=0|zone=1|lastcpupid=0x7ff)
 * raw: 00fff0000000400c dead000000000100 dead000000000122 0000000000000000
 * page dumped because: PAGE_FLAGS_CHECK_AT_FREE flag(s) set
 * page_owner tracks the page as allocated
 * page last allocated via order 0, migratetype Unmovable, gfp_mask 0x40c40(GFP_NOFS|__GFP_COMP), pid 5096, tgid 5096 (mkfs.jfs), ts 65496014420, free_ts 61245713562
 *  post_alloc_hook+0x1f3/0x230
 * page last free pid 5083 tgid 5083 stack trace:
 *  free_unref_page+0xd19/0xea0
 *
 * BUG: Bad page map in process led  pte:00303a85 pmd:8a6b0000
 * addr:77e00000 vm_flags:00000075 anon_vma:00000000 mapping:8a1f8a2c index:5e
 *
 * BUG: Bad rss-counter state mm:00000000ae46ef00 idx:0 val:-17
 * BUG: Bad rss-counter state mm:00000000ae46ef00 type:MM_FILEPAGES val:-3 Comm:cat Pid:12
 * BUG: non-zero pgtables_bytes on freeing mm: 4096
 * Bad page state in process 'kswapd0'                                            (before 2.6.29)
 */
#include "parsers/base/sbuf.h"
#include "parsers/faults/fields.h"
#include "parsers/faults/grammar.h"

#define PAGE_DUMP_BYTES ((size_t)4 << 10)

static const struct fault_head heads[] = {
	{ "Bad page state in process ", "(?:^|BUG: )Bad page state in process ", FAULT_BAD_PAGE,
	  NULL, NULL, 0 },
	{ "BUG: Bad page map in process ", NULL, FAULT_BAD_PAGE, NULL, NULL, 0 },
	{ "BUG: Bad page cache in process ", NULL, FAULT_BAD_PAGE, NULL, NULL, 0 },
	{ "BUG: Bad rss-counter state ", NULL, FAULT_BAD_PAGE, NULL, NULL, HEAD_ONE_LINE },
	{ " on freeing mm: ", "BUG: non-zero \\S+ on freeing mm: ", FAULT_BAD_PAGE, NULL, NULL,
	  HEAD_ONE_LINE },
	{ NULL, NULL, FAULT_BAD_PAGE, NULL, NULL, 0 },
};

/* Beginnings of the lines of the page dump. */
static const char *const dump[] = {
	"page:",
	"page ",
	"page dumped because",
	"flags:",
	"raw:",
	"head:",
	"page_type:",
	"aops:",
	"memcg:",
	"page->mem_cgroup:",
	"ksm ",
	"anon ",
	"non-NULL ",
	"mapping:",
	"index:",
	"bad because of flags:",
	"compound_mapcount:",
	"fs:",
	"nonuptodate",
	NULL,
};

/* Of page_owner, and what print_bad_pte() says of the mapping. */
static const char *const body[] = {
	"page_owner ",
	"page last ",
	"page has been migrated",
	"addr:",
	"file:",
	"vma->vm_ops",
	"vma->vm_file",
	"pgd:",
	"Trying to fix it",
	"Backtrace:",
	"Bad page state: ",
	"Hexdump:",
	"Modules linked in",
	"Disabling lock debugging",
	NULL,
};

static bool begins(const char *const *list, struct slice text)
{
	for (size_t i = 0; list[i]; i++)
		if (slice_starts(text, slice_str(list[i])))
			return true;
	return false;
}

static enum line_class bad_page_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line);

	(void)r;
	return begins(dump, text) || begins(body, text) ? LINE_BODY : LINE_GENERIC;
}

/** `… in process name  pfn:12`, `… in process name  pte:12 pmd:34`; quoted before 2.6.29. */
static struct slice process_parse(struct slice text)
{
	static const char *const ends[] = { "  pfn:", "  pte:", "  pmd:", "  pud:", "  p4d:",
		                            "  pgd:", " pfn:",  " pte:",  NULL };
	struct slice comm = field_between(text, S(" in process "), ends);

	if (comm.n > 2 && *comm.p == '\'' && comm.p[comm.n - 1] == '\'')
		comm = (struct slice){ comm.p + 1, comm.n - 2 };
	return comm;
}

static void head_parse(struct slice text, struct fault *f)
{
	static const char *const type_ends[] = { " in process", " on freeing mm", " mm:", NULL };
	static const char *const comm_ends[] = { " Pid:", NULL };
	struct slice rest = text, comm = process_parse(text);
	int64_t pid;

	slice_skip_past(&rest, S("BUG: "));
	for (size_t i = 0; type_ends[i]; i++) {
		ssize_t at = slice_find(rest, slice_str(type_ends[i]));

		if (at > 0)
			rest.n = at;
	}
	fact_set(f, bug_type, field_keep(f, rest));
	if (!comm.p)
		comm = field_between(text, S(" Comm:"), comm_ends);
	if (comm.n && !fact_has(f, comm))
		fact_set(f, comm, field_keep(f, comm));
	if (!fact_has(f, pid) && field_i64(text, S(" Pid:"), &pid))
		fact_set(f, pid, pid);
}

/** Seconds since boot of `ts 65496014420` (nanoseconds). */
static bool ts_parse(struct slice text, struct slice key, double *ret)
{
	int64_t ns;

	if (!field_i64(text, key, &ns))
		return false;
	*ret = (double)ns / 1e9;
	return true;
}

static void allocated_parse(struct memory_object *o, struct fault *f, struct slice text)
{
	static const char *const stamped[] = { "), ts ", NULL }, *const bare[] = { ")", NULL };
	struct slice comm = { 0 }, rest = text;
	double when;

	fact_set_i64_after(o, alloc_pid, text, ", pid ");
	if (slice_skip_past(&rest, S(", tgid ")))
		comm = field_between(rest, S(" ("), slice_has(rest, S("), ts ")) ? stamped : bare);
	fact_set_text(o, alloc_comm, field_keep(f, comm));
	if (ts_parse(text, S(", ts "), &when))
		fact_set(o, alloc_time, when);
	if (ts_parse(text, S(", free_ts "), &when) && when > 0)
		fact_set(o, free_time, when);
}

/** The dump of the page, and who had it. */
static void page_parse(const struct report *r, struct fault *f)
{
	struct memory_object *o = NULL;
	struct sbuf all = { .max = PAGE_DUMP_BYTES };

	for (size_t i = 1; i < r->n_lines; i++) {
		struct slice text = report_text(&r->lines[i]), rest = text;

		if (!begins(dump, text) && !begins(body, text))
			continue;
		if (!o)
			o = fault_single(f, memory_object);
		if (slice_starts(text, S("page last allocated via")) ||
		    slice_starts(text, S("page allocated via")))
			allocated_parse(o, f, text);
		else if (slice_starts(text, S("page last free pid")))
			fact_set_i64_after(o, free_pid, text, " pid ");
		else if (slice_skip(&rest, S("page dumped because: ")))
			fact_set(f, detail, field_keep(f, rest));
		if (!begins(dump, text) || slice_starts(text, S("page last ")))
			continue;
		if (all.n)
			sbuf_char(&all, '\n');
		sbuf_add(&all, slice_head(text, LIMIT_NAME_BYTES));
	}
	if (o && all.n)
		fact_set(o, page, arena_dup(f->arena, sbuf_slice(&all)));
	sbuf_deinit(&all);
}

static bool bad_page_parse(const struct report *r, struct fault *f)
{
	struct slice head = report_text(&r->lines[0]);

	head_parse(head, f);
	page_parse(r, f);
	if (slice_has(head, S("rss-counter")))
		fact_set_text(f, detail,
		              field_keep(f, field_between(head, S(" type:"),
		                                          (const char *const[]){ " ", NULL })));
	return true;
}

static const struct fault_sample samples[] = {
	{ "BUG: Bad page state in process kworker/9:1  pfn:2068b", FAULT_BAD_PAGE,
	  "Bad page state" },
	{ "BUG: Bad page map in process udevd  pte:27b84910 pmd:0013f831", FAULT_BAD_PAGE,
	  "Bad page map" },
	{ "BUG: Bad page cache in process umount  pfn:7655f4", FAULT_BAD_PAGE, "Bad page cache" },
	{ "BUG: Bad rss-counter state mm:00000000ae46ef00 idx:0 val:-17", FAULT_BAD_PAGE,
	  "Bad rss-counter state" },
	{ "BUG: non-zero pgtables_bytes on freeing mm: 4096", FAULT_BAD_PAGE,
	  "non-zero pgtables_bytes" },
	{ "Bad page state in process 'kswapd0'", FAULT_BAD_PAGE, "Bad page state" },
	{ NULL, FAULT_BAD_PAGE, NULL },
};

const struct fault_family family_bad_page = {
	.name = "bad_page",
	.heads = heads,
	.classify = bad_page_classify,
	.parse = bad_page_parse,
	.samples = samples,
};
