// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Cluster: which titles are one bug.
 *
 * A pure function of the set of titles: the order in which their faults came does not matter.
 *
 *  1. Titles of one class of kinds that share a signature which joins (signature_levels.def: an
 *     alternative title with the frames that are evidence for it) are one group.
 *  2. What is left is compared by similarity of stacks, functions weighted by how rare they are among
 *     all titles.  Two titles are joined when they say the same of different functions, one culprit is
 *     called by the other or was inlined into it, and nearly everything above them is the same.
 *  3. A group is named by the title whose kind tells most (kind_classes.def), then by the smallest key.
 *
 * Each title is joined to the one of its group that it has most in common with: a tree whose root names
 * the group.  Pairs of different groups that were nearly joined are told too.
 *
 * Cost       about linear in the titles: only those are compared that share a function that is rare
 */
#pragma once

#include "db/titles.h"

/** Stacks this similar are joined (with what step 2 asks for besides); at least so similar are near. */
#define CLUSTER_JOIN 0.80
#define CLUSTER_NEAR 0.50
/** Near pairs that are told of one title. */
#define CLUSTER_NEAR_MAX 3

/** Of type grouper.group; @p ctx is not used. */
void cluster_titles(void *ctx, struct title_set *set);
