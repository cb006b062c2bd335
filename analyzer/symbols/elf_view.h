// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * ELF view: a section that is gone through once from its beginning to its end, without its pages staying
 * in memory: vmlinux has some 200 MiB of .debug_info.
 *
 * Absent     a section that is not in the file as it is (packed, relocated) is in memory anyway: its view
 *            are the bytes that elf_file_data() has
 */
#pragma once

#include "analyzer/symbols/elf_file.h"

struct elf_view {
	struct slice bytes;
	char *map; /**< NULL: bytes are not ours */
	size_t n_map;
};

/** Of section @p name, empty when there is none; good until elf_view_deinit(). */
void elf_view_init(struct elf_view *v, struct elf_file *ef, const char *name);
/** The bytes in front of @p off are not read for some time. */
void elf_view_forget(struct elf_view *v, uint64_t off);
void elf_view_deinit(struct elf_view *v);
