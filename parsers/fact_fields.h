// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Field lists of the facts: one row is a struct member, a column, a key of the JSON output.
 *
 * F(type, name, unit, doc), with the types
 *
 *   I64   int64_t
 *   REAL  double
 *   NUM   double; INTEGER in the store when it is whole, else REAL
 *   ADDR  uint64_t, an address of the faulting machine; TEXT 0x… in the store, 8 digits when the
 *         kernel is known to be 32-bit, else 16
 *   TEXT  struct slice; any bytes; in the arena of the fault
 *   FLAG  int64_t, 0 or 1
 *
 * A field that the input does not say stays unset (fact_has() is false; NULL in SQL).  At most 64
 * fields a list.  Names and meanings of columns of the public contract never change.
 */
#pragma once

// clang-format off

/* One report.  `kind` and the derived columns (title, function, …) are added by the store. */
#define FAULT_FIELDS(F) \
	F(TEXT, bug_type, "", "what the reporting tool prints: KASAN slab-use-after-free, KFENCE use-after-free read, UBSAN shift-out-of-bounds, KCSAN data-race") \
	F(TEXT, message, "", "first line of the report, without prefix") \
	F(TEXT, report_function, "", "function that the report's head names as the place (BUG: KASAN: … in F, WARNING: … F+0x1/0x2)") \
	F(TEXT, ip_function, "", "function of the instruction pointer (RIP, EIP, pc, NIP, epc, PSW)") \
	F(TEXT, ip_module, "", "module of ip_function") \
	F(TEXT, detail, "", "what a title needs beyond the other fields; meaning depends on the kind, see docs/faults.md") \
	F(TEXT, file, "", "source file that the report's head names") \
	F(I64, line, "", "line in file") \
	F(TEXT, access, "", "read, write, exec or free") \
	F(I64, access_size, "bytes", "size of the access") \
	F(ADDR, address, "address", "address that was accessed or freed, or that faulted") \
	F(TEXT, comm, "", "name of the task that was running, or that the report is about; chosen by the task") \
	F(I64, pid, "", "process id of that task") \
	F(I64, uid, "", "user id of that task") \
	F(I64, cpu, "", "CPU the report is about") \
	F(REAL, duration_s, "s", "how long a task hung or a CPU was stuck") \
	F(TEXT, taint, "", "taint letters without blanks; empty: Not tainted") \
	F(TEXT, kernel_release, "", "as uname -r") \
	F(TEXT, kernel_version, "", "as uname -v, as far as the report prints it (#1 SMP PREEMPT_DYNAMIC Debian 6.1.0-1)") \
	F(TEXT, arch, "", "x86_64 i386 arm arm64 riscv ppc64 ppc s390 mips loongarch sparc64 parisc; guessed from registers where the log does not say") \
	F(TEXT, hardware, "", "Hardware name: line") \
	F(TEXT, workqueue, "", "Workqueue: line: queue and function") \
	F(TEXT, host, "", "host that logged the report") \
	F(REAL, time_boot, "s", "time since boot of the first line") \
	F(I64, wall_us, "us since 1970 UTC", "time of day of the first line, where it says") \
	F(FLAG, wall_local, "", "1: wall_us is local time of an unknown zone") \
	F(I64, boot_no, "", "number of the boot in its source, from 0") \
	F(I64, first_line, "", "first line in the source, from 1") \
	F(I64, last_line, "", "last line in the source, inclusive") \
	F(I64, first_byte, "bytes", "offset of the first line in the source") \
	F(I64, last_byte, "bytes", "offset of the last byte of the report in the source, inclusive") \
	F(I64, cause_byte, "bytes", "first_byte of the report in the same source that this one follows from") \
	F(I64, piece_byte, "bytes", "first_byte of the piece of the same report in the same source that another CPU's report tore off it") \
	F(FLAG, corrupted, "", "1: the report is cut, mangled or has lost lines") \
	F(TEXT, corrupted_reason, "", "why") \
	F(I64, oops_number, "", "[#N] of an Oops") \
	F(TEXT, oops_text, "", "what follows Oops: or Internal error:, e.g. 0002 [#1] PREEMPT SMP KASAN") \
	F(TEXT, code, "", "Code: bytes or words as printed, the faulting one in <> or ()") \
	F(TEXT, modules, "", "Modules linked in, as printed") \
	F(TEXT, preempt_count, "", "preempt count or in_atomic() values as printed, of atomic_sleep reports") \
	F(TEXT, task_state, "", "state letter of a hung task (D, S, R)") \
	F(TEXT, blocker, "", "task that the report says holds what this one waits for: comm:pid") \
	F(TEXT, excerpt, "", "the report's raw lines") \
	F(TEXT, excerpt_lines, "", "lines of the source that excerpt holds, as ranges: 12-40,42")

