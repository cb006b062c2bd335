// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * OOM: what the parts of the family share.
 *
 * Shape      oom.c holds the family and the kernel's own reports, oom_daemons.c what programs that kill
 *            before the kernel has to print; each of those messages is one line and one fault
 */
#pragma once

#include "parsers/faults/family.h"

/** Parse the line of a low-memory killer; false: it is none. */
bool oom_daemon_parse(struct slice text, struct fault *f);
/** Add what a line of its report measured as rows of mem_stat. */
void oom_daemon_numbers(struct slice text, struct fault *f);
