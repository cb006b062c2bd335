// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Ingest: files become rows of a store (`ingest`, `triage`), or faults handed out one by one (`scan`).
 *
 * Several threads read whole files and parse them; faults and rows of one source wait in memory
 * until it has ended, or until they are INGEST_PENDING_BYTES, and are then written in one transaction
 * by whoever holds the store's lock.  Which thread was first does not show in the rows.
 *
 * Shape      one source per input member that is a log or a snapshot of some kind, or holds a fault
 * Errors     the store's stop the ingest (what was committed stays); damage and unreadable files are
 *            problems in the result
 * Limits     INGEST_PENDING_BYTES per thread, INGEST_PROBLEMS
 */
#pragma once

#include "analyzer/capture.h"
#include "db/store.h"
#include "parsers/base/err.h"

/** Memory for faults and rows of a source that has not ended, per thread. */
#define INGEST_PENDING_BYTES ((size_t)16 << 20)

/** Problems that are kept with their text; more are only counted. */
#define INGEST_PROBLEMS 10000

struct ingest_progress {
	uint64_t files, files_done;
	uint64_t bytes, bytes_done; /**< as they lie on disk; pipes count when they are read */
	uint64_t faults;
	const char *path; /**< that is being read; good until the call returns */
};

struct ingest_options {
	unsigned jobs;        /**< threads; 0: one per CPU */
	struct limits limits; /**< limits_default() where the user says nothing */
	/** Where to look for debug information of memory images; NULL: none is wanted. */
	const struct debug_find_options *debug;
	void *ctx;
	/** Called from any thread, one at a time, after each buffer and about once a second while a
	 *  pipe is silent.  False: stop, the source that is being read is not stored.  NULL: allowed. */
	bool (*progress)(void *ctx, const struct ingest_progress *p);
};

struct ingest_problem {
	char *path;
	char *message;
	bool harmless; /**< worth a word, no reason for exit status 1: a named file that is empty or unknown */
};

struct ingest_result {
	uint64_t files;   /**< found below the paths */
	uint64_t members; /**< read, plain files included */
	uint64_t sources_new;
	uint64_t sources_seen;           /**< whose content was in the store already */
	uint64_t faults;                 /**< of new sources */
	uint64_t unknown;                /**< members of no known kind, without a fault */
	uint64_t bytes;                  /**< of all members, decompressed */
	struct ingest_problem *problems; /**< sorted by path */
	size_t n_problems;
	uint64_t n_unreadable; /**< problems that are not harmless, those not kept included */
	bool interrupted;
};

/** Read everything below @p paths into @p s, and link it (store_derive()).  @p ret is filled in any
 *  case, and must be freed. */
must_use struct err *ingest_run(struct store *s, char *const *paths, size_t n_paths,
                                const struct ingest_options *options, struct ingest_result *ret);
void ingest_result_deinit(struct ingest_result *r);

/** A fault of `scan`; all of it is good until the call returns. */
struct scan_fault {
	const char *path; /**< as source.path */
	const char *kind; /**< of the source, as far as it is known yet */
	const struct fault *fault;
	const struct derived *derived;
	const struct boot *boot; /**< NULL: none known */
};

/**
 * Hand every fault below @p paths to @p fn as soon as its report has closed, on a pipe at the latest
 * after a second of silence; in this thread, in constant memory.  @p fn returns false to stop.
 * options->jobs is not looked at.
 */
void ingest_scan(char *const *paths, size_t n_paths, const struct ingest_options *options,
                 bool (*fn)(void *ctx, const struct scan_fault *f), void *ctx,
                 struct ingest_result *ret);
