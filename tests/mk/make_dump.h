// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Make dump: memory images built from what a test says is in memory, as ELF core files.
 *
 * The machine is a small one: physical memory from 0, one page after another; its kernel lies at
 * addresses that need no page tables: those of the direct mapping (aarch64's and x86_64's with phys_base),
 * as each arch wants it.
 */
#pragma once

#include "parsers/base/sbuf.h"

enum make_arch {
	MAKE_X86_64,
	MAKE_I386,
	MAKE_PPC64,
};

/** A dump that is being made: memory and VMCOREINFO. */
struct make_dump {
	enum make_arch arch;
	char memory[1 << 20];
	size_t used;
	struct sbuf vmcoreinfo;
};

struct make_dump *make_dump_new(enum make_arch arch, const char *release);
void make_dump_free(struct make_dump *d);

/** Put @p n bytes into memory; the kernel's address of them. */
uint64_t make_bytes(struct make_dump *d, const void *p, size_t n);
/** @p n zeros, at a multiple of @p align. */
uint64_t make_room(struct make_dump *d, size_t n, size_t align);
/** A number of @p n bytes in the machine's byte order at @p addr. */
void make_number(struct make_dump *d, uint64_t addr, size_t n, uint64_t value);
void make_text(struct make_dump *d, uint64_t addr, const char *text, size_t n);
/** A new variable of @p n bytes with that value, told in VMCOREINFO as SYMBOL(name). */
uint64_t make_symbol(struct make_dump *d, const char *name, size_t n, uint64_t value);
/** Bytes of a pointer. */
size_t make_word(const struct make_dump *d);

/** The dump as an ELF core file in memory: a file descriptor. */
int make_elf(struct make_dump *d);
