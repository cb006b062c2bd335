// SPDX-License-Identifier: Apache-2.0
#include "parsers/lines/lines.h"

const struct lines_format lines_formats[] = {
	{ NULL, NULL, NULL },
};