#define MEMORY_OBJECT_FIELDS(F) \
	F(TEXT, cache, "", "slab cache of the object") \
	F(I64, object_size, "bytes", "size of the cache's objects, or of the KFENCE object") \
	F(ADDR, object_address, "address", "where the object begins") \
	F(I64, object_offset, "bytes", "offset of the access from the object's beginning") \
	F(TEXT, located, "", "inside of, to the right of, to the left of, and by how many bytes, as printed") \
	F(TEXT, region, "", "what the address belongs to, where it is no slab object: stack of task, variable, vmalloc area, page") \
	F(I64, alloc_pid, "", "task that allocated the object") \
	F(TEXT, alloc_comm, "", "name of that task, where printed") \
	F(I64, alloc_cpu, "", "CPU it ran on, where printed") \
	F(REAL, alloc_time, "s since boot", "when, where printed") \
	F(I64, free_pid, "", "task that freed the object") \
	F(TEXT, free_comm, "", "name of that task, where printed") \
	F(I64, free_cpu, "", "CPU it ran on, where printed") \
	F(REAL, free_time, "s since boot", "when, where printed") \
	F(TEXT, memory_state, "", "shadow bytes around the address, as printed") \
	F(TEXT, page, "", "page dump, as printed")

#define OOM_FIELDS(F) \
	F(TEXT, trigger_comm, "", "task that asked for the memory") \
	F(I64, trigger_pid, "", "its process id") \
	F(TEXT, gfp_mask, "", "allocation flags as printed, in hex (0x140dca)") \
	F(TEXT, gfp_flags, "", "their names as printed (GFP_HIGHUSER_MOVABLE|__GFP_ZERO)") \
	F(I64, page_order, "", "2^page_order pages were asked for; -1: by SysRq") \
	F(I64, oom_score_adj, "", "of the trigger; oom_adj before Linux 2.6.36") \
	F(TEXT, constraint_kind, "", "CONSTRAINT_NONE, _CPUSET, _MEMORY_POLICY or _MEMCG") \
	F(TEXT, nodemask, "", "NUMA nodes that were allowed") \
	F(TEXT, cpuset, "", "cpuset of the trigger") \
	F(TEXT, mems_allowed, "", "memory nodes of that cpuset") \
	F(TEXT, oom_memcg, "", "memory cgroup whose limit was hit") \
	F(TEXT, task_memcg, "", "memory cgroup of the victim") \
	F(I64, memcg_usage_kb, "KiB", "usage of that memory cgroup") \
	F(I64, memcg_limit_kb, "KiB", "its limit") \
	F(I64, memcg_failcnt, "", "how often the limit was hit") \
	F(I64, swap_usage_kb, "KiB", "swap (v2) or memory+swap (v1) usage of that memory cgroup") \
	F(I64, swap_limit_kb, "KiB", "its limit") \
	F(I64, swap_failcnt, "", "how often that limit was hit") \
	F(I64, kmem_usage_kb, "KiB", "kernel memory of that memory cgroup (v1)") \
	F(I64, kmem_limit_kb, "KiB", "its limit") \
	F(I64, kmem_failcnt, "", "how often that limit was hit") \
	F(I64, page_kb, "KiB", "size of a page: of the smallest blocks of the buddy lists, else what a victim's virtual memory in KiB and in pages tells") \
	F(I64, pages_ram, "pages", "pages of RAM") \
	F(I64, pages_highmem, "pages", "pages HighMem/MovableOnly") \
	F(I64, pages_reserved, "pages", "pages reserved") \
	F(I64, free_swap_kb, "KiB", "free swap space") \
	F(I64, total_swap_kb, "KiB", "swap space in all")

#define OOM_KILL_FIELDS(F) \
	F(I64, pid, "", "process that was killed") \
	F(TEXT, comm, "", "its name") \
	F(I64, uid, "", "its user") \
	F(I64, total_vm_kb, "KiB", "its virtual memory") \
	F(I64, anon_rss_kb, "KiB", "its resident anonymous memory") \
	F(I64, file_rss_kb, "KiB", "its resident file pages") \
	F(I64, shmem_rss_kb, "KiB", "its resident shared memory") \
	F(I64, pgtables_kb, "KiB", "its page tables") \
	F(I64, oom_score_adj, "", "its oom_score_adj") \
	F(I64, score, "", "badness that the kernel printed") \
	F(FLAG, memcg_kill, "", "1: killed with its memory cgroup (memory.oom.group)")

#define OOM_TASK_FIELDS(F) \
	F(I64, pid, "", "process id") \
	F(I64, uid, "", "user id") \
	F(I64, tgid, "", "thread group id") \
	F(TEXT, comm, "", "name") \
	F(I64, total_vm_pages, "pages", "virtual memory") \
	F(I64, rss_pages, "pages", "resident memory") \
	F(I64, rss_anon_pages, "pages", "of it anonymous, where printed (6.9)") \
	F(I64, rss_file_pages, "pages", "of it file, where printed") \
	F(I64, rss_shmem_pages, "pages", "of it shared, where printed") \
	F(I64, cpu, "", "CPU, where printed (before 3.8)") \
	F(I64, nr_ptes, "", "page table pages, where printed (3.4 to 4.14)") \
	F(I64, nr_pmds, "", "middle page directories, where printed (4.1 to 4.14)") \
	F(I64, nr_puds, "", "upper page directories, where printed (4.14)") \
	F(I64, pgtables_bytes, "bytes", "page tables") \
	F(I64, swapents, "pages", "swapped out") \
	F(I64, oom_score_adj, "", "oom_score_adj; oom_adj before Linux 2.6.36")

