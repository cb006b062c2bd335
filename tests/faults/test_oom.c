// SPDX-License-Identifier: Apache-2.0
/* OOM events; logs written by hand after mm/oom_kill.c, mm/memcontrol.c and mm/show_mem.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "tests/faults/feed.h"

static const char global_6_1[] =
	"[  100.000000] fat task:1 invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO), order=0, oom_score_adj=200\n"
	"[  100.000001] CPU: 1 PID: 99 Comm: fat task:1 Not tainted 6.1.0-56-amd64 #1\n"
	"[  100.000002] Call Trace:\n"
	"[  100.000003]  dump_header+0x4c/0x22f\n"
	"[  100.000004]  out_of_memory+0x1f0/0x540\n"
	"[  100.000005] Mem-Info:\n"
	"[  100.000006] active_anon:61 inactive_anon:45217 isolated_anon:0\n"
	"[  100.000006]  free:1080 free_pcp:62 free_cma:0\n"
	"[  100.000007] Node 0 active_anon:244kB inactive_anon:180868kB isolated(file):0kB shmem_thp: 8kB all_unreclaimable? yes\n"
	"[  100.000008] Node 0 DMA free:4352kB boost:8kB min:692kB low:864kB high:1036kB present:15992kB managed:15360kB\n"
	"[  100.000009] lowmem_reserve[]: 0 171 171\n"
	"[  100.000010] Node 0 DMA: 4*4kB (UM) 1*8kB (M) 0*16kB 3*2048kB (ME) = 6168kB\n"
	"[  100.000011] Node 0 hugepages_total=3 hugepages_free=1 hugepages_surp=0 hugepages_size=2048kB\n"
	"[  100.000012] 170 total pagecache pages\n"
	"[  100.000013] 7 pages in swap cache\n"
	"[  100.000014] Free swap  = 12kB\n"
	"[  100.000015] Total swap = 4096kB\n"
	"[  100.000016] 65406 pages RAM\n"
	"[  100.000017] 0 pages HighMem/MovableOnly\n"
	"[  100.000018] 17554 pages reserved\n"
	"[  100.000019] Unreclaimable slab info:\n"
	"[  100.000020] Name                      Used          Total\n"
	"[  100.000021] nf_conntrack               384KB       2176KB\n"
	"[  100.000022] Tasks state (memory values in pages):\n"
	"[  100.000023] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n"
	"[  100.000024] [     98]     0    98      624       25    45056        3         -1000 (sd-pam)\n"
	"[  100.000025] [     99]  1000    99    45303    45028   401408        0           200 fat task:1\n"
	"[  100.000026] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,2-3,global_oom,task_memcg=/a,b,task=fat task:1,pid=99,uid=1000\n"
	"[  100.000027] Out of memory: Killed process 99 (fat task:1) total-vm:181212kB, anon-rss:179460kB, file-rss:4kB, shmem-rss:648kB, UID:1000 pgtables:392kB oom_score_adj:200\n"
	"[  100.100000] oom_reaper: reaped process 99 (fat task:1), now anon-rss:0kB, file-rss:0kB, shmem-rss:648kB\n";

static double stat_of(const struct fault *f, const char *name)
{
	for (size_t i = 0; i < f->n_mem_stat; i++)
		if (slice_eq(f->mem_stat[i].name, slice_str(name)))
			return f->mem_stat[i].value;
	fail_msg("no mem_stat %s", name);
	return 0;
}

static void global_event_has_head_memory_tasks_and_victim(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(&feed, global_6_1);
	const struct fault *f = feed_one(&feed);
	const struct oom *o = f->oom;

	assert_int_equal(f->kind, FAULT_OOM);
	assert_int_equal(f->last_line, 30);
	assert_slice(o->trigger_comm, "fat task:1");
	assert_int_equal(o->trigger_pid, 99);
	assert_slice(o->gfp_mask, "0x140dca");
	assert_slice(o->gfp_flags, "GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO");
	assert_int_equal(o->page_order, 0);
	assert_int_equal(o->oom_score_adj, 200);
	assert_slice(o->constraint_kind, "CONSTRAINT_NONE");
	assert_slice(o->cpuset, "/");
	assert_slice(o->mems_allowed, "0,2-3");
	assert_slice(o->task_memcg, "/a,b");
	assert_false(fact_has(o, oom_memcg));
	assert_int_equal(o->pages_ram, 65406);
	assert_int_equal(o->pages_reserved, 17554);
	assert_int_equal(o->free_swap_kb, 12);
	assert_int_equal(o->total_swap_kb, 4096);

	assert_int_equal(f->n_oom_task, 2);
	assert_slice(f->oom_task[0].comm, "(sd-pam)");
	assert_int_equal(f->oom_task[0].oom_score_adj, -1000);
	assert_int_equal(f->oom_task[1].pgtables_bytes, 401408);
	assert_int_equal(f->oom_task[1].rss_pages, 45028);

	assert_int_equal(f->n_oom_kill, 1);
	assert_slice(f->oom_kill[0].comm, "fat task:1");
	assert_int_equal(f->oom_kill[0].uid, 1000);
	assert_int_equal(f->oom_kill[0].anon_rss_kb, 179460);
	assert_int_equal(f->oom_kill[0].shmem_rss_kb, 648);
	assert_int_equal(f->oom_kill[0].pgtables_kb, 392);
	assert_false(fact_has(&f->oom_kill[0], score));
	feed_free(&feed);
}

static void memory_of_the_event_is_in_zones_blocks_and_counters(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(&feed, global_6_1);
	const struct fault *f = feed_one(&feed);

	assert_int_equal(f->n_zone_state, 1);
	assert_slice(f->zone_state[0].zone, "DMA");
	assert_int_equal(f->zone_state[0].free_pages, 1088);
	assert_int_equal(f->zone_state[0].boost_pages, 2);
	assert_int_equal(f->zone_state[0].min_pages, 173);
	assert_int_equal(f->zone_state[0].managed_pages, 3840);
	assert_slice(f->zone_state[0].lowmem_reserve, "0 171 171");
	assert_int_equal(f->n_buddy_free, 4);
	assert_int_equal(f->buddy_free[0].free_blocks, 4);
	assert_int_equal(f->buddy_free[1].page_order, 1);
	assert_int_equal(f->buddy_free[3].page_order, 9);
	assert_int_equal(f->buddy_free[3].free_blocks, 3);
	assert_int_equal(stat_of(f, "inactive_anon"), 45217);
	assert_int_equal(stat_of(f, "isolated(file)"), 0);
	assert_int_equal(stat_of(f, "shmem_thp"), 8);
	assert_int_equal(stat_of(f, "all_unreclaimable"), 1);
	assert_int_equal(stat_of(f, "hugepages_free(2048kB)"), 1);
	assert_int_equal(stat_of(f, "pages in swap cache"), 7);
	assert_int_equal(stat_of(f, "slab nf_conntrack total"), 2176);
	feed_free(&feed);
}

static void pages_of_64_kib_are_seen_in_the_blocks(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[    1.000000] sh invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=3, oom_score_adj=0\n"
		"[    1.000001] Mem-Info:\n"
		"[    1.000002] Normal free:25600kB min:6400kB low:64kB high:64kB\n"
		"[    1.000003] Normal: 7*64kB (U) 2*128kB (U) 1*256kB = 960kB\n");
	const struct fault *f = feed_one(&feed);

	assert_int_equal(f->zone_state[0].node, 0);
	assert_int_equal(f->zone_state[0].free_pages, 400);
	assert_int_equal(f->buddy_free[0].page_order, 0);
	assert_int_equal(f->buddy_free[2].page_order, 2);
	feed_free(&feed);
}

static void memory_cgroup_event_of_3_x(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"memhog invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0\n"
		"memhog cpuset=/ mems_allowed=0-1\n"
		"CPU: 5 PID: 13536 Comm: memhog Tainted: P           OX 3.13.0-43-generic #72-Ubuntu\n"
		"Task in /mem2/child killed as a result of limit of /mem2\n"
		"memory: usage 980kB, limit 980kB, failcnt 415\n"
		"memory+swap: usage 12kB, limit 18014398509481983kB, failcnt 0\n"
		"kmem: usage 0kB, limit 18014398509481983kB, failcnt 0\n"
		"Memory cgroup stats for /mem2: cache:0KB rss:980KB mapped_file:0KB\n"
		"Memory cgroup stats for /mem2/child: cache:4KB rss:900KB mapped_file:0KB\n"
		"[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name\n"
		"[13536] 275858 13536  8389663      343   16267  8324326             0 memhog\n"
		"Memory cgroup out of memory: Kill process 13536 (memhog) score 996 or sacrifice child\n"
		"Killed process 13536 (memhog) total-vm:33558652kB, anon-rss:920kB, file-rss:452kB\n");
	const struct fault *f = feed_one(&feed);
	const struct oom *o = f->oom;

	assert_int_equal(o->trigger_pid, 13536);
	assert_slice(o->gfp_mask, "0xd0");
	assert_false(fact_has(o, gfp_flags));
	assert_slice(o->mems_allowed, "0-1");
	assert_slice(o->task_memcg, "/mem2/child");
	assert_slice(o->oom_memcg, "/mem2");
	assert_int_equal(o->memcg_usage_kb, 980);
	assert_int_equal(o->memcg_limit_kb, 980);
	assert_int_equal(o->memcg_failcnt, 415);
	assert_int_equal(o->swap_usage_kb, 12);
	assert_int_equal(stat_of(f, "rss"), 980);
	assert_int_equal(stat_of(f, "/mem2/child:rss"), 900);
	assert_int_equal(f->n_oom_task, 1);
	assert_int_equal(f->oom_task[0].nr_ptes, 16267);
	assert_int_equal(f->oom_task[0].swapents, 8324326);
	assert_int_equal(f->n_oom_kill, 1);
	assert_int_equal(f->oom_kill[0].score, 996);
	assert_int_equal(f->oom_kill[0].total_vm_kb, 33558652);
	feed_free(&feed);
}

static void whole_group_dies_in_one_event(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[  139.100000] bash invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=1000\n"
		"[  139.200001] memory: usage 7464kB, limit 7464kB, failcnt 1133\n"
		"[  139.200002] Memory cgroup stats for /pod:\n"
		"[  139.200003] anon 7601418\n"
		"[  139.200004] workingset_refault_anon 5\n"
		"[  139.200005] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=/pod,task_memcg=/pod/c,task=bash,pid=7,uid=0\n"
		"[  139.200006] Memory cgroup out of memory: Killed process 7 (bash) total-vm:71kB, anon-rss:70kB, file-rss:9kB, shmem-rss:0kB, UID:0 pgtables:14kB oom_score_adj:1000\n"
		"[  139.200007] Tasks in /pod/c are going to be killed due to memory.oom.group set\n"
		"[  139.200008] Memory cgroup out of memory: Killed process 8 (nginx) total-vm:11kB, anon-rss:1kB, file-rss:3kB, shmem-rss:0kB, UID:0 pgtables:6kB oom_score_adj:1000\n"
		"[  139.200009] Memory cgroup out of memory: Killed process 7 (bash) total-vm:71kB, anon-rss:70kB, file-rss:9kB, shmem-rss:0kB, UID:0 pgtables:14kB oom_score_adj:1000\n");
	const struct fault *f = feed_one(&feed);

	assert_int_equal(f->n_oom_kill, 3);
	assert_false(fact_has(&f->oom_kill[0], memcg_kill));
	assert_int_equal(f->oom_kill[1].memcg_kill, 1);
	assert_int_equal(f->oom_kill[2].pid, 7);
	assert_slice(f->oom->oom_memcg, "/pod");
	assert_int_equal(stat_of(f, "anon"), 7601418);
	for (size_t i = 0; i < f->n_mem_stat; i++)
		if (slice_is(f->mem_stat[i].name, "workingset_refault_anon"))
			assert_slice(f->mem_stat[i].unit, "");
	feed_free(&feed);
}

static void kills_without_head_are_events_of_their_own(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   10.000000] Memory cgroup out of memory: Killed process 7 (a) b) total-vm:71kB, anon-rss:70kB, file-rss:9kB, shmem-rss:0kB, UID:0 pgtables:14kB oom_score_adj:1000\n"
		"[   10.000001] eth0: link up\n"
		"[   11.000000] Memory cgroup out of memory: Killed process 8 (c) total-vm:71kB, anon-rss:70kB, file-rss:9kB, shmem-rss:0kB, UID:0 pgtables:14kB oom_score_adj:1000\n"
		"[   12.000000] Out of memory: kill process 3107 (httpd) score 15841 or a child\n"
		"[   12.000001] Killed process 3108 (httpd) vsz:63364kB, anon-rss:2860kB, file-rss:364kB\n"
		"[   13.000000] Out of Memory: Killed process 2371, UID 99, (named).\n");
	assert_int_equal(feed.n, 4);
	assert_slice(feed.faults[0]->oom_kill[0].comm, "a) b");
	assert_slice(feed.faults[0]->comm, "a) b");
	assert_int_equal(feed.faults[1]->oom_kill[0].pid, 8);
	assert_int_equal(feed.faults[2]->n_oom_kill, 1); // the child died
	assert_int_equal(feed.faults[2]->oom_kill[0].pid, 3108);
	assert_int_equal(feed.faults[2]->oom_kill[0].total_vm_kb, 63364);
	assert_int_equal(feed.faults[3]->oom_kill[0].uid, 99);
	assert_slice(feed.faults[3]->oom_kill[0].comm, "named");
	feed_free(&feed);
}

static void task_tables_of_all_ages_are_read_by_their_head(void **state)
{
	static const struct {
		const char *table;
		int64_t adj, rss;
	} tables[] = {
		{ "[ pid ]   uid  tgid total_vm      rss cpu oom_adj name\n"
		  "[ 1723]     0  1723     6895      118   3     -17 531\n",
		  -17, 118 },
		{ "[ pid ]   uid  tgid total_vm      rss cpu oom_adj oom_score_adj name\n"
		  "[ 1723]     0  1723     6895      118   3     -17         -1000 531\n",
		  -1000, 118 },
		{ "[ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name\n"
		  "[ 1723]     0  1723     6895      118      14       3        0         -1000 531\n",
		  -1000, 118 },
		{ "[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name\n"
		  "[   1723]     0  1723     6895      118       14      100        4    45056        0           -17 531\n",
		  -17, 118 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		struct feed feed;
		char text[1024];

		snprintf(text, sizeof(text),
		         "sh invoked oom-killer: gfp_mask=0x201da, order=0, oom_adj=2\n%s",
		         tables[i].table);
		feed_text(&feed, text);
		const struct fault *f = feed_one(&feed);
		assert_int_equal(f->n_oom_task, 1);
		assert_int_equal(f->oom_task[0].pid, 1723);
		assert_int_equal(f->oom_task[0].oom_score_adj, tables[i].adj);
		assert_int_equal(f->oom_task[0].rss_pages, tables[i].rss);
		assert_slice(f->oom_task[0].comm, "531");
		assert_int_equal(f->oom->oom_score_adj, 2);
		feed_free(&feed);
	}
}

static void events_of_two_tasks_do_not_mix(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[    1.000000][   T10] one invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n"
		"[    1.000001][   T20] two invoked oom-killer: gfp_mask=0xdc0(GFP_KERNEL|__GFP_ZERO), order=1, oom_score_adj=0\n"
		"[    1.000002][   T10] memory: usage 1kB, limit 1kB, failcnt 1\n"
		"[    1.000003][   T20] memory: usage 2kB, limit 2kB, failcnt 2\n"
		"[    1.000004][   T20] Memory cgroup out of memory: Killed process 20 (two) total-vm:2kB, anon-rss:2kB, file-rss:0kB, shmem-rss:0kB\n"
		"[    1.000005][   T10] Memory cgroup out of memory: Killed process 10 (one) total-vm:1kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB\n");
	assert_int_equal(feed.n, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct fault *f = feed.faults[i];
		int64_t n = slice_is(f->oom->trigger_comm, "one") ? 1 : 2;

		assert_int_equal(f->oom->memcg_failcnt, n);
		assert_int_equal(f->n_oom_kill, 1);
		assert_int_equal(f->oom_kill[0].pid, n * 10);
	}
	feed_free(&feed);
}

static void deadlock_without_victims_is_one_event(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[    4.100000] swapper/0 invoked oom-killer: gfp_mask=0x6040c0(GFP_KERNEL|__GFP_COMP), nodemask=(null), order=-1, oom_score_adj=0\n"
		"[    4.200000] [ pid ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n"
		"[    4.300000] Out of memory and no killable processes...\n");
	const struct fault *f = feed_one(&feed);

	assert_int_equal(f->n_oom_task, 0);
	assert_int_equal(f->n_oom_kill, 0);
	assert_int_equal(f->oom->page_order, -1);
	assert_false(fact_has(f->oom, nodemask));
	assert_int_equal(f->last_line, 3);
	feed_free(&feed);
}

static void messages_that_syslog_joined_are_split(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"sed invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0\n"
		"Mem-Info:\n"
		"active_anon:7355653 inactive_anon:660960#012 active_file:1263#012 free:40432 free_pcp:0\n");
	const struct fault *f = feed_one(&feed);

	assert_int_equal(stat_of(f, "active_file"), 1263);
	assert_int_equal(stat_of(f, "free"), 40432);
	feed_free(&feed);
}

static void low_memory_killers_are_events(void **state)
{
	struct feed feed;

	(void)state;
	feed_text(
		&feed,
		"[   50.000000] lowmemorykiller: Killing 'Binder:1' (1470) (tgid 1467), adj 900,\n"
		"[   50.000001]    to free 24280kB on behalf of 'kswapd0' (55) because\n"
		"[   50.000002]    cache 65092kB is below limit 65536kB for oom_score_adj 12\n"
		"[   60.000000] lowmemorykiller: send sigkill to 12 (x y), adj 8, size 6070\n"
		"[   70.000000] lowmemorykiller: Kill 'com.android.chrome' (4218), uid 10123, oom_score_adj 935 to free 81240kB rss, 0kB swap\n");
	assert_int_equal(feed.n, 3);
	assert_int_equal(feed.faults[0]->oom_kill[0].pid, 1467);
	assert_slice(feed.faults[0]->oom_kill[0].comm, "Binder:1");
	assert_int_equal(feed.faults[0]->oom_kill[0].oom_score_adj, 900);
	assert_int_equal(feed.faults[0]->last_line, 3);
	assert_slice(feed.faults[1]->oom_kill[0].comm, "x y");
	assert_int_equal(feed.faults[2]->oom_kill[0].uid, 10123);
	assert_int_equal(feed.faults[2]->oom_kill[0].oom_score_adj, 935);
	feed_free(&feed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(global_event_has_head_memory_tasks_and_victim),
		cmocka_unit_test(memory_of_the_event_is_in_zones_blocks_and_counters),
		cmocka_unit_test(pages_of_64_kib_are_seen_in_the_blocks),
		cmocka_unit_test(memory_cgroup_event_of_3_x),
		cmocka_unit_test(whole_group_dies_in_one_event),
		cmocka_unit_test(kills_without_head_are_events_of_their_own),
		cmocka_unit_test(task_tables_of_all_ages_are_read_by_their_head),
		cmocka_unit_test(events_of_two_tasks_do_not_mix),
		cmocka_unit_test(deadlock_without_victims_is_one_event),
		cmocka_unit_test(messages_that_syslog_joined_are_split),
		cmocka_unit_test(low_memory_killers_are_events),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
