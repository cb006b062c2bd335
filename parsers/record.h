// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Record: one log message, whatever it was read from; and boot: one run of one kernel.
 *
 * Stage 2 (input -> **record** -> fault -> rows -> answers).  parsers/lines makes records, fault
 * parsers only read them.
 *
 * Shape      one message line; a message of several lines (journal, printk with newlines) is one
 *            record per line, all but the first with RECORD_CONT
 *            Where one record takes several lines of the input (journal export, verbose and JSON,
 *            netconsole in parts), off to end_off is all of them and raw is the text
 * Lifetime   views are good until the call that handed the record out returns
 * Absent     a field that the source lacks has its RECORD_HAS_ bit clear; slices have p NULL
 * Errors     none: a line that no reader understands is a record with only `text`
 * Source     info_print_prefix() in kernel/printk/printk.c; syslog(3), RFC 3164, RFC 5424;
 *            Documentation/ABI/testing/dev-kmsg; systemd's "Journal Export Formats"
 */
#pragma once

#include "parsers/base/slice.h"

enum record_flags {
	RECORD_HAS_MONO = 1 << 0,
	RECORD_HAS_WALL = 1 << 1,
	RECORD_HAS_LEVEL = 1 << 2,
	RECORD_HAS_FACILITY = 1 << 3,
	RECORD_HAS_CALLER = 1 << 4, /**< the kernel has CONFIG_PRINTK_CALLER */
	RECORD_HAS_SEQ = 1 << 5,    /**< printk sequence number */
	RECORD_CONT = 1 << 6,       /**< goes on where the record before it ended */
	RECORD_KERNEL = 1 << 7,     /**< the source says that the kernel wrote it */
	RECORD_USER = 1 << 8,       /**< the source says that another program wrote it */
	RECORD_CUT = 1 << 9,        /**< the line was longer than the limit */
	RECORD_REPLAY = 1 << 10,    /**< printed again: "** replaying previous printk message **" */
	RECORD_WALL_LOCAL = 1 << 11, /**< wall_us is local time of an unknown zone, read as UTC */
	RECORD_WALL_NO_YEAR =
		1 << 12,          /**< the line has no year: it was guessed from its neighbours */
	RECORD_ESCAPED = 1 << 13, /**< text is a decoded copy, not a view of the bytes */
};

#define RECORD_CALLER_CPU (UINT32_C(1) << 31)

struct record {
	uint32_t flags;          /**< enum record_flags */
	uint8_t level;           /**< syslog severity, 0 (emerg) to 7 (debug) */
	uint8_t facility;        /**< syslog facility, 0 is the kernel */
	uint32_t caller;         /**< task id, or CPU number with RECORD_CALLER_CPU ([T81], [C1]) */
	uint32_t boot;           /**< number of the boot in this input, from 0 */
	uint32_t lost;           /**< messages that the log says were lost just before this one */
	int64_t wall_us;         /**< microseconds since 1970-01-01 UTC */
	int64_t mono_us;         /**< microseconds since boot */
	uint64_t seq;            /**< printk sequence number */
	uint64_t off, end_off;   /**< bytes [off, end_off) of the input member, line end included */
	uint64_t line, end_line; /**< lines of the member, from 1; both inclusive */
	struct slice text;       /**< the message without prefix and line end; any bytes */
	struct slice raw;  /**< the line as stored without its end, for quoting as evidence; where
	                             one line holds several messages, this one's part of it */
	struct slice host; /**< who logged it, where the line says */
	struct slice tag;  /**< program or unit, without [pid], where the line says */
};

enum boot_flags {
	BOOT_HAS_START = 1 << 0,
	BOOT_HAS_KASLR = 1 << 1,
	BOOT_START_LOCAL = 1 << 2, /**< started_us is local time of an unknown zone, read as UTC */
};

/** What one input says of one run of a kernel; slices are NULL where it says nothing. */
struct boot {
	uint32_t flags;
	uint32_t number;        /**< in this input, from 0 */
	struct slice boot_uuid; /**< 32 hex digits, no dashes */
	struct slice host;
	struct slice kernel_release; /**< as `uname -r` */
	struct slice kernel_version; /**< the whole banner after "Linux version " */
	struct slice
		arch; /**< x86_64 i386 arm arm64 riscv ppc64 ppc s390 mips loongarch sparc64 parisc */
	struct slice hardware; /**< "DMI:" or "Machine model:" line, or of the first report */
	struct slice command_line;
	int64_t started_us; /**< time of day at monotonic 0, us since 1970 */
	uint64_t kaslr_offset;
	uint64_t first_line;
	int64_t first_mono_us, last_mono_us; /**< -1: no monotonic time seen */
};
