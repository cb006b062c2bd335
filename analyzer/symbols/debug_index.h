// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Debug index: the ELF files below some folders, by build-id and by name.
 *
 * Folders are walked once, when they are added; of each ELF file headers and notes are read, where not only
 * names are wanted.  Symbolic links are not followed.  Modules that are compressed as a whole are known by their names only.
 *
 * Limits     LIMIT_DEBUG_INDEX_FILES; what is past them is not seen
 */
#pragma once

#include "parsers/base/cleanup.h"
#include "parsers/base/slice.h"

struct debug_index;

struct debug_index *debug_index_new(void);
void debug_index_free(struct debug_index *ix); /**< NULL is allowed */
DEFINE_CLEANUP(struct debug_index, debug_index_free);

enum debug_index_how {
	INDEX_FILES, /**< ELF files, by name and build-id */
	/** Modules by name alone, none of them opened: a distribution's folder has thousands. */
	INDEX_MODULE_NAMES,
};

/** Add @p path: a file, or all below a folder.  Returns how many; 0 with errno: not readable. */
size_t debug_index_add(struct debug_index *ix, const char *path, enum debug_index_how how);

/** Paths of the files of one build-id (hex), those with DWARF first; NULL: no more.  *i begins with 0. */
const char *debug_index_by_id(const struct debug_index *ix, struct slice build_id, size_t *i);
/** Paths of the files of one name, as debug_index_name() makes it of their paths. */
const char *debug_index_by_name(const struct debug_index *ix, struct slice name, size_t *i);

/** `/lib/modules/6.1.0/kernel/net/snd-hda.ko.xz` -> `snd_hda`, `vmlinux-6.1.0-56-amd64` and
 *  `vmlinux.debug` -> `vmlinux`, `libfoo.so.1.2.debug` -> `libfoo.so.1.2`; writes at most @p size bytes
 *  with NUL. */
void debug_index_name(const char *path, char *ret, size_t size);
