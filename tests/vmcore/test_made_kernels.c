// SPDX-License-Identifier: Apache-2.0
/*
 * Kernels that no lab boots: tables of several versions laid into made dumps.
 *
 * What is expected follows from how the test laid them, after scripts/kallsyms.c, arch/x86/include/asm/
 * orc_types.h and arch/arm64/include/asm/stacktrace/frame.h of the version.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "parsers/limits.h"
#include "parsers/vmcore/unwind.h"
#include "tests/vmcore/mk_kernel.h"

#define CODE_BYTES 0x10000
#define N_FILLERS  600
#define STACK      16384

enum code {
	CODE_END,
	CODE_OUTER,
	CODE_EXCEPTION,
	CODE_MID,
	CODE_INNER,
	CODE_HANDLER, /**< return_to_handler */
	CODE_PROBE,   /**< arch_rethook_trampoline */
	CODE_COUNT,
};

static const char *const code_names[CODE_COUNT] = {
	"start_here",
	"f_outer",
	"el1h_64_irq",
	"f_mid",
	"f_inner",
	"return_to_handler",
	"arch_rethook_trampoline",
};

/** A made kernel, and what the tests lay into it. */
struct made {
	struct mk_core *core;
	uint64_t code, stack, orc_ip, orc;
	char names[N_FILLERS][24];
	struct mk_symbol syms[N_FILLERS + 64];
	size_t n_syms;
	struct image *img;
	struct kernel k;
	struct unwinder u;
	struct kmodules modules;
};

static uint64_t code_at(const struct made *m, enum code c)
{
	return m->code + 0x1000 + 0x100 * (unsigned)c;
}

static void add_symbol(struct made *m, const char *name, char type, uint64_t addr)
{
	m->syms[m->n_syms++] = (struct mk_symbol){ name, type, addr };
}

static void made_begin(struct made *m, enum mk_arch arch)
{
	*m = (struct made){ .core = mk_core_new(arch) };
	m->code = mk_alloc(m->core, CODE_BYTES, 4096);
	m->stack = mk_alloc(m->core, STACK, STACK);
	uint64_t first = arch == MK_X86_64 ? 0xffffffff81000000 : 0xffff800008000000;
	add_symbol(m, "_stext", 'T', first);
	for (enum code c = 0; c < CODE_COUNT; c++)
		add_symbol(m, code_names[c], c == CODE_END ? 'T' : 't', code_at(m, c));
	add_symbol(m, "__entry_text_start", 'T', code_at(m, CODE_EXCEPTION));
	add_symbol(m, "__entry_text_end", 'T', code_at(m, CODE_MID));
	add_symbol(m, "_etext", 'T', m->code + CODE_BYTES);
	// data, so that there are enough names for several markers
	for (size_t i = 0; i < N_FILLERS; i++) {
		snprintf(m->names[i], sizeof(m->names[i]), "filler_%zu", i * i);
		add_symbol(m, m->names[i], 'd', m->code + CODE_BYTES + 16 * i);
	}
}

static void made_open(struct made *m, enum mk_kallsyms how, bool named)
{
	mk_symbols_sort(m->syms, m->n_syms);
	mk_kallsyms_put(m->core, how, m->syms, m->n_syms, named);
	m->img = mk_open(m->core);
	kernel_init(&m->k, m->img);
	unwinder_init(&m->k, &m->modules, &m->u);
}

static void made_end(struct made *m)
{
	kernel_deinit(&m->k);
	image_free(m->img);
	mk_core_free(m->core);
}

static void check_symbols(enum mk_arch arch, enum mk_kallsyms how, bool named, uint64_t per_cpu)
{
	struct made m;
	uint64_t addr;
	char name[64];

	made_begin(&m, arch);
	if (per_cpu)
		add_symbol(&m, "per_cpu_thing", 'A', per_cpu);
	made_open(&m, how, named);
	assert_int_equal(m.k.level, KERNEL_SYMBOLS);
	assert_int_equal(ksyms_count(m.k.syms), m.n_syms);
	for (size_t i = 0; i < m.n_syms; i++) {
		assert_true(kernel_symbol(&m.k, m.syms[i].name, &addr));
		assert_int_equal(addr, m.syms[i].addr);
	}
	assert_true(kernel_name(&m.k, code_at(&m, CODE_MID) + 0x12, name, sizeof(name)));
	assert_string_equal(name, "f_mid+0x12");
	made_end(&m);
}

