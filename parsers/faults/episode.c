// SPDX-License-Identifier: Apache-2.0
/*
 * Lines of one episode:
 *
 *   [ 100.0] ata1.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x0
 *   [ 100.0] sd 0:0:0:0: [sda] tag#0 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE
 *   [ 100.0] blk_update_request: I/O error, dev sda, sector 2048 op 0x0:(READ) flags 0x0
 *   [ 100.1] Buffer I/O error on dev sda1, logical block 0, async page read
 */
#include "parsers/faults/episode.h"

#include "parsers/limits.h"

struct episode *episode_of(struct report *r, struct slice name)
{
	if (!r->state) {
		struct episode *e = arena_new(r->arena, struct episode);
		e->last_us = -1;
		if (r->n_lines && r->lines[0].flags & RECORD_HAS_MONO)
			e->last_us = r->lines[0].mono_us;
		r->state = e;
		if (name.n) {
			// a view of the first line, which lives as long as the report
			e->name[e->n++] = slice_head(name, LIMIT_NAME_BYTES);
		}
	}
	return r->state;
}

bool episode_has(const struct episode *e, struct slice name)
{
	for (size_t i = 0; i < e->n; i++)
		if (slice_eq(e->name[i], name))
			return true;
	return false;
}

void episode_add(struct episode *e, struct slice name)
{
	if (name.n && e->n < EPISODE_NAMES && !episode_has(e, name))
		e->name[e->n++] = name;
}

bool episode_goes_on(struct episode *e, const struct report_line *line, int64_t gap_us)
{
	if (!(line->flags & RECORD_HAS_MONO))
		return true;
	if (e->last_us >= 0 && (line->mono_us < e->last_us || line->mono_us - e->last_us > gap_us))
		return false;
	e->last_us = line->mono_us;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

struct slice disk_of(struct slice device)
{
	size_t n = device.n;

	while (n && is_digit(device.p[n - 1]))
		n--;
	if (n == device.n || !n)
		return device;
	// mmcblk0p1, nvme0n1p2, md127p1: a partition is "p" and digits after a digit
	if (device.p[n - 1] == 'p' && n >= 2 && is_digit(device.p[n - 2]))
		return slice_head(device, n - 1);
	// sda1, vdb2, hda3, xvda1: letters, then the partition
	if (slice_starts(device, S("sd")) || slice_starts(device, S("vd")) ||
	    slice_starts(device, S("hd")) || slice_starts(device, S("xvd")))
		return slice_head(device, n);
	return device;
}
