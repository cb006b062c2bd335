// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Bundle: an archive, or a folder that is a collected machine, on its way into the store.
 *
 * A bundle's key is made from the paths and hashes of its members, and those of its sources from that,
 * so that nothing can be written before all has been read.  Until then its sources lie in a temporary
 * store of their own, which is gone with the process: what the user's store holds is always whole
 * sources with their last keys.
 *
 * Shape      one struct bundle for each archive, or outermost folder, that is read; bundles inside it
 *            (sosreports in a cluster's collection) are told apart when it ends
 * Threads    one at a time
 * Errors     the store's
 * Limits     LIMIT_BUNDLES; memory does not grow with the number of members
 */
#pragma once

#include "analyzer/bundle/bundle_fact.h"
#include "db/store.h"

/** Files of one struct bundle that say something of a machine; more are not listened to. */
#define BUNDLE_FACTS 65536

struct bundle;

/** @p top: path of the archive or folder.  @p taken_us: when it was made; INT64_MIN: not known. */
must_use struct err *bundle_open(const char *top, int64_t taken_us, struct bundle **ret);
void bundle_free(struct bundle *b); /**< NULL is allowed */
DEFINE_CLEANUP(struct bundle, bundle_free);

/** Where sources are written meanwhile: under BUNDLE_UNSETTLED as bundle, and their path as `inside`. */
struct store *bundle_store(struct bundle *b);
#define BUNDLE_UNSETTLED "0000000000000000"

/** A member was read to its end. */
must_use struct err *bundle_add(struct bundle *b, const struct store_member *m);
/** What the file at @p path says of its machine; @p rank as of bundle_fact_find(). */
void bundle_add_facts(struct bundle *b, const char *path, int rank,
                      const struct bundle_facts *facts);
/** All was read: move it to @p to.  @p ret is added to. */
must_use struct err *bundle_end(struct bundle *b, struct store *to, struct store_counts *ret);
