// SPDX-License-Identifier: Apache-2.0
/** @file What ingest.c and scan.c share: the result while it is being made. */
#pragma once

#include <pthread.h>

#include "analyzer/ingest.h"

/** All threads of a run.  Members below `lock` are changed with it held. */
struct run {
	const struct ingest_options *options;
	char *const *paths;
	size_t n_paths;
	struct input_list list;
	pthread_mutex_t lock;
	struct ingest_result result;
	struct ingest_progress progress;
	bool stop;
};

void run_init(struct run *r, char *const *paths, size_t n_paths,
              const struct ingest_options *options);
/** Sorts the problems, moves the result out, frees the rest. */
void run_deinit(struct run *r, struct ingest_result *ret);

void run_problem(struct run *r, const char *path, const char *message, bool harmless);
/** Report progress; @p bytes: more of the top file than last time.  False: stop. */
bool run_progress(struct run *r, const char *path, uint64_t bytes);
bool run_stopped(struct run *r);
void run_stop(struct run *r);
/** A member ended: count it. */
void run_count(struct run *r, const struct capture *c, bool known);
