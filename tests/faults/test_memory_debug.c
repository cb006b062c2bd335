// SPDX-License-Identifier: Apache-2.0
/* kmemleak, SLUB, bad pages and failed allocations; logs written by hand after mm/kmemleak.c,
 * mm/slub.c, mm/slab.c, mm/debug.c, mm/page_owner.c, mm/memory.c, mm/page_alloc.c, mm/vmalloc.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/faults/feed.h"

/** The fault that begins in @p line. */
static const struct fault *fault_at(const struct feed *feed, int64_t line)
{
	for (size_t i = 0; i < feed->n; i++)
		if (feed->faults[i]->first_line == line)
			return feed->faults[i];
	fail_msg("no fault begins in line %d", (int)line);
	return NULL;
}

static void leaks_of_one_stack_are_one_fault(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(&feed, "unreferenced object 0xffff8881053e7f80 (size 128):\n"
	                 "  comm \"a \"b\" c\", pid 5066, jiffies 4294946079 (age 13.220s)\n"
	                 "  hex dump (first 32 bytes):\n"
	                 "    01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................\n"
	                 "    02 00 00 00 00 00 00 00 de ad be ef 00 00 00 00  ................\n"
	                 "  backtrace:\n"
	                 "    [<00000000cfd1372b>] kmem_cache_alloc+0x138/0x230\n"
	                 "    [<(____ptrval____)>] alloc_pid+0x6a/0x580\n"
	                 "unreferenced object 0xffff888105300000 (size 16):\n"
	                 "  comm \"softirq\", pid 0, jiffies 4294946080\n"
	                 "  backtrace (crc 114e2eed):\n"
	                 "    kstrdup+0x36/0x70\n"
	                 "    foo_probe+0x6a/0x580 [foo]\n"
	                 "unreferenced object 0xffff8881053e8000 (size 128):\n"
	                 "  comm \"x\", pid 5067, jiffies 4294946081 (age 9s)\n"
	                 "  backtrace:\n"
	                 "    [<00000000cfd1372b>] kmem_cache_alloc+0x138/0x230\n"
	                 "    [<00000000cfd13000>] alloc_pid+0x6a/0x580\n");
	assert_int_equal(feed.n, 2);
	const struct fault *f = feed.faults[0], *g = feed.faults[1];

	assert_int_equal(f->kind, FAULT_KMEMLEAK);
	assert_int_equal(f->n_kmemleak_object, 2);
	assert_int_equal(f->first_line, 1);
	assert_int_equal(f->last_line, 18);
	assert_int_equal(f->kmemleak_object[0].position, 0);
	assert_slice(f->kmemleak_object[0].comm, "a \"b\" c");
	assert_int_equal(f->kmemleak_object[0].size, 128);
	assert_int_equal(f->kmemleak_object[0].jiffies, 4294946079);
	assert_true(f->kmemleak_object[0].age_s > 13.2199 && f->kmemleak_object[0].age_s < 13.2201);
	assert_slice(f->kmemleak_object[0].hexdump,
	             "01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
	             "02 00 00 00 00 00 00 00 de ad be ef 00 00 00 00");
	assert_int_equal(f->kmemleak_object[1].position, 2);
	assert_int_equal(f->kmemleak_object[1].address, 0xffff8881053e8000);
	assert_int_equal(f->kmemleak_object[1].pid, 5067);
	assert_int_equal(f->n_stacks, 1);
	assert_int_equal(f->stacks[0].role, STACK_ALLOC);
	assert_int_equal(f->stacks[0].n_frames, 2);
	assert_slice(f->stacks[0].frames[1].function, "alloc_pid");

	assert_int_equal(g->n_kmemleak_object, 1);
	assert_int_equal(g->kmemleak_object[0].position, 1);
	assert_slice(g->kmemleak_object[0].checksum, "114e2eed");
	assert_false(fact_has(&g->kmemleak_object[0], age_s));
	assert_slice(g->stacks[0].frames[1].module, "foo");
	feed_free(&feed);
}

