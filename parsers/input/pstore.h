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

#include "parsers/input/layer.h"

#define PSTORE_HEAD_BYTES 64 /**< more than any first line of a part */

/** What the first line of a part says. */
struct pstore_part {
	struct slice reason; /**< "Panic", "Oops", …; view of the line */
	unsigned count;      /**< dump of that boot */
	unsigned part;       /**< from 1, the newest lines */
};

/** Is @p text (its first line is enough) a part? */
bool pstore_part_parse(struct slice text, struct pstore_part *ret);

/** A part, and what tells which dump it belongs to. */
struct pstore_key {
	const char *path;     /**< borrowed */
	size_t index;         /**< the caller's */
	struct slice folder;  /**< views of path */
	struct slice backend; /**< "dmesg-efi" */
	uint64_t stamp;       /**< time of the dump, where the name says; 0 */
	char reason[12];
	unsigned count, part;
	unsigned set; /**< which of several dumps with equal headers; filled by pstore_sort() */
};

/** False: @p head does not begin a part. */
bool pstore_key_make(const char *path, struct slice head, size_t index, struct pstore_key *ret);
/** Bring the parts of each dump side by side, the oldest lines first. */
void pstore_sort(struct pstore_key *keys, size_t n);
/** How many of the first sorted keys are one dump; @p n > 0. */
size_t pstore_run(const struct pstore_key *keys, size_t n);

/** Join the files of @p l that are parts of one dump.  Looks into small files only; what cannot be
 *  read is left for input_read() to tell. */
void pstore_join(struct input_list *l);

/** Read a joined file as one member. */
void pstore_read(const struct input_file *file, const struct input_sink *sink);

/** The parts among the members of one archive. */
struct pstore_members;
struct pstore_members *pstore_members_new(void);
void pstore_members_free(struct pstore_members *p); /**< NULL is allowed */
DEFINE_CLEANUP(struct pstore_members, pstore_members_free);
/** Keep the member whose bytes @p l gives, and that was looked at with layer_container(), if it is a
 *  part and there is room.  False: it is to be read as any other. */
bool pstore_members_add(struct pstore_members *p, const struct input_member *m, struct layer *l);
/** The archive ended: hand out the logs. */
void pstore_members_end(struct pstore_members *p, const char *top, unsigned depth,
                        const struct input_sink *sink);
