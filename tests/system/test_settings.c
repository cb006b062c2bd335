// SPDX-License-Identifier: Apache-2.0
/* Texts are made by hand after sysctl.c of procps, the ulimit of several shells, lscpu.c of util-linux,
 * kernel/module/procfs.c and lsmod.c of kmod. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/system/rows.h"

static void sysctl_gives_settings(void **state)
{
	struct rows *r = rows_of("sysctl", "sos_commands/kernel/sysctl_-a",
	                         S("abi.vsyscall32 = 1\n"
	                           "sysctl: permission denied on key 'fs.protected_fifos'\n"
	                           "kernel.printk = 4\t4\t1\t7\n"
	                           "kernel.core_pattern = |/usr/share/apport/apport -p%p\n"
	                           "net.ipv4.conf.eth0/1.forwarding = 0\n"
	                           "vm.nr_hugepages_mempolicy = \n"
	                           "vm.overcommit_memory = 0\n"));

	(void)state;
	assert_int_equal(r->bad_lines, 0);
	assert_int_equal(r->r.n_setting, 6);
	assert_text(rows_setting(r, "kernel.printk"), "4\t4\t1\t7");
	assert_text(rows_setting(r, "kernel.core_pattern"), "|/usr/share/apport/apport -p%p");
	assert_text(rows_setting(r, "vm.nr_hugepages_mempolicy"), "");
	assert_text(rows_setting(r, "vm.overcommit_memory"), "0");
	rows_free(r);
}

static void files_that_set_are_no_settings(void **state)
{
	const struct slice conf = S("kernel.sysrq = 1\nvm.swappiness = 10\nvm.dirty_ratio = 5\n");

	(void)state;
	assert_null(rows_probe("etc/sysctl.d/99-local.conf", conf));
	assert_null(rows_probe("etc/x",
	                       S("# tuning\n# of memory\nkernel.sysrq = 1\nvm.swappiness=10\n")));
	assert_null(rows_probe("gitconfig",
	                       S("user.name = A\nuser.email = b\ncore.x = 1\ncolor.ui = 1\n"
	                         "pull.ff = 1\n")));
}

static void one_value_is_named_by_its_place(void **state)
{
	static const struct {
		const char *path, *text, *name, *value;
	} cases[] = {
		{ "proc/sys/vm/swappiness", "60\n", "vm.swappiness", "60" },
		{ "sosreport-a/proc/sys/kernel/numa_balancing", "0\n", "kernel.numa_balancing",
		  "0" },
		{ "proc/sys/vm/lowmem_reserve_ratio", "256\t256\t32\t0\n",
		  "vm.lowmem_reserve_ratio", "256\t256\t32\t0" },
		{ "sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n",
		  "sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never" },
		{ "sys/module/zswap/parameters/enabled", "Y\n",
		  "sys/module/zswap/parameters/enabled", "Y" },
		{ "sys/block/zram0/comp_algorithm", "lzo [lzo-rle] lz4 zstd\n",
		  "sys/block/zram0/comp_algorithm", "lzo [lzo-rle] lz4 zstd" },
		{ "proc/cmdline", "root=/dev/vda ro\n", "proc/cmdline", "root=/dev/vda ro" },
		{ "any", "BOOT_IMAGE=/vmlinuz-6.1 root=/dev/vda ro quiet\n", "proc/cmdline",
		  "BOOT_IMAGE=/vmlinuz-6.1 root=/dev/vda ro quiet" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rows *r = rows_of("value", cases[i].path, slice_str(cases[i].text));
		assert_int_equal(r->r.n_setting, 1);
		assert_text(rows_setting(r, cases[i].name), cases[i].value);
		assert_int_equal(r->r.n_mem_stat, 0);
		rows_free(r);
	}
	assert_null(rows_probe("swappiness", S("60\n")));
	assert_null(rows_probe("notproc/sysx/vm/swappiness", S("60\n")));
	assert_null(rows_probe("proc/sys/vm/swappiness", S("60\n70\n")));
	assert_null(rows_probe("proc/sys/vm/drop_caches", S("")));
}

static void counts_in_sysfs_are_numbers_too(void **state)
{
	struct rows *r = rows_of(
		"value", "sys/devices/system/node/node1/hugepages/hugepages-2048kB/free_hugepages",
		S("512\n"));

	(void)state;
	assert_true(
		rows_stat(
			r, 1,
			"sys/devices/system/node/node1/hugepages/hugepages-2048kB/free_hugepages") ==
		512);
	rows_free(r);
	r = rows_of("value", "sys/kernel/mm/ksm/pages_sharing", S("4711\n"));
	assert_true(rows_stat(r, -1, "sys/kernel/mm/ksm/pages_sharing") == 4711);
	assert_text(rows_setting(r, "sys/kernel/mm/ksm/pages_sharing"), "4711");
	rows_free(r);
}

static void ulimit_of_every_shell_is_read(void **state)
{
	struct rows *r = rows_of("ulimit", "x",
	                         S("core file size              (blocks, -c) 0\n"
	                           "data seg size               (kbytes, -d) unlimited\n"
	                           "scheduling priority                 (-e) 0\n"
	                           "max locked memory           (kbytes, -l) 8192\n"
	                           "open files                          (-n) 1024\n"
	                           "pipe size                (512 bytes, -p) 8\n"));

	(void)state;
	assert_text(rows_setting(r, "ulimit.core file size (blocks)"), "0");
	assert_text(rows_setting(r, "ulimit.open files"), "1024");
	assert_text(rows_setting(r, "ulimit.pipe size (512 bytes)"), "8");
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);

	r = rows_of(
		"ulimit", "x",
		S("time(seconds)        unlimited\nfile(blocks)         unlimited\n"
	          "stack(kbytes)        8192\nlocked memory(kbytes) 64\nnofiles              1024\n"));
	assert_text(rows_setting(r, "ulimit.stack (kbytes)"), "8192");
	assert_text(rows_setting(r, "ulimit.nofiles"), "1024");
	rows_free(r);

	r = rows_of(
		"ulimit", "x",
		S("-t: cpu time (seconds)              unlimited\n-f: file size (blocks)              unlimited\n"
	          "-s: stack size (kbytes)             8192\n-l: locked-in-memory size (kbytes)  64\n"
	          "-n: file descriptors                1024\n"));
	assert_text(rows_setting(r, "ulimit.stack size (kbytes)"), "8192");
	assert_text(rows_setting(r, "ulimit.file descriptors"), "1024");
	rows_free(r);

	r = rows_of(
		"ulimit", "x",
		S("core file size (blocks)         (-c) 0\ndata seg size (kb)              (-d) unlimited\n"
	          "file size (blocks)              (-f) unlimited\nopen files                      (-n) 1024\n"
	          "stack size (kb)                 (-s) 8192\n"));
	assert_text(rows_setting(r, "ulimit.core file size (blocks)"), "0");
	assert_text(rows_setting(r, "ulimit.open files"), "1024");
	rows_free(r);
}

static void lscpu_gives_settings(void **state)
{
	struct rows *r = rows_of("lscpu", "x",
	                         S("Architecture:             x86_64\n"
	                           "  CPU op-mode(s):         32-bit, 64-bit\n"
	                           "  Byte Order:             Little Endian\n"
	                           "CPU(s):                   4\n"
	                           "Vendor ID:                GenuineIntel\n"
	                           "NUMA:                     \n"
	                           "  NUMA node(s):           1\n"
	                           "  NUMA node0 CPU(s):      0-3\n"));

	(void)state;
	assert_text(rows_setting(r, "lscpu.CPU(s)"), "4");
	assert_text(rows_setting(r, "lscpu.NUMA node0 CPU(s)"), "0-3");
	assert_false(rows_has_setting(r, "lscpu.NUMA"));
	rows_free(r);
}

static void modules_have_sizes_and_taints(void **state)
{
	struct rows *r = rows_of(
		"modules", "proc/modules",
		S("nf_tables 303104 0 - Live 0xffffffffc0a5c000\n"
	          "vboxdrv 692224 2 vboxnetadp,vboxnetflt, Live 0xffffffffc0bd3000 (OE)\n"));

	(void)state;
	assert_text(rows_setting(r, "module.nf_tables"), "303104");
	assert_text(rows_setting(r, "module.vboxdrv"), "692224 (OE)");
	assert_true(rows_stat(r, -1, "modules") == 2);
	assert_true(rows_stat(r, -1, "modules.size") == 995328);
	assert_int_equal(r->r.n_kernel_module, 2);
	assert_text(r->r.kernel_module[0].name, "nf_tables");
	assert_true(r->r.kernel_module[0].address == 0xffffffffc0a5c000);
	assert_int_equal(r->r.kernel_module[0].size, 303104);
	assert_text(r->r.kernel_module[0].taint, "");
	assert_text(r->r.kernel_module[1].taint, "OE");
	assert_text(r->r.kernel_module[1].state, "live");
	rows_free(r);

	r = rows_of("modules", "proc/modules", S("nf_tables 303104 0 - Live 0x0000000000000000\n"));
	assert_int_equal(r->r.n_kernel_module, 1);
	assert_false(fact_has(&r->r.kernel_module[0], address)); // hidden
	rows_free(r);

	r = rows_of("modules", "lsmod",
	            S("Module                  Size  Used by\n"
	              "nf_tables             303104  0\n"
	              "libcrc32c              16384  2 nf_tables,xfs\n"));
	assert_text(rows_setting(r, "module.libcrc32c"), "16384");
	assert_true(rows_stat(r, -1, "modules") == 2);
	assert_int_equal(r->bad_lines, 0);
	rows_free(r);
}

static void grep_says_where_each_value_is_from(void **state)
{
	struct rows *r =
		rows_of("value", "ksm.txt",
	                S("/sys/kernel/mm/ksm/full_scans:5\n"
	                  "/sys/kernel/mm/ksm/pages_sharing:5000\n"
	                  "/sys/kernel/mm/transparent_hugepage/enabled:[always] madvise never\n"
	                  "/proc/sys/vm/compact_memory:\n"
	                  "/proc/sys/vm/swappiness:60\n"));

	(void)state;
	assert_int_equal(r->bad_lines, 0);
	assert_int_equal(r->r.n_setting, 4);
	assert_true(rows_stat(r, -1, "sys/kernel/mm/ksm/pages_sharing") == 5000);
	assert_text(rows_setting(r, "sys/kernel/mm/transparent_hugepage/enabled"),
	            "[always] madvise never");
	assert_text(rows_setting(r, "vm.swappiness"), "60");
	rows_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grep_says_where_each_value_is_from),
		cmocka_unit_test(sysctl_gives_settings),
		cmocka_unit_test(files_that_set_are_no_settings),
		cmocka_unit_test(one_value_is_named_by_its_place),
		cmocka_unit_test(counts_in_sysfs_are_numbers_too),
		cmocka_unit_test(ulimit_of_every_shell_is_read),
		cmocka_unit_test(lscpu_gives_settings),
		cmocka_unit_test(modules_have_sizes_and_taints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