static void tables_that_vmcoreinfo_names(void **state)
{
	(void)state;
	check_symbols(MK_X86_64, MK_KALLSYMS_RELATIVE, true, 0x1b2c0);
	check_symbols(MK_X86_64, MK_KALLSYMS_SHORT, true, 0x1b2c0);
	check_symbols(MK_X86_64, MK_KALLSYMS_ABSOLUTE, true, 0);
	check_symbols(MK_ARM64, MK_KALLSYMS_LATE, true, 0);
}

static void tables_that_are_searched_for(void **state)
{
	(void)state;
	check_symbols(MK_X86_64, MK_KALLSYMS_ABSOLUTE, false, 0x1b2c0);
	check_symbols(MK_X86_64, MK_KALLSYMS_RELATIVE, false, 0x1b2c0);
	check_symbols(MK_X86_64, MK_KALLSYMS_SHORT, false, 0);
	check_symbols(MK_X86_64, MK_KALLSYMS_LATE, false, 0);
	check_symbols(MK_ARM64, MK_KALLSYMS_LATE, false, 0);
}

static void without_tables_there_are_no_symbols(void **state)
{
	struct made m;

	(void)state;
	made_begin(&m, MK_X86_64);
	m.img = mk_open(m.core);
	kernel_init(&m.k, m.img);
	assert_int_equal(m.k.level, KERNEL_VMCOREINFO);
	assert_non_null(m.k.why);
	made_end(&m);
}

/* ORC. */

enum orc_version {
	ORC_4_14,
	ORC_4_17,
	ORC_6_3,
	ORC_6_4,
	ORC_7_1,   /**< the structure is that of 6.4; registers have other numbers */
	ORC_OTHER, /**< none that there was: members are found by name, wherever they lie */
	ORC_VERSIONS,
};

#define ORC_HEAD                        \
	{ "sp_offset", 0, 2, 0, 0 },    \
	{                               \
		"bp_offset", 2, 2, 0, 0 \
	}
#define ORC_REGS_4                   \
	{ "sp_reg", 4, 0, 0, 4 },    \
	{                            \
		"bp_reg", 4, 0, 4, 4 \
	}

static const struct mk_type orc_types[ORC_VERSIONS] = {
	[ORC_4_14] = { "orc_entry", 6, { ORC_HEAD, ORC_REGS_4, { "type", 4, 0, 8, 2 } } },
	[ORC_4_17] = { "orc_entry",
	               6,
	               { ORC_HEAD, ORC_REGS_4, { "type", 4, 0, 8, 2 }, { "end", 4, 0, 10, 1 } } },
	[ORC_6_3] = { "orc_entry",
	              6,
	              { ORC_HEAD,
	                ORC_REGS_4,
	                { "type", 4, 0, 8, 2 },
	                { "signal", 4, 0, 10, 1 },
	                { "end", 4, 0, 11, 1 } } },
	[ORC_6_4] = { "orc_entry",
	              6,
	              { ORC_HEAD, ORC_REGS_4, { "type", 4, 0, 8, 3 }, { "signal", 4, 0, 11, 1 } } },
	[ORC_7_1] = { "orc_entry",
	              6,
	              { ORC_HEAD, ORC_REGS_4, { "type", 4, 0, 8, 3 }, { "signal", 4, 0, 11, 1 } } },
	[ORC_OTHER] = { "orc_entry",
	                12,
	                { { "type", 0, 0, 5, 3 },
	                  { "bp_reg", 1, 0, 0, 4 },
	                  { "sp_reg", 4, 0, 3, 5 },
	                  { "bp_offset", 6, 2, 0, 0 },
	                  { "sp_offset", 8, 2, 0, 0 } } },
};