#define PAGE_ALLOC_FAILURE_FIELDS(F) \
	F(TEXT, comm, "", "task that asked for the memory") \
	F(I64, page_order, "", "2^page_order pages were asked for") \
	F(TEXT, gfp_mask, "", "allocation flags as printed, in hex") \
	F(TEXT, gfp_flags, "", "their names as printed") \
	F(TEXT, nodemask, "", "NUMA nodes that were allowed") \
	F(TEXT, cpuset, "", "cpuset of the task") \
	F(TEXT, mems_allowed, "", "memory nodes of that cpuset") \
	F(I64, stall_ms, "ms", "how long a stalled allocation took") \
	F(I64, vmalloc_bytes, "bytes", "size of a vmalloc allocation")

#define ZONE_STATE_FIELDS(F) \
	F(I64, node, "", "NUMA node") \
	F(TEXT, zone, "", "DMA, DMA32, Normal, HighMem, Movable, Device") \
	F(I64, free_pages, "pages", "free") \
	F(I64, boost_pages, "pages", "watermark boost") \
	F(I64, min_pages, "pages", "watermark min") \
	F(I64, low_pages, "pages", "watermark low") \
	F(I64, high_pages, "pages", "watermark high") \
	F(I64, present_pages, "pages", "present") \
	F(I64, managed_pages, "pages", "managed by the buddy allocator") \
	F(TEXT, lowmem_reserve, "pages", "lowmem_reserve[] or protection, as printed") \
	F(I64, free_cma_pages, "pages", "of the free ones, those of contiguous memory areas (CMA)") \
	F(I64, highatomic_pages, "pages", "reserved for atomic requests of several pages")

#define BUDDY_FREE_FIELDS(F) \
	F(I64, node, "", "NUMA node") \
	F(TEXT, zone, "", "zone") \
	F(TEXT, migratetype, "", "migrate type, where the source tells them apart") \
	F(I64, page_order, "", "blocks of 2^page_order pages") \
	F(I64, free_blocks, "", "how many of them are free") \
	F(TEXT, types, "", "letters of the migrate types that have such blocks, where printed: U unmovable, M movable, E reclaimable, H highatomic, C CMA, I isolated")

#define MEM_STAT_FIELDS(F) \
	F(I64, node, "", "NUMA node; NULL: the whole machine") \
	F(TEXT, name, "", "name as the source prints it") \
	F(NUM, value, "see unit", "value as printed: INTEGER when it is whole, else REAL") \
	F(TEXT, unit, "", "kB, pages, B, kB/s, % … or empty")

#define KMEMLEAK_OBJECT_FIELDS(F) \
	F(I64, position, "", "number of the object in its capture, from 0") \
	F(ADDR, address, "address", "where the object begins") \
	F(I64, size, "bytes", "its size") \
	F(TEXT, comm, "", "task that allocated it") \
	F(I64, pid, "", "its process id") \
	F(I64, jiffies, "jiffies", "when") \
	F(REAL, age_s, "s", "how long ago, where printed") \
	F(TEXT, checksum, "", "crc of the backtrace line or checksum, in hex") \
	F(TEXT, hexdump, "", "the first bytes, as hex digit pairs with blanks")

#define SLUB_REPORT_FIELDS(F) \
	F(TEXT, cache, "", "slab cache") \
	F(TEXT, problem, "", "all that follows BUG cache (taint): ") \
	F(ADDR, slab_address, "address", "struct slab or struct page") \
	F(ADDR, object_address, "address", "the object") \
	F(I64, slab_offset, "bytes", "place of the object in the slab") \
	F(I64, objects, "", "objects of the slab") \
	F(I64, used, "", "of them in use") \
	F(TEXT, flags, "", "page flags as printed") \
	F(ADDR, free_pointer, "address", "fp=") \
	F(TEXT, bytes, "", "overwritten bytes: the [first-last] line or the First byte line, as printed") \
	F(TEXT, dump, "", "hexdump lines (Redzone, Object, Padding), as printed") \
	F(I64, first_bad, "bytes", "offset of the first overwritten byte from the object's beginning; below 0: in front of it") \
	F(I64, last_bad, "bytes", "offset of the last one") \
	F(TEXT, expected, "", "what stood there before: pattern byte, hex") \
	F(TEXT, found, "", "what stands there: hex digit pairs, as many as the dump shows, at most 64") \
	F(TEXT, found_text, "", "the same as text, where all of it is printable ASCII") \
	F(TEXT, fix, "", "FIX cache: what was repaired") \
	F(TEXT, alloc_function, "", "who allocated the object") \
	F(I64, alloc_pid, "", "task that did") \
	F(I64, alloc_cpu, "", "CPU it ran on") \
	F(I64, alloc_age, "jiffies", "how long ago") \
	F(TEXT, free_function, "", "who freed it last") \
	F(I64, free_pid, "", "task that did") \
	F(I64, free_cpu, "", "CPU it ran on") \
	F(I64, free_age, "jiffies", "how long ago")

