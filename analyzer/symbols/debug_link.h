// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Debug link: the separate file that the DWARF of an ELF file was put into, and dwz's alternate file.
 *
 * A separate file is taken when its build-id is the same; for a file without build-id, when its CRC is
 * the one in .gnu_debuglink.
 *
 * Source     GDB manual, "Debugging Information in Separate Files"; dwz(1)
 */
#pragma once

#include "analyzer/symbols/debug_file.h"
#include "analyzer/symbols/elf_file.h"

/** The separate debug file of @p ef, which lies at @p path; NULL: none is found.  @p ret_path is to be
 *  freed.  @p o->debug_dirs must be set. */
struct elf_file *debug_link_find(struct elf_file *ef, const char *path,
                                 const struct debug_options *o, char **ret_path);
/** dwz's alternate file of @p ef (at @p path). */
struct elf_file *debug_link_find_alt(struct elf_file *ef, const char *path,
                                     const struct debug_options *o, char **ret_path);

/** @p n bytes as hex and NUL. */
void build_id_text(struct slice id, char ret[2 * BUILD_ID_MAX + 1]);