static void set_field(char *entry, const struct mk_type *type, const char *name, unsigned value)
{
	for (const struct mk_member *f = type->members; f->name; f++) {
		if (strcmp(f->name, name) != 0)
			continue;
		unsigned bits = f->size ? f->size * 8 : f->bits;
		for (unsigned i = 0; i < bits; i++)
			if (value >> i & 1)
				entry[f->off + (f->bit + i) / 8] |= (char)(1u << (f->bit + i) % 8);
		return;
	}
}

enum entry_type {
	ENTRY_END,
	ENTRY_CALL,
	ENTRY_REGS,
};

struct entry {
	enum code code;
	enum entry_type type;
	enum orc_reg sp_reg;
	int sp_offset;
	enum orc_reg bp_reg;
	int bp_offset;
};

/** The number that version @p v has for @p reg, after ORC_REG_* of its orc_types.h. */
static unsigned number_of(enum orc_version v, enum orc_reg reg)
{
	static const unsigned sorted[ORC_REG_COUNT] = {
		[ORC_REG_PREV_SP] = 8, [ORC_REG_BP] = 4, [ORC_REG_SP] = 3
	};
	static const unsigned first[ORC_REG_COUNT] = {
		[ORC_REG_PREV_SP] = 1, [ORC_REG_BP] = 4, [ORC_REG_SP] = 5
	};

	return v == ORC_7_1 ? sorted[reg] : first[reg];
}

static void put_entry(struct made *m, enum orc_version v, size_t i, const struct entry *e)
{
	static const unsigned types_before[] = { 0, 0, 1 }, types_since_6_4[] = { 1, 2, 3 };
	const struct mk_type *type = &orc_types[v];
	char entry[16] = { 0 };
	uint64_t ip_at = m->orc_ip + 4 * i;

	set_field(entry, type, "sp_offset", (unsigned)e->sp_offset);
	set_field(entry, type, "bp_offset", (unsigned)e->bp_offset);
	set_field(entry, type, "sp_reg", number_of(v, e->sp_reg));
	set_field(entry, type, "bp_reg", number_of(v, e->bp_reg));
	set_field(entry, type, "type", (v >= ORC_6_4 ? types_since_6_4 : types_before)[e->type]);
	set_field(entry, type, "end", e->type == ENTRY_END);
	mk_put(m->core, m->orc + i * type->size, entry, type->size);
	mk_u32(m->core, ip_at, (uint32_t)(code_at(m, e->code) - ip_at));
}

/* Offsets of struct pt_regs of x86-64 that the stack below uses. */
#define REGS_BYTES 168
#define REGS_BP    32
#define REGS_IP    128
#define REGS_SP    152

static const struct mk_type x86_types[] = {
	{ "pt_regs",
	  REGS_BYTES,
	  { { "r13", 16, 8, 0, 0 },
	    { "bp", REGS_BP, 8, 0, 0 },
	    { "r10", 56, 8, 0, 0 },
	    { "dx", 96, 8, 0, 0 },
	    { "di", 112, 8, 0, 0 },
	    { "ip", REGS_IP, 8, 0, 0 },
	    { "cs", 136, 8, 0, 0 },
	    { "sp", REGS_SP, 8, 0, 0 } } },
	{ "thread_union", STACK, { { "stack", 0, STACK, 0, 0 } } },
	{ "task_struct",
	  64,
	  { { "ret_stack", 0, 8, 0, 0 },
	    { "curr_ret_stack", 8, 4, 0, 0 },
	    { "rethooks", 16, 8, 0, 0 } } },
	{ "ftrace_ret_stack",
	  32,
	  { { "ret", 0, 8, 0, 0 }, { "func", 8, 8, 0, 0 }, { "retp", 24, 8, 0, 0 } } },
};

static void put_types(struct made *m, const struct mk_type *types, size_t n)
{
	uint64_t end, begin = mk_btf_put(m->core, types, n, &end);

	add_symbol(m, "__start_BTF", 'r', begin);
	add_symbol(m, "__stop_BTF", 'r', end);
}

