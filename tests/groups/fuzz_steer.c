// SPDX-License-Identifier: Apache-2.0
/* A file of rules of any bytes: refused with a line, or it can be applied; read again from what it says
 * it holds, it is the same. */
#ifdef NDEBUG
#error "a fuzz target without assert() finds nothing"
#endif
#include <assert.h>

#include "analyzer/groups/derive.h"
#include "analyzer/groups/steer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void apply(const struct steering *s)
{
	struct arena arena = { 0 };
	struct frame frames[] = { { .function = S("vendor_trace_a"), .line = -1 },
		                  { .function = S("foo_probe"), .line = -1 },
		                  { .function = S("sys_read"), .line = -1 } };
	struct stack stack = {
		.role = STACK_FAULT, .cpu = -1, .pid = -1, .frames = frames, .n_frames = 3
	};
	struct fault f = { .kind = FAULT_GPF, .stacks = &stack, .n_stacks = 1, .arena = &arena };
	struct derived a, b;

	fact_set(&f, message,
	         S("general protection fault: 0000 [#1] SMP aaaaaaaaaaaaaaaaaaaaaaaac"));
	derive_fault_by(s, &f, &arena, &a);
	derive_fault_by(s, &f, &arena, &b);
	assert(slice_eq(a.title, b.title) && strcmp(a.group_key, b.group_key) == 0);
	arena_deinit(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(steering_freep) struct steering *s = steering_new(), *again = steering_new();
	struct err *e = steering_parse(s, S("f"), (struct slice){ (const char *)data, size });
	size_t n;

	if (e) {
		assert(strncmp(e->msg, "f:", 2) == 0);
		err_free(e);
		return 0;
	}
	const struct steer_rule *rules = steering_rules(s, &n);
	for (size_t i = 0; i < n; i++) {
		e = steering_add(again, rules[i].file, rules[i].line, rules[i].text);
		assert(!e);
	}
	assert(!steering_key(s) == !steering_key(again));
	assert(!steering_key(s) || strcmp(steering_key(s), steering_key(again)) == 0);
	apply(s);
	return 0;
}
