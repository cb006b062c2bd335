// SPDX-License-Identifier: Apache-2.0
/*
 * Tracers put the address of a trampoline in place of a return address, and keep the real one:
 *
 *   return_to_handler             function graph tracer: task.ret_stack, newest last
 *   arch_rethook_trampoline       rethook, Linux 5.18: list task.rethooks, newest first
 *   __kretprobe_trampoline        return probe: list task.kretprobe_instances (Linux 5.11), newest first
 *
 * Which one is ours is told by the place of the return address (x86-64) or the frame pointer (arm64), which
 * all of them keep beside it.
 */
#include "parsers/limits.h"
#include "parsers/vmcore/unwind_stacks.h"

/** Functions under trace at a time; the kernel's FTRACE_RETFUNC_DEPTH is 50, its stack since 6.11 a page. */
#define TRACED_MAX 512

/** Since Linux 6.11 a word behind each entry tells in its low 10 bits how many words it has
 *  (FGRAPH_FRAME_OFFSET_MASK in kernel/trace/fgraph.c). */
#define ENTRY_WORDS_MASK 0x3ff

void unwind_find_trampolines(struct kernel *k, struct unwind_trampolines *ret)
{
	static const char *const probes[] = { "arch_rethook_trampoline", "__kretprobe_trampoline",
		                              "kretprobe_trampoline" };

	if (!kernel_symbol(k, "return_to_handler", &ret->graph))
		ret->graph = 0;
	ret->probe = 0;
	for (size_t i = 0; i < sizeof(probes) / sizeof(*probes); i++)
		if (!ret->probe && !kernel_symbol(k, probes[i], &ret->probe))
			ret->probe = 0;
}

static bool is_entry_of(struct kernel *k, uint64_t entry, uint64_t place, uint64_t *ret)
{
	uint64_t at;

	return kernel_get(k, entry, KM_ret_stack_retp, &at) && at == place &&
	       kernel_get(k, entry, KM_ret_stack_ret, ret);
}

/** task.curr_ret_stack is the index of the newest entry of an array. */
static bool graph_array(struct kernel *k, uint64_t stack, int64_t newest, uint32_t size,
                        uint64_t place, uint64_t *ret)
{
	for (int64_t i = newest; i >= 0 && newest < TRACED_MAX; i--)
		if (is_entry_of(k, stack + (uint64_t)i * size, place, ret))
			return true;
	return false;
}

/** It is the number of words in use, the last of which tells how far down its entry begins. */
static bool graph_words(struct kernel *k, uint64_t stack, int64_t in_use, uint64_t place,
                        uint64_t *ret)
{
	unsigned word = image_word(k->img);
	uint64_t tail;

	for (unsigned i = 0; in_use > 0 && i < TRACED_MAX; i++) {
		in_use--;
		if (!image_ptr(k->img, stack + (uint64_t)in_use * word, &tail))
			return false;
		int64_t words = (int64_t)(tail & ENTRY_WORDS_MASK);
		if (!words || words > in_use)
			return false;
		in_use -= words;
		if (is_entry_of(k, stack + (uint64_t)in_use * word, place, ret))
			return true;
	}
	return false;
}

static bool graph_return(struct kernel *k, uint64_t task, uint64_t place, uint64_t *ret)
{
	uint64_t stack, current;
	uint32_t size;

	if (!kernel_get(k, task, KM_task_ret_stack, &stack) || !stack ||
	    !kernel_get(k, task, KM_task_curr_ret_stack, &current) ||
	    !types_size(k->types, "ftrace_ret_stack", &size))
		return false;
	int64_t n = (int64_t)(int32_t)current;
	return kernel_has(k, KM_fgraph_ops_idx) ? graph_words(k, stack, n, place, ret)
	                                        : graph_array(k, stack, n, size, place, ret);
}

/** Along a llist of probes; one on top of another keeps a trampoline's address too. */
static bool probe_return(struct kernel *k, uint64_t task, enum kmember head, enum kmember node,
                         enum kmember frame, enum kmember addr, uint64_t trampoline, uint64_t place,
                         uint64_t *ret)
{
	uint64_t at, real, where;

	if (!kernel_get(k, task, head, &at))
		return false;
	for (unsigned i = 0; at && i < TRACED_MAX; i++) {
		uint64_t probe = kernel_container(k, at, node);
		if (!probe || !kernel_get(k, probe, frame, &where) ||
		    !kernel_get(k, probe, addr, &real))
			return false;
		if (where == place && real != trampoline) {
			*ret = real;
			return true;
		}
		if (!image_ptr(k->img, at, &at))
			return false;
	}
	return false;
}

bool unwind_return(const struct unwind_state *s, uint64_t ip, uint64_t place, uint64_t *ret)
{
	const struct unwind_trampolines *t = &s->u->trampolines;
	struct kernel *k = s->u->k;
	uint64_t task = s->start->task, real = ip;

	if (!ip || !task) {
		*ret = ip;
		return true;
	}
	if (ip == t->graph && !graph_return(k, task, place, &real))
		return false;
	if (real == t->probe &&
	    !probe_return(k, task, KM_task_rethooks, KM_rethook_list, KM_rethook_frame,
	                  KM_rethook_ret, t->probe, place, &real) &&
	    !probe_return(k, task, KM_task_kretprobes, KM_kretprobe_list, KM_kretprobe_frame,
	                  KM_kretprobe_ret, t->probe, place, &real))
		return false;
	*ret = real;
	return true;
}
