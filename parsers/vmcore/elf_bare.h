// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * ELF bare: the headers and notes of an ELF dump, without its sections.
 *
 * libkdumpfile reads the names of sections, which a dump has no use for, and refuses the file when they cannot
 * be read.  QEMU 7.1 and 7.2 write their size in the wrong byte order on machines other than x86 and arm.
 *
 * Private to this folder.
 *
 * Limits     LIMIT_VMCORE_SEGMENTS, LIMIT_VMCORE_NOTE_BYTES, which the caller has checked
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** Does the table of sections say that the names lie outside of a file of @p size bytes? */
bool elf_names_are_lost(int fd, uint64_t size, bool is_64bit, bool big_endian);

/** A file in memory with the headers and notes of @p fd at the places that they have there; -1: errno. */
int elf_bare(int fd, bool is_64bit, bool big_endian);
