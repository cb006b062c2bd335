// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Pstore: the parts of a crash log that firmware kept become one input.
 *
 * The kernel cuts the log of a crash into records that fit the backend (EFI variables hold 1 KiB)
 * and writes them newest lines first: part 1 holds the end of the log.  Each begins with a line
 * `REASON#COUNT PartN`, where COUNT numbers the dumps of one boot.
 *
 * Source     pstore_dump() in fs/pstore/platform.c; names: pstore_mkfile() in fs/pstore/inode.c,
 *            generic_id() in drivers/firmware/efi/efi-pstore.c
 */
#pragma once

#include "parsers/input/input.h"

/** What the first line of a part says. */
struct pstore_part {
	struct slice reason; /**< "Panic", "Oops", …; view of the line */
	unsigned count;      /**< dump of that boot */
	unsigned part;       /**< from 1, the newest lines */
};

/** Is @p text (its first line is enough) a part? */
bool pstore_part_parse(struct slice text, struct pstore_part *ret);

/** Join the files of @p l that are parts of one dump.  Looks into small files only; what cannot be
 *  read is left for input_read() to tell. */
void pstore_join(struct input_list *l);

/** Read a joined file as one member. */
void pstore_read(const struct input_file *file, const struct input_sink *sink);
