// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Bundle facts: what single files of a collection say of its machine: host, kernel, time, boot.
 *
 * Values are taken from the content of files that layouts.def names, from anywhere in the tree; the
 * caller decides which bundle they are of.
 */
#pragma once

#include "parsers/base/slice.h"

enum bundle_fact {
	FACT_HOST,        /**< one line: the name */
	FACT_UNAME,       /**< `Linux db1 6.1.0-13-amd64 #1 SMP …` */
	FACT_SYSCTL,      /**< kernel.hostname, kernel.osrelease, kernel.random.boot_id */
	FACT_BOOT_ID,     /**< one line: a UUID */
	FACT_DATE,        /**< date(1) */
	FACT_TIMEDATECTL, /**< timedatectl(1) */
	FACT_EPOCH,       /**< seconds since 1970 */
	FACT_UPTIME,      /**< /proc/uptime */
	FACT_BTIME,       /**< /proc/stat */
	FACT_DUMPSTATE,   /**< the head of Android's bugreport */
};

/** Bytes of such a file that are looked at: `sysctl -a` has some 60 KiB, /proc/stat a long line. */
#define BUNDLE_FACT_BYTES ((size_t)128 << 10)

struct bundle_facts {
	char host[256]; /**< "": not said */
	char kernel_release[128];
	char boot_id[33]; /**< 32 hex digits */
	int64_t taken_us; /**< INT64_MIN: not said; as uptime_us and started_us */
	int64_t uptime_us;
	int64_t started_us;
	/* position in layouts.def of what said it, so that the best place wins */
	unsigned char host_rank, kernel_rank, boot_rank, taken_rank;
	bool taken_exact; /**< taken_us is UTC, not local time */
};

void bundle_facts_init(struct bundle_facts *f);
/** Position in layouts.def of the fact that a file at @p path tells; -1: none. */
int bundle_fact_find(const char *path);
/** Has the file at @p path outputs of commands, some of which tell facts?  In layouts.def those are
 *  FILE!OUTPUT. */
bool bundle_fact_in_parts(const char *path);
/** Find them in @p text, the beginning of the file, and hand each to @p found with the path FILE!OUTPUT
 *  and its position in layouts.def. */
void bundle_fact_parts(const char *path, struct slice text,
                       void (*found)(void *ctx, const char *path, int rank, struct slice text),
                       void *ctx);
/** Does the fact count for a bundle in which the file lies at @p inside?  A file called `time` says
 *  something in the bundle's own folder only. */
bool bundle_fact_counts(int rank, const char *inside, bool has_layout);
/** Add what @p text, the content of the file at position @p rank, says.  @p mtime_us: of that file, as
 *  a help with time zones; INT64_MIN: not known. */
void bundle_fact_take(struct bundle_facts *f, int rank, struct slice text, int64_t mtime_us);
/** Add what another place said, if it is the better one. */
void bundle_facts_add(struct bundle_facts *f, const struct bundle_facts *more);
/** What is still not known, from the folder's name: sosreport-HOST-2026-11-22-abcdefg. */
void bundle_facts_name(struct bundle_facts *f, const char *path);
/** The newest file of it was written at @p us: that is when it was taken, where all that is known is a
 *  day close to that. */
void bundle_facts_newest(struct bundle_facts *f, int64_t us);
