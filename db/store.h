// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Store: one SQLite file with everything that was found.
 *
 * The schema is db/sql/schema.sql and views.sql, whose comments are the public documentation.  Facts
 * (source, fault, frame, …) are written once; what is derived carries the version of its recipe and
 * can be rebuilt (store_derive_all()).
 *
 * Shape      one struct store per connection; one source is written in one transaction
 * Threads    a struct store may be used by one thread at a time
 * Errors     ERR_DB with SQLite's extended code; ERR_FORMAT: not a crashql store; ERR_UNSUPPORTED: of
 *            a newer version
 */
#pragma once

#include <sqlite3.h>

#include "db/titles.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"
#include "parsers/base/hash.h"
#include "parsers/fault.h"
#include "parsers/record.h"
#include "parsers/system/system.h"

struct store;

enum store_mode {
	STORE_READ,   /**< must exist; nothing is changed */
	STORE_WRITE,  /**< must exist */
	STORE_CREATE, /**< made when it does not exist; an empty file counts as none */
};

/** Open and, unless STORE_READ, migrate to the newest schema and go to WAL mode while writing. */
must_use struct err *store_open(const char *path, enum store_mode mode, struct store **ret);
/** A store without a file, for triage. */
must_use struct err *store_open_temporary(struct store **ret);
/** Checkpoint, leave WAL mode, close.  NULL is allowed. */
void store_free(struct store *s);
DEFINE_CLEANUP(struct store, store_free);
/** The connection, for queries; owned by the store. */
sqlite3 *store_db(struct store *s);

/** One capture that was read. */
struct store_source {
	const char *path;
	const char *inside;     /**< path inside its bundle; NULL */
	const char *bundle_key; /**< NULL: in no bundle */
	const char *kind;       /**< format name */
	const char *sha256; /**< 64 hex digits; NULL: nothing could be read, the path is the key */
	uint64_t bytes;
	const char *status;  /**< ok, partial, failed */
	const char *message; /**< what is wrong, without the path; NULL */
	const char *host;    /**< NULL */
	int64_t taken_us;    /**< us since 1970; INT64_MIN: not known */
};

/** One collected machine; its sources name it by key.  To be added before the first of them ends. */
struct store_bundle {
	const char *key; /**< 16 hex digits, from the paths and hashes of its members */
	const char *path;
	const char *layout; /**< sosreport, kdump, …; NULL */
	const char *host;   /**< NULL */
	int64_t taken_us;   /**< us since 1970; INT64_MIN: not known */
};

/** What a fault has in common with others; see analyzer/groups/signature.h. */
struct store_signature {
	struct slice level, text;
	const char *signature; /**< key of level and text */
	int version;
};

/** One instruction of a fault's code, and what the faulting one used; see analyzer/code/code.h. */
struct store_insn {
	int64_t offset; /**< bytes from the faulting one */
	struct slice bytes, instruction;
	bool is_fault, is_sure;
};
struct store_operand {
	struct slice instruction, operand, reg, value, address, cls,
		meaning; /**< p NULL: not known */
};

/** What the analyzer derived from one fault (see analyzer/groups/derive.h, which fills the same). */
struct store_derived {
	struct slice title, function, module, file;
	int64_t line; /**< -1: not known */
	int severity;
	bool corrupted;
	struct slice corrupted_reason;
	const char *signature;
	const char *group_key;
	int version;
	struct slice
		group_name;     /**< of the title of group_key, where a rule gives it one; p NULL */
	bool apart;             /**< a rule keeps that title apart from others */
	struct slice rules_key; /**< of the rules that were in force; p NULL: none */
	int64_t stack_no, depth; /**< of the frame to blame; -1: it is of no stack */
	const struct store_signature *signatures;
	size_t n_signatures;
	const struct store_insn *insns;
	size_t n_insns;
	const struct store_operand *operands;
	size_t n_operands;
	struct slice duphash; /**< see analyzer/exchange/duphash.h; p NULL: it has none */
};

/** Call @p fn with the path of each source of kind @p kind, in their order. */
must_use struct err *store_each_path(struct store *s, const char *kind,
                                     void (*fn)(void *ctx, const char *path), void *ctx);

/**
 * Begin a source: a transaction in which boots and faults are added.  Nothing of it is visible, or
 * survives a crash, before store_source_end().
 */
