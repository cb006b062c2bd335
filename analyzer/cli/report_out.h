// SPDX-License-Identifier: Apache-2.0
/** @file The report of a store on standard output, for the verbs report and triage. */
#pragma once

#include "analyzer/cli/cli.h"
#include "analyzer/cli/filter.h"

#define REPORT_GROUPS 10 /**< groups told in full unless --limit says otherwise */

/** @p temporary: nothing can be asked of the store afterwards. */
must_use struct err *report_print(struct cli *cli, struct store *store, const struct filter *filter,
                                  enum out_format format, bool temporary);
