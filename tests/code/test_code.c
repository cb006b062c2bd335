// SPDX-License-Identifier: Apache-2.0
/*
 * Code of reports: how it is printed, where instructions begin, and what the faulting operand is.
 * Instructions were read by hand out of the manuals of their machines, or with objdump -d.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyzer/code/code.h"
#include "analyzer/code/value.h"

struct made {
	struct arena arena;
	struct fault f;
	struct reg regs[4];
	struct fault_code code;
};

/** @p regs: name, value, …, NULL. */
static void make(struct made *m, const char *arch, bool is_32bit, const char *code,
                 const char *const *regs, uint64_t address)
{
	m->f = (struct fault){
		.kind = FAULT_OOPS, .is_32bit = is_32bit, .arena = &m->arena, .regs = m->regs
	};
	if (arch)
		fact_set(&m->f, arch, slice_str(arch));
	fact_set(&m->f, code, slice_str(code));
	if (address != UINT64_MAX)
		fact_set(&m->f, address, address);
	for (; regs && *regs; regs += 2)
		m->regs[m->f.n_regs++] =
			(struct reg){ .name = slice_str(regs[0]), .value = slice_str(regs[1]) };
	fault_code_read(&m->f, &m->arena, &m->code);
}

static const struct code_insn *marked(const struct made *m)
{
	for (size_t i = 0; i < m->code.n_insns; i++)
		if (m->code.insns[i].is_marked)
			return &m->code.insns[i];
	fail_msg("no instruction is marked");
	return NULL;
}

static void assert_slice(struct slice got, const char *want)
{
	if (!slice_eq(got, slice_str(want)))
		fail_msg("got \"" SLICE_FMT "\", want \"%s\"", SLICE_ARG(got), want);
}

static void assert_has(struct slice got, const char *want)
{
	if (!slice_has(got, slice_str(want)))
		fail_msg("\"" SLICE_FMT "\" lacks \"%s\"", SLICE_ARG(got), want);
}

static void test_null_member(void **state)
{
	// 8b 40 10: mov eax, [rax + 0x10]; 48 89 e5: mov rbp, rsp
	static const char *const regs[] = { "rax", "0000000000000000", NULL };
	struct made m = { 0 };

	(void)state;
	make(&m, "x86_64", false, "48 89 e5 <8b> 40 10 c3", regs, 0x10);
	assert_int_equal(m.code.n_insns, 3);
	assert_slice(m.code.insns[0].text, "movq %rsp, %rbp");
	assert_int_equal(m.code.insns[0].offset, -3);
	assert_slice(marked(&m)->code, "8b 40 10");
	assert_true(m.code.n_values == 2 && m.code.values[0].has_address);
	assert_int_equal(m.code.values[0].address, 0x10);
	assert_string_equal(m.code.values[0].cls, "null");
	assert_has(m.code.values[0].meaning, "the address that the report names");
	assert_has(m.code.values[0].meaning, "member is at 0x10");
	assert_slice(m.code.values[1].name, "rax");
	arena_deinit(&m.arena);
}

static void test_scaled_index(void **state)
{
	// 42 c7 44 a3 08 ..: movl imm, 0x8(%rbx,%r12,4); printed as R12
	static const char *const regs[] = { "rbx", "ffff888012340000", "r12", "0000000000000003",
		                            NULL };
	struct made m = { 0 };

	(void)state;
	make(&m, "x86_64", false, "<42> c7 44 a3 08 01 00 00 00", regs, UINT64_MAX);
	assert_int_equal(m.code.values[0].address, 0xffff888012340014);
	assert_has(m.code.values[0].meaning, "writes 4 bytes at %rbx + %r12*4 + 0x8");
	assert_string_equal(m.code.values[0].cls, "linear");
	arena_deinit(&m.arena);
}

static void test_poison_and_r8(void **state)
{
	// 49 8b 40 18: mov 0x18(%r8),%rax; the report prints R08
	static const char *const regs[] = { "r08", "6b6b6b6b6b6b6b6b", NULL };
	struct made m = { 0 };

	(void)state;
	make(&m, "x86_64", false, "<49> 8b 40 18", regs, UINT64_MAX);
	assert_int_equal(m.code.values[0].address, 0x6b6b6b6b6b6b6b83);
	assert_string_equal(m.code.values[0].cls, "poison");
	assert_has(m.code.values[0].meaning, "POISON_FREE");
	arena_deinit(&m.arena);
}

static void test_shadow(void **state)
{
	// 42 80 3c 38 00: cmpb $0,(%rax,%r15,1), rax = 0x28 >> 3
	static const char *const regs[] = { "rax", "0000000000000005", "r15", "dffffc0000000000",
		                            NULL };
	struct made m = { 0 };

	(void)state;
	make(&m, "x86_64", false, "<42> 80 3c 38 00", regs, 0xdffffc0000000005);
	assert_string_equal(m.code.values[0].cls, "null");
	assert_has(m.code.values[0].meaning, "0x0000000000000028");
	arena_deinit(&m.arena);
}

