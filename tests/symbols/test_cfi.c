// SPDX-License-Identifier: Apache-2.0
/*
 * Call frame information: a program walks its own stack by that of its own file.
 *
 * What is expected is what the C library's backtrace() finds, and where that cannot look (.debug_frame), the
 * functions that the test called.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyzer/symbols/debug_file.h"

#ifdef __x86_64__
#include <execinfo.h>
#include <link.h>

#define FRAMES_MAX 32

/** DWARF's numbers, System V ABI, AMD64 supplement, figure 3.36. */
enum {
	RBX = 3,
	RBP = 6,
	RSP = 7,
};

typedef int (*call_fn)(int);

#define VARIANT_CHAIN(variant) int variant##_chain(call_fn fn, int n);
VARIANT_CHAIN(eh)
VARIANT_CHAIN(fp)
VARIANT_CHAIN(bare)
int expr_call(call_fn fn, int n);

/* The place of the caller's frame is told by an expression: its address lies in memory. */
__asm__(".text\n"
        ".type expr_call, @function\n"
        "expr_call:\n"
        ".cfi_startproc\n"
        "push %rbx\n"
        ".cfi_def_cfa_offset 16\n"
        ".cfi_offset rbx, -16\n"
        "lea -64(%rsp), %rbx\n"
        "mov %rsp, (%rbx)\n"
        "mov %rbx, %rsp\n"
        // DW_CFA_def_cfa_expression: DW_OP_breg7 0, DW_OP_deref, DW_OP_lit16, DW_OP_plus
        ".cfi_escape 0x0f, 5, 0x77, 0, 0x06, 0x40, 0x22\n"
        "mov %rdi, %rax\n"
        "mov %esi, %edi\n"
        "call *%rax\n"
        "mov (%rsp), %rsp\n"
        ".cfi_def_cfa rsp, 16\n"
        "pop %rbx\n"
        ".cfi_def_cfa_offset 8\n"
        "ret\n"
        ".cfi_endproc\n"
        ".size expr_call, . - expr_call\n");

static struct debug_file *self;
static uint64_t base; /**< where it is loaded */
static uint64_t found[FRAMES_MAX];
static size_t n_found;
static void *wanted[FRAMES_MAX];
static int n_wanted;

/** Any place of the stack, between variables too. */
__attribute__((no_sanitize("address", "undefined"))) static bool read_own(void *ctx, uint64_t addr,
                                                                          unsigned n, uint64_t *ret)
{
	(void)ctx;
	*ret = *(const volatile uint64_t *)addr;
	return n == 8;
}

/** The frames above @p frame, which is at @p ip. */
static void walk(struct cfi_frame *frame, uint64_t ip)
{
	bool is_return = false;

	n_found = 0;
	while (n_found < FRAMES_MAX &&
	       debug_file_unwind(self, ip - is_return - base, frame, &ip) == CFI_CALLER) {
		found[n_found++] = ip;
		is_return = true;
	}
}

static __attribute__((noinline)) int walk_from_here(int n)
{
	struct cfi_frame frame = { .sp = RSP, .word = 8, .read = read_own };
	uint64_t ip;

	n_wanted = backtrace(wanted, FRAMES_MAX);
	for (unsigned r = 12; r <= 15; r++)
		frame.known[r] = frame.kept[r] = true;
	frame.known[RBX] = frame.kept[RBX] = frame.known[RBP] = frame.kept[RBP] = true;
	frame.known[RSP] = true;
	__asm__ volatile("lea 0(%%rip), %0\n"
	                 "mov %%rbx, %1\n"
	                 "mov %%rbp, %2\n"
	                 "mov %%rsp, %3\n"
	                 "mov %%r12, %4\n"
	                 "mov %%r13, %5\n"
	                 "mov %%r14, %6\n"
	                 "mov %%r15, %7\n"
	                 : "=&r"(ip), "=m"(frame.regs[RBX]), "=m"(frame.regs[RBP]),
	                   "=m"(frame.regs[RSP]), "=m"(frame.regs[12]), "=m"(frame.regs[13]),
	                   "=m"(frame.regs[14]), "=m"(frame.regs[15]));
	walk(&frame, ip);
	return n;
}

/** All frames in this file's code are those that backtrace() has, behind the one or two of its own. */
static void check_backtrace(size_t least)
{
	size_t own = 0;

	assert_true(n_found >= least);
	while (own < (size_t)n_wanted && (uint64_t)wanted[own] != found[0])
		own++;
	assert_in_range(own, 1, 3);
	for (size_t i = 0; i < n_found; i++) {
		assert_true(own + i < (size_t)n_wanted);
		assert_int_equal(found[i], (uint64_t)wanted[own + i]);
	}
}

static void check_names(const char *const *names)
{
	struct symbol sym;

	for (size_t i = 0; names[i]; i++) {
		assert_true(i < n_found);
		if (!debug_file_symbol_at(self, found[i] - 1 - base, &sym))
			fail_msg("no symbol of frame %zu", i);
		if (!slice_eq(sym.name, slice_str(names[i])))
			fail_msg("frame %zu is " SLICE_FMT ", not %s", i, SLICE_ARG(sym.name),
			         names[i]);
	}
}

static void frames_by_stack_pointer(void **state)
{
	static const char *const names[] = { "eh_plain", "eh_saves", "eh_grows", "eh_chain", NULL };

	(void)state;
	eh_chain(walk_from_here, 7);
	check_names(names);
	check_backtrace(5);
}

static void frames_by_frame_pointer(void **state)
{
	static const char *const names[] = { "fp_plain", "fp_saves", "fp_grows", "fp_chain", NULL };

	(void)state;
	fp_chain(walk_from_here, 3);
	check_names(names);
	check_backtrace(5);
}

/* Only .debug_frame tells of these, as in a kernel. */
static void frames_of_debug_frame(void **state)
{
	static const char *const names[] = {
		"bare_plain", "bare_saves", "bare_grows", "bare_chain", "frames_of_debug_frame",
		NULL
	};

	(void)state;
	bare_chain(walk_from_here, 5);
	check_names(names);
}

static void frames_by_expression(void **state)
{
	static const char *const names[] = { "expr_call", "frames_by_expression", NULL };

	(void)state;
	expr_call(walk_from_here, 1);
	check_names(names);
	check_backtrace(2);
}

static void code_without_entry_is_not_known(void **state)
{
	struct cfi_frame frame = { .sp = RSP, .word = 8, .read = read_own };
	struct cfi_frame before;
	uint64_t ip = 1;

	(void)state;
	frame.known[RSP] = true;
	before = frame;
	assert_int_equal(debug_file_unwind(self, 1, &frame, &ip), CFI_UNKNOWN);
	assert_int_equal(debug_file_unwind(self, UINT64_MAX, &frame, &ip), CFI_UNKNOWN);
	assert_memory_equal(&before, &frame, sizeof(frame));
}

static int find_base(struct dl_phdr_info *info, size_t size, void *ctx)
{
	(void)size;
	(void)ctx;
	base = info->dlpi_addr;
	return 1; // the program comes first
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_by_stack_pointer),
		cmocka_unit_test(frames_by_frame_pointer),
		cmocka_unit_test(frames_of_debug_frame),
		cmocka_unit_test(frames_by_expression),
		cmocka_unit_test(code_without_entry_is_not_known),
	};
	const struct debug_options options = { .alone = true };

	dl_iterate_phdr(find_base, NULL);
	if (debug_file_open("/proc/self/exe", &options, &self))
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	debug_file_free(self);
	return failed;
}
#else
int main(void)
{
	printf("skipped: registers of x86-64\n");
	return 77;
}
#endif
