// SPDX-License-Identifier: Apache-2.0
/*
 * Allocations of pages and of vmalloc space that failed or took long.  warn_alloc() in
 * mm/page_alloc.c (warn_alloc_failed() before Linux 4.11), __vmalloc_area_node() and
 * alloc_vmap_area() in mm/vmalloc.c:
 *
 * cat: page allocation failure: order:5, mode:0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO), nodemask=(null),cpuset=/,mems_allowed=0
 * swapper: page allocation failure. order:0, mode:0x20
 * kworker/0:1: page allocation stalls for 10008ms, order:0, mode:0x14000c0(GFP_KERNEL), nodemask=(null)
 * insmod: vmalloc: allocation failure: 17179869184 bytes, mode:0x14080c2(GFP_KERNEL|__GFP_HIGHMEM)
 * vmalloc_test/0: vmalloc error: size 4096, vm_struct allocation failed, mode:0xdc0(GFP_KERNEL|__GFP_ZERO), nodemask=(null)
 * insmod: vmalloc: allocation failure, allocated 7208960 of 8392704 bytes, mode:0x80d2
 * vmap allocation for size 8192 failed: use vmalloc=<size> to increase size
 *
 * A stack and the state of memory follow (meminfo_dump.c), then what SLUB has to say of it.
 */
#include "parsers/faults/alloc_request.h"
#include "parsers/faults/fields.h"
#include "parsers/faults/grammar.h"
#include "parsers/faults/meminfo_dump.h"

static const struct fault_head heads[] = {
	{ ": page allocation failure", NULL, FAULT_PAGE_ALLOC_FAILURE, "page_alloc", NULL, 0 },
	{ ": page allocation stalls for ", NULL, FAULT_PAGE_ALLOC_FAILURE, NULL, NULL, 0 },
	{ "vmalloc error: size ", NULL, FAULT_PAGE_ALLOC_FAILURE, NULL, NULL, 0 },
	{ "vmalloc: allocation failure", NULL, FAULT_PAGE_ALLOC_FAILURE, NULL, NULL, 0 },
	{ "vmap allocation for size ", "vmap allocation for size \\d+ failed",
	  FAULT_PAGE_ALLOC_FAILURE, NULL, NULL, HEAD_ONE_LINE },
	{ NULL, NULL, FAULT_PAGE_ALLOC_FAILURE, NULL, NULL, 0 },
};

/* What the slab allocator prints around the report, by the beginning. */
static const char *const slab_lines[] = {
	"SLUB: Unable to allocate memory on node",
	"SLAB: Unable to allocate memory on node",
	"cache: ",
	"node ",
	",cpuset=",
	"warn_alloc_show_mem",
	NULL,
};

static bool is_slab_line(struct slice text)
{
	for (size_t i = 0; slab_lines[i]; i++)
		if (slice_starts(text, slice_str(slab_lines[i])))
			return true;
	return slice_has(text, S(" debugging increased min order"));
}

/** Before Linux 4.11 vmalloc() said so in a line of its own, in front of a report about order 0. */
static bool is_bare_vmalloc(const struct report *r)
{
	struct slice head = report_text(&r->lines[0]);

	return slice_starts(head, S("vmalloc: allocation failure")) && !slice_has(head, S("mode:"));
}

static enum line_class page_alloc_classify(struct report *r, const struct report_line *line)
{
	struct slice rest = report_text(line), part = { "", 0 };

	if (slice_starts(report_text(&r->lines[0]), S("vmap allocation")))
		return LINE_END_BEFORE;
	if (slice_has(rest, S(": page allocation failure")))
		return is_bare_vmalloc(r) && r->n_lines == 1 ? LINE_BODY : LINE_END_BEFORE;
	meminfo_dump_part(&rest, &part);
	return meminfo_dump_is_line(part) || is_slab_line(part) ? LINE_BODY : LINE_GENERIC;
}

/* What failed, and where in the head the task's name ends. */
static const struct {
	const char *mark, *bug_type;
} types[] = {
	{ ": page allocation failure", "page allocation failure" },
	{ ": page allocation stalls for ", "page allocation stall" },
	{ ": vmalloc error", "vmalloc error" },
	{ ": vmalloc: allocation failure", "vmalloc error" },
	{ "vmalloc: allocation failure", "vmalloc error" },
	{ "vmap allocation for size ", "vmap allocation failure" },
};

