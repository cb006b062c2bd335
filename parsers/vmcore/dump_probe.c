// SPDX-License-Identifier: Apache-2.0
/*
 * Which files are memory images of a kernel: told by their first bytes.
 *
 * Only ELF needs a second look, as core files of processes are ELF too.  Those have no physical
 * addresses (fs/binfmt_elf.c writes p_paddr 0), no note of VMCOREINFO or QEMU, and nothing that can be
 * read, written or executed at address 0 without being allowed to: QEMU sets no p_flags.
 */
#include <elf.h>

#include "parsers/base/readat.h"
#include "parsers/limits.h"
#include "parsers/vmcore/dump_reader.h"

const struct dump_format dump_formats[] = {
	{ "elf", "core file of a kernel: /proc/vmcore, QEMU, makedumpfile -E",
	  "fs/proc/vmcore.c, elf(5)" },
	{ "kdump-compressed",
	  "pages compressed with zlib, lzo, snappy or zstd; split sets in one folder",
	  "makedumpfile(8), its IMPLEMENTATION and diskdump_mod.h" },
	{ "flattened",
	  "either of them in pieces, as it comes down a pipe: makedumpfile -F, QEMU -z",
	  "struct makedumpfile_data_header in makedumpfile.h" },
	{ "s390 stand-alone",
	  "memory as it was behind a header, as zipl's dump tools and z/VM write it",
	  "zdump/df_s390.h of s390-tools" },
	{ NULL, NULL, NULL },
};

/** Signatures, and where they stand. */
static const struct {
	size_t off;
	struct slice bytes;
} signatures[] = {
	{ 0, S("KDUMP   ") },
	{ 0, S("DISKDUMP") },
	{ 0, S("makedumpfile\0\0\0\0") },             // flattened: struct makedumpfile_header
	{ 0, S("\xa8\x19\x01\x73\x61\x8f\x23\xed") }, // LKCD, big-endian
	{ 0, S("\xed\x23\x8f\x61\x73\x01\x19\xa8") }, // LKCD, little-endian
	{ 0, S("\xa8\x19\x01\x73\x61\x8f\x23\xfd") }, // s390 stand-alone dump
};

struct elf {
	struct slice head;
	bool is_64bit, big_endian;
};

static uint64_t number(const struct elf *e, size_t off, size_t n)
{
	return bytes_number(e->head.p + off, n, e->big_endian);
}

/** Notes that no core file of a process has. */
static bool has_kernel_note(struct slice head)
{
	return slice_has(head, S("VMCOREINFO\0")) || slice_has(head, S("\0QEMU\0"));
}

static enum dump_probe probe_elf(struct slice head)
{
	struct elf e = { .head = head };

	if (head.n < sizeof(Elf64_Ehdr))
		return DUMP_PROBE_MORE;
	e.is_64bit = head.p[EI_CLASS] == ELFCLASS64;
	e.big_endian = head.p[EI_DATA] == ELFDATA2MSB;
	if (number(&e, 16, 2) != ET_CORE)
		return DUMP_PROBE_NO;
	uint64_t at = e.is_64bit ? number(&e, 32, 8) : number(&e, 28, 4);
	uint64_t n = number(&e, e.is_64bit ? 56 : 44, 2), size = e.is_64bit ? 56 : 32;
	for (uint64_t i = 0; i < n && at < head.n && size <= head.n - at; i++, at += size) {
		if (number(&e, at, 4) != PT_LOAD)
			continue;
		uint64_t phys = e.is_64bit ? number(&e, at + 24, 8) : number(&e, at + 12, 4);
		uint64_t virt = e.is_64bit ? number(&e, at + 16, 8) : number(&e, at + 8, 4);
		uint64_t n_memory = e.is_64bit ? number(&e, at + 40, 8) : number(&e, at + 20, 4);
		uint64_t flags = number(&e, e.is_64bit ? at + 4 : at + 24, 4);
		if (phys || (!virt && !flags && n_memory))
			return DUMP_PROBE_YES;
	}
	if (has_kernel_note(head))
		return DUMP_PROBE_YES;
	return head.n < LIMIT_VMCORE_HEAD_BYTES ? DUMP_PROBE_MORE : DUMP_PROBE_NO;
}

enum dump_probe dump_probe(struct slice head)
{
	enum dump_probe ret = DUMP_PROBE_NO;

	for (size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++) {
		struct slice s = signatures[i].bytes, at = slice_from(head, signatures[i].off);
		if (slice_starts(at, s))
			return DUMP_PROBE_YES;
		if (at.n < s.n && slice_starts(s, at))
			ret = DUMP_PROBE_MORE;
	}
	if (slice_starts(head, S(ELFMAG)))
		return probe_elf(head);
	return head.n < SELFMAG && slice_starts(S(ELFMAG), head) ? DUMP_PROBE_MORE : ret;
}
