// SPDX-License-Identifier: Apache-2.0
#include "parsers/faults/refine.h"

#include "parsers/faults/grammar.h"

#define FROM_ANY FAULT_NONE

static const struct {
	enum fault_kind kind, from;
	struct slice text;
} rules[] = {
#define FROM_KIND(k)                FAULT_##k
#define REFINE(kind_, from_, text_) { FAULT_##kind_, FROM_KIND(from_), S(text_) },
#define FAULT_ANY                   FAULT_NONE
#include "parsers/faults/refine.def"
#undef REFINE
};

static bool refine_line(struct slice text, struct fault *f)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		if (rules[i].from != FAULT_NONE && rules[i].from != f->kind)
			continue;
		if (!slice_starts(text, rules[i].text))
			continue;
		f->kind = rules[i].kind;
		if (!fact_has(f, detail))
			fact_set(f, detail, text);
		return true;
	}
	return false;
}

bool fault_refine(const struct report *r, struct fault *f)
{
	for (size_t i = 0; i < r->n_intro; i++)
		if (refine_line(report_text(&r->intro[i]), f))
			return true;
	for (size_t i = 0; i < r->n_lines; i++)
		if (refine_line(report_text(&r->lines[i]), f))
			return true;
	return false;
}
