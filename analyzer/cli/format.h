// SPDX-License-Identifier: Apache-2.0
/** @file --format: of lists (all of enum out_format), and of documents (text, json, markdown). */
#pragma once

#include "analyzer/cli/opt.h"
#include "analyzer/report/out.h"

extern const char *const list_format_words[];     /**< in the order of enum out_format */
extern const char *const document_format_words[]; /**< see document_format() */

/** The format that stands at @p choice of document_format_words. */
enum out_format document_format(unsigned choice);

/** --format; land in an unsigned. */
extern const struct opt list_format_options[], document_format_options[];