static void leak_of_a_log_begins_below_its_introduction(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   31.100000] kmemleak: 1 new suspected memory leaks (see /sys/kernel/debug/kmemleak)\n"
		"[   32.100000] BUG: memory leak\n"
		"[   32.200000] unreferenced object (percpu) 0x7e3bce5b888458 (size 40):\n"
		"[   32.300000]   comm \"bash\", pid 1784, jiffies 4295743894\n"
		"[   32.400000]   hex dump (first 32 bytes on cpu 45):\n"
		"[   32.500000]     00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................\n"
		"[   32.600000]   backtrace (crc 0):\n"
		"[   32.700000]     pcpu_alloc_noprof+0x4c4/0x7c0\n"
		"[   33.000000] eth0: link up\n");
	const struct fault *f = feed_one(&feed);

	assert_int_equal(f->first_line, 3);
	assert_int_equal(f->last_line, 8);
	assert_int_equal(f->kmemleak_object[0].address, 0x7e3bce5b888458);
	assert_int_equal(f->kmemleak_object[0].size, 40);
	feed_free(&feed);
}

static void verbose_kmemleak_prefixes_every_line(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   32.200000] kmemleak: unreferenced object 0xffff8881053e7f80 (size 8):\n"
		"[   32.200001] kmemleak:   comm \"swapper/0\", pid 1, jiffies 4294892488\n"
		"[   32.200002] kmemleak:   hex dump (first 8 bytes):\n"
		"[   32.200003] kmemleak:     62 75 73 00 00 00 00 00                          bus.....\n"
		"[   32.200004] kmemleak:   backtrace (crc 1a2b):\n"
		"[   32.200005] kmemleak:     kstrdup+0x36/0x70\n"
		"[   32.200006] kmemleak:     foo_probe+0x6a/0x580 [foo]\n");
	const struct fault *f = feed_one(&feed);

	assert_int_equal(f->kmemleak_object[0].pid, 1);
	assert_slice(f->kmemleak_object[0].hexdump, "62 75 73 00 00 00 00 00");
	assert_slice(f->kmemleak_object[0].checksum, "1a2b");
	assert_int_equal(f->n_stacks, 1);
	assert_int_equal(f->stacks[0].n_frames, 2);
	assert_int_equal(f->last_line, 7);
	feed_free(&feed);
}

