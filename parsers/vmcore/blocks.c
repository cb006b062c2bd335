// SPDX-License-Identifier: Apache-2.0
/*
 * Disks, found as inodes of the file system that block devices are in, and the requests that their drivers
 * had (struct blk_mq_tags: a request whose state is MQ_RQ_IN_FLIGHT).
 */
#include "parsers/vmcore/dump_kernel.h"

#define MQ_RQ_IN_FLIGHT 1
#define TAGS_MAX        65536
#define HW_QUEUES_MAX   8192

/** REQ_OP_ of include/linux/blk_types.h: the low 8 bits of cmd_flags. */
static const char *operation(unsigned op)
{
	switch (op) {
	case 0:
		return "read";
	case 1:
		return "write";
	case 2:
		return "flush";
	case 3:
		return "discard";
	case 5:
		return "secure erase";
	case 9:
		return "write zeroes";
	case 34:
	case 35:
		return "driver";
	default:
		return "other";
	}
}

struct disk {
	struct dump_context *d;
	uint64_t queue;
	struct slice name;
	int64_t in_flight;
	bool damaged; /**< some could not be read, or are too many */
};

static void add_request(struct disk *disk, uint64_t rq)
{
	struct kernel *k = disk->d->kernel;
	struct block_request *row = snapshot_row(&disk->d->rows, block_request);
	uint64_t v, now = kernel_now_ns(k);

	fact_set_text(row, device, arena_dup(disk->d->rows.arena, disk->name));
	fact_set(row, address, rq);
	if (kernel_get(k, rq, KM_rq_cmd_flags, &v))
		fact_set_text(row, operation, slice_str(operation(v & 0xff)));
	if (kernel_get(k, rq, KM_rq_sector, &v) && (int64_t)v >= 0)
		fact_set(row, sector, (int64_t)v);
	if (kernel_get(k, rq, KM_rq_bytes, &v))
		fact_set(row, bytes, (int64_t)v);
	// io_start_time_ns, if it was started; neither tells in place of the other when that is not there
	if ((kernel_get(k, rq, KM_rq_start, &v) || !kernel_has(k, KM_rq_start)) && now) {
		uint64_t began = kernel_has(k, KM_rq_start) ? v : 0;
		if ((began || kernel_get(k, rq, KM_rq_start_time, &began)) && began && now >= began)
			fact_set(row, age_s, (double)(now - began) / 1e9);
	}
	disk->in_flight++;
}

static void add_hctx(void *ctx, uint64_t index, uint64_t hctx)
{
	struct disk *disk = ctx;
	struct kernel *k = disk->d->kernel;
	unsigned word = image_word(k->img);
	uint64_t tags, n, rqs, rq, queue, state;

	(void)index;
	if (!kernel_get(k, hctx, KM_hctx_tags, &tags) ||
	    (tags && !kernel_get(k, tags, KM_tags_nr, &n)) ||
	    (tags && !kernel_get(k, tags, KM_tags_rqs, &rqs))) {
		disk->damaged = true;
		return;
	}
	if (tags && n > TAGS_MAX) {
		disk->damaged = true;
		n = TAGS_MAX;
	}
	for (uint64_t i = 0; tags && i < n; i++) {
		if (!image_ptr(k->img, rqs + i * word, &rq) ||
		    (rq && (!kernel_get(k, rq, KM_rq_queue, &queue) ||
		            !kernel_get(k, rq, KM_rq_state, &state))))
			disk->damaged = true;
		else if (rq && queue == disk->queue && state == MQ_RQ_IN_FLIGHT)
			add_request(disk, rq);
	}
}

/** False: the driver has no hardware queues, or they are not in the dump. */
static bool add_requests(struct disk *disk)
{
	struct kernel *k = disk->d->kernel;
	uint64_t n, table, hctx;

	if (!kernel_get(k, disk->queue, KM_queue_nr_hw, &n) || !n || n > HW_QUEUES_MAX)
		return false;
	if (kernel_has(k, KM_queue_hctx_table))
		return kernel_xarray(k, kernel_addr(k, disk->queue, KM_queue_hctx_table), add_hctx,
		                     disk);
	if (!kernel_get(k, disk->queue, KM_queue_hctx_array, &table) || !table)
		return false;
	for (uint64_t i = 0; i < n; i++)
		if (!image_ptr(k->img, table + i * image_word(k->img), &hctx))
			return false;
		else if (hctx)
			add_hctx(disk, i, hctx);
	return true;
}

static void add_disk(struct dump_context *d, uint64_t bdev, uint64_t gendisk)
{
	struct kernel *k = d->kernel;
	struct disk disk = { .d = d };
	uint64_t v;
	char name[64];

	if (!kernel_text(k, gendisk, KM_disk_name, name, sizeof(name)) || !*name)
		return;
	disk.name = slice_str(name);
	struct block_device row = { 0 };
	bool known = kernel_get(k, gendisk, KM_disk_queue, &disk.queue) && add_requests(&disk);
	fact_set(&row, address, gendisk);
	if (kernel_get(k, gendisk, KM_disk_major, &v))
		fact_set(&row, major, (int64_t)v);
	if (kernel_get(k, gendisk, KM_disk_minor, &v))
		fact_set(&row, minor, (int64_t)v);
	if (kernel_get(k, bdev, KM_bdev_sectors, &v) && v < UINT64_C(1) << 54)
		fact_set(&row, size_bytes, (int64_t)v * 512);
	if (known && !disk.damaged)
		fact_set(&row, in_flight, disk.in_flight);
	fact_set_text(&row, name, arena_dup(d->rows.arena, disk.name));
	*snapshot_row(&d->rows, block_device) = row;
	dump_rows_give(d);
}

static void add_blocks(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	uint64_t sb, node, gendisk, part0;

	if (!kernel_has(k, KM_bdev_inode_bdev) || !kernel_has(k, KM_inode_sb_list) ||
	    !kernel_symbol_ptr(k, "blockdev_superblock", &sb) || !sb)
		return;
	struct klist l = klist(kernel_addr(k, sb, KM_sb_inodes));
	while (klist_next(k, &l, &node)) {
		uint64_t inode = kernel_container(k, node, KM_inode_sb_list);
		uint64_t outer = kernel_container(k, inode, KM_bdev_inode_inode);
		uint64_t bdev = kernel_addr(k, outer, KM_bdev_inode_bdev);
		// of the whole disk, not of its partitions
		if (kernel_get(k, bdev, KM_bdev_disk, &gendisk) && gendisk &&
		    kernel_get(k, gendisk, KM_disk_part0, &part0) && part0 == bdev)
			add_disk(d, bdev, gendisk);
	}
	if (l.damaged)
		dump_note(d, "the list of block devices is damaged or cut");
}

const struct dump_part dump_part_blocks = { .name = "blocks", .run = add_blocks };