must_use struct err *store_source_begin(struct store *s);
/** A boot told again (same number) is replaced. */
must_use struct err *store_add_boot(struct store *s, const struct boot *b);
must_use struct err *store_add_bundle(struct store *s, const struct store_bundle *b);
/** A fault whose merge_key is the same as that of one of this source adds its rows to that one. */
must_use struct err *store_add_fault(struct store *s, const struct fault *f,
                                     const struct store_derived *d);
/** Rows of a source that is itself a list of them; those of one table follow those added before. */
must_use struct err *store_add_snapshot(struct store *s, const struct snapshot_rows *rows);
/**
 * Make every text of @p f what the store will hold: UTF-8 without NUL, anything else U+FFFD.  To be
 * called before the fault is derived, so that deriving it again from the store gives the same.
 */
void store_clean_fault(struct fault *f);
/**
 * Commit the source.  If the same content is there already (by key), nothing is added but its path,
 * and @p ret_new is false.
 */
must_use struct err *store_source_end(struct store *s, const struct store_source *src,
                                      bool *ret_new);
void store_source_abort(struct store *s); /**< no source begun: nothing happens */

/** Is a source with this content there?  Saves parsing it; its path is recorded when it is. */
must_use struct err *store_source_seen(struct store *s, const struct store_source *src,
                                       bool *ret_seen);

/** Who says which titles are one group; copied.  Without one, every title is a group of its own. */
void store_group_by(struct store *s, const struct grouper *grouper);

/** A rule of the user's; see analyzer/groups/steer.h. */
struct store_rule {
	struct slice file, text;
	uint64_t line;
};
/** Keep these rules instead of those that are there. */
must_use struct err *store_set_rules(struct store *s, const struct store_rule *rules, size_t n);
/** Call @p fn for each, in their order. */
must_use struct err *
store_each_rule(struct store *s, void (*fn)(void *ctx, const struct store_rule *rule), void *ctx);

/** Are there faults that were derived by other rules than those with this key (NULL: none)? */
must_use struct err *store_rules_differ(struct store *s, const char *rules_key, bool *ret);

/** Link what depends on several sources: boots, events, groups, times of day, causes.  Looks only at
 *  what changed since the last time. */
must_use struct err *store_derive(struct store *s);
/** The same for everything, from the facts alone. */
must_use struct err *store_derive_all(struct store *s);

/** Read the facts of fault @p id back, into an arena of its own (fault_free()); merge_key stays NULL.
 *  ERR_USAGE: no such fault. */
must_use struct err *store_read_fault(struct store *s, int64_t id, struct fault **ret);

/** Call @p fn for every fault with its facts read back, so that it can be derived again; what @p fn
 *  fills in replaces what was derived before. */
must_use struct err *store_rederive_faults(struct store *s,
                                           void (*fn)(void *ctx, const struct fault *f,
                                                      struct store_derived *ret),
                                           void *ctx);

/**
 * Bundles are read into a temporary store each, as their keys are known only when all of their members
 * are; then they are taken over.  Sources of such a store have any bundle_key, and their path for
 * `inside`.
 */
struct store_member {
	const char *path;
	const char *sha256;
	bool known;       /**< there is a source of it */
	int64_t mtime_us; /**< INT64_MIN: not known */
};
must_use struct err *store_add_member(struct store *s, const struct store_member *m);
/** Call @p fn for each member, sorted by path. */
must_use struct err *
store_each_member(struct store *s, void (*fn)(void *ctx, const struct store_member *m), void *ctx);

/** Where a source is to be, and what its bundle adds where it is silent. */
struct store_place {
	const char *bundle_key; /**< NULL: in no bundle */
	const char *inside;
	const char *host;        /**< NULL */
	const struct boot *boot; /**< of the one boot of the source; NULL: nothing is known */
};

struct store_counts {
	uint64_t sources_new, sources_seen;
	uint64_t faults; /**< of new sources */
};

/** Add all sources of @p from to @p s, each at the place that @p place tells. */
must_use struct err *store_take_over(struct store *s, struct store *from,
                                     void (*place)(void *ctx, const char *path,
                                                   struct store_place *ret),
                                     void *ctx, struct store_counts *ret);

/** Add everything of the store file @p from to @p s; what is there already stays as it is. */
must_use struct err *store_merge(struct store *s, const char *from);
