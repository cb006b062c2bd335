// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Heading: a line between the outputs of several commands in one file, and what it says comes next.
 *
 *   # /usr/bin/free -k                                    supportconfig, below #==[ Command ]===#
 *   [root@db1 ~]$ cat /proc/meminfo                       a terminal
 *   + numastat -m                                         sh -x
 *   ==> /proc/vmstat <==                                  head and tail of several files
 *   /proc/buddyinfo:
 *   ------ MEMORY INFO (/proc/meminfo: 2021-03-01) ------ Android's dumpstate
 *   === ps aux ===
 *
 * Lifetime   the name is in the buffer given, until that is used again
 * Source     supportutils' bin/supportconfig (section_header), Android's cmds/dumpstate
 *            (DurationReporter), coreutils' head.c
 */
#pragma once

#include "parsers/base/sbuf.h"

enum heading {
	HEADING_NONE,
	HEADING_END,  /**< what came before has ended; what comes is not said */
	HEADING_PART, /**< a name is said */
};

/**
 * What @p line is.  @p first: it is the first line, or the one before was empty: there a command may
 * stand without a prompt.  @p ret_name: what comes next as a file of a bundle is called:
 * proc/meminfo, free_-k; written for HEADING_PART only.
 */
enum heading heading_find(struct slice line, bool first, struct sbuf *ret_name);
