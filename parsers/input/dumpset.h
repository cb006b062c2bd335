// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Dump set: the files of one memory dump that `makedumpfile --split` wrote become one input.
 *
 * Each begins with the same header, and says in its second one that it is a part, and of which pages.
 *
 * Source     write_kdump_header() in makedumpfile.c; struct disk_dump_header, struct kdump_sub_header
 */
#pragma once

#include "parsers/input/input.h"

/** What the headers of a part are compared by: those of one dump begin with the same bytes. */
#define DUMPSET_SAME_BYTES 424

/** What a file says of itself that is one of the parts of a dump. */
struct dumpset_part {
	char same[DUMPSET_SAME_BYTES];
	uint64_t start_pfn; /**< its first page */
};

/** Is the file @p fd such a part? */
bool dumpset_look(int fd, struct dumpset_part *ret);
/** By dump, then by page: 0 for the same part twice.  @p ret_same: they are of one dump. */
int dumpset_part_cmp(const struct dumpset_part *a, const struct dumpset_part *b, bool *ret_same);

/** Join the files of @p l that lie in one folder and are parts of one dump. */
void dumpset_join(struct input_list *l);
/** Read a joined file as one member; the sink's file() gets all of them. */
void dumpset_read(const struct input_file *file, const struct input_sink *sink);
