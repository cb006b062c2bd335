// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Value: what a number that was used as a pointer is: null, a poison, an error, an address of which area.
 *
 * Pure functions of the number and the architecture; the tables are value_patterns.def,
 * address_areas.def, shadow_offsets.def and kernel_errnos.def.
 *
 * Absent     cls NULL: the tables say nothing of it
 */
#pragma once

#include "parsers/base/arena.h"

struct value_meaning {
	const char *cls; /**< null, poison, error, user, non-canonical, kasan, linear, …; NULL */
	struct slice meaning; /**< in words, in the arena or constant */
};

/** @p arch: as boot.arch; p NULL: not known. */
struct value_meaning value_explain(uint64_t value, struct slice arch, bool is_32bit,
                                   struct arena *arena);

/** Addresses below are of a null pointer and a member's offset: the page that is never mapped. */
#define VALUE_NULL_BYTES 4096

/** Is @p value one that KASAN adds to find the shadow of an address? */
bool value_is_shadow_offset(uint64_t value, struct slice arch);
/** The address whose shadow is at @p shadow; @p offset: see value_is_shadow_offset(). */
uint64_t value_of_shadow(uint64_t shadow, uint64_t offset);
