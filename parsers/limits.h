// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Every limit on what an input may ask for, each with its reason.
 *
 * Values that an option can raise are the defaults of struct limits (limits_default()); the others
 * bound work and memory whatever the user wants.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** Longest line that is looked at; the rest of the line is counted and passed over.  printk's records
 *  are at most 1 KiB (PRINTKRB_RECORD_MAX), journald's lines 48 KiB (LineMax=): 64 KiB holds both
 *  with prefixes.  Option --max-line. */
#define LIMIT_LINE_BYTES ((size_t)64 << 10)

/** Raw text of one report kept in fault.excerpt.  An OOM report with 10,000 tasks is about 1 MiB.
 *  Option --max-excerpt. */
#define LIMIT_EXCERPT_BYTES ((size_t)1 << 20)

/** Lines of one report.  An RCU stall with the backtraces of 512 CPUs is about 50,000 lines. */
#define LIMIT_REPORT_LINES 60000

/** Bytes of one report's lines that are parsed, however few lines they make. */
#define LIMIT_REPORT_BYTES ((size_t)8 << 20)

/** Reports open at the same time in one input: one per caller context, a hostile log could name
 *  millions.  The one that has been quiet the longest is closed. */
#define LIMIT_OPEN_REPORTS 256

/** Archives inside archives; collected bundles nest two or three deep.  Option --max-depth. */
#define LIMIT_INPUT_DEPTH 8

/** Members of one archive or folder tree.  A sosreport has some 20,000. */
#define LIMIT_INPUT_MEMBERS 2000000

/** Bytes out of one top-level compressed file or archive, in all.  Option --max-expand. */
#define LIMIT_EXPAND_BYTES (UINT64_C(64) << 30)

/** Bytes out per byte in, looked at once LIMIT_EXPAND_FREE_BYTES came out: logs compress up to 1:200
 *  (xz), a bomb 1:1000 and more per level.  Option --max-ratio. */
#define LIMIT_EXPAND_RATIO      1000
#define LIMIT_EXPAND_FREE_BYTES (UINT64_C(256) << 20)

/** Memory that one decompressor may take: xz -9 needs 65 MiB, zstd --long 128 MiB, hostile headers ask
 *  for gigabytes. */
#define LIMIT_CODEC_BYTES     (UINT64_C(256) << 20)
#define LIMIT_ZSTD_WINDOW_LOG 27

/** Bytes of an archive read for one member's header: names, extended attributes, a zip's directory.
 *  libarchive believes a header that says its name has gigabytes. */
#define LIMIT_ARCHIVE_HEADER_BYTES (UINT64_C(64) << 20)

/** Archives inside archives and compressions on top of one another, whatever --max-depth says. */
#define LIMIT_INPUT_DEPTH_HARD 64

/** Parts of one crash log in a pstore folder, and bytes of one of them; EFI variables hold 1 KiB each,
 *  the log kept is 10 KiB (pstore.kmsg_bytes), ramoops zones are a few hundred KiB. */
#define LIMIT_PSTORE_PARTS      1000
#define LIMIT_PSTORE_PART_BYTES ((size_t)1 << 20)

/** Parts of one archive that are held until it ends. */
#define LIMIT_PSTORE_HELD_BYTES ((size_t)16 << 20)

/** Text of one name (function, module, comm, file) as kept in a fact. */
#define LIMIT_NAME_BYTES 512

/** Frames of one stack; the kernel's own unwinders stop far below.  LIMIT_STACKS per report. */
#define LIMIT_FRAMES 4096
#define LIMIT_STACKS 4096

/** Rows of one table of one fault (counters, tasks, blocks): twice the lines of a report. */
#define LIMIT_FACT_ROWS ((size_t)2 * LIMIT_REPORT_LINES)

/** A binary journal; journald lets one grow to 4 GiB at most (compact files cannot be larger). */
#define LIMIT_JOURNAL_BYTES (UINT64_C(4) << 30)

/** Fields of one entry (ENTRY_FIELD_COUNT_MAX is 1024), and bytes of one decompressed field, and of all
 *  fields of one entry, that are looked at. */
#define LIMIT_JOURNAL_FIELDS      1024
#define LIMIT_JOURNAL_VALUE_BYTES ((size_t)1 << 20)

/** Bytes of a journal that are hashed and decompressed, per byte of the file: a clean one with long
 *  compressed messages needs some 20. */
#define LIMIT_JOURNAL_WORK_RATIO      64
#define LIMIT_JOURNAL_WORK_FREE_BYTES (UINT64_C(64) << 20)

/** Boots of one input.  A journal of ten years of daily boots has some 4,000. */
#define LIMIT_BOOTS 10000

/** Memory for faults that wait for more of their rows (faults/merge.h).  A kmemleak object with its
 *  stack takes 32 KiB, and a leak of many objects has few stacks. */
#define LIMIT_MERGE_BYTES ((size_t)16 << 20)

/** VMCOREINFO is one page (VMCOREINFO_BYTES is PAGE_SIZE, at most 64 KiB). */
#define LIMIT_VMCOREINFO_BYTES ((size_t)64 << 10)

/** CPUs of a dump; CONFIG_NR_CPUS is at most 8192. */
#define LIMIT_VMCORE_CPUS 8192

/** Files of one dump that makedumpfile --split made, and program headers of an ELF dump: one per range of
 *  memory, several thousands where memory is hotplugged. */
