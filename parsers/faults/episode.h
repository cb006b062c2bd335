// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Episodes: notices about one device that come in bursts.
 *
 * A disk that fails prints the same lines for every request, and what sits on it prints its own.
 * Such lines are one report as long as they are about the same device and no quiet lies between.
 */
#pragma once

#include "parsers/faults/family.h"

#define EPISODE_NAMES 6

/** Kept in report.state. */
struct episode {
	struct slice name[EPISODE_NAMES]; /**< what the lines so far were about */
	size_t n;
	int64_t last_us; /**< since boot, of the newest line; -1: no time printed */
};

/** The episode of @p r, made from its first line (about @p name) when there is none yet. */
struct episode *episode_of(struct report *r, struct slice name);

bool episode_has(const struct episode *e, struct slice name);
void episode_add(struct episode *e, struct slice name);

/** Is @p line no later than @p gap_us after the newest line?  Then it is the newest. */
bool episode_goes_on(struct episode *e, const struct report_line *line, int64_t gap_us);

/** Name of the disk that a block device lies on: sda1 is sda, nvme0n1p2 is nvme0n1, dm-3 is dm-3. */
struct slice disk_of(struct slice device);
