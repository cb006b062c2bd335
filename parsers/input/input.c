// SPDX-License-Identifier: Apache-2.0
#include "parsers/input/input.h"

const struct input_format input_formats[] = {
	{ NULL, NULL, NULL },
};
