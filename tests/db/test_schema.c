// SPDX-License-Identifier: Apache-2.0
/* The schema, its documentation and the field lists of the facts say the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "db/facts.h"
#include "db/schema_doc.h"
#include "tests/db/make.h"

static bool has_field(const struct fact_desc *d, const char *name)
{
	const struct fact_field *f = d->fields();
	for (size_t i = 0; i < d->n_fields; i++)
		if (strcmp(f[i].name, name) == 0)
			return true;
	return false;
}

/* Columns of tables that hang on a fault which are no field of it. */
static bool is_link(const char *column)
{
	static const char *const links[] = { "source_id", "fault_id", "row_no",
		                             "position",  "id",       "task_id" };
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (strcmp(links[i], column) == 0)
			return true;
	return false;
}

static bool has_column(struct store *s, const char *table, const char *column)
{
	char sql[256];
	snprintf(sql, sizeof(sql), "SELECT count(*) FROM pragma_table_info('%s') WHERE name = '%s'",
	         table, column);
	return number(s, sql) == 1;
}

static void check_table(struct store *s, const struct fact_desc *d)
{
	const struct fact_field *f = d->fields();
	sqlite3_stmt *st;
	char sql[256];

	for (size_t i = 0; i < d->n_fields; i++)
		if (!has_column(s, d->name, f[i].name))
			fail_msg(
				"table %s lacks column %s of fact_fields.h: add it to schema.sql and "
				"%s_add.sql",
				d->name, f[i].name, d->name);
	snprintf(sql, sizeof(sql), "SELECT name FROM pragma_table_info('%s')", d->name);
	sqlite3_prepare_v2(store_db(s), sql, -1, &st, NULL);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *column = (const char *)sqlite3_column_text(st, 0);
		if (!has_field(d, column) && !is_link(column))
			fail_msg("column %s.%s is no field of fact_fields.h", d->name, column);
	}
	sqlite3_finalize(st);
}

static void tables_have_the_columns_of_the_field_lists(void **state)
{
	_cleanup_(store_freep) struct store *s = NULL;

	(void)state;
	ok(store_open_temporary(&s));
	for (size_t i = 0; i < FACT_SINGLE_COUNT; i++)
		check_table(s, &fact_singles[i]);
	for (size_t i = 0; i < FACT_TABLE_COUNT; i++)
		check_table(s, &fact_tables[i]);
	for (size_t i = 0; i < FACT_SNAPSHOT_COUNT; i++)
		check_table(s, &fact_snapshots[i]);
	const struct fact_field *f = fact_fault.fields();
	for (size_t i = 0; i < fact_fault.n_fields; i++) {
		if (!has_column(s, "fault", f[i].name))
			fail_msg("view fault lacks %s of fact_fields.h", f[i].name);
		if (has_column(s, "fault_fact", f[i].name) ==
		    has_column(s, "fault_text", f[i].name))
			fail_msg("%s must be in fault_fact or fault_text", f[i].name);
	}
}

static void every_column_is_documented(void **state)
{
	_cleanup_(store_freep) struct store *s = NULL;
	const struct schema_doc *doc = store_schema_doc();
	sqlite3_stmt *st;
	size_t n = 0;

	(void)state;
	ok(store_open_temporary(&s));
	sqlite3_prepare_v2(store_db(s),
	                   "SELECT t.name, c.name, c.cid, c.type FROM sqlite_schema AS t, "
	                   "pragma_table_info(t.name) AS c WHERE t.type IN ('table', 'view') "
	                   "AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'fault_event'",
	                   -1, &st, NULL);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(st, 0);
		const char *column = (const char *)sqlite3_column_text(st, 1);
		size_t cid = sqlite3_column_int(st, 2);
		const struct schema_table *t = schema_table_find(doc, slice_str(table));
		if (!t || t->doc.n == 0)
			fail_msg("table %s is not documented", table);
		if (cid >= t->n_columns || !slice_eq(t->columns[cid].name, slice_str(column)) ||
		    t->columns[cid].doc.n == 0)
			fail_msg("column %s.%s is not documented", table, column);
		if (!t->is_view && !slice_eq(t->columns[cid].type,
		                             slice_str((const char *)sqlite3_column_text(st, 3))))
			fail_msg("column %s.%s has another type in its documentation", table,
			         column);
		n++;
	}
	sqlite3_finalize(st);
	assert_true(n > 300);
}

static void tables_are_strict(void **state)
{
	_cleanup_(store_freep) struct store *s = NULL;

	(void)state;
	ok(store_open_temporary(&s));
	assert_int_equal(number(s,
	                        "SELECT count(*) FROM pragma_table_list WHERE type = 'table' "
	                        "AND schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'"),
	                 0);
}

