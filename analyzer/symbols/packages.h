// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Packages: which package of a distribution has the debug information of a kernel (packages.def).
 *
 * Source     Debian and Ubuntu archives, the specs of Fedora's, RHEL's and SUSE's kernel packages
 */
#pragma once

#include "parsers/base/arena.h"

struct package {
	const char *distribution;
	struct slice name; /**< in the arena */
	struct slice how;  /**< command that installs it */
};

/** False: no row fits @p release, or it has characters that no release has. @p version: `uname -v`, or the banner; p NULL: not
 *  known. */
bool package_of_kernel(struct slice release, struct slice version, struct arena *arena,
                       struct package *ret);
