// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Image stub: what libkdumpfile gets to see of a compressed dump: an ELF core file of its notes.
 *
 * It knows the registers of all machines in notes of the kernel, QEMU and Xen.  Of compressed dumps it would
 * know more, but version 0.5.1 writes into freed memory when such a dump is closed, and never gives back its
 * map of their pages; so their pages are read here (kdump_file.h).
 *
 * Private to this folder.
 */
#pragma once

#include "parsers/base/slice.h"

/** An ELF core file for machine @p elf_machine (EM_…), in memory: a descriptor; -1: no memory. */
int image_stub(unsigned elf_machine, bool is_64bit, bool big_endian, struct slice notes);
