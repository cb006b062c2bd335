// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Torn reports: a WARNING and the text that announces it, with another CPU's report in between.
 *
 *   list_add corruption. prev->next should be next (ffff000004739300), but was …      CPU 3
 *   list_add corruption. prev->next should be next (ffff80000b3cd4e0), but was …      CPU 1
 *   WARNING: CPU: 3 PID: 281 at lib/list_debug.c:30 __list_add_valid+0xdc/0x110
 *   WARNING: CPU: 1 PID: 282 at lib/list_debug.c:30 __list_add_valid+0xdc/0x110
 *
 * Without caller ids nothing says which text is whose.  Such a text stays a fault of its own, and the
 * WARNINGs that follow are linked to the texts in their order (fault.piece_byte): pieces of one event.
 */
#pragma once

#include "parsers/faults/family.h"

#define TORN_PIECES 8
/** Lines after which a text waits no longer. */
#define TORN_AGE 64

struct torn_piece {
	uint64_t off;    /**< first byte of the text */
	uint64_t record; /**< number of its record */
	enum fault_kind kind;
};

/** Texts whose WARNING has not come; oldest first. */
struct torn {
	struct torn_piece pieces[TORN_PIECES];
	size_t n;
};

/** @p r is closed by another report: when it is no more than a text, it waits. */
void torn_push(struct torn *t, const struct report *r, uint64_t record);

/** Take the oldest text that waits at record number @p record; false: none does. */
bool torn_pop(struct torn *t, uint64_t record, struct torn_piece *ret);
