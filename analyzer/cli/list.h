// SPDX-License-Identifier: Apache-2.0
/** @file A list of faults or groups on standard output, chosen by filters. */
#pragma once

#include "analyzer/cli/cli.h"
#include "analyzer/cli/filter.h"

/** @p text_sql is for people (text, Markdown), @p full_sql for programs. */
must_use struct err *list_print(struct cli *cli, struct filter_params *params, unsigned format,
                                const char *text_sql, const char *full_sql);
