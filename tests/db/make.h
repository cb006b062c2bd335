// SPDX-License-Identifier: Apache-2.0
/** @file Make: sources, boots and faults for tests of the store, without parsing any log. */
#pragma once

#include "db/store.h"

/** Fail the test with the error's text when there is one. */
void ok(struct err *e);

/** One fault of a made source; zero members are not set. */
struct make_fault {
	enum fault_kind kind;
	const char *message, *title, *function, *host, *kernel_release, *merge_key;
	double time_boot; /**< 0: not set */
	int64_t wall_us;  /**< 0: not set */
	bool wall_local;
	int64_t boot_no; /**< -1: not set */
	int64_t first_byte, cause_byte, piece_byte;
	bool corrupted;
};

struct make_source {
	const char *path, *content; /**< content is hashed and nothing else */
	const char *bundle_key, *inside, *host;
	const struct boot *boots;
	size_t n_boots;
	const struct make_fault *faults;
	size_t n_faults;
	unsigned snapshots; /**< how many make_full_snapshot() to add, of seeds from 1 */
};

/** A fault in an arena of its own (fault_free()). */
struct fault *make_fault(const struct make_fault *m);
/** A fault with every field of every list set, with stacks, frames and registers. */
struct fault *make_full_fault(unsigned seed);
/** What a recipe would make of it: title and function as in @p m, group_key from kind and title. */
/** Rows of every table of snapshots with every field set; to be freed with snapshot_rows_deinit(). */
struct snapshot_rows make_full_snapshot(unsigned seed);
void make_derived(const struct make_fault *m, char key[17], struct store_derived *ret);

void make_add(struct store *s, const struct make_source *m, bool *ret_new);
/** One integer that a query gives. */
int64_t number(struct store *s, const char *sql);
/** One text that a query gives, to be freed; NULL. */
char *text(struct store *s, const char *sql);
/** dump_store() of @p s, to be freed. */
char *dump(struct store *s);