#define HELD_LOCK_FIELDS(F) \
	F(I64, pid, "", "task that holds or waits for the lock") \
	F(TEXT, comm, "", "its name") \
	F(TEXT, role, "", "held, wanted, or depends_on (a link of the dependency chain)") \
	F(I64, position, "", "#N of the list") \
	F(TEXT, lock, "", "class of the lock, without address and usage marks") \
	F(TEXT, usage, "", "usage marks in braces, as printed: +.+.}-{3:3") \
	F(ADDR, address, "address", "the lock") \
	F(TEXT, function, "", "where it was taken")

#define SLAB_CACHE_FIELDS(F) \
	F(TEXT, name, "", "name of the cache") \
	F(I64, active_objs, "", "objects in use") \
	F(I64, num_objs, "", "objects in all") \
	F(I64, objsize, "bytes", "size of an object") \
	F(I64, objperslab, "", "objects of a slab") \
	F(I64, pagesperslab, "pages", "size of a slab") \
	F(I64, active_slabs, "", "slabs with objects in use") \
	F(I64, num_slabs, "", "slabs in all")

#define PROCESS_FIELDS(F) \
	F(I64, pid, "", "process id") \
	F(I64, ppid, "", "of the parent") \
	F(I64, uid, "", "user id") \
	F(TEXT, comm, "", "name") \
	F(TEXT, state, "", "letters as ps prints them") \
	F(I64, vsz_kb, "KiB", "virtual memory") \
	F(I64, rss_kb, "KiB", "resident memory") \
	F(I64, minor_faults, "", "page faults without I/O") \
	F(I64, major_faults, "", "page faults with I/O") \
	F(I64, oom_score, "", "badness") \
	F(I64, oom_score_adj, "", "adjustment of the badness") \
	F(TEXT, cgroup, "", "control group") \
	F(TEXT, command_line, "", "command with arguments")

#define MOUNT_FIELDS(F) \
	F(TEXT, device, "", "what is mounted, as /proc/mounts names it") \
	F(TEXT, mount_point, "", "where") \
	F(TEXT, fs_type, "", "type of the file system") \
	F(FLAG, read_only, "", "1: mounted read-only") \
	F(ADDR, address, "address", "of struct mount")

#define SWAP_FIELDS(F) \
	F(TEXT, path, "", "file or device") \
	F(TEXT, kind, "", "partition or file") \
	F(I64, size_kb, "KiB", "its size") \
	F(I64, used_kb, "KiB", "of it in use") \
	F(I64, priority, "", "the highest is used first")

#define IRQ_FIELDS(F) \
	F(I64, irq, "", "Linux interrupt number") \
	F(TEXT, name, "", "its handlers, with commas between; NULL: none") \
	F(TEXT, chip, "", "interrupt controller") \
	F(I64, count, "", "how often it came, on all CPUs") \
	F(I64, disabled_depth, "", "how often it is disabled; 0: enabled") \
	F(I64, unhandled, "", "how often nobody cared, lately")

#define TIMER_FIELDS(F) \
	F(I64, cpu, "", "CPU whose timer it is") \
	F(TEXT, kind, "", "timer, delayed work or hrtimer") \
	F(TEXT, function, "", "what it calls; of delayed work, what that runs") \
	F(TEXT, module, "", "of the function") \
	F(REAL, expires_s, "s", "from the time of the dump on; below 0: it is late") \
	F(ADDR, address, "address", "of struct timer_list or struct hrtimer")

#define WORKQUEUE_FIELDS(F) \
	F(TEXT, name, "", "of the queue") \
	F(I64, pool, "", "id of the pool") \
	F(I64, cpu, "", "CPU of the pool; NULL: not bound to one") \
	F(I64, workers, "", "workers of the pool") \
	F(I64, idle_workers, "", "of them idle") \
	F(I64, active, "", "work items of this queue that run or wait for a worker of the pool") \
	F(I64, max_active, "", "how many there may be")

#define WORK_ITEM_FIELDS(F) \
	F(TEXT, workqueue, "", "name of its queue") \
	F(I64, pool, "", "id of the pool") \
	F(I64, cpu, "", "CPU of the pool; NULL: not bound to one") \
	F(TEXT, state, "", "running, pending (waits for a worker), inactive (beyond max_active)") \
	F(TEXT, function, "", "what it runs") \
	F(TEXT, module, "", "of the function") \
	F(I64, worker_pid, "", "worker that runs it") \
	F(ADDR, address, "address", "of struct work_struct")

