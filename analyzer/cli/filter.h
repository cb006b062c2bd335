// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Filters: the options that choose faults, and the parameters of queries they become.
 *
 *   :kind  :host  :kernel  :title  :since  :until  :severity  :limit
 */
#pragma once

#include "analyzer/cli/opt.h"
#include "analyzer/report/rows.h"

struct filter {
	const char *kind, *host, *kernel, *title, *since, *until;
	uint64_t severity; /**< 0: any */
	uint64_t limit;    /**< 0: any */
};

extern const struct opt filter_options[]; /**< land in struct filter */

#define FILTER_MAX_PARAMS 12

struct filter_params {
	struct param p[FILTER_MAX_PARAMS];
	size_t n;
	char since[20], until[20];
};

/** Check @p f; ERR_USAGE says which option and what is wrong.  Texts are borrowed from @p f. */
must_use struct err *filter_params(const struct filter *f, struct filter_params *ret);
/** A time of day as far as it is given, into the form of the store; ERR_USAGE names the option. */
must_use struct err *filter_time(const char *option, const char *text, char ret[20]);
/** One more parameter. */
void params_add_i64(struct filter_params *p, const char *name, int64_t v);
void params_add_text(struct filter_params *p, const char *name, struct slice v);

static inline struct params params_of(const struct filter_params *p)
{
	return (struct params){ p->p, p->n };
}