static void test_trap_and_syscall(void **state)
{
	struct made m = { 0 };

	(void)state;
	make(&m, "x86_64", false, "48 89 e5 <0f> 0b c3", NULL, UINT64_MAX);
	assert_string_equal(m.code.values[0].cls, "trap");
	make(&m, "x86_64", false, "b8 01 00 00 00 0f 05 <48> 3d 01 f0 ff ff", NULL, UINT64_MAX);
	assert_string_equal(m.code.values[0].cls, "user");
	make(&m, "arm64", false, "f9400013 b4000093 f9401661 d503201f (d4210000)", NULL,
	     UINT64_MAX);
	assert_string_equal(m.code.values[0].cls, "trap");
	assert_int_equal(m.code.insns[0].offset, -16);
	arena_deinit(&m.arena);
}

static void test_division(void **state)
{
	// 48 f7 f5: div %rbp
	static const char *const regs[] = { "rbp", "0000000000000000", NULL };
	struct made m = { 0 };

	(void)state;
	make(&m, "x86_64", false, "31 d2 <48> f7 f5", regs, UINT64_MAX);
	m.f.kind = FAULT_DIVIDE_ERROR;
	fault_code_read(&m.f, &m.arena, &m.code);
	assert_string_equal(m.code.values[0].cls, "division");
	assert_has(m.code.values[0].meaning, "%rbp, which is 0");
	arena_deinit(&m.arena);
}

/** Words are numbers: f9400c00 is ldr x0, [x0, #0x18], 8c820000 lw v0, 0(a0), 89080000 lbz... */
static void test_words(void **state)
{
	static const char *const arm64[] = { "x0", "0000000000000000", NULL };
	static const char *const mips[] = { "$4", "80001000", NULL };
	static const char *const ppc[] = { "gpr8", "f6cfdb99", NULL };
	static const char *const arm[] = { "r2", "0000001c", "r10", "00000004", NULL };
	struct made m = { 0 };

	(void)state;
	make(&m, "arm64", false, "91016003 (f9400c00)", arm64, 0x18);
	assert_slice(m.code.instruction, "ldr x0, [x0, #0x18]");
	assert_int_equal(m.code.values[0].address, 0x18);
	make(&m, "mips", true, "00000000  <8c820004> 00000000", mips, UINT64_MAX);
	assert_slice(m.code.instruction, "lw $v0, 4($a0)");
	assert_int_equal(m.code.values[0].address, 0x80001004);
	assert_string_equal(m.code.values[0].cls, "linear");
	// powerpc: lbz r8, 0(r8)
	make(&m, "ppc", true, "3d08e000 <89080000> 2c080000", ppc, UINT64_MAX);
	assert_slice(m.code.instruction, "lbz r8, 0(r8)");
	assert_int_equal(m.code.values[0].address, 0xf6cfdb99);
	// e792010a: ldr r0, [r2, r10, lsl #2]
	make(&m, "arm", true, "e2422008 (e792010a)", arm, UINT64_MAX);
	assert_int_equal(m.code.values[0].address, 0x1c + 4 * 4);
	// e5034020: str r4, [r3, #-32]
	make(&m, "arm", true, "e2422008 (e5034020)",
	     (const char *const[]){ "r3", "c0001000", NULL }, UINT64_MAX);
	assert_int_equal(m.code.values[0].address, 0xc0001000 - 32);
	assert_has(m.code.values[0].meaning, "writes");
	arena_deinit(&m.arena);
}

/** e31020100004: lg %r1,16(%r2), the kernel's own words; once as lines, once as syslog escapes them. */
static void test_s390(void **state)
{
	static const char *const regs[] = { "gpr2", "0000000000000018", NULL };
	static const char *const texts[] = {
		"000000000010a2a6: a7f40005\tbrc\t15,10a2b0\n#000000000010a2aa: "
		"41005000\tla\t%r0,0(%r5)\n>000000000010a2ae: e31020100004\tlg\t%r1,16(%r2)",
		"000000000010a2a6: a7f40005\\x09brc\\x0915,10a2b0\\x0a          #000000000010a2aa: "
		"41005000\\x09la\\x0a       >000000000010a2ae: e31020100004\\x09lg\\x09%r1,16(%r2)",
	};
	struct made m = { 0 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		make(&m, "s390", false, texts[i], regs, UINT64_MAX);
		assert_int_equal(m.code.n_insns, 3);
		assert_int_equal(m.code.insns[0].offset, -8);
		assert_slice(m.code.insns[1].code, "4100 5000");
		assert_slice(marked(&m)->code, "e310 2010 0004");
		assert_true(slice_starts(marked(&m)->text, S("lg ")));
		assert_int_equal(m.code.values[0].address, 0x28);
	}
	arena_deinit(&m.arena);
}

