// SPDX-License-Identifier: Apache-2.0
/*
 * Mounts of the first mount namespace, as /proc/mounts shows them, and swap areas as /proc/swaps does.
 */
#include "parsers/vmcore/dump_kernel.h"

#define MNT_READONLY 0x40
#define SB_RDONLY    1
#define SWP_USED     1
#define S_IFMT_MASK  0170000
#define S_IFBLK_BITS 0060000
#define SWAP_MAX     64 /* MAX_SWAPFILES is below 32 */

static void add_mount(struct dump_context *d, uint64_t mount)
{
	struct kernel *k = d->kernel;
	uint64_t vfsmount = kernel_addr(k, mount, KM_mount_mnt), root, sb, type, flags, sb_flags;
	char text[4096];

	if (!kernel_get(k, vfsmount, KM_vfsmount_root, &root))
		return;
	struct mount *row = snapshot_row(&d->rows, mount);
	fact_set(row, address, mount);
	if (kernel_text(k, mount, KM_mount_devname, text, sizeof(text)))
		fact_set_text(row, device, arena_dup(d->rows.arena, slice_str(text)));
	if (path_of_dentry(k, root, vfsmount, text, sizeof(text)))
		fact_set_text(row, mount_point, arena_dup(d->rows.arena, slice_str(text)));
	if (!kernel_get(k, vfsmount, KM_vfsmount_sb, &sb) || !sb)
		return;
	if (kernel_get(k, sb, KM_sb_type, &type) &&
	    kernel_text(k, type, KM_fs_type_name, text, sizeof(text)))
		fact_set_text(row, fs_type, arena_dup(d->rows.arena, slice_str(text)));
	if (kernel_get(k, vfsmount, KM_vfsmount_flags, &flags) &&
	    kernel_get(k, sb, KM_sb_flags, &sb_flags))
		fact_set(row, read_only, (flags & MNT_READONLY) || (sb_flags & SB_RDONLY));
}

static void on_mount_node(void *ctx, uint64_t node)
{
	struct dump_context *d = ctx;

	add_mount(d, kernel_container(d->kernel, node, KM_mount_node));
	dump_rows_give(d);
}

static void add_mounts(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	uint64_t init, proxy, ns, top, node;
	bool whole = true;

	if (!kernel_symbol(k, "init_task", &init) ||
	    !kernel_get(k, init, KM_task_nsproxy, &proxy) ||
	    !kernel_get(k, proxy, KM_nsproxy_mnt, &ns) || !ns)
		return;
	if (kernel_has(k, KM_mount_node)) { // a tree since Linux 6.8
		whole = kernel_get(k, ns, KM_mnt_ns_mounts, &top) &&
		        kernel_rbtree(k, top, on_mount_node, d);
	} else if (kernel_has(k, KM_mnt_ns_list) && kernel_has(k, KM_mount_list)) {
		struct klist l = klist(kernel_addr(k, ns, KM_mnt_ns_list));
		while (klist_next(k, &l, &node)) {
			add_mount(d, kernel_container(k, node, KM_mount_list));
			dump_rows_give(d);
		}
		whole = !l.damaged;
	}
	if (!whole)
		dump_note(d, "the list of mounts is damaged or cut");
}

const struct dump_part dump_part_mounts = { .name = "mounts", .run = add_mounts };

static void add_swap(struct dump_context *d, uint64_t info)
{
	struct kernel *k = d->kernel;
	int64_t kb = image_info(k->img)->page_size / 1024;
	uint64_t flags, v, file, dentry, mnt, inode;
	char path[4096];

	if (!kernel_get(k, info, KM_swap_flags, &flags) || !(flags & SWP_USED))
		return;
	struct swap *row = snapshot_row(&d->rows, swap);
	if (kernel_get(k, info, KM_swap_pages, &v))
		fact_set(row, size_kb, (int64_t)v * kb);
	if (kernel_get(k, info, KM_swap_inuse, &v))
		fact_set(row, used_kb, (int64_t)v * kb);
	if (kernel_get(k, info, KM_swap_prio, &v))
		fact_set(row, priority, (int64_t)v);
	if (!kernel_get(k, info, KM_swap_file, &file) || !file)
		return;
	if (kernel_get(k, file, KM_file_dentry, &dentry) &&
	    kernel_get(k, file, KM_file_mnt, &mnt) &&
	    path_of_dentry(k, dentry, mnt, path, sizeof(path)))
		fact_set_text(row, path, arena_dup(d->rows.arena, slice_str(path)));
	if (kernel_get(k, file, KM_file_inode, &inode) && kernel_get(k, inode, KM_inode_mode, &v))
		fact_set_text(row, kind,
		              (v & S_IFMT_MASK) == S_IFBLK_BITS ? S("partition") : S("file"));
}

static void add_swaps(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	uint64_t table, info;
	uint32_t n;

	if (!kernel_has(k, KM_swap_flags) || !kernel_symbol_u32(k, "nr_swapfiles", &n) ||
	    !kernel_symbol(k, "swap_info", &table))
		return;
	for (uint32_t i = 0; i < n && i < SWAP_MAX; i++)
		if (image_ptr(k->img, table + i * image_word(k->img), &info) && info)
			add_swap(d, info);
}

const struct dump_part dump_part_swaps = { .name = "swaps", .run = add_swaps };