static void slub_report_says_who_had_the_object(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[    3.100000] =============================================================================\n"
		"[    3.100000] BUG my obj (Tainted: G           OE     ): Right Redzone overwritten\n"
		"[    3.100000] -----------------------------------------------------------------------------\n"
		"[    3.100000] \n"
		"[    3.100000] 0xffff8af9031bfd18-0xffff8af9031bfd1b @offset=3352. First byte 0x41 instead of 0x6b\n"
		"[    3.100000] Allocated in fm_alloc+0x16/0x40 [faultmod] age=7 cpu=1 pid=99\n"
		"[    3.100000]  fm_alloc+0x16/0x40 [faultmod]\n"
		"[    3.100000]  fm_write+0x40f/0x579 [faultmod]\n"
		"[    3.100000] Freed in fm_free.isra.0+0x16/0x40 [faultmod] age=3 cpu=0 pid=98\n"
		"[    3.100000]  fm_free.isra.0+0x16/0x40 [faultmod]\n"
		"[    3.100000] Slab 0xfffff999400c6fc0 objects=26 used=1 fp=0xffff8af9031bf4c8 flags=0xfffffc0000200(slab|node=0)\n"
		"[    3.100000] Object 0xffff8af9031bfd18 @offset=3352 fp=0xffff8af9031bf4c8\n"
		"[    3.100000] \n"
		"[    3.100000] Redzone  ffff8af9031bfd10: bb bb bb bb bb bb bb bb                          ........\n"
		"[    3.100000] Object   ffff8af9031bfd18: 41 41 41 41 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  AAAAkkkkkkkkkkkk\n"
		"[    3.100000] CPU: 1 PID: 99 Comm: init Tainted: G           OE      6.1.0-56-amd64 #1\n"
		"[    3.100000] Call Trace:\n"
		"[    3.100000]  check_bytes_and_report.cold+0x6d/0x97\n"
		"[    3.100000] FIX my obj: Restoring Poison 0xffff8af9031bfd18-0xffff8af9031bfd1b=0x6b\n"
		"[    3.100000] FIX my obj: Marking all objects used\n"
		"[    3.100000] =============================================================================\n"
		"[    3.100000] BUG other (Not tainted): Objects remaining on __kmem_cache_shutdown()\n"
		"[    3.100000] -----------------------------------------------------------------------------\n"
		"[    3.100000] Object 0x00000000d47521be @offset=14336\n"
		"[    3.100000] Object 0x00000000d4752000 @offset=28\n");
	assert_int_equal(feed.n, 2);
	const struct slub_report *s = feed.faults[0]->slub_report;

	assert_slice(s->cache, "my obj");
	assert_slice(s->problem, "Right Redzone overwritten");
	assert_slice(s->alloc_function, "fm_alloc");
	assert_int_equal(s->alloc_age, 7);
	assert_int_equal(s->alloc_cpu, 1);
	assert_int_equal(s->alloc_pid, 99);
	assert_slice(s->free_function, "fm_free.isra.0");
	assert_int_equal(s->free_pid, 98);
	assert_int_equal(s->slab_address, 0xfffff999400c6fc0);
	assert_int_equal(s->objects, 26);
	assert_int_equal(s->used, 1);
	assert_int_equal(s->object_address, 0xffff8af9031bfd18);
	assert_int_equal(s->slab_offset, 3352);
	assert_int_equal(s->free_pointer, 0xffff8af9031bf4c8);
	assert_slice(s->flags, "0xfffffc0000200(slab|node=0)");
	assert_true(slice_starts(s->dump, S("Redzone  ffff8af9031bfd10: bb")));
	assert_true(slice_has(s->dump, S("\nObject   ffff8af9031bfd18: 41")));
	assert_true(slice_has(s->fix, S("Marking all objects used")));
	assert_slice(feed.faults[0]->taint, "GOE");
	assert_int_equal(feed.faults[0]->first_line, 2);
	assert_int_equal(feed.faults[0]->last_line, 20);
	assert_non_null(fault_stack(feed.faults[0], STACK_ALLOC));
	assert_int_equal(fault_stack(feed.faults[0], STACK_ALLOC)->n_frames, 2);
	assert_non_null(fault_stack(feed.faults[0], STACK_FREE));
	assert_non_null(fault_stack(feed.faults[0], STACK_FAULT));

	s = feed.faults[1]->slub_report;
	assert_int_equal(s->object_address, 0xd47521be);
	assert_int_equal(s->slab_offset, 14336);
	assert_false(fact_has(s, slab_address));
	assert_slice(feed.faults[1]->taint, "");
	feed_free(&feed);
}

static void slub_report_of_old_kernels(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   99.400000] BUG kmalloc-64: Poison overwritten\n"
		"[   99.400000] INFO: 0xf2751962-0xf2751995. First byte 0x98 instead of 0x6b\n"
		"[   99.400000] INFO: Allocated in 0xfdc88c28 age=79 cpu=0 pid=1329\n"
		"[   99.400000] INFO: Freed in hotkey_exit+0x50/0xb0 [thinkpad_acpi] age=14 cpu=1 pid=1333\n"
		"[   99.400000] INFO: Slab 0xf4d5ea20 objects=17 used=17 fp=0x  (null) flags=0x40000080\n"
		"[   99.400000] INFO: Object 0xf2751960 @offset=2400 fp=0xf2751780\n");
	const struct slub_report *s = feed_one(&feed)->slub_report;

	assert_slice(s->cache, "kmalloc-64");
	assert_slice(s->alloc_function, "0xfdc88c28");
	assert_slice(s->free_function, "hotkey_exit");
	assert_int_equal(s->object_address, 0xf2751960);
	assert_slice(s->bytes, "0xf2751962-0xf2751995. First byte 0x98 instead of 0x6b");
	assert_false(fact_has(feed.faults[0], taint));
	feed_free(&feed);
}

