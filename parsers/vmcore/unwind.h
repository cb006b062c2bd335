// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Unwinding: the frames of a stack of a dead kernel, innermost first.
 *
 * x86-64: by ORC tables, through interrupt and exception stacks; arm64: by frame records; both by call
 * frame information, where files with debug information are at hand (on arm64 before frame records); i386 by
 * frame pointers, ppc64 and s390 by the chains of their ABIs; where
 * nothing leads on, words on the stack that look like return addresses (reliable is false then).
 *
 * Absent     a stack whose pages are missing has no frames, or ends early
 * Limits     LIMIT_VMCORE_FRAMES
 * Source     arch/x86/kernel/unwind_orc.c; arch/arm64/kernel/stacktrace.c
 */
#pragma once

#include "parsers/vmcore/orc.h"
#include "parsers/vmcore/unwind_cfi.h"

/** On which stack a frame lies, or what it is. */
enum unwind_context {
	UNWIND_TASK,
	UNWIND_EXCEPTION, /**< handles a fault, on the task's own stack */
	UNWIND_IRQ,       /**< interrupt stack */
	UNWIND_SOFTIRQ,   /**< the same, below __do_softirq() */
	UNWIND_NMI,
	UNWIND_DOUBLE_FAULT,
	UNWIND_DEBUG,
	UNWIND_MCE,
	UNWIND_VC,
	UNWIND_ENTRY,
	UNWIND_USER,    /**< the user program */
	UNWIND_UNKNOWN, /**< what would tell is not in the dump */
	UNWIND_CONTEXT_COUNT,
};

extern const char *const unwind_context_name[UNWIND_CONTEXT_COUNT];

enum unwind_method {
	UNWIND_START, /**< where it began: a register, or what the scheduler saved */
	UNWIND_ORC,
	UNWIND_CFI, /**< call frame information of files with debug information */
	UNWIND_FRAME_POINTER,
	UNWIND_SCAN,
	UNWIND_METHOD_COUNT,
};

extern const char *const unwind_method_name[UNWIND_METHOD_COUNT];

struct unwind_frame {
	uint64_t ip;
	uint64_t sp;    /**< stack pointer in this frame; 0: not known */
	bool is_return; /**< a return address: the call lies in front of it */
	enum unwind_context context;
	enum unwind_method method;
};

struct unwind_text {
	uint64_t begin, end;
};

/** Code that tracers let functions return to; 0: none. */
struct unwind_trampolines {
	uint64_t graph, probe;
};

/** How frames of a stack are linked (unwind_chain.c); arm64 has records of its own. */
enum unwind_chain {
	UNWIND_CHAIN_NONE,
	UNWIND_CHAIN_X86,
	UNWIND_CHAIN_PPC64,
	UNWIND_CHAIN_S390,
};

/** What does not change from stack to stack. */
struct unwinder {
	struct kernel *k;
	struct orc orc;
	struct unwind_cfi cfi;
	uint64_t stack_bytes; /**< of a task's stack */
	struct unwind_trampolines trampolines;
	uint64_t
		switch_return; /**< x86-64 before Linux 4.9: where tasks that do not run go on; 0: not known */
	bool is_arm64;
	enum unwind_chain chain;
	struct unwind_text entry;   /**< arm64: where exceptions come in */
	uint64_t pac_mask;          /**< arm64: bits of an address that hold its signature */
	struct unwind_text text[2]; /**< of vmlinux: normal and init */
};

/** Where a stack begins. */
struct unwind_start {
	uint64_t ip, sp, bp;
	bool is_return;               /**< ip is a return address */
	uint64_t regs[ORC_REG_COUNT]; /**< by enum orc_reg: those that an entry may ask for */
	bool has_regs;
	uint64_t switched; /**< address of what was saved when it was switched from; 0: nothing */
	uint64_t task;     /**< address of its struct task_struct; 0: not known */
	uint64_t stack;    /**< lowest address of the task's stack; 0: not known */
	int cpu;           /**< that it ran on, for the stacks of the CPU; -1: none */
};

void unwinder_init(struct kernel *k, const struct kmodules *modules, struct unwinder *ret);
/** Where ORC leads not on, ask @p debug, which is borrowed. */
void unwinder_use_debug(struct unwinder *u, const struct dump_debug *debug);

/** Unwind; @p ret has room for LIMIT_VMCORE_FRAMES.  Returns how many there are. */
size_t unwind(struct unwinder *u, const struct unwind_start *start, struct unwind_frame *ret);

/** Where tasks that do not run go on (x86-64 before Linux 4.9); 0: not known. */
uint64_t unwind_find_switch(struct kernel *k);

void unwind_find_trampolines(struct kernel *k, struct unwind_trampolines *ret);

/** Start of a task that does not run: what the scheduler saved. */
bool unwind_blocked(struct unwinder *u, uint64_t task, struct unwind_start *ret);
/** Start of what ran on @p cpu when the dump was made: its registers. */
bool unwind_running(struct unwinder *u, unsigned cpu, struct unwind_start *ret);

/** Is @p addr code of the kernel or of a module? */
bool unwind_is_text(const struct unwinder *u, uint64_t addr);
/** Is it an address of the kernel? */
bool unwind_is_kernel(const struct unwinder *u, uint64_t addr);