static void put_orc(struct made *m, enum orc_version v)
{
	static const struct entry entries[] = {
		{ CODE_END, ENTRY_END, ORC_REG_UNDEFINED, 0, ORC_REG_UNDEFINED, 0 },
		{ CODE_OUTER, ENTRY_CALL, ORC_REG_SP, 24, ORC_REG_UNDEFINED, 0 },
		{ CODE_EXCEPTION, ENTRY_REGS, ORC_REG_SP, 0, ORC_REG_UNDEFINED, 0 },
		{ CODE_MID, ENTRY_CALL, ORC_REG_BP, 16, ORC_REG_PREV_SP, -16 },
		{ CODE_INNER, ENTRY_CALL, ORC_REG_SP, 16, ORC_REG_UNDEFINED, 0 },
	};
	size_t n = sizeof(entries) / sizeof(*entries);
	struct mk_type types[5];

	m->orc_ip = mk_alloc(m->core, 4 * n, 8);
	m->orc = mk_alloc(m->core, orc_types[v].size * n, 8);
	for (size_t i = 0; i < n; i++)
		put_entry(m, v, i, &entries[i]);
	add_symbol(m, "__start_orc_unwind_ip", 'r', m->orc_ip);
	add_symbol(m, "__stop_orc_unwind_ip", 'r', m->orc_ip + 4 * n);
	add_symbol(m, "__start_orc_unwind", 'r', m->orc);
	memcpy(types, x86_types, sizeof(x86_types));
	types[4] = orc_types[v];
	put_types(m, types, 5);
}

/**
 * inner was called by mid, mid by the code of an exception, which interrupted outer; outer was called by
 * what began it all.  Returns where inner's return address lies.
 */
static uint64_t put_stack(struct made *m)
{
	uint64_t sp = m->stack + STACK - 0x400, regs = sp + 64;

	mk_u64(m->core, sp + 8, code_at(m, CODE_MID) + 0x20);
	mk_u64(m->core, regs - 16, 0x1234);                        // mid's caller's bp
	mk_u64(m->core, regs - 8, code_at(m, CODE_EXCEPTION) + 9); // return address of mid
	mk_u64(m->core, regs + REGS_IP, code_at(m, CODE_OUTER));
	mk_u64(m->core, regs + REGS_SP, regs + REGS_BYTES + 32);
	mk_u64(m->core, regs + REGS_BYTES + 32 + 16, code_at(m, CODE_END) + 5);
	mk_regs(m->core, code_at(m, CODE_INNER) + 4, sp, regs - 16);
	return sp + 8;
}

static size_t unwind_made(struct made *m, uint64_t task, struct unwind_frame *ret)
{
	struct unwind_start start;

	assert_true(unwind_running(&m->u, 0, &start));
	start.stack = m->stack;
	start.task = task;
	return unwind(&m->u, &start, ret);
}

static void check_frame(struct made *m, const struct unwind_frame *f, enum code code, uint64_t off,
                        bool is_return)
{
	char name[64], want[64];

	snprintf(want, sizeof(want), "%s+0x%llx", code_names[code], (unsigned long long)off);
	assert_true(kernel_name(&m->k, f->ip, name, sizeof(name)));
	assert_string_equal(name, want);
	assert_int_equal(f->is_return, is_return);
	assert_int_not_equal(f->method, UNWIND_SCAN);
}

static void check_orc(enum orc_version v, const char *hash)
{
	struct unwind_frame f[LIMIT_VMCORE_FRAMES];
	struct made m;

	made_begin(&m, MK_X86_64);
	put_orc(&m, v);
	put_stack(&m);
	if (hash) {
		uint64_t at = mk_alloc(m.core, 20, 8);
		mk_put(m.core, at, hash, 20);
		add_symbol(&m, "orc_header", 'r', at);
	}
	made_open(&m, MK_KALLSYMS_SHORT, true);
	assert_int_equal(m.k.level, KERNEL_TYPES);
	assert_true(m.u.orc.present);
	assert_int_equal(unwind_made(&m, 0, f), 5);
	check_frame(&m, &f[0], CODE_INNER, 4, false);
	check_frame(&m, &f[1], CODE_MID, 0x20, true);
	check_frame(&m, &f[2], CODE_EXCEPTION, 9, true);
	check_frame(&m, &f[3], CODE_OUTER, 0, false);
	check_frame(&m, &f[4], CODE_END, 5, true);
	assert_int_equal(f[2].context, UNWIND_EXCEPTION);
	assert_int_equal(f[3].context, UNWIND_TASK);
	made_end(&m);
}

