// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/format.h"

const char *const list_format_words[] = {
	[FORMAT_TEXT] = "text", [FORMAT_JSON] = "json",         [FORMAT_NDJSON] = "ndjson",
	[FORMAT_CSV] = "csv",   [FORMAT_MARKDOWN] = "markdown", [FORMAT_MARKDOWN + 1] = NULL,
};

const char *const document_format_words[] = { "text", "json", "markdown", NULL };

const struct opt list_format_options[] = {
	{ OPT_CHOICE, 'f', "format", NULL, "how results are printed; default: text", 0,
	  list_format_words, 0 },
	OPTS_END,
};

const struct opt document_format_options[] = {
	{ OPT_CHOICE, 'f', "format", NULL, "how results are printed; default: text", 0,
	  document_format_words, 0 },
	OPTS_END,
};

enum out_format document_format(unsigned choice)
{
	static const enum out_format formats[] = { FORMAT_TEXT, FORMAT_JSON, FORMAT_MARKDOWN };

	return formats[choice];
}