static void test_unread_words(void **state)
{
	struct made m = { 0 };

	(void)state;
	make(&m, "arm64", false, "???????? ???????? d503201f (d4210000)", NULL, UINT64_MAX);
	assert_int_equal(m.code.n_insns, 2);
	make(&m, "riscv", false, "0420 60a2 6402 (6d5c) b783", NULL, UINT64_MAX);
	assert_int_equal(m.code.n_insns, 5);
	assert_slice(marked(&m)->code, "6d5c");
	assert_null(marked(&m)->text.p);
	assert_has(m.code.values[0].meaning, "does not know riscv");
	make(&m, "x86_64", false, "48 89 e5 8b 40 10", NULL, UINT64_MAX);
	assert_int_equal(m.code.n_insns, 0);
	arena_deinit(&m.arena);
}

static void test_unread_ip(void **state)
{
	struct made m = { 0 };

	(void)state;
	// RIP is 42 bytes behind: 0
	make(&m, "x86_64", false, "Unable to access opcode bytes at RIP 0xffffffffffffffd6.", NULL,
	     0);
	assert_int_equal(m.code.n_values, 1);
	assert_int_equal(m.code.values[0].address, 0);
	assert_string_equal(m.code.values[0].cls, "null");
	make(&m, "x86_64", false, "Unable to access opcode bytes at 0x7fcc04514f71.", NULL,
	     UINT64_MAX);
	assert_string_equal(m.code.values[0].cls, "user");
	arena_deinit(&m.arena);
}

/** From each of the first bytes the streams run together; what is in common is sure. */
static void test_middle(void **state)
{
	// the tail of a mov imm32, then mov %rbx,%rdi; call; mov (%rax),%rax
	struct made m = { 0 };

	(void)state;
	make(&m, "x86_64", false, "00 00 00 48 89 df e8 10 20 30 40 <48> 8b 00", NULL, UINT64_MAX);
	const struct code_insn *last = &m.code.insns[m.code.n_insns - 2];
	assert_int_equal(last->offset, -5);
	assert_slice(last->code, "e8 10 20 30 40");
	assert_true(marked(&m)->is_sure);
	arena_deinit(&m.arena);
}

static void test_values(void **state)
{
	static const struct {
		uint64_t value;
		const char *arch;
		bool is_32bit;
		const char *cls, *has;
	} rows[] = {
		{ 0, "x86_64", false, "null", "null" },
		{ 0xdead000000000108, "x86_64", false, "poison", "LIST_POISON1 + 0x8" },
		{ 0xdead000000000122, "x86_64", false, "poison", "LIST_POISON2" },
		{ 0xfffffffffffffff4, "x86_64", false, "error", "-ENOMEM (12)" },
		{ 0xfffffffffffffdfb, "arm64", false, "error", "-EPROBE_DEFER (517)" },
		{ 0xfffffff4, "i386", true, "error", "-ENOMEM (12)" },
		{ 0x5a5a5a5a5a5a5a5a, "x86_64", false, "poison", "POISON_INUSE" },
		{ 0x6b6b6b6b, "arm", true, "poison", "POISON_FREE" },
		{ 0xcccccccccccccccc, "x86_64", false, "poison", "INITMEM" },
		{ 0x1234567812345678, "x86_64", false, "non-canonical", "no pointer" },
		{ 0x00007f1234567890, "x86_64", false, "user", "user" },
		{ 0xffffffffc0123456, "x86_64", false, "module", "module" },
		{ 0xffffffff81000000, "x86_64", false, "kernel", "kernel" },
		{ 0xc000000012345678, "ppc64", false, "linear", "linear" },
		{ 0x80001000, "mips", true, "linear", "KSEG0" },
		{ 0xdead4ead, "i386", true, "poison", "SPINLOCK_MAGIC" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct value_meaning m = value_explain(rows[i].value, slice_str(rows[i].arch),
		                                       rows[i].is_32bit, &arena);
		assert_non_null(m.cls);
		assert_string_equal(m.cls, rows[i].cls);
		assert_has(m.meaning, rows[i].has);
	}
	assert_null(value_explain(0x12345678, S("s390"), false, &arena).cls);
	arena_deinit(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_null_member),
		cmocka_unit_test(test_scaled_index),
		cmocka_unit_test(test_poison_and_r8),
		cmocka_unit_test(test_shadow),
		cmocka_unit_test(test_trap_and_syscall),
		cmocka_unit_test(test_division),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_unread_words),
		cmocka_unit_test(test_s390),
		cmocka_unit_test(test_unread_ip),
		cmocka_unit_test(test_middle),
		cmocka_unit_test(test_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
