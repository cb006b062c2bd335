// SPDX-License-Identifier: Apache-2.0
/*
 * /proc/vmstat, and the vmstat of a node in sysfs:
 *
 *   nr_free_pages 624193
 *   nr_zone_inactive_anon 308899
 *   pgfault 4461699309
 *
 * vmstat_show() in mm/vmstat.c, node_read_vmstat() in drivers/base/node.c.  Names come and go with
 * kernel versions; all are kept.
 */
#include "parsers/system/fields.h"

static bool vmstat_parse(struct slice line, struct slice *ret_name, struct slice *ret_value)
{
	struct slice words[3];

	if (fields_words(line, words, 3) != 2 || words[0].n > 64 || words[0].p[0] < 'a' ||
	    words[0].p[0] > 'z')
		return false;
	for (size_t i = 0; i < words[0].n; i++) {
		char c = words[0].p[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' &&
		    !(c >= 'A' && c <= 'Z'))
			return false;
	}
	// unsigned ones that went below 0 print as 2^64 less
	for (size_t i = words[1].p[0] == '-'; i < words[1].n; i++)
		if (words[1].p[i] < '0' || words[1].p[i] > '9')
			return false;
	*ret_name = words[0];
	*ret_value = words[1];
	return true;
}

/** Names that every kernel's file has some of, and memory.stat and cpu.stat of cgroups have not. */
static bool is_known(struct slice name)
{
	static const char *const names[] = {
		"nr_free_pages",
		"nr_dirty",
		"nr_writeback",
		"nr_mapped",
		"nr_inactive_anon",
		"nr_active_anon",
		"nr_zone_inactive_anon",
		"nr_zone_active_anon",
		"nr_file_pages",
		"nr_page_table_pages",
		"nr_slab_reclaimable",
		"nr_slab",
		"pgpgin",
		"pswpin",
		"pgalloc_normal",
		"allocstall",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_eq(name, slice_str(names[i])))
			return true;
	return false;
}

static int vmstat_bid(struct slice head, struct slice path)
{
	struct slice line, name, value;
	int lines = 0, good = 0, known = 0;

	(void)path;
	while (lines < 60 && slice_line(&head, &line)) {
		if (!slice_trim(line).n)
			continue;
		lines++;
		if (vmstat_parse(line, &name, &value)) {
			good++;
			known += is_known(name);
		}
	}
	return known >= 2 && good * 3 >= lines * 2 ? 85 : 0;
}

static void vmstat_line(struct system *s, struct slice line)
{
	struct slice name, value;

	if (!vmstat_parse(line, &name, &value)) {
		s->bad_lines += slice_trim(line).n > 0;
		return;
	}
	system_stat_text(s, fields_path_node(s->path), name, value, fields_counter_unit(name));
}

const struct system_format system_format_vmstat = {
	.name = "vmstat",
	.summary = "/proc/vmstat, and vmstat of a NUMA node",
	.source = "vmstat_show() in mm/vmstat.c, drivers/base/node.c",
	.bid = vmstat_bid,
	.line = vmstat_line,
};
