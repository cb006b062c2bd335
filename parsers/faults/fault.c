// SPDX-License-Identifier: Apache-2.0
#include "parsers/fault.h"

#include "parsers/base/cleanup.h"
#include "parsers/faults/engine.h"

const struct fault_kind_info fault_kind_info[FAULT_KIND_COUNT] = {
#define FAULT_KIND(id, slug_, severity_, source_, summary_) \
	[FAULT_##id] = {                                    \
		.slug = slug_,                              \
		.severity = severity_,                      \
		.source = source_,                          \
		.summary = summary_,                        \
	},
#include "parsers/fault_kinds.def"
#undef FAULT_KIND
};

const char *const stack_role_slug[STACK_ROLE_COUNT] = {
#define STACK_ROLE(id, slug, summary) [STACK_##id] = slug,
#include "parsers/stack_roles.def"
#undef STACK_ROLE
};

const char *const stack_role_summary[STACK_ROLE_COUNT] = {
#define STACK_ROLE(id, slug, summary) [STACK_##id] = summary,
#include "parsers/stack_roles.def"
#undef STACK_ROLE
};

enum fault_kind fault_kind_find(struct slice slug)
{
	for (int k = 0; k < FAULT_KIND_COUNT; k++)
		if (slice_eq(slug, slice_str(fault_kind_info[k].slug)))
			return k;
	return FAULT_NONE;
}

const struct stack *fault_stack(const struct fault *f, enum stack_role role)
{
	for (size_t i = 0; i < f->n_stacks; i++)
		if (f->stacks[i].role == role)
			return &f->stacks[i];
	return NULL;
}

struct slice fault_reg(const struct fault *f, struct slice name)
{
	for (size_t i = 0; i < f->n_regs; i++)
		if (slice_eq(f->regs[i].name, name))
			return f->regs[i].value;
	return (struct slice){ 0 };
}

void fault_free(struct fault *f)
{
	if (!f)
		return;
	struct arena *a = f->arena; // holds f itself
	arena_deinit(a);
	free(a);
}