#define BLOCK_DEVICE_FIELDS(F) \
	F(TEXT, name, "", "sda, nvme0n1, dm-0, ...") \
	F(I64, major, "", "device number") \
	F(I64, minor, "", "device number") \
	F(I64, size_bytes, "bytes", "its size") \
	F(I64, in_flight, "", "requests that the driver has and that are not completed; NULL: no multi-queue driver") \
	F(ADDR, address, "address", "of struct gendisk")

#define BLOCK_REQUEST_FIELDS(F) \
	F(TEXT, device, "", "block_device.name") \
	F(TEXT, operation, "", "read, write, flush, discard, ...") \
	F(I64, sector, "512 bytes", "first sector") \
	F(I64, bytes, "bytes", "length") \
	F(REAL, age_s, "s", "how long ago it began") \
	F(ADDR, address, "address", "of struct request")

#define NET_DEVICE_FIELDS(F) \
	F(TEXT, name, "", "eth0, lo, ...") \
	F(I64, ifindex, "", "its number in its namespace") \
	F(I64, mtu, "bytes", "largest packet") \
	F(TEXT, flags, "", "up, broadcast, loopback, ... with blanks between") \
	F(FLAG, carrier, "", "1: the link is up") \
	F(ADDR, namespace, "address", "of struct net") \
	F(ADDR, address, "address", "of struct net_device")

#define RUNQUEUE_FIELDS(F) \
	F(I64, cpu, "", "number of the CPU") \
	F(I64, running, "", "tasks that run or are ready to") \
	F(I64, rt_running, "", "of them real-time ones") \
	F(I64, deadline_running, "", "of them with a deadline") \
	F(I64, switches, "", "context switches") \
	F(REAL, clock_s, "s", "its clock") \
	F(I64, current_pid, "", "task that runs")

#define ALLOC_STACK_FIELDS(F) \
	F(TEXT, kind, "", "allocated: objects in use by who allocated them; quarantined: freed objects that KASAN keeps, by who freed them; kmemleak: objects that kmemleak found unreferenced; tracked: all that kmemleak knows of, the unreferenced ones among them") \
	F(TEXT, cache, "", "slab cache; NULL: of any kind of memory") \
	F(I64, objects, "", "how many") \
	F(I64, bytes, "bytes", "in all") \
	F(TEXT, function, "", "innermost function that is not of the allocator") \
	F(TEXT, module, "", "of the function") \
	F(I64, pid, "", "task that allocated one of them") \
	F(TEXT, comm, "", "its name, where it is kept or the task is still there") \
	F(REAL, newest_s, "s", "how long ago the newest one was allocated") \
	F(REAL, oldest_s, "s", "how long ago the oldest one was") \
	F(TEXT, stack, "", "functions, innermost first; NULL: not known, or all stacks beyond those that are told")

#define SLAB_CORRUPTION_FIELDS(F) \
	F(TEXT, cache, "", "slab cache") \
	F(ADDR, object_address, "address", "the object") \
	F(TEXT, problem, "", "right redzone overwritten, or poison overwritten (written to after it was freed)") \
	F(I64, first_bad, "bytes", "offset of the first overwritten byte from the beginning of the object") \
	F(I64, last_bad, "bytes", "offset of the last one") \
	F(TEXT, found, "", "what stands there: hex digit pairs, at most 64 bytes") \
	F(TEXT, alloc_stack, "", "who allocated the object last, innermost function first") \
	F(I64, alloc_pid, "", "task that did") \
	F(TEXT, free_stack, "", "who freed it last") \
	F(I64, free_pid, "", "task that did")

#define KASAN_CACHE_FIELDS(F) \
	F(TEXT, name, "", "slab_cache.name") \
	F(I64, slabs, "", "slabs of the cache that were found") \
	F(I64, allocated, "", "objects in use") \
	F(I64, quarantined, "", "objects that were freed and are kept in quarantine, so that a use of them is noticed") \
	F(I64, free, "", "objects that are free") \
	F(I64, unused, "", "objects that were never allocated since their slab was made") \
	F(I64, unknown, "", "objects whose shadow memory is not in the dump, or says something else")

#define KASAN_OBJECT_FIELDS(F) \
	F(TEXT, cache, "", "slab_cache.name") \
	F(ADDR, object_address, "address", "the object") \
	F(I64, object_size, "bytes", "its size") \
	F(TEXT, state, "", "when the dump was made: allocated, quarantined, free, unused; NULL: not known") \
	F(TEXT, alloc_stack, "", "who allocated it last, innermost function first") \
	F(I64, alloc_pid, "", "task that did") \
	F(TEXT, free_stack, "", "who freed it last; known while it is in quarantine") \
	F(I64, free_pid, "", "task that did") \
	F(TEXT, aux_stack, "", "who last queued it as a work item, to RCU or the like") \
	F(TEXT, aux_stack_2, "", "who did so before")