/* Hashes of orc_types.h as scripts/orc_hash.sh makes them. */
static const char hash_6_4[] =
	"\xfe\x5d\x32\xbf\x58\x1b\xd6\x3b\x2c\xa9\xa5\xc6\x5b\xa5\xa6\x25\xea\xb3\xfe\x24";
static const char hash_7_1[] =
	"\x13\x7c\x36\xad\x76\x27\xc4\xdd\x55\x93\x21\x76\xbb\x0e\xcd\xbd\x50\x41\xfc\x82";

static void orc_of_each_version(void **state)
{
	(void)state;
	for (enum orc_version v = 0; v < ORC_VERSIONS; v++)
		check_orc(v, NULL);
	check_orc(ORC_6_4, hash_6_4);
	check_orc(ORC_7_1, hash_7_1);
	check_orc(ORC_6_4, "a hash nobody knows.");
	check_orc(ORC_7_1, "a hash nobody knows.");
}

/* What the header says counts, whatever the table looks like. */
static void orc_header_tells_the_numbers(void **state)
{
	struct orc_entry e;
	struct made m;

	(void)state;
	for (int known = 0; known < 2; known++) {
		made_begin(&m, MK_X86_64);
		put_orc(&m, ORC_7_1);
		uint64_t at = mk_alloc(m.core, 20, 8);
		mk_put(m.core, at, known ? hash_6_4 : "a hash nobody knows.", 20);
		add_symbol(&m, "orc_header", 'r', at);
		made_open(&m, MK_KALLSYMS_SHORT, true);
		assert_true(orc_find(&m.k, &m.u.orc, code_at(&m, CODE_OUTER), &e));
		assert_int_equal(e.sp_reg, known ? ORC_REG_DI : ORC_REG_SP);
		assert_int_equal(e.sp_offset, 24);
		assert_int_equal(e.type, ORC_CALL);
		made_end(&m);
	}
}

static void traced_functions_return_where_they_would(void **state)
{
	struct unwind_frame f[LIMIT_VMCORE_FRAMES];
	struct made m;

	(void)state;
	made_begin(&m, MK_X86_64);
	put_orc(&m, ORC_6_4);
	uint64_t place = put_stack(&m), task = mk_alloc(m.core, 64, 64);
	uint64_t entries = mk_alloc(m.core, 64, 64);
	mk_u64(m.core, place, code_at(&m, CODE_HANDLER));
	mk_u64(m.core, task, entries);
	mk_u32(m.core, task + 8, 1); // the newest of two
	mk_u64(m.core, entries, code_at(&m, CODE_MID) + 0x20);
	mk_u64(m.core, entries + 24, place);
	mk_u64(m.core, entries + 32, code_at(&m, CODE_OUTER));
	mk_u64(m.core, entries + 32 + 24, place - 64);
	made_open(&m, MK_KALLSYMS_SHORT, true);
	assert_int_equal(unwind_made(&m, task, f), 5);
	check_frame(&m, &f[1], CODE_MID, 0x20, true);
	check_frame(&m, &f[4], CODE_END, 5, true);
	made_end(&m);
}

static void a_stack_that_is_not_there_ends(void **state)
{
	struct unwind_frame f[LIMIT_VMCORE_FRAMES];
	struct made m;

	(void)state;
	made_begin(&m, MK_X86_64);
	put_orc(&m, ORC_6_4);
	put_stack(&m);
	mk_drop_page(m.core, m.stack + STACK - 1);
	made_open(&m, MK_KALLSYMS_SHORT, true);
	assert_int_equal(unwind_made(&m, 0, f), 1);
	check_frame(&m, &f[0], CODE_INNER, 4, false);
	made_end(&m);
}