static void hidden_addresses_leave_the_rest(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   99.400000] BUG dentry(33:foo.service) (Not tainted): Object already free\n"
		"[   99.400001] INFO: Slab 0x(____ptrval____) objects=17 used=16 fp=0x(____ptrval____) flags=0x80\n"
		"[   99.400002] INFO: Object 0x(____ptrval____) @offset=2400 fp=0x          (null)\n"
		"[   99.400003] kmem_cache_destroy dentry: Slab cache still has objects\n"
		"[  120.000000] eth0: link up\n"
		"[  140.400003] kmem_cache_destroy foo: Slab cache still has objects\n"
		"[  140.400004] CPU: 1 PID: 9 Comm: rmmod Not tainted 4.9.0 #1\n"
		"[  140.400005] Call Trace:\n"
		"[  140.400006]  kmem_cache_destroy+0x31/0x40\n"
		"[  140.400007]  foo_exit+0x31/0x40 [foo]\n");
	assert_int_equal(feed.n, 2);
	const struct slub_report *s = feed.faults[0]->slub_report;

	assert_slice(s->cache, "dentry(33:foo.service)");
	assert_false(fact_has(s, slab_address));
	assert_false(fact_has(s, object_address));
	assert_int_equal(s->used, 16);
	assert_int_equal(s->slab_offset, 2400);
	s = feed.faults[1]->slub_report;
	assert_slice(s->cache, "foo");
	assert_slice(s->problem, "Slab cache still has objects");
	assert_int_equal(feed.faults[1]->pid, 9);
	feed_free(&feed);
}

static void slab_errors_name_cache_and_problem(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"slab error in verify_redzone_free(): cache `size-64': double free, or memory outside object was overwritten\n"
		"Slab corruption (Not tainted): kmalloc-64 start=ffff880012345678, len=64\n"
		"Redzone: 0x9f911029d74e35b/0x9f911029d74e35b.\n"
		"Last user: [<ffffffff81000000>](foo_free+0x12/0x20)\n"
		"000: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 00 00 00 00\n");
	assert_int_equal(feed.n, 2);
	assert_slice(feed.faults[0]->slub_report->cache, "size-64");
	assert_slice(feed.faults[0]->slub_report->problem,
	             "double free, or memory outside object was overwritten");
	assert_slice(feed.faults[1]->slub_report->cache, "kmalloc-64");
	assert_int_equal(feed.faults[1]->slub_report->object_address, 0xffff880012345678);
	assert_int_equal(feed.faults[1]->last_line, 5);
	feed_free(&feed);
}