#define PAGE_OWNER_FIELDS(F) \
	F(I64, blocks, "", "how many blocks of pages, each allocated at once; page_owner_sort says `times`") \
	F(I64, pages, "pages", "in all") \
	F(I64, page_order, "", "log2 of the pages of a block") \
	F(TEXT, gfp_mask, "", "as printed, 0x140cca") \
	F(TEXT, function, "", "innermost function that is not of the allocators") \
	F(TEXT, module, "", "of the function") \
	F(I64, pid, "", "task that allocated one of them") \
	F(TEXT, comm, "", "its name, or that of another one of them") \
	F(REAL, newest_s, "s", "how long ago the newest block was allocated") \
	F(REAL, oldest_s, "s", "how long ago the oldest one was") \
	F(TEXT, stack, "", "functions, innermost first; NULL: not known, or all stacks beyond those that are told")

#define SLAB_NODE_FIELDS(F) \
	F(TEXT, name, "", "slab_cache.name") \
	F(I64, node, "", "number of the memory node") \
	F(I64, num_slabs, "", "slabs of the cache on it") \
	F(I64, num_objs, "", "objects in all") \
	F(I64, active_objs, "", "objects in use, those of slabs that a CPU has taken among them; NULL: the list is damaged or cut") \
	F(I64, free_objs, "", "free objects of the slabs on the list; NULL: it is damaged or cut") \
	F(I64, partial_slabs, "", "slabs with free objects, as the node counts them") \
	F(I64, listed_slabs, "", "slabs that the list leads to before it ends or breaks") \
	F(TEXT, list, "", "verified: links point back, slabs are of this cache, as many as the node counts; else what is wrong; NULL: the allocator keeps no such list")

#define MODULE_SECTION_FIELDS(F) \
	F(TEXT, module, "", "kernel_module.name") \
	F(TEXT, name, "", ".text, .data, .bss, ...; what begins with .init was given back when the module was ready") \
	F(ADDR, address, "address", "where it was loaded")

#define SETTING_FIELDS(F) \
	F(TEXT, name, "", "vm.overcommit_memory, sys/kernel/mm/transparent_hugepage/enabled") \
	F(TEXT, value, "", "as printed")

#define DUMP_FIELDS(F) \
	F(TEXT, format, "", "of the file: elf, kdump-compressed, … with what it is wrapped in") \
	F(TEXT, arch, "", "as boot.arch") \
	F(TEXT, host, "", "name of the machine (nodename)") \
	F(TEXT, kernel_release, "", "as uname -r") \
	F(TEXT, kernel_version, "", "as uname -v") \
	F(TEXT, machine, "", "as uname -m") \
	F(TEXT, crashed_utc, "UTC", "when the kernel crashed") \
	F(REAL, uptime_s, "s", "time since boot when it crashed, else when the dump was made") \
	F(TEXT, panic_message, "", "why it crashed: what panic() was given, or, where the crash kernel was started without it, the first line of the fault; NULL: it did not crash, or the log does not say") \
	F(I64, panic_cpu, "", "CPU that crashed") \
	F(I64, panic_pid, "", "task that crashed") \
	F(TEXT, panic_comm, "", "its name") \
	F(ADDR, kaslr_offset, "address", "by how much KASLR moved the kernel") \
	F(ADDR, phys_base, "address", "physical address of the kernel, as its variable phys_base has it") \
	F(I64, page_size, "bytes", "size of a page") \
	F(I64, memory_bytes, "bytes", "RAM of the machine") \
	F(I64, cpus, "", "CPUs whose registers the dump holds") \
	F(TEXT, coverage, "", "what part of the memory the dump holds: full, filtered, truncated, filtered and truncated") \
	F(I64, pages_present, "pages", "pages whose data the dump holds") \
	F(I64, pages_excluded, "pages", "pages that were left out on purpose") \
	F(I64, pages_missing, "pages", "pages that should be there, and were cut off") \
	F(I64, dump_level, "", "makedumpfile -d: sum of 1 (zero pages), 2 and 4 (page cache), 8 (user data), 16 (free pages)") \
	F(TEXT, knowledge, "", "where symbols and types came from, the levels that were reached: vmcoreinfo, kallsyms, btf, orc, dwarf") \
	F(TEXT, build_id, "", "of the kernel, hex") \
	F(TEXT, build_note, "", "what is known to be wrong with the build-id of this release") \
	F(TEXT, command_line, "", "of the kernel") \
	F(TEXT, taken_utc, "UTC", "when the dump was made, by the kernel's own clock") \
	F(REAL, load_1, "", "load average of the last minute: tasks that run, are ready to, or are in state D") \
	F(REAL, load_5, "", "the same of the last 5 minutes") \
	F(REAL, load_15, "", "the same of the last 15 minutes")

#define CPU_FIELDS(F) \
	F(I64, cpu, "", "number of the CPU") \
	F(I64, pid, "", "task that ran on it") \
	F(TEXT, comm, "", "its name") \
	F(TEXT, context, "", "task, user, idle, irq, softirq, nmi, …") \
	F(I64, task_row, "", "task.row_no of the task that ran on it") \
	F(I64, running, "", "tasks on its run queue") \
	F(TEXT, knowledge, "", "how it is known: vmcoreinfo, kallsyms, btf, dwarf") \
	F(ADDR, idle_address, "address", "of its idle task, swapper, which is on no list of tasks and so not in task") \
	F(TEXT, idle_comm, "", "name of that")

