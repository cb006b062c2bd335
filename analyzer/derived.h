// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Derived: from analyzer/groups to the store and back: rows of what was derived, the user's rules,
 * and the groups of titles.
 */
#pragma once

#include "analyzer/groups/derive.h"
#include "analyzer/groups/steer.h"
#include "db/store.h"

/** What the store keeps of @p d, signatures included; all of it is in @p arena, in @p f or in the rules. */
void derived_rows(const struct fault *f, const struct derived *d, struct arena *arena,
                  struct store_derived *ret);

/** Have titles of @p s grouped by what their faults have in common whenever it is linked. */
void derived_attach(struct store *s);

/** The rules that a store keeps; NULL: none. */
must_use struct err *derived_steering(struct store *s, struct steering **ret);
/** Keep these rules instead. */
must_use struct err *derived_set_steering(struct store *s, const struct steering *steering);

/** After a merge: if faults came that were derived by other rules than those of @p s, derive all again.
 *  @p ret_faults: how many; 0: that was not needed. */
must_use struct err *derived_settle(struct store *s, uint64_t *ret_faults);

/** Derive all faults again by @p steering (NULL: no rules), then everything that depends on several of
 *  them.  @p ret_faults: how many. */
must_use struct err *derived_again(struct store *s, const struct steering *steering,
                                   uint64_t *ret_faults);