static void sizes_parse(struct page_alloc_failure *p, struct slice text)
{
	fact_set_i64_after(p, stall_ms, text, "stalls for ");
	fact_set_i64_after(p, vmalloc_bytes, text, "vmalloc error: size ");
	fact_set_i64_after(p, vmalloc_bytes, text, "vmap allocation for size ");
	if (slice_has(text, S("vmalloc: allocation failure"))) {
		fact_set_i64_after(p, vmalloc_bytes, text, "allocation failure: ");
		fact_set_i64_after(p, vmalloc_bytes, text, " of ");
	}
}

/** The row of types[] whose mark @p text holds, and whose task stands in front of it. */
static void type_parse(struct page_alloc_failure *p, struct fault *f, struct slice text)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		ssize_t at = slice_find(text, slice_str(types[i].mark));

		if (at < 0)
			continue;
		if (!fact_has(f, bug_type))
			fact_set(f, bug_type, slice_str(types[i].bug_type));
		if (at > 0)
			fact_set(p, comm, field_keep(f, slice_head(text, at)));
		break;
	}
}

static bool page_alloc_parse(const struct report *r, struct fault *f)
{
	struct page_alloc_failure *p = fault_single(f, page_alloc_failure);
	struct slice text = report_text(&r->lines[0]);
	struct alloc_request req = { 0 };

	type_parse(p, f, text);
	if (is_bare_vmalloc(r) && r->n_lines > 1)
		type_parse(p, f, report_text(&r->lines[1]));
	sizes_parse(p, text);
	alloc_request_parse(text, &req);
	// a mail program, or a line of another task, may have broken the line
	for (size_t i = 1; i < r->n_lines; i++) {
		struct slice next = report_text(&r->lines[i]);

		if (slice_starts(next, S(",cpuset=")) || (i < 3 && !req.gfp_mask.p))
			alloc_request_parse(next, &req);
	}
	if (req.has_order)
		fact_set(p, page_order, req.order);
	fact_set_text(p, gfp_mask, field_keep(f, req.gfp_mask));
	fact_set_text(p, gfp_flags, field_keep(f, req.gfp_flags));
	fact_set_text(p, nodemask, field_keep(f, req.nodemask));
	fact_set_text(p, cpuset, field_keep(f, req.cpuset));
	fact_set_text(p, mems_allowed, field_keep(f, req.mems_allowed));
	if (fact_has(p, comm) && !fact_has(f, comm))
		fact_set(f, comm, p->comm);
	meminfo_dump_parse(r, f);
	return true;
}

static const struct fault_sample samples[] = {
	{ "kworker/u8:4: page allocation failure: order:6, mode:0x40c40(GFP_NOFS|__GFP_COMP)",
	  FAULT_PAGE_ALLOC_FAILURE, "page allocation failure" },
	{ "swapper: page allocation failure. order:0, mode:0x20", FAULT_PAGE_ALLOC_FAILURE,
	  "page allocation failure" },
	{ "sh: page allocation stalls for 10008ms, order:0, mode:0x14000c0(GFP_KERNEL)",
	  FAULT_PAGE_ALLOC_FAILURE, "page allocation stall" },
	{ "insmod: vmalloc error: size 4096, vm_struct allocation failed, mode:0xdc0(GFP_KERNEL)",
	  FAULT_PAGE_ALLOC_FAILURE, "vmalloc error" },
	{ "vmap allocation for size 8192 failed: use vmalloc=<size> to increase size",
	  FAULT_PAGE_ALLOC_FAILURE, "vmap allocation failure" },
	{ NULL, FAULT_PAGE_ALLOC_FAILURE, NULL },
};

const struct fault_family family_page_alloc = {
	.name = "page_alloc",
	.heads = heads,
	.classify = page_alloc_classify,
	.slack = 40, // as for OOM reports: others complain in between
	.parse = page_alloc_parse,
	.samples = samples,
};
