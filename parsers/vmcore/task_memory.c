// SPDX-License-Identifier: Apache-2.0
/*
 * Resident pages are counted in the address space.  Up to Linux 6.1 each thread has a part of its own that
 * is added there from time to time (SPLIT_RSS_COUNTING); since 6.2 each CPU has.
 */
#include "parsers/vmcore/task_memory.h"

#include <string.h>

#include "parsers/vmcore/user_memory.h"

/** Bytes of the arguments that are told; the kernel allows megabytes. */
#define ARGS_BYTES 4096

static bool counter_of_mm(struct kernel *k, uint64_t mm, unsigned i, int64_t *ret)
{
	const struct member *rss = kernel_member(k, KM_mm_rss);
	uint64_t at, v;

	if (!rss || !rss->elem_size || (i + 1) * rss->elem_size > rss->size)
		return false;
	at = mm + rss->off + i * rss->elem_size;
	if (rss->elem_size == image_word(k->img)) {
		if (!image_ptr(k->img, at, &v))
			return false;
		*ret = (int64_t)v;
		return true;
	}
	return kernel_percpu_counter(k, at, ret);
}

/** Adds what thread @p task has not added yet.
 *  @return false when that cannot be read: the sum is not known then */
static bool add_counter_of_thread(struct kernel *k, uint64_t task, unsigned i, int64_t *sum)
{
	const struct member *own = kernel_member(k, KM_task_rss);
	uint32_t part;

	if (!own || own->elem_size != 4 || (i + 1) * 4 > own->size)
		return true;
	if (!image_u32(k->img, task + own->off + i * 4, &part))
		return false;
	*sum += (int32_t)part;
	return true;
}

/** Threads of a process come one after the other: @p no is the first of those that are left. */
static void read_rss(struct dump_context *d, size_t no, uint64_t mm, struct task_rss *rss)
{
	struct kernel *k = d->kernel;
	uint64_t other;

	*rss = (struct task_rss){ .mm = mm };
	for (unsigned i = 0; i < RSS_COUNT; i++)
		rss->has[i] = counter_of_mm(k, mm, i, &rss->pages[i]) &&
		              (!kernel_has(k, KM_task_rss) || !d->tasks->damaged); // threads lack
	for (size_t t = no; kernel_has(k, KM_task_rss) && t < d->tasks->n; t++) {
		uint64_t task = d->tasks->tasks[t].addr;
		if (!kernel_get(k, task, KM_task_mm, &other)) {
			memset(rss->has, 0, sizeof(rss->has)); // perhaps one of these threads
			break;
		}
		if (other != mm)
			break;
		for (unsigned i = 0; i < RSS_COUNT; i++)
			if (!add_counter_of_thread(k, task, i, &rss->pages[i]))
				rss->has[i] = false;
	}
	for (unsigned i = 0; i < RSS_COUNT; i++)
		if (rss->pages[i] < 0)
			rss->pages[i] = 0;
}

static void add_sizes(struct kernel *k, uint64_t mm, const struct task_rss *rss, struct task *row)
{
	uint64_t v;

	if (kernel_get(k, mm, KM_mm_total_vm, &v))
		fact_set(row, total_vm_pages, (int64_t)v);
	if (rss->has[RSS_SWAP])
		fact_set(row, swap_pages, rss->pages[RSS_SWAP]);
	const struct member *m = kernel_member(k, KM_mm_rss);
	if (!rss->has[RSS_FILE] ||
	    !rss->has[RSS_ANON] || // shared memory has its own since Linux 4.5
	    (!rss->has[RSS_SHMEM] && m->size / m->elem_size > RSS_SHMEM))
		return;
	fact_set(row, rss_file_pages, rss->pages[RSS_FILE]);
	fact_set(row, rss_anon_pages, rss->pages[RSS_ANON]);
	if (rss->has[RSS_SHMEM])
		fact_set(row, rss_shmem_pages, rss->pages[RSS_SHMEM]);
	fact_set(row, rss_pages,
	         rss->pages[RSS_FILE] + rss->pages[RSS_ANON] + rss->pages[RSS_SHMEM]);
}

static void add_executable(struct dump_context *d, uint64_t mm, struct task *row)
{
	struct kernel *k = d->kernel;
	uint64_t file, dentry, mnt;
	char path[4096];

	if (kernel_get(k, mm, KM_mm_exe_file, &file) && file &&
	    kernel_get(k, file, KM_file_dentry, &dentry) &&
	    kernel_get(k, file, KM_file_mnt, &mnt) &&
	    path_of_dentry(k, dentry, mnt, path, sizeof(path)))
		fact_set_text(row, executable, arena_dup(d->rows.arena, slice_str(path)));
}

/** Arguments lie one after the other, each with a NUL: with blanks between, as ps prints them. */
static void add_arguments(struct dump_context *d, uint64_t mm, struct task *row)
{
	uint64_t begin, end;
	char args[ARGS_BYTES];

	if (!kernel_get(d->kernel, mm, KM_mm_arg_start, &begin) ||
	    !kernel_get(d->kernel, mm, KM_mm_arg_end, &end) || end <= begin)
		return;
	size_t n = end - begin < sizeof(args) ? (size_t)(end - begin) : sizeof(args);
	if (user_read(d->kernel, mm, begin, args, n) != n)
		return; // a part of them would look like all
	while (n && !args[n - 1])
		n--;
	for (size_t i = 0; i < n; i++)
		if (!args[i])
			args[i] = ' ';
	if (n)
		fact_set_text(row, command_line,
		              arena_dup(d->rows.arena, (struct slice){ args, n }));
}

void task_memory_add(struct dump_context *d, size_t no, uint64_t mm, struct task_rss *rss,
                     struct task *row)
{
	if (rss->mm != mm)
		read_rss(d, no, mm, rss);
	add_sizes(d->kernel, mm, rss, row);
	add_executable(d, mm, row);
	add_arguments(d, mm, row);
}
