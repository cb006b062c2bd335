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

/** Join the files of @p l that lie in one folder and are parts of one dump. */
void dumpset_join(struct input_list *l);
/** Read a joined file as one member; the sink's file() gets all of them. */
void dumpset_read(const struct input_file *file, const struct input_sink *sink);
