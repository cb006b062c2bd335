// SPDX-License-Identifier: Apache-2.0
#include "analyzer/cli/filter.h"

#include <assert.h>

#include "parsers/fault.h"

const struct opt filter_options[] = {
	{ OPT_TEXT, 'k', "kind", "KIND[,KIND]", "only faults of these kinds (kasan, oom, ...)",
	  offsetof(struct filter, kind), NULL, 0 },
	{ OPT_TEXT, 'H', "host", "PATTERN", "only of hosts that match (* and ? as in a shell)",
	  offsetof(struct filter, host), NULL, 0 },
	{ OPT_TEXT, 'K', "kernel", "PATTERN", "only of kernel releases that match (5.15.*)",
	  offsetof(struct filter, kernel), NULL, 0 },
	{ OPT_TEXT, 't', "title", "TEXT", "only faults whose title holds this text",
	  offsetof(struct filter, title), NULL, 0 },
	{ OPT_TEXT, 'S', "since", "TIME",
	  "only faults at or after this time, UTC: 2024-03-01 or 2024-03-01T10:22",
	  offsetof(struct filter, since), NULL, 0 },
	{ OPT_TEXT, 'U', "until", "TIME", "only faults up to and in this day, hour, minute",
	  offsetof(struct filter, until), NULL, 0 },
	{ OPT_U64, 0, "min-severity", "N", "only severities 1 (the machine died) to N; 5 is all",
	  offsetof(struct filter, severity), NULL, 1 },
	{ OPT_U64, 'n', "limit", "N", "at most N of them; 0: all", offsetof(struct filter, limit),
	  NULL, 0 },
	OPTS_END,
};

void params_add_i64(struct filter_params *p, const char *name, int64_t v)
{
	assert(p->n < FILTER_MAX_PARAMS);
	p->p[p->n++] = (struct param){ .name = name, .type = ROW_I64, .i64 = v };
}

void params_add_text(struct filter_params *p, const char *name, struct slice v)
{
	assert(p->n < FILTER_MAX_PARAMS);
	p->p[p->n++] = (struct param){ .name = name, .type = ROW_TEXT, .text = v };
}

static struct err *check_kinds(const char *kinds)
{
	struct slice rest = slice_str(kinds), kind;
	bool more = true;

	while (more) {
		more = slice_cut(&rest, ',', &kind);
		if (!more)
			kind = rest;
		if (fault_kind_find(kind) == FAULT_NONE)
			return err_new(ERR_USAGE, 0,
			               "--kind: no such kind: " SLICE_FMT
			               " (`crashql formats --kinds` lists them)",
			               SLICE_ARG(kind));
	}
	return NULL;
}

/* "2024-03", "2024-03-01 10:22" */
struct err *filter_time(const char *option, const char *text, char ret[20])
{
	static const char shape[] = "0000-00-00T00:00:00";
	size_t n = 0;

	for (; text[n] && n < sizeof(shape) - 1; n++) {
		char c = text[n];
		if (shape[n] == '0'   ? c < '0' || c > '9'
		    : shape[n] == 'T' ? c != 'T' && c != ' '
		                      : c != shape[n])
			break;
		ret[n] = shape[n] == 'T' ? 'T' : c;
	}
	ret[n] = '\0';
	bool whole = n == 4 || n == 7 || n == 10 || n == 13 || n == 16 || n == 19;
	if (whole && (!text[n] || (n >= 13 && strcmp(text + n, "Z") == 0)))
		return NULL;
	return err_new(ERR_USAGE, 0, "--%s: not a time: %s (as 2024-03-01 or 2024-03-01T10:22)",
	               option, text);
}

struct err *filter_params(const struct filter *f, struct filter_params *ret)
{
	struct err *e = NULL;

	*ret = (struct filter_params){ .n = 0 };
	if (f->kind)
		e = check_kinds(f->kind);
	if (!e && f->since)
		e = filter_time("since", f->since, ret->since);
	if (!e && f->until)
		e = filter_time("until", f->until, ret->until);
	if (e)
		return e;
	params_add_text(ret, ":kind", slice_str(f->kind));
	params_add_text(ret, ":host", slice_str(f->host));
	params_add_text(ret, ":kernel", slice_str(f->kernel));
	params_add_text(ret, ":title", slice_str(f->title));
	params_add_text(ret, ":since", slice_str(f->since ? ret->since : NULL));
	params_add_text(ret, ":until", slice_str(f->until ? ret->until : NULL));
	params_add_i64(ret, ":severity", f->severity ? (int64_t)f->severity : 5);
	params_add_i64(ret, ":limit", f->limit && f->limit < INT64_MAX ? (int64_t)f->limit : -1);
	return NULL;
}
