// SPDX-License-Identifier: Apache-2.0
#include "parsers/system/fields.h"

size_t fields_words(struct slice line, struct slice *ret, size_t max)
{
	size_t n = 0;

	while (n < max && (slice_skip_blanks(&line), slice_word(&line, &ret[n])))
		n++;
	return n;
}

bool fields_i64(struct slice word, int64_t *ret)
{
	return slice_i64(&word, ret) && !word.n;
}

bool fields_zone(struct slice *in, int64_t *ret_node, struct slice *ret_zone)
{
	struct slice s = slice_ltrim(*in);
	uint64_t node;

	// pagetypeinfo has more blanks before the number
	if (!slice_skip(&s, S("Node")) || !slice_skip_blanks(&s) || !slice_u64(&s, 10, &node) ||
	    node > INT32_MAX || !slice_skip_char(&s, ','))
		return false;
	slice_skip_blanks(&s);
	if (!slice_skip(&s, S("zone")) || !slice_skip_blanks(&s) || !slice_word(&s, ret_zone) ||
	    ret_zone->n > 32)
		return false;
	if (ret_zone->p[ret_zone->n - 1] == ',')
		ret_zone->n--;
	if (!ret_zone->n)
		return false;
	*ret_node = (int64_t)node;
	*in = s;
	return true;
}

/* By the longest beginning.  Events count times and are plain numbers. */
static const struct {
	const char *begin, *unit;
} units[] = {
	// stacks until Linux 4.8, KiB since
	{ "nr_kernel_stack", "" },
	{ "nr_shadow_call_stack", "kB" },
	// huge pages until Linux 5.11, pages since
	{ "nr_anon_transparent_hugepages", "" },
	{ "nr_shmem_hugepages", "" },
	{ "nr_shmem_pmdmapped", "" },
	{ "nr_file_hugepages", "" },
	{ "nr_file_pmdmapped", "" },
	{ "nr_tlb_", "" },
	{ "nr_", "pages" },
	{ "workingset_nodereclaim", "" },
	{ "workingset_nodes", "" },
	{ "workingset_", "pages" },
	{ "pgpgin", "kB" },
	{ "pgpgout", "kB" },
	{ "pswpin", "pages" },
	{ "pswpout", "pages" },
	{ "pgalloc_", "pages" },
	{ "pgfree", "pages" },
	{ "pgsteal_", "pages" },
	{ "pgscan_direct_throttle", "" },
	{ "pgscan_", "pages" },
	{ "pgrefill", "pages" },
	{ "pgmigrate_", "pages" },
	{ "compact_free_scanned", "pages" },
	{ "compact_migrate_scanned", "pages" },
	{ "compact_isolated", "pages" },
	{ "balloon_", "pages" },
};

const char *fields_counter_unit(struct slice name)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (slice_starts(name, slice_str(units[i].begin)))
			return units[i].unit;
	return "";
}

int64_t fields_path_node(struct slice path)
{
	uint64_t node;

	while (slice_skip_past(&path, S("node/node"))) {
		struct slice s = path;
		if (slice_u64(&s, 10, &node) && node <= INT32_MAX && slice_skip_char(&s, '/'))
			return (int64_t)node;
	}
	return -1;
}
