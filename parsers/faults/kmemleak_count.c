// SPDX-License-Identifier: Apache-2.0
/*
 * What kmemleak says in the log after a scan; the objects are in debugfs.  kmemleak_scan() in
 * mm/kmemleak.c:
 *
 * kmemleak: 14 new suspected memory leaks (see /sys/kernel/debug/kmemleak)
 *
 * The number is a row of mem_stat.
 */
#include "parsers/faults/fields.h"
#include "parsers/faults/grammar.h"

static const struct fault_head heads[] = {
	{ " new suspected memory leaks", "kmemleak: \\d+ new suspected memory leaks",
	  FAULT_KMEMLEAK, NULL, NULL, HEAD_ONE_LINE },
	{ NULL, NULL, FAULT_KMEMLEAK, NULL, NULL, 0 },
};

static enum line_class count_classify(struct report *r, const struct report_line *line)
{
	(void)r, (void)line;
	return LINE_END_BEFORE;
}

static bool count_parse(const struct report *r, struct fault *f)
{
	struct slice text = report_text(&r->lines[0]);
	int64_t n;

	if (!slice_skip_past(&text, S("kmemleak: ")) || !slice_i64(&text, &n))
		return false;
	fact_set(f, bug_type, S("memory leaks"));
	struct mem_stat *row = fault_row(f, mem_stat);
	fact_set(row, name, S("new suspected memory leaks"));
	fact_set(row, value, (double)n);
	fact_set(row, unit, S(""));
	return true;
}

static const struct fault_sample samples[] = {
	{ "kmemleak: 14 new suspected memory leaks (see /sys/kernel/debug/kmemleak)",
	  FAULT_KMEMLEAK, "memory leaks" },
	{ NULL, FAULT_KMEMLEAK, NULL },
};

const struct fault_family family_kmemleak_count = {
	.name = "kmemleak_count",
	.heads = heads,
	.classify = count_classify,
	.parse = count_parse,
	.samples = samples,
};
