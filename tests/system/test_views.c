// SPDX-License-Identifier: Apache-2.0
/* Views of snapshots.  What they must give was computed by hand from the samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/db/make.h"
#include "tests/system/rows.h"

#define BUNDLE "0123456789abcdef"

static void add(struct store *s, const char *format, const char *sample, const char *bundle_key)
{
	struct rows *r = rows_of_sample(format, sample);
	bool is_new;
	const struct store_source src = {
		.path = sample,
		.inside = sample,
		.bundle_key = bundle_key,
		.kind = format,
		.sha256 = sample, // any text will do
		.status = "ok",
		.taken_us = INT64_MIN,
	};

	ok(store_source_begin(s));
	ok(store_add_snapshot(s, &r->r));
	ok(store_source_end(s, &src, &is_new));
	assert_true(is_new);
	rows_free(r);
}

static struct store *store_with_bundle(void)
{
	struct store *s;
	const struct store_bundle b = { .key = BUNDLE, .path = "b", .taken_us = INT64_MIN };

	ok(store_open_temporary(&s));
	ok(store_add_bundle(s, &b));
	return s;
}

static void indices_are_those_of_the_kernel(void **state)
{
	_cleanup_(store_freep) struct store *s = store_with_bundle();

	(void)state;
	add(s, "buddyinfo", "buddyinfo", BUNDLE);
	add(s, "extfrag_index", "extfrag_index", BUNDLE);
	add(s, "unusable_index", "unusable_index", BUNDLE);
	assert_int_equal(number(s, "SELECT count(*) FROM fragmentation"), 22);
	assert_int_equal(number(s, "SELECT count(*) FROM fragmentation "
	                           "WHERE abs(unusable_index - kernel_unusable_index) < 1e-9 "
	                           "AND abs(extfrag_index - kernel_extfrag_index) < 1e-9"),
	                 22);
	_cleanup_free_ char *row =
		text(s, "SELECT free_blocks || ' ' || free_pages || ' ' || usable_pages || ' ' || "
	                "unusable_index || ' ' || extfrag_index FROM fragmentation "
	                "WHERE zone = 'Normal' AND page_order = 3");
	// 36 blocks of 8 pages and 4 of 16
	assert_string_equal(row, "36 8052 352 0.956 -1.0");
}

static void indices_of_another_bundle_are_not_taken(void **state)
{
	_cleanup_(store_freep) struct store *s = store_with_bundle();

	(void)state;
	add(s, "buddyinfo", "buddyinfo", NULL);
	add(s, "extfrag_index", "extfrag_index", BUNDLE);
	assert_int_equal(number(s, "SELECT count(*) FROM fragmentation "
	                           "WHERE kernel_extfrag_index IS NULL"),
	                 22);
}

static void blocks_of_all_types_are_added_up(void **state)
{
	_cleanup_(store_freep) struct store *s = store_with_bundle();

	(void)state;
	add(s, "pagetypeinfo", "pagetypeinfo", NULL);
	assert_int_equal(number(s, "SELECT free_blocks FROM fragmentation "
	                           "WHERE node = 1 AND page_order = 0"),
	                 100000 + 90211 + 310);
	assert_int_equal(number(s, "SELECT free_pages FROM fragmentation "
	                           "WHERE node = 0 AND page_order = 5"),
	                 3974);
}

static void sums_that_no_machine_has_are_no_error(void **state)
{
	_cleanup_(store_freep) struct store *s = store_with_bundle();
	struct rows *r = rows_of("buddyinfo", "x",
	                         S("Node 0, zone DMA 9223372036854775807 1 1 1 1 "
	                           "9223372036854775807\n"
	                           "Node 0, zone DMA 9223372036854775807 1 1 1 1 "
	                           "9223372036854775807\n"));
	const struct store_source src = {
		.path = "x",
		.kind = "buddyinfo",
		.sha256 = "x",
		.status = "ok",
		.taken_us = INT64_MIN,
	};
	bool is_new;

	(void)state;
	ok(store_source_begin(s));
	ok(store_add_snapshot(s, &r->r));
	ok(store_source_end(s, &src, &is_new));
	rows_free(r);
	assert_int_equal(number(s, "SELECT count(*) FROM fragmentation "
	                           "WHERE unusable_index BETWEEN 0 AND 1"),
	                 6);
}

static void slabs_keep_more_than_is_used(void **state)
{
	_cleanup_(store_freep) struct store *s = store_with_bundle();

	(void)state;
	add(s, "slabinfo", "slabinfo", NULL);
	_cleanup_free_ char *dentry = text(
		s, "SELECT used_bytes || ' ' || allocated_bytes || ' ' || free_bytes || ' ' || "
		   "slack_bytes || ' ' || waste_bytes || ' ' || used_percent "
		   "FROM slab_usage WHERE name = 'dentry'");
	// 54501 of 120771 objects of 192 bytes, 5751 pages
	assert_string_equal(dentry, "10464192 23556096 12723840 368064 13091904 44.4");
	_cleanup_free_ char *ext4 =
		text(s, "SELECT allocated_bytes FROM slab_usage WHERE name = 'ext4_inode_cache'");
	assert_string_equal(ext4, "11894784"); // 363 slabs of 8 pages
	assert_int_equal(number(s, "SELECT count(*) FROM slab_usage WHERE page_bytes <> 4096"), 0);
}

static void the_size_of_a_page_follows_from_the_caches(void **state)
{
	_cleanup_(store_freep) struct store *s = store_with_bundle();

	(void)state;
	add(s, "slabinfo", "slabinfo_64k", NULL);
	assert_int_equal(number(s, "SELECT min(page_bytes) FROM slab_usage"), 65536);
	assert_int_equal(number(s, "SELECT allocated_bytes FROM slab_usage WHERE name = 'dentry'"),
	                 10 * 65536);
}

static void caches_without_pages_count_their_objects(void **state)
{
	_cleanup_(store_freep) struct store *s = store_with_bundle();

	(void)state;
	add(s, "slabtop", "slabtop", NULL);
	assert_int_equal(number(s, "SELECT allocated_bytes FROM slab_usage WHERE name = 'dentry'"),
	                 120771 * 192);
}

static void memory_that_nothing_explains_is_told(void **state)
{
	_cleanup_(store_freep) struct store *s = store_with_bundle();

	(void)state;
	add(s, "meminfo", "meminfo", NULL);
	add(s, "meminfo", "meminfo_2.4", NULL);
	_cleanup_free_ char *row =
		text(s, "SELECT printf('%d %d %d %d %d %d %d %d %d %d %.1f', total_kb, free_kb, "
	                "lru_kb, slab_kb, pagetables_kb, vmalloc_kb, percpu_kb, hugepages_kb, "
	                "other_kb, unaccounted_kb, unaccounted_percent) FROM mem_unaccounted "
	                "WHERE total_kb = 4005888");
	assert_string_equal(row, "4005888 48104 1368064 368640 34816 65536 6144 262144 8192 "
	                         "1844248 46.0");
	assert_int_equal(number(s, "SELECT unaccounted_kb FROM mem_unaccounted "
	                           "WHERE total_kb = 126516"),
	                 126516 - 6972 - 77720 - 22148);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(indices_are_those_of_the_kernel),
		cmocka_unit_test(indices_of_another_bundle_are_not_taken),
		cmocka_unit_test(blocks_of_all_types_are_added_up),
		cmocka_unit_test(sums_that_no_machine_has_are_no_error),
		cmocka_unit_test(slabs_keep_more_than_is_used),
		cmocka_unit_test(the_size_of_a_page_follows_from_the_caches),
		cmocka_unit_test(caches_without_pages_count_their_objects),
		cmocka_unit_test(memory_that_nothing_explains_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