#define CPU_REGISTER_FIELDS(F) \
	F(I64, cpu, "", "number of the CPU") \
	F(TEXT, name, "", "as libkdumpfile names it: rip, rsp, pc, x0, …") \
	F(ADDR, value, "address", "its value")

#define TASK_FIELDS(F) \
	F(ADDR, address, "address", "of struct task_struct") \
	F(I64, pid, "", "thread id") \
	F(I64, tgid, "", "process id") \
	F(I64, ppid, "", "of the parent") \
	F(TEXT, comm, "", "name") \
	F(TEXT, state, "", "letter that ps shows") \
	F(I64, cpu, "", "CPU it ran on last") \
	F(FLAG, on_cpu, "", "1: it was running") \
	F(FLAG, kernel_thread, "", "1: a kernel thread") \
	F(REAL, started_s, "s since boot", "when it started") \
	F(REAL, blocked_s, "s", "how long it has not run") \
	F(I64, total_vm_pages, "pages", "virtual memory") \
	F(I64, rss_pages, "pages", "resident memory") \
	F(I64, swap_pages, "pages", "swapped out") \
	F(I64, oom_score_adj, "", "adjustment of the badness") \
	F(TEXT, cgroup, "", "control group") \
	F(TEXT, command_line, "", "command with arguments") \
	F(I64, flags, "", "PF_ flags of include/linux/sched.h") \
	F(I64, priority, "", "kernel priority: 0 to 99 are real-time ones, 120 is nice 0") \
	F(TEXT, policy, "", "other, fifo, rr, batch, idle, deadline, ext") \
	F(REAL, cpu_s, "s", "CPU time it has used") \
	F(I64, rss_anon_pages, "pages", "of rss_pages, anonymous memory") \
	F(I64, rss_file_pages, "pages", "of rss_pages, files") \
	F(I64, rss_shmem_pages, "pages", "of rss_pages, shared memory") \
	F(I64, uid, "", "user id") \
	F(I64, gid, "", "group id") \
	F(I64, ns_pid, "", "process id in its own PID namespace") \
	F(TEXT, wait_channel, "", "function that it sleeps in") \
	F(TEXT, executable, "", "path of its executable") \
	F(TEXT, knowledge, "", "how it is known: vmcoreinfo, kallsyms, btf, dwarf")

#define TASK_FRAME_FIELDS(F) \
	F(I64, task_row, "", "task.row_no of its task; NULL: of a CPU whose task is not known") \
	F(I64, cpu, "", "CPU it ran on") \
	F(I64, pid, "", "thread id") \
	F(I64, depth, "", "0 is the innermost") \
	F(TEXT, function, "", "name; NULL: no symbol") \
	F(I64, offset, "bytes", "of the address in the function") \
	F(I64, size, "bytes", "of the function") \
	F(TEXT, module, "", "of the function") \
	F(ADDR, address, "address", "of the code") \
	F(TEXT, context, "", "task, irq, softirq, nmi, exception, …") \
	F(FLAG, reliable, "", "0: perhaps no caller") \
	F(FLAG, inlined, "", "1: inlined into the next frame") \
	F(TEXT, file, "", "source file") \
	F(I64, line, "", "in file") \
	F(FLAG, exact, "", "1: of the instruction that ran or was interrupted; 0: of the one that a call returns to") \
	F(TEXT, knowledge, "", "how it is known: orc, frame pointers, dwarf, scan")

#define KERNEL_MODULE_FIELDS(F) \
	F(TEXT, name, "", "name") \
	F(ADDR, address, "address", "where its code was loaded") \
	F(I64, size, "bytes", "of code and data") \
	F(TEXT, taint, "", "taint letters") \
	F(TEXT, build_id, "", "hex") \
	F(TEXT, state, "", "live, coming, going, unformed") \
	F(TEXT, version, "", "MODULE_VERSION") \
	F(TEXT, knowledge, "", "how it is known: kallsyms, btf, dwarf; proc: from /proc/modules")

#define KERNEL_SYMBOLS_FIELDS(F) \
	F(TEXT, module, "", "module; NULL: the kernel itself") \
	F(ADDR, address, "address", "of the first function, which those of the list are counted from") \
	F(I64, symbols, "", "lines of the list") \
	F(TEXT, list, "", "the list, packed once in symbol_text: symbol_text.key")

#define KERNEL_LOG_FIELDS(F) \
	F(I64, seq, "", "printk sequence number; NULL: the log of this kernel has none") \
	F(REAL, time_boot, "s since boot", "when; NULL: not known, or printk.time was off") \
	F(I64, level, "", "syslog severity, 0 (emerg) to 7 (debug)") \
	F(I64, facility, "", "syslog facility, 0 is the kernel") \
	F(TEXT, caller, "", "T and thread id, or C and CPU") \
	F(TEXT, text, "", "the message") \
	F(FLAG, continued, "", "1: the next message goes on with this line") \
	F(TEXT, subsystem, "", "of the device that it is about") \
	F(TEXT, device, "", "the device that it is about, as /dev/kmsg names it: b8:1, c4:64, n2, +pci:0000:00:02.0") \
	F(TEXT, log, "", "which log: ring, log_buf, or nmi or printk_safe and the CPU whose buffer had not been printed")

