// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Build-id: how far the build-id that a kernel tells of itself can be trusted.
 *
 * Source     broken_build_ids.def
 */
#pragma once

#include "parsers/base/slice.h"
#include <stdbool.h>

/**
 * May the BUILD-ID of VMCOREINFO be compared with that of vmlinux?  @p release as `uname -r`, @p version as
 * `uname -v` prints them (p NULL: not known): distributions that keep the release at x.y.0 have the stable
 * version in the latter, as in `#1 SMP … Debian 6.1.115-1 (2024-11-01)`.
 */
bool build_id_can_be_trusted(struct slice release, struct slice version);