static void types_that_are_not_there_are_told(void **state)
{
	struct made m;

	(void)state;
	made_begin(&m, MK_X86_64);
	put_orc(&m, ORC_6_4);
	for (size_t i = 0; i < m.n_syms; i++)
		if (strcmp(m.syms[i].name, "__start_BTF") == 0)
			mk_drop_page(m.core, m.syms[i].addr);
	put_stack(&m);
	made_open(&m, MK_KALLSYMS_SHORT, true);
	assert_int_equal(m.k.level, KERNEL_SYMBOLS);
	assert_string_equal(m.k.why, "the kernel's BTF is not in the dump");
	assert_false(m.u.orc.present);
	made_end(&m);
}

/* Types of modules. */

static const struct mk_type module_base_types[] = {
	{ "btf_module",
	  48,
	  { { "list", 0, 16, 0, 0 }, { "module", 16, 8, 0, 0 }, { "btf", 24, 8, 0, 0 } } },
	{ "btf", 64, { { "data", 8, 8, 0, 0 }, { "data_size", 24, 4, 0, 0 } } },
	{ "module", 64, { { "name", 8, 56, 0, 0 } } },
	{ "both", 8, { { "in_kernel", 0, 8, 0, 0 } } },
};

static const struct mk_type own_types[] = {
	{ "own", 32, { { "first", 0, 8, 0, 0 }, { "second", 24, 4, 0, 0 } } },
	{ "both", 16, { { "in_module", 8, 8, 0, 0 } } },
};

static uint64_t put_module_btf(struct made *m, uint64_t head, const char *name, uint64_t data,
                               uint64_t bytes)
{
	uint64_t node = mk_alloc(m->core, 48, 8), btf = mk_alloc(m->core, 64, 8);
	uint64_t mod = mk_alloc(m->core, 64, 8);

	mk_u64(m->core, node, head);
	mk_u64(m->core, node + 16, mod);
	mk_u64(m->core, node + 24, btf);
	mk_u64(m->core, btf + 8, data);
	mk_u32(m->core, btf + 24, (uint32_t)bytes);
	mk_put(m->core, mod + 8, name, strlen(name));
	return node;
}

static void modules_have_types_of_their_own(void **state)
{
	struct member f;
	uint64_t bytes;
	struct made m;

	(void)state;
	made_begin(&m, MK_X86_64);
	put_types(&m, module_base_types, 4);
	uint64_t data = mk_btf_put_split(m.core, module_base_types, 4, own_types, 2, &bytes);
	uint64_t head = mk_alloc(m.core, 16, 8);
	uint64_t a = put_module_btf(&m, head, "cut", data, bytes / 2);
	uint64_t b = put_module_btf(&m, head, "made", data, bytes);
	mk_u64(m.core, head, a);
	mk_u64(m.core, head + 8, b);
	mk_u64(m.core, a, b);
	mk_u64(m.core, a + 8, head);
	mk_u64(m.core, b + 8, a);
	add_symbol(&m, "btf_modules", 'd', head);
	made_open(&m, MK_KALLSYMS_SHORT, true);

	assert_true(kernel_find_member(&m.k, "own@made", "second", &f));
	assert_int_equal(f.off, 24);
	assert_int_equal(f.size, 4);
	assert_true(kernel_find_member(&m.k, "none|own@cut|both@made", "in_module", &f));
	assert_int_equal(f.off, 8);
	assert_true(kernel_find_member(&m.k, "both", "in_kernel", &f));
	assert_false(kernel_find_member(&m.k, "own", "second", &f));
	assert_false(kernel_find_member(&m.k, "both@made", "in_kernel", &f));
	assert_false(kernel_find_member(&m.k, "own@cut", "second", &f));
	assert_false(kernel_find_member(&m.k, "own@other", "second", &f));
	made_end(&m);
}