static void bad_page_says_who_had_the_page(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   65.100000][ T5098] BUG: Bad page state in process a b  pfn:7deea\n"
		"[   65.200000][ T5098] page: refcount:0 mapcount:0 mapping:0000000000000000 index:0x2e pfn:0x7deea\n"
		"[   65.300000][ T5098] flags: 0xfff0000000400c(referenced|uptodate|private|node=0|zone=1)\n"
		"[   65.400000][ T5098] raw: 00fff0000000400c dead000000000100 dead000000000122 0000000000000000\n"
		"[   65.500000][ T5098] page dumped because: PAGE_FLAGS_CHECK_AT_FREE flag(s) set\n"
		"[   65.600000][ T5098] page_owner tracks the page as allocated\n"
		"[   65.700000][ T5098] page last allocated via order 0, migratetype Unmovable, gfp_mask 0x40c40(GFP_NOFS|__GFP_COMP), pid 5096, tgid 5090 (mkfs (x)), ts 65496014420, free_ts 61245713562\n"
		"[   65.800000][ T5098]  __get_metapage+0x2b4/0x1050\n"
		"[   65.900000][ T5098] page last free pid 5083 tgid 5083 stack trace:\n"
		"[   66.000000][ T5098]  free_unref_page+0xd19/0xea0\n"
		"[   66.100000][ T5098] Modules linked in:\n"
		"[   66.200000][ T5098] CPU: 1 PID: 5098 Comm: a b Tainted: G    B   6.10.0 #0\n"
		"[   66.300000][ T5098] Call Trace:\n"
		"[   66.400000][ T5098]  bad_page+0x14c/0x170\n");
	const struct fault *f = feed_one(&feed);
	const struct memory_object *o = f->memory_object;

	assert_slice(f->bug_type, "Bad page state");
	assert_slice(f->detail, "PAGE_FLAGS_CHECK_AT_FREE flag(s) set");
	assert_slice(f->comm, "a b");
	assert_int_equal(f->pid, 5098);
	assert_int_equal(o->alloc_pid, 5096);
	assert_slice(o->alloc_comm, "mkfs (x)");
	assert_int_equal(o->free_pid, 5083);
	assert_true(o->alloc_time > 65.49 && o->alloc_time < 65.5);
	assert_true(slice_has(o->page, S("raw: 00fff0000000400c")));
	assert_slice(fault_stack(f, STACK_ALLOC)->frames[0].function, "__get_metapage");
	assert_slice(fault_stack(f, STACK_FREE)->frames[0].function, "free_unref_page");
	feed_free(&feed);
}

static void page_maps_and_counters_are_bad_pages(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"BUG: Bad page map in process led  pte:00303a85 pmd:85b6f000\n"
		"addr:555a8000 vm_flags:00000075 anon_vma:00000000 mapping:8083ec78 index:28\n"
		"file:sh fault:filemap_fault mmap:generic_file_readonly_mmap readpage:squashfs_readpage\n"
		"BUG: Bad rss-counter state mm:00000000ae46ef00 idx:0 val:-17\n"
		"BUG: Bad rss-counter state mm:00000000ae46ef00 type:MM_FILEPAGES val:-3 Comm:c d Pid:12\n"
		"BUG: non-zero pgtables_bytes on freeing mm: 4096\n");
	assert_int_equal(feed.n, 4);
	assert_slice(fault_at(&feed, 1)->bug_type, "Bad page map");
	assert_slice(fault_at(&feed, 1)->comm, "led");
	assert_int_equal(fault_at(&feed, 1)->last_line, 3);
	assert_slice(fault_at(&feed, 4)->bug_type, "Bad rss-counter state");
	assert_slice(fault_at(&feed, 5)->detail, "MM_FILEPAGES");
	assert_slice(fault_at(&feed, 5)->comm, "c d");
	assert_int_equal(fault_at(&feed, 5)->pid, 12);
	assert_slice(fault_at(&feed, 6)->bug_type, "non-zero pgtables_bytes");
	feed_free(&feed);
}