/* The names of the contract; more columns may be there. */
static void the_public_contract_is_there(void **state)
{
	static const char *const contract[][2] = {
		{ "bundle", "id key path layout host taken_utc" },
		{ "source",
		  "id key bundle_id boot_id host taken_utc path kind bytes sha256 status message" },
		{ "source_path", "source_id path" },
		{ "boot",
		  "id key boot_uuid host kernel_release kernel_version arch hardware command_line "
		  "started_utc kaslr_offset" },
		{ "fault",
		  "id key event_id source_id boot_id group_id kind bug_type title message function "
		  "module file line severity access access_size address comm pid cpu duration_s "
		  "taint kernel_release arch hardware host time_boot time_utc first_line last_line "
		  "first_byte last_byte corrupted corrupted_reason caused_by signature excerpt" },
		{ "fault_event", "id key event_id title kind" },
		{ "stack", "fault_id stack_no role cpu pid comm title" },
		{ "frame",
		  "fault_id stack_no stack depth function offset size module address build_id "
		  "reliable inlined file line" },
		{ "register", "fault_id stack_no name value" },
		{ "fault_group",
		  "id key signature kind title function faults hosts kernels first_seen_utc "
		  "last_seen_utc example_fault_id" },
		{ "memory_object",
		  "fault_id cache object_size object_address object_offset alloc_pid "
		  "alloc_comm free_pid free_comm" },
		{ "oom",
		  "fault_id trigger_comm trigger_pid gfp_mask gfp_flags page_order oom_score_adj "
		  "constraint_kind oom_memcg task_memcg memcg_usage_kb memcg_limit_kb memcg_failcnt "
		  "pages_ram free_swap_kb total_swap_kb" },
		{ "oom_kill", "fault_id position pid comm uid total_vm_kb anon_rss_kb file_rss_kb "
		              "shmem_rss_kb pgtables_kb oom_score_adj score" },
		{ "oom_task",
		  "fault_id pid uid tgid comm total_vm_pages rss_pages pgtables_bytes swapents "
		  "oom_score_adj" },
		{ "page_alloc_failure",
		  "fault_id comm page_order gfp_mask gfp_flags nodemask cpuset" },
		{ "zone_state",
		  "source_id fault_id node zone free_pages min_pages low_pages high_pages "
		  "present_pages managed_pages" },
		{ "buddy_free", "source_id fault_id node zone migratetype page_order free_blocks" },
		{ "kmemleak_object",
		  "fault_id position address size comm pid jiffies age_s checksum hexdump" },
		{ "slub_report",
		  "fault_id cache problem slab_address object_address slab_offset objects "
		  "used alloc_function alloc_pid alloc_cpu alloc_age free_function free_pid "
		  "free_cpu free_age" },
		{ "mem_stat", "source_id fault_id node name value unit" },
		{ "slab_cache",
		  "source_id name active_objs num_objs objsize objperslab pagesperslab "
		  "active_slabs num_slabs" },
		{ "process",
		  "source_id pid ppid uid comm state vsz_kb rss_kb minor_faults major_faults "
		  "oom_score oom_score_adj cgroup command_line" },
		{ "setting", "source_id name value" },
		{ "dump",
		  "source_id format arch kernel_release kernel_version machine crashed_utc uptime_s "
		  "panic_message panic_cpu panic_pid kaslr_offset phys_base page_size memory_bytes "
		  "coverage knowledge build_id" },
		{ "cpu", "source_id cpu pid comm context" },
		{ "task",
		  "id source_id address pid tgid ppid comm state cpu on_cpu kernel_thread started_s "
		  "blocked_s total_vm_pages rss_pages swap_pages oom_score_adj cgroup command_line" },
		{ "task_frame",
		  "task_id source_id cpu pid depth function offset size module address context "
		  "reliable inlined file line" },
		{ "kernel_module", "source_id name address size taint build_id" },
		{ "kernel_log", "source_id seq time_boot level facility caller text" },
		{ "lock_wait",
		  "source_id waiter_pid owner_pid kind lock_address lock_name since_s" },
		{ "advice", "id rule severity title evidence remedy fault_id source_id" },
	};
	_cleanup_(store_freep) struct store *s = NULL;

	(void)state;
	ok(store_open_temporary(&s));
	for (size_t i = 0; i < sizeof(contract) / sizeof(*contract); i++) {
		struct slice names = slice_str(contract[i][1]), name;
		while (slice_skip_blanks(&names), slice_word(&names, &name)) {
			char column[64];
			snprintf(column, sizeof(column), SLICE_FMT, SLICE_ARG(name));
			if (!has_column(s, contract[i][0], column))
				fail_msg("%s.%s of the public contract is not there",
				         contract[i][0], column);
			const struct schema_table *t =
				schema_table_find(store_schema_doc(), slice_str(contract[i][0]));
			assert_true(t && t->is_public);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_have_the_columns_of_the_field_lists),
		cmocka_unit_test(every_column_is_documented),
		cmocka_unit_test(tables_are_strict),
		cmocka_unit_test(the_public_contract_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
