// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * What is derived from one fault alone: title, culprit, severity, signature.
 *
 * Pure functions of the fault's facts, so that `regroup` can do it again from the store.  The rules
 * are data: title_rules.def, skip_frames.def and their like beside this file.
 *
 * Titles follow the convention of the syzbot dashboard: what happened and in which function, free of
 * numbers, addresses, PIDs and CPU numbers; equal titles mean equal faults.
 */
#pragma once

#include "parsers/base/hash.h"
#include "parsers/fault.h"

struct steering;

/** Version of the recipe; stored with what it made.  Raise it with every change of a rule. */
#define DERIVE_VERSION 2

struct derived {
	struct slice title;
	struct slice function; /**< to blame; no suffixes; NULL: none found */
	struct slice module;   /**< of that function */
	struct slice file;     /**< of that function, where a symbolised frame says; NULL */
	int64_t line;          /**< -1: not known */
	int severity;          /**< 1 (worst) to 5 */
	bool corrupted;        /**< the fault's own flag, or found while looking for the culprit */
	struct slice corrupted_reason;
	const struct stack *stack;       /**< of the fault, that the culprit was found in; NULL */
	const struct frame *frame;       /**< of stack: the culprit's */
	bool is_unreliable;              /**< the stack has frames marked `?` alone */
	const struct steering *steering; /**< rules that it was derived by; NULL */
	struct slice group_name; /**< of the title of group_key, where a rule gives one; p NULL */
	bool apart;              /**< a rule keeps that title apart from others */
	char signature[KEY_HEX + 1]; /**< of kind, title and the culprit's stack */
	char group_key[KEY_HEX + 1]; /**< of kind and title, or from a rule: equal in every store */
};

/** Texts of @p ret live in @p arena, in the fault or in @p steering, the user's rules; NULL: none. */
void derive_fault_by(const struct steering *steering, const struct fault *f, struct arena *arena,
                     struct derived *ret);
/** The same without rules. */
void derive_fault(const struct fault *f, struct arena *arena, struct derived *ret);