#define LIMIT_VMCORE_FILES    256
#define LIMIT_VMCORE_SEGMENTS (1 << 20)

/** Pages searched for VMCOREINFO where the dump has no note of it: 16 GiB of 4 KiB pages. */
#define LIMIT_VMCORE_SEARCH_PAGES (UINT64_C(4) << 20)

/** Symbols of a kernel and its modules; an allyesconfig has about 2 million.  Bytes of one kallsyms table. */
#define LIMIT_KSYMS            (UINT32_C(8) << 20)
#define LIMIT_KSYM_TABLE_BYTES ((size_t)256 << 20)

/** One list of functions that is kept of a kallsyms or System.map: 30 bytes a function, of which a distribution
 *  kernel has some 60,000 (2 MiB) and an allyesconfig about a million.  Larger ones are not kept. */
#define LIMIT_SYMBOL_LIST_BYTES ((size_t)64 << 20)

/** Bytes of a kernel image searched for kallsyms tables; those of distributions have some 50 MiB. */
#define LIMIT_KALLSYMS_SEARCH_BYTES ((size_t)128 << 20)

/** Bytes of BTF of a kernel or module; an allmodconfig kernel has about 20 MiB. */
#define LIMIT_BTF_BYTES ((size_t)256 << 20)

/** Steps along one list of a dead kernel, which may be damaged and never end. */
#define LIMIT_VMCORE_STEPS 4000000

/** A dump that comes out of an archive, a compressed file or a pipe, and a flattened one put in order:
 *  kept in an unnamed file.  Dumps are read from where they lie otherwise. */
#define LIMIT_VMCORE_SPOOL_BYTES (UINT64_C(64) << 30)

/** Notes of a dump: registers of each CPU take some 400 bytes, those of 8192 with vectors 20 MiB. */
#define LIMIT_VMCORE_NOTE_BYTES ((size_t)64 << 20)

/** One page map of a compressed dump: 1 GiB is 8 billion pages. */
#define LIMIT_VMCORE_MAP_BYTES (UINT64_C(1) << 30)

/** Stretches of a flattened dump with a gap between: a whole one has one, a damaged one some. */
#define LIMIT_FLAT_EXTENTS 65536

/** Bytes of a member that are looked at to tell whether it is a dump: an ELF header with its program
 *  headers and the notes behind it. */
#define LIMIT_VMCORE_HEAD_BYTES ((size_t)64 << 10)

/** A file with debug information, unpacked, and one section of it: vmlinux of an allmodconfig kernel has
 *  some 4 GiB, browsers have 6.  Sections of an ELF file: one per function in modules and LTO objects. */
#define LIMIT_DEBUG_FILE_BYTES    (UINT64_C(16) << 30)
#define LIMIT_DEBUG_SECTION_BYTES (UINT64_C(8) << 30)
#define LIMIT_DEBUG_SECTIONS      (1 << 20)

/** Notes of one ELF file that are looked at for its build-id; vmlinux has 5. */
#define LIMIT_DEBUG_NOTES 65536

/** Bytes that a compressed section may have whatever its ratio (LIMIT_EXPAND_RATIO) is. */
#define LIMIT_DEBUG_EXPAND_FREE_BYTES ((size_t)1 << 20)

/** Symbols of one ELF file; browsers have some 3 million. */
#define LIMIT_DEBUG_SYMBOLS (UINT32_C(64) << 20)

/** Symbols of one name; vmlinux has some 200 init_once, __pfx_… and the like. */
#define LIMIT_DEBUG_SAME_NAME 10000

/** Files below the folders that are searched for debug information: all debug packages of a distribution
 *  are some 50,000.  Folders inside one another.  Files of them that are open at a time. */
#define LIMIT_DEBUG_INDEX_FILES 500000
#define LIMIT_DEBUG_INDEX_DEPTH 64
#define LIMIT_DEBUG_OPEN_FILES  4096

/** Address ranges of the units of one file; a browser's links have some 5 million. */
#define LIMIT_DEBUG_RANGES ((size_t)32 << 20)

/** Units of one file; a browser has some 50,000.  One name in it: mangled names have some kilobytes. */
#define LIMIT_DEBUG_UNITS      ((size_t)2 << 20)
#define LIMIT_DEBUG_TEXT_BYTES ((size_t)64 << 10)

/** Functions inlined into one another; vmlinux has 20. */
#define LIMIT_INLINE_DEPTH 128

/** A path of a file, as Linux allows it (PATH_MAX). */
#define LIMIT_PATH_BYTES ((size_t)4096)
/** Modules and tasks of a dump, frames of one of its stacks. */
#define LIMIT_VMCORE_MODULES 16384
#define LIMIT_VMCORE_TASKS   4000000
#define LIMIT_VMCORE_FRAMES  512

/** Entries of an ORC table; a distribution kernel has about 1 million. */
#define LIMIT_ORC_ENTRIES (UINT32_C(64) << 20)

struct limits {
	size_t line_bytes;
	size_t excerpt_bytes;
	unsigned depth;
	uint64_t expand_bytes;
	uint64_t expand_ratio;
};

static inline struct limits limits_default(void)
{
	return (struct limits){
		.line_bytes = LIMIT_LINE_BYTES,
		.excerpt_bytes = LIMIT_EXCERPT_BYTES,
		.depth = LIMIT_INPUT_DEPTH,
		.expand_bytes = LIMIT_EXPAND_BYTES,
		.expand_ratio = LIMIT_EXPAND_RATIO,
	};
}