#define LOCK_WAIT_FIELDS(F) \
	F(I64, waiter_pid, "", "task that waits") \
	F(I64, owner_pid, "", "task that holds the lock") \
	F(TEXT, kind, "", "mutex, rwsem, …") \
	F(ADDR, lock_address, "address", "of the lock") \
	F(TEXT, lock_name, "", "its symbol") \
	F(REAL, since_s, "s", "how long it has waited") \
	F(I64, waiter_row, "", "task.row_no of the task that waits") \
	F(I64, owner_row, "", "task.row_no of the task that holds it") \
	F(TEXT, mode, "", "read or write, where the lock has both") \
	F(TEXT, owner_reason, "", "how the owner is known; suspected: it is not certain") \
	F(TEXT, knowledge, "", "how it is known: btf, dwarf")

/* Facts of a snapshot of a running system: T(struct name, FIELDS). */
#define SNAPSHOT_TABLES(T) \
	T(zone_state, ZONE_STATE_FIELDS) /* of reports too, as are the next two */ \
	T(buddy_free, BUDDY_FREE_FIELDS) \
	T(mem_stat, MEM_STAT_FIELDS) \
	SNAPSHOT_OWN_TABLES(T)

/* Those that no report has. */
#define SNAPSHOT_OWN_TABLES(T) \
	T(slab_cache, SLAB_CACHE_FIELDS) \
	T(process, PROCESS_FIELDS) \
	T(setting, SETTING_FIELDS) \
	T(kernel_symbols, KERNEL_SYMBOLS_FIELDS) \
	DUMP_TABLES(T)

/* Facts of a memory image.  Rows refer to a task by its row, so tasks come first. */
#define DUMP_TABLES(T) \
	T(dump, DUMP_FIELDS) \
	T(cpu, CPU_FIELDS) \
	T(cpu_register, CPU_REGISTER_FIELDS) \
	T(task, TASK_FIELDS) \
	T(task_frame, TASK_FRAME_FIELDS) \
	T(kernel_module, KERNEL_MODULE_FIELDS) \
	T(kernel_log, KERNEL_LOG_FIELDS) \
	T(lock_wait, LOCK_WAIT_FIELDS) \
	T(mount, MOUNT_FIELDS) \
	T(swap, SWAP_FIELDS) \
	T(irq, IRQ_FIELDS) \
	T(timer, TIMER_FIELDS) \
	T(workqueue, WORKQUEUE_FIELDS) \
	T(work_item, WORK_ITEM_FIELDS) \
	T(block_device, BLOCK_DEVICE_FIELDS) \
	T(block_request, BLOCK_REQUEST_FIELDS) \
	T(net_device, NET_DEVICE_FIELDS) \
	T(runqueue, RUNQUEUE_FIELDS) \
	T(alloc_stack, ALLOC_STACK_FIELDS) \
	T(slab_corruption, SLAB_CORRUPTION_FIELDS) \
	T(slab_node, SLAB_NODE_FIELDS) \
	T(kasan_cache, KASAN_CACHE_FIELDS) \
	T(kasan_object, KASAN_OBJECT_FIELDS) \
	T(page_owner, PAGE_OWNER_FIELDS) \
	T(module_section, MODULE_SECTION_FIELDS)

/* Every fact that hangs on a fault and has many rows: T(struct name, table, FIELDS, doc). */
#define FACT_TABLES(T) \
	T(oom_kill, OOM_KILL_FIELDS, "victims of one OOM event, in order") \
	T(oom_task, OOM_TASK_FIELDS, "task table of an OOM event") \
	T(zone_state, ZONE_STATE_FIELDS, "free pages and watermarks of a zone") \
	T(buddy_free, BUDDY_FREE_FIELDS, "free blocks of the buddy allocator") \
	T(mem_stat, MEM_STAT_FIELDS, "named numbers of memory statistics") \
	T(kmemleak_object, KMEMLEAK_OBJECT_FIELDS, "objects that kmemleak found unreferenced") \
	T(held_lock, HELD_LOCK_FIELDS, "locks that a report prints")

/* Facts of which a fault has at most one. */
#define FACT_SINGLES(T) \
	T(memory_object, MEMORY_OBJECT_FIELDS, "object of a KASAN, KFENCE or SLUB report") \
	T(oom, OOM_FIELDS, "one OOM event") \
	T(page_alloc_failure, PAGE_ALLOC_FAILURE_FIELDS, "one failed or stalled allocation") \
	T(slub_report, SLUB_REPORT_FIELDS, "one report of the slab allocator's debugging")

// clang-format on