/* What no table tells is scanned for, and marked. */
static void scanned_frames_are_not_reliable(void **state)
{
	struct unwind_frame f[LIMIT_VMCORE_FRAMES];
	struct made m;

	(void)state;
	made_begin(&m, MK_X86_64);
	put_stack(&m);
	made_open(&m, MK_KALLSYMS_SHORT, true);
	size_t n = unwind_made(&m, 0, f);
	assert_int_equal(n, 5); // all that look like code
	assert_int_equal(f[0].method, UNWIND_START);
	for (size_t i = 1; i < n; i++)
		assert_int_equal(f[i].method, UNWIND_SCAN);
	assert_int_equal(f[1].ip, code_at(&m, CODE_MID) + 0x20);
	made_end(&m);
}

/* arm64. */

static const struct mk_type arm64_types[] = {
	{ "pt_regs",
	  320,
	  { { "regs", 0, 31 * 8, 0, 0 },
	    { "sp", 248, 8, 0, 0 },
	    { "pc", 256, 8, 0, 0 },
	    { "stackframe", 288, 16, 0, 0 } } },
	{ "thread_union", STACK, { { "stack", 0, STACK, 0, 0 } } },
	{ "frame_record_meta", 24, { { "record", 0, 16, 0, 0 }, { "type", 16, 8, 0, 0 } } },
};

/** A frame record at @p at. */
static void put_record(struct made *m, uint64_t at, uint64_t next, uint64_t ip)
{
	mk_u64(m->core, at, next);
	mk_u64(m->core, at + 8, ip);
}

/** An address with a signature in the bits that hold none of it; bit 55 tells which half it is of. */
static uint64_t sign(uint64_t addr)
{
	return (addr & ~UINT64_C(0xff7f000000000000)) | UINT64_C(0x3a29000000000000);
}

static void check_arm64(bool meta)
{
	struct unwind_frame f[LIMIT_VMCORE_FRAMES];
	struct made m;

	made_begin(&m, MK_ARM64);
	uint64_t sp = m.stack + 0x1000, regs = sp + 0x200, record = regs + 288;
	put_record(&m, sp, sp + 0x40, sign(code_at(&m, CODE_MID) + 0x20));
	put_record(&m, sp + 0x40, record, sign(code_at(&m, CODE_EXCEPTION) + 8));
	if (meta) {
		mk_u64(m.core, record + 16, 2); // registers
		mk_u64(m.core, regs + 29 * 8, regs + 0x400);
		mk_u64(m.core, regs + 256, code_at(&m, CODE_OUTER));
	} else {
		put_record(&m, record, regs + 0x400, code_at(&m, CODE_OUTER));
	}
	put_record(&m, regs + 0x400, meta ? regs + 0x500 : 0, sign(code_at(&m, CODE_END) + 4));
	mk_u64(m.core, regs + 0x510, 1); // the last
	mk_regs(m.core, code_at(&m, CODE_INNER) + 4, sp, sp);
	put_types(&m, arm64_types, meta ? 3 : 2);
	made_open(&m, MK_KALLSYMS_LATE, true);
	assert_int_equal(unwind_made(&m, 0, f), 5);
	check_frame(&m, &f[0], CODE_INNER, 4, false);
	check_frame(&m, &f[1], CODE_MID, 0x20, true);
	check_frame(&m, &f[2], CODE_EXCEPTION, 8, true);
	check_frame(&m, &f[3], CODE_OUTER, 0, false);
	check_frame(&m, &f[4], CODE_END, 4, true);
	assert_int_equal(f[2].context, UNWIND_EXCEPTION);
	made_end(&m);
}

static void arm64_frame_records(void **state)
{
	(void)state;
	check_arm64(false);
	check_arm64(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_that_vmcoreinfo_names),
		cmocka_unit_test(tables_that_are_searched_for),
		cmocka_unit_test(without_tables_there_are_no_symbols),
		cmocka_unit_test(orc_of_each_version),
		cmocka_unit_test(orc_header_tells_the_numbers),
		cmocka_unit_test(traced_functions_return_where_they_would),
		cmocka_unit_test(a_stack_that_is_not_there_ends),
		cmocka_unit_test(types_that_are_not_there_are_told),
		cmocka_unit_test(modules_have_types_of_their_own),
		cmocka_unit_test(scanned_frames_are_not_reliable),
		cmocka_unit_test(arm64_frame_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
