// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * A memory dump made by a test: an ELF vmcore of a kernel that never ran, with what the test lays into its
 * memory, at addresses of the kernel image.
 */
#pragma once

#include "parsers/vmcore/image.h"

enum mk_arch {
	MK_X86_64,
	MK_ARM64,
	MK_PPC64, /**< little-endian, with radix tables */
};

struct mk_core;

struct mk_core *mk_core_new(enum mk_arch arch);
void mk_core_free(struct mk_core *c);
DEFINE_CLEANUP(struct mk_core, mk_core_free);

/** Room for @p n bytes, zero, at a multiple of @p align; returns its address in the kernel. */
uint64_t mk_alloc(struct mk_core *c, size_t n, size_t align);
void mk_put(struct mk_core *c, uint64_t addr, const void *p, size_t n);
void mk_u64(struct mk_core *c, uint64_t addr, uint64_t v);
void mk_u32(struct mk_core *c, uint64_t addr, uint32_t v);
/** Map the page that @p virt, anywhere in the kernel's half, lies in to that of @p addr (x86-64). */
void mk_map(struct mk_core *c, uint64_t virt, uint64_t addr);
/** The physical address of what lies at @p addr. */
uint64_t mk_phys(const struct mk_core *c, uint64_t addr);

/** A line of VMCOREINFO. */
void mk_line(struct mk_core *c, const char *fmt, ...) __attribute__((__format__(__printf__, 2, 3)));

/** Registers of the one CPU: x86-64 rip, rsp, rbp; arm64 pc, sp, x29; ppc64 nip, r1, r31. */
void mk_regs(struct mk_core *c, uint64_t ip, uint64_t sp, uint64_t fp);

/** Leave the page at @p addr out of the dump. */
void mk_drop_page(struct mk_core *c, uint64_t addr);

/** Add a table of sections whose names are said to lie outside of the file, as QEMU 7.2 does for s390x. */
void mk_odd_sections(struct mk_core *c);

/** The dump as a file in memory: a descriptor. */
int mk_fd(struct mk_core *c);
/** The same, opened. */
struct image *mk_open(struct mk_core *c);
