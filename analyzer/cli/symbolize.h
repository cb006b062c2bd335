// SPDX-License-Identifier: Apache-2.0
/** @file What `symbolize` does with text, with addresses and with a store; cmd_symbolize.c chooses. */
#pragma once

#include "analyzer/cli/cli.h"
#include "analyzer/cli/symbols_opt.h"

struct symbolize_config {
	struct symbols_options symbols;
	const char *kernel, *build_id, *kallsyms, *system_map, *exe;
	bool addresses, no_inline, columns, explain, verbose, again;
	unsigned paths; /**< 0 short, 1 full */
};

/** Copy @p path ("-": standard input) to standard output, frames symbolized. */
must_use struct err *symbolize_text_file(struct cli *cli, const struct symbolize_config *c,
                                         const char *path);
/** Addresses of c->exe on standard input. */
must_use struct err *symbolize_addresses(struct cli *cli, const struct symbolize_config *c);
/** All frames of the store that are not done yet. */
must_use struct err *symbolize_store_file(struct cli *cli, const struct symbolize_config *c);
