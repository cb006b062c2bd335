// SPDX-License-Identifier: Apache-2.0
/* Texts are made by hand after numastat.c and numactl.c of numactl, drivers/base/node.c and lsmem.c of
 * util-linux. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/system/rows.h"

static void numastat_gives_a_number_for_each_node(void **state)
{
	struct rows *r = rows_of("numastat", "sos_commands/numa/numastat",
	                         S("                           node0           node1\n"
	                           "numa_hit               386594585       172012445\n"
	                           "numa_miss                      0           90121\n"
	                           "numa_foreign               90121               0\n"
	                           "interleave_hit             63717           63710\n"
	                           "local_node             386590001       172010000\n"
	                           "other_node                  4584           92566\n"));

	(void)state;
	assert_int_equal(r->r.n_mem_stat, 12);
	assert_int_equal(r->bad_lines, 0);
	assert_true(rows_stat(r, 0, "numa_hit") == 386594585);
	assert_true(rows_stat(r, 1, "other_node") == 92566);
	assert_string_equal(rows_unit(r, 1, "other_node"), "pages");
	rows_free(r);
}

static void columns_that_do_not_fit_come_in_another_table(void **state)
{
	struct rows *r = rows_of("numastat", "x",
	                         S("                           node0           node1\n"
	                           "numa_hit                       1               2\n"
	                           "numa_miss                      3               4\n"
	                           "\n"
	                           "                           node2           node8\n"
	                           "numa_hit                       5               6\n"
	                           "numa_miss                      7               8\n"));

	(void)state;
	assert_true(rows_stat(r, 1, "numa_hit") == 2);
	assert_true(rows_stat(r, 2, "numa_hit") == 5);
	assert_true(rows_stat(r, 8, "numa_miss") == 8);
	rows_free(r);
}

static void totals_are_no_nodes(void **state)
{
	struct rows *r =
		rows_of("numastat", "numastat_-m",
	                S("\n"
	                  "Per-node system memory usage (in MBs):\n"
	                  "                          Node 0          Node 1           Total\n"
	                  "                 --------------- --------------- ---------------\n"
	                  "MemTotal                32133.82        32248.48        64382.30\n"
	                  "Active(anon)              801.10          102.05          903.15\n"));

	(void)state;
	assert_int_equal(r->r.n_mem_stat, 4);
	assert_int_equal(r->bad_lines, 0);
	assert_true(rows_stat(r, 1, "MemTotal") == 32248.48);
	assert_string_equal(rows_unit(r, 1, "MemTotal"), "MiB");
	assert_false(rows_has_stat(r, -1, "MemTotal"));
	rows_free(r);

	r = rows_of("numastat", "numastat_-n_-c",
	            S("Per-node numastat info (in MBs):\n"
	              "                Node 0 Node 1 Total\n"
	              "                ------ ------ -----\n"
	              "Numa_Hit        120011  90210 210221\n"
	              "Numa_Miss            0     12     12\n"));
	assert_true(rows_stat(r, 0, "Numa_Hit") == 120011);
	assert_int_equal(r->r.n_mem_stat, 4);
	rows_free(r);
}

static void memory_of_processes_is_named_by_process(void **state)
{
	struct rows *r =
		rows_of("numastat", "numastat_-p_1234",
	                S("\n"
	                  "Per-node process memory usage (in MBs) for PID 1234 (qemu-kvm)\n"
	                  "                           Node 0          Node 1           Total\n"
	                  "                  --------------- --------------- ---------------\n"
	                  "Huge                      1024.00            0.00         1024.00\n"
	                  "Private                    312.41           12.20          324.61\n"
	                  "----------------  --------------- --------------- ---------------\n"
	                  "Total                     1336.41           12.20         1348.61\n"));

	(void)state;
	assert_true(rows_stat(r, 0, "1234 (qemu-kvm) Huge") == 1024);
	assert_true(rows_stat(r, 1, "1234 (qemu-kvm) Private") == 12.2);
	rows_free(r);

	r = rows_of("numastat", "numastat_-p_java",
	            S("Per-node process memory usage (in MBs)\n"
	              "PID                         Node 0          Node 1           Total\n"
	              "------------------  --------------- --------------- ---------------\n"
	              "812 (java)                  401.10          802.20         1203.30\n"
	              "910 (tmux: server)            1.10            2.20            3.30\n"
	              "------------------  --------------- --------------- ---------------\n"
	              "Total                       402.20          804.40         1206.60\n"));
	assert_true(rows_stat(r, 1, "812 (java)") == 802.2);
	assert_true(rows_stat(r, 0, "910 (tmux: server)") == 1.1);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void the_place_says_the_node_of_a_nodes_file(void **state)
{
	const struct slice text = S("numa_hit 32242670\n"
	                            "numa_miss 523279\n"
	                            "numa_foreign 984695\n"
	                            "interleave_hit 6063\n"
	                            "local_node 32241822\n"
	                            "other_node 524127\n");
	struct rows *r = rows_of("numastat", "sys/devices/system/node/node3/numastat", text);

	(void)state;
	assert_true(rows_stat(r, 3, "numa_miss") == 523279);
	assert_int_equal(r->r.n_mem_stat, 6);
	rows_free(r);

	r = rows_of("numastat", "somewhere", text);
	assert_true(rows_stat(r, -1, "other_node") == 524127);
	rows_free(r);
}

static void counters_of_vmstat_are_no_numastat(void **state)
{
	(void)state;
	assert_null(rows_probe("x", S("numa_hit 95179\nnuma_miss 0\nnuma_foreign 0\n"
	                              "numa_interleave 3764\nnuma_local 95179\n")));
}

static void numactl_gives_sizes_and_distances(void **state)
{
	struct rows *r = rows_of("numactl", "sos_commands/numa/numactl_--hardware",
	                         S("available: 2 nodes (0-1)\n"
	                           "node 0 cpus: 0 1 2 3\n"
	                           "node 0 size: 16043 MB\n"
	                           "node 0 free: 1423 MB\n"
	                           "node 1 cpus:\n"
	                           "node 1 size: 16125 MB\n"
	                           "node 1 free: 12 MB\n"
	                           "node distances:\n"
	                           "node   0   1 \n"
	                           "  0:  10  21 \n"
	                           "  1:  21  10 \n"));

	(void)state;
	assert_int_equal(r->bad_lines, 0);
	assert_true(rows_stat(r, 0, "size") == 16043);
	assert_string_equal(rows_unit(r, 0, "size"), "MiB");
	assert_true(rows_stat(r, 1, "free") == 12);
	assert_true(rows_stat(r, 0, "distance.1") == 21);
	assert_true(rows_stat(r, 1, "distance.1") == 10);
	assert_text(rows_setting(r, "numactl.node0.cpus"), "0 1 2 3");
	assert_text(rows_setting(r, "numactl.node1.cpus"), "");
	rows_free(r);
}

static void lsmem_gives_its_sums(void **state)
{
	struct rows *r =
		rows_of("lsmem", "x",
	                S("RANGE                                 SIZE  STATE REMOVABLE  BLOCK\n"
	                  "0x0000000000000000-0x00000000bfffffff   3G online       yes   0-23\n"
	                  "0x0000000100000000-0x000000063fffffff  21G online       yes 32-199\n"
	                  "\n"
	                  "Memory block size:       128M\n"
	                  "Total online memory:      24G\n"
	                  "Total offline memory:      0B\n"));

	(void)state;
	assert_true(rows_stat(r, -1, "Total online memory") == 24);
	assert_string_equal(rows_unit(r, -1, "Total online memory"), "GiB");
	assert_string_equal(rows_unit(r, -1, "Total offline memory"), "B");
	assert_int_equal(r->r.n_mem_stat, 3);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numastat_gives_a_number_for_each_node),
		cmocka_unit_test(columns_that_do_not_fit_come_in_another_table),
		cmocka_unit_test(totals_are_no_nodes),
		cmocka_unit_test(memory_of_processes_is_named_by_process),
		cmocka_unit_test(the_place_says_the_node_of_a_nodes_file),
		cmocka_unit_test(counters_of_vmstat_are_no_numastat),
		cmocka_unit_test(numactl_gives_sizes_and_distances),
		cmocka_unit_test(lsmem_gives_its_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
