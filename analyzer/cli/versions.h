// SPDX-License-Identifier: Apache-2.0
/** @file --version: the program's version, and those of the libraries it runs with. */
#pragma once

#include "parsers/base/sbuf.h"

void versions_print(struct sbuf *out);
