// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Debug find: the debug file of a kernel, a module or a file of user space, out of what is at hand.
 *
 * Places, in this order: the paths given (--debuginfo: files, and folders which are searched by content),
 * the standard places (debug_places.def, /usr/lib/debug/.build-id), debuginfod when asked for.  A file
 * that is named right and has another build-id or kernel release is refused, unless forced.
 *
 * Shape      one struct debug_find per run; each file is opened once and kept open
 * Lifetime   answers are good until debug_find_free()
 * Threads    one thread at a time
 * Limits     LIMIT_DEBUG_INDEX_FILES, LIMIT_DEBUG_OPEN_FILES
 */
#pragma once

#include "analyzer/symbols/debug_file.h"

struct debug_find;

struct debug_find_options {
	const char *const *paths; /**< --debuginfo; copied */
	size_t n_paths;
	const char *root; /**< put in front of the standard places; NULL: "" */
	bool no_standard; /**< look at paths only */
	bool debuginfod;  /**< ask servers: the only use of a network there is */
	bool force;       /**< take files whose build-id or release is another */
	/** Of several that are made with these options, on any thread: why servers could not be asked, to be freed
	 *  by the caller, who sets it to NULL first; then none asks them again.  May be NULL. */
	char **servers_error;
};

struct debug_find *debug_find_new(const struct debug_find_options *options);
void debug_find_free(struct debug_find *f); /**< NULL is allowed */
DEFINE_CLEANUP(struct debug_find, debug_find_free);

/** Why servers could not be asked (debuginfod_fetch()); NULL: they could, or were not to be. */
const char *debug_find_servers_error(const struct debug_find *f);

/** What is known of the file whose debug information is wanted; p NULL: not known. */
struct debug_wanted {
	struct slice build_id; /**< hex, lower case */
	/** build_id is VMCOREINFO's: not looked at for kernels whose is known to be wrong */
	bool is_vmcoreinfo_id;
	struct slice release; /**< of the kernel, as `uname -r` */
	struct slice
		version; /**< of the kernel, as `uname -v`; for build_id_can_be_trusted() only */
	struct slice
		module;    /**< name of a module, `-` and `_` are the same; p NULL: not a module */
	struct slice path; /**< of a file of user space; p NULL: the kernel, or its module */
};

struct debug_answer {
	struct debug_file *file; /**< NULL: nothing at hand */
	bool is_verified;        /**< by its build-id, else by name and release only */
	const char
		*refused; /**< why a file of the right name was not taken; NULL: none was refused */
};

/** Open the file at @p path, whatever it is, with the separate debug files that belong to it; one without debug
 *  information is searched for by its build-id, and the one found takes its place.  The file is @p f's.
 *  Errors are those of debug_file_open(). */
must_use struct err *debug_find_file(struct debug_find *f, const char *path,
                                     struct debug_file **ret);

/** Find and open; the same question again costs nothing. */
struct debug_answer debug_find_open(struct debug_find *f, const struct debug_wanted *w);