static void failed_allocations_say_what_was_asked(void **state)
{
	static const struct {
		const char *line, *comm, *mask, *flags, *cpuset;
		int64_t order, stall_ms, bytes; // -1: not set
	} heads[] = {
		{ "(.mlocate): page allocation failure: order:5, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null),cpuset=/a,b,mems_allowed=0-1,4\n",
		  "(.mlocate)", "0x40cc0", "GFP_KERNEL|__GFP_COMP", "/a,b", 5, -1, -1 },
		{ "swapper: page allocation failure. order:0, mode:0x20\n", "swapper", "0x20", NULL,
		  NULL, 0, -1, -1 },
		{ "kworker/0:1: page allocation stalls for 10008ms, order:0, mode:0x14000c0(GFP_KERNEL), nodemask=(null)\n",
		  "kworker/0:1", "0x14000c0", "GFP_KERNEL", NULL, 0, 10008, -1 },
		{ "insmod: vmalloc: allocation failure: 17179869184 bytes, mode:0x14080c2(GFP_KERNEL|__GFP_HIGHMEM)\n",
		  "insmod", "0x14080c2", "GFP_KERNEL|__GFP_HIGHMEM", NULL, -1, -1, 17179869184 },
		{ "t/0: vmalloc error: size 4096, vm_struct allocation failed, mode:0xdc0(GFP_KERNEL|__GFP_ZERO), nodemask=(null)\n",
		  "t/0", "0xdc0", "GFP_KERNEL|__GFP_ZERO", NULL, -1, -1, 4096 },
		{ "vmalloc: allocation failure, allocated 7208960 of 8392704 bytes\n"
		  "insmod: page allocation failure: order:0, mode:0x80d2\n",
		  "insmod", "0x80d2", NULL, NULL, 0, -1, 8392704 },
		{ "sh: page allocation failure: order:0, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)\n"
		  "SLUB: Unable to allocate memory on node -1, gfp=0x820(GFP_ATOMIC)\n"
		  "  cache: kmalloc-2k, object size: 2048, buffer size: 6144, default order: 3, min order: 1\n"
		  "  node 0: slabs: 57, objs: 285, free: 0\n"
		  ",cpuset=/late,mems_allowed=0\n",
		  "sh", "0x40cc0", "GFP_KERNEL|__GFP_COMP", "/late", 0, -1, -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		struct feed feed;

		feed_text(&feed, heads[i].line);
		const struct page_alloc_failure *p = feed_one(&feed)->page_alloc_failure;
		assert_slice(p->comm, heads[i].comm);
		assert_slice(p->gfp_mask, heads[i].mask);
		assert_slice(p->gfp_flags, heads[i].flags);
		assert_slice(p->cpuset, heads[i].cpuset);
		assert_int_equal(fact_has(p, page_order) ? p->page_order : -1, heads[i].order);
		assert_int_equal(fact_has(p, stall_ms) ? p->stall_ms : -1, heads[i].stall_ms);
		assert_int_equal(fact_has(p, vmalloc_bytes) ? p->vmalloc_bytes : -1,
		                 heads[i].bytes);
		feed_free(&feed);
	}
}

static void failed_allocation_keeps_the_state_of_memory(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[  1.100000] cat: page allocation failure: order:5, mode:0x40dc0(GFP_KERNEL), nodemask=(null)\n"
		"[  1.200000] Mem-Info:\n"
		"[  1.300000] active_anon:318123 inactive_anon:174512 isolated_anon:0\n"
		"[  1.400000] HighMem free:284kB min:112kB low:121kB high:129kB present:786432kB managed:749500kB\n"
		"[  1.500000] HighMem: 1*4kB (M) 0*8kB = 4kB\n"
		"[  1.600000] 524288 pages RAM\n"
		"[  1.700000] eth0: link up\n"
		"[  1.800000] cat: page allocation failure: order:1, mode:0x40dc0(GFP_KERNEL), nodemask=(null)\n");
	assert_int_equal(feed.n, 2);
	const struct fault *f = feed.faults[0];

	assert_slice(f->zone_state[0].zone, "HighMem");
	assert_int_equal(f->zone_state[0].free_pages, 71);
	assert_int_equal(f->n_buddy_free, 2);
	assert_int_equal(f->n_mem_stat, 4);
	assert_null(f->oom);
	assert_int_equal(f->last_line, 6);
	feed_free(&feed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaks_of_one_stack_are_one_fault),
		cmocka_unit_test(leak_of_a_log_begins_below_its_introduction),
		cmocka_unit_test(verbose_kmemleak_prefixes_every_line),
		cmocka_unit_test(slub_report_says_who_had_the_object),
		cmocka_unit_test(slub_report_of_old_kernels),
		cmocka_unit_test(hidden_addresses_leave_the_rest),
		cmocka_unit_test(slab_errors_name_cache_and_problem),
		cmocka_unit_test(bad_page_says_who_had_the_page),
		cmocka_unit_test(page_maps_and_counters_are_bad_pages),
		cmocka_unit_test(failed_allocations_say_what_was_asked),
		cmocka_unit_test(failed_allocation_keeps_the_state_of_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
